/** Explains the marks of snapshot A and removes it: in the legend, and in the bars that replace the legend. */

import { helpOf } from '../../base/help'
import viewCss from '../../base/style/view.module.css'
import { type Overlay, unpin } from '../../state/selection/pinned'
import css from './membrane.module.css'

export function OverlayKey({ overlay }: { overlay: Overlay }) {
  return (
    <span className={css.overlay} data-help={overlay.ok ? `A is ${overlay.label}. B is what is shown.` : overlay.why}>
      <i className={css.keyOverlay} />
      <span className={viewCss.scope}>A: {overlay.short}</span>
      {!overlay.ok && <b>{overlay.why}</b>}
      <button type="button" aria-label="Unpin A" {...helpOf('Takes A away (P)')} onClick={unpin}>
        ×
      </button>
    </span>
  )
}
