/** A small plot of the pinned agent's observations over time: a line per number, or a row per number if there are many. */

import { drawImage } from '../../base/bitmap'
import { divergingPixels } from '../../base/diverging'
import { newestFrame } from '../../base/frames'
import { usePainter } from '../../base/paint'
import { useLab } from '../../state/store/store'
import css from './control.module.css'
import { choiceColor } from './episode-chart'
import { observedOf } from './sample'

/** The largest number of values that are drawn as lines. */
const MAX_LINES = 8

export function ObservationInput() {
  const open = useLab((state) => state.open)
  const ref = usePainter(
    ['sample'],
    (context, { width, height, dark }, colors) => {
      const frame = newestFrame('sample')?.frame
      const observed = frame && observedOf(frame, open)
      if (!observed) return
      const { values, steps, numbers } = observed
      const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-6)
      if (numbers > MAX_LINES) {
        const color = divergingPixels(dark)
        const words = Uint32Array.from({ length: steps * numbers }, (_, at) =>
          color(values[(at % steps) * numbers + Math.floor(at / steps)]! / most),
        )
        drawImage(context, words, { height: numbers, width: steps, channels: 1 }, { x: 0, y: 0, width, height })
        return
      }
      for (let number = 0; number < numbers; number++) {
        context.strokeStyle = choiceColor(colors, number)
        context.lineWidth = 1.25
        context.beginPath()
        for (let step = 0; step < steps; step++)
          context.lineTo(((step + 0.5) / steps) * width, (height / 2) * (1 - (0.95 * values[step * numbers + number]!) / most))
        context.stroke()
      }
    },
    [open],
  )
  return <canvas ref={ref} className={css.small} />
}
