/** The buttons below a long raster: back to all channels, and closer to or farther from its time axis. */

import type { RefObject } from 'react'
import { isWhole, type Viewport, whole, ZOOM } from '../../base/viewport'
import { selectChannel } from '../../state/selection/select'
import css from './raster.module.css'
import type { RasterLook } from './raster-columns'

interface ZoomToolsProps {
  readonly element: RefObject<HTMLSpanElement | null>
  readonly look: RasterLook
  readonly steps: number
  readonly viewport: Viewport
  readonly show: (viewport: Viewport) => void
  readonly zoom: (factor: number) => void
}

export function ZoomTools({ element, look: { channel, neuron }, steps, viewport, show, zoom }: ZoomToolsProps) {
  const all = isWhole(viewport, steps)
  return (
    <span ref={element} className={css.zoom}>
      {channel !== null && (
        <button type="button" title="Back to a row for each channel" onClick={() => selectChannel(null, neuron)}>
          ‹ channels
        </button>
      )}
      <button type="button" aria-label="Zoom out" title="Zoom out (−)" disabled={all} onClick={() => zoom(ZOOM)}>
        −
      </button>
      <button type="button" aria-label="Zoom in" title="Zoom in (+, or the wheel)" onClick={() => zoom(1 / ZOOM)}>
        +
      </button>
      <button type="button" title="The whole sequence (0)" disabled={all} onClick={() => show(whole(steps))}>
        all
      </button>
    </span>
  )
}
