/** The spike raster of a long sequence: time right, zoomed and moved along it, with the trace of one neuron over the same steps. */

import { grouped } from '../../../format'
import { classesOf } from '../../base/classes'
import { newestFrame } from '../../base/frames'
import viewCss from '../../base/style/view.module.css'
import { sampleName } from '../../state/labels/experiment-label'
import { marksText } from '../../state/selection/analog'
import { sampleLayer } from '../../state/session/frame-hooks'
import { HopsText } from './hops-text'
import css from './raster.module.css'
import { type LongRasterProps, useLongRaster } from './use-long-raster'
import { ZoomTools } from './zoom-tools'

export function LongRasterPlot(props: LongRasterProps) {
  const { look, hops, host, tools, ref, controls, region, walk } = useLongRaster(props)
  const { viewport, show, zoom, pointer } = controls
  return (
    <>
      <HopsText words={hops?.words} />
      <div ref={host} className={classesOf(viewCss.plot, css.viewport)}>
        <canvas
          ref={ref}
          role="img"
          aria-label={wordsOf(props.layer, look.channel, look.shape !== null)}
          tabIndex={0}
          onKeyDown={walk}
          onPointerDown={(event) => region.down(event) || pointer.onPointerDown(event)}
          onPointerMove={(event) => region.move(event) || pointer.onPointerMove(event)}
          onPointerUp={(event) => region.up() || pointer.onPointerUp(event)}
          onPointerCancel={(event) => region.up() || pointer.onPointerCancel(event)}
        />
        <ZoomTools element={tools} look={look} steps={props.steps} viewport={viewport} show={show} zoom={zoom} />
      </div>
    </>
  )
}

function wordsOf(layer: string, channel: number | null, map: boolean): string {
  const of = sampleLayer(layer)
  if (!of) return 'Spike raster: nothing shown yet.'
  const marks = marksText(of.spikes.reduce((sum, spike) => sum + spike, 0))
  const rows = map ? (channel === null ? ' A row is a channel; Enter opens it.' : ` Channel ${channel}; Escape goes back to all.`) : ''
  return (
    `Spike raster of ${layer}, ${sampleName(newestFrame('sample')?.frame.index ?? 0)}: ${marks} of ${grouped(of.neurons)} neurons in ${grouped(of.steps)} steps.${rows}` +
    ' Up and down arrows choose a row, its trace is below; plus and minus zoom along time, left and right arrows move, 0 shows all; with Shift arrow keys select.'
  )
}
