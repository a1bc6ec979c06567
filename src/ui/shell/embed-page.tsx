/**
 * The lab embedded in another page: one view, with the strip of layers and the run's controls if the link asks for them, and nothing else.
 */

import { lazy, Suspense } from 'react'
import { type Embed, withoutEmbed } from '../../share/embed'
import { DEFAULT_VIEW } from '../../share/views'
import { Boundary } from '../base/boundary'
import { classesOf } from '../base/classes'
import { FullSizeOf } from '../base/full-size'
import controlsCss from '../base/style/controls.module.css'
import { Tooltip } from '../base/tooltip'
import { openDocs } from '../state/settings/docs'
import { useLab } from '../state/store/store'
import { useShownViews, ViewPanel, ViewsOf } from '../views/regions'
import { Announcer } from './announcer'
import css from './embed-page.module.css'
import { LinkNotes } from './link-notes'
import { AskedFigure, Dialogs } from './open-dialog'
import { ProgressBar } from './progress-bar'
import { Transport } from './top-bar'
import topBarCss from './top-bar.module.css'

const MissingPage = lazy(async () => ({ default: (await import('./missing-page')).MissingPage }))
const AskedFile = lazy(async () => ({ default: (await import('./asked-file')).AskedFile }))

export function EmbedPage({ strip, controls }: Embed) {
  const id = useLab((state) => state.fullView) ?? DEFAULT_VIEW
  const views = useShownViews()
  const view = views.find((shown) => shown.id === id)
  const missing = useLab((state) => state.missing !== null)
  const asked = useLab((state) => state.asked !== null)
  // Notes on a link are shown only in the full lab; a failure to open it is shown here too.
  const refused = useLab(({ linkNotes }) => linkNotes !== null && (linkNotes.refused === true || linkNotes.faults.length > 0))
  return (
    <FullSizeOf value={{ view: id, show: () => {}, alone: true }}>
      <div className={css.page}>
        <div>
          <Suspense fallback={null}>{asked && <AskedFile />}</Suspense>
          {refused && <LinkNotes />}
        </div>
        {missing ? (
          <Suspense fallback={null}>
            <MissingPage />
          </Suspense>
        ) : (
          <>
            <main className={css.main}>
              <h1 className={controlsCss.hidden}>Membrane</h1>
              {strip && <ViewsOf views={views} region="top" />}
              <div className={css.view}>{view && <ViewPanel key={id} view={view} />}</div>
            </main>
            {controls && <Controls />}
          </>
        )}
      </div>
      <Boundary name="This dialog">
        <Dialogs />
      </Boundary>
      <AskedFigure />
      <Announcer />
      <Boundary name="An explanation">
        <Tooltip more={openDocs} />
      </Boundary>
    </FullSizeOf>
  )
}

const addressAlone = (): string => `${location.href.replace(/#.*$/, '')}#${withoutEmbed(location.hash).replace(/^#/, '')}`

function Controls() {
  return (
    <footer className={classesOf(topBarCss.bar, css.controls)}>
      <Transport />
      <ProgressBar />
      <a
        href={addressAlone()}
        target="_blank"
        rel="noopener"
        // Updated on click, because the address follows the open experiment.
        onClick={({ currentTarget }) => {
          currentTarget.href = addressAlone()
        }}
      >
        Open in the lab
      </a>
    </footer>
  )
}
