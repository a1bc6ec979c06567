/** The menu of display options, whose choices are fetched right after the first paint. */

import { classesOf } from '../base/classes'
import { helpOf } from '../base/help'
import { Icon } from '../base/icons'
import { laterPart } from '../base/later'
import { pauseViews, useMotion } from '../state/session/motion'
import topBarCss from './top-bar.module.css'
import css from './views-menu.module.css'

const ViewsChoices = laterPart(async () => (await import('./views-choices')).ViewsChoices)

export function ViewsMenu() {
  const paused = useMotion((state) => state.paused)
  return (
    <>
      {paused && (
        <button
          type="button"
          className={css.viewsPaused}
          {...helpOf('Views are paused; training continues (F)')}
          onClick={() => pauseViews(false)}
        >
          <Icon sign="pause" />
          Resume views
        </button>
      )}
      <button type="button" popoverTarget="views-menu">
        Views
      </button>
      <div id="views-menu" popover="auto" className={classesOf(topBarCss.changes, css.viewsMenu)} role="dialog" aria-label="Views">
        <h2>Views</h2>
        <ViewsChoices paused={paused} />
      </div>
    </>
  )
}
