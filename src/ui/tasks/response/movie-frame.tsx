/** The frame of the movie at the playhead, as a camera image, with a description of its bin. */

import { useMemo } from 'react'
import type { Trials } from '../../../tasks/response/detail'
import { drawImage, imagePixels } from '../../base/bitmap'
import { reachOf } from '../../base/diverging'
import { outline, penOf } from '../../base/draw'
import { LiveText } from '../../base/live-text'
import { usePainter } from '../../base/paint'
import { binOf, type Playhead } from '../../shared/playhead'
import type { Rows } from './raster-rows'
import { binText } from './raster-text'
import css from './response.module.css'

interface FrameProps {
  readonly trials: Trials
  readonly rows: Rows
  readonly head: Playhead
}

export function MovieFrame({ trials, rows, head }: FrameProps) {
  const { movie } = trials
  const scale = useMemo(() => grayScale(movie.values), [movie])
  const ref = usePainter(
    [],
    (context, area, colors) => {
      const { height, width } = movie
      const part = Math.min(area.width / width, area.height / height)
      const place = { x: 0, y: 0, width: part * width, height: part * height }
      drawImage(context, framePixels(movie, binOf(head, trials.bins), scale), { height, width, channels: 3 }, place)
      outline(penOf(context, area, colors), place, colors.rule, -0.5)
    },
    [movie],
    [head.at],
  )
  const words = () => binText(trials, rows, binOf(head, trials.bins))
  const signals = [head.at]
  return (
    <>
      <canvas ref={ref} className={css.frame} role="img" aria-label="The frame of the movie at the playhead" />
      <dl className={css.now}>
        <div>
          <dt>at</dt>
          <dd>
            <LiveText content={() => words().at} on={signals} />
          </dd>
        </div>
        <div>
          <dt>data</dt>
          <dd>
            <LiveText content={() => words().data} on={signals} />
          </dd>
        </div>
        <div data-of="model">
          <dt>model</dt>
          <dd>
            <LiveText content={() => words().model} on={signals} />
          </dd>
        </div>
      </dl>
    </>
  )
}

/** Symmetric about 0 if there are values of both signs. */
function grayScale(values: Float32Array): { low: number; high: number } {
  const reach = reachOf(values, 0)
  return { low: values.some((value) => value < 0) ? -reach : 0, high: reach }
}

function framePixels({ height, width, values }: Trials['movie'], bin: number, scale: { low: number; high: number }): Uint32Array {
  const size = height * width
  const gray = Float32Array.from({ length: 3 * size }, (_, at) => values[bin * size + Math.floor(at / 3)]!)
  return imagePixels(gray, { height, width, channels: 3 }, scale, false)
}
