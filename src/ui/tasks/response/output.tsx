/** A small plot of the network's output for the pinned clip: one row per cell, with time to the right. */
import { newestFrame } from '../../base/frames'
import { usePainter } from '../../base/paint'
import css from './response.module.css'
import { outputAt } from './sample'

export function OutputRaster() {
  const ref = usePainter(
    ['sample'],
    (context, { width, height }, colors) => {
      const frame = newestFrame('sample')?.frame
      if (!frame || frame.outputs === 0) return
      const top = frame.readout.reduce((largest, value) => Math.max(largest, value), 0) || 1
      const [across, down] = [width / frame.steps, height / frame.outputs]
      context.fillStyle = colors.spk
      for (let step = 0; step < frame.steps; step++)
        outputAt(frame, step).forEach((value, cell) => {
          if (!(value > 0)) return
          context.globalAlpha = Math.max(0.08, value / top)
          context.fillRect(step * across, cell * down, Math.max(1, across - 0.5), Math.max(1, down - 0.5))
        })
      context.globalAlpha = 1
    },
    [],
  )
  return <canvas ref={ref} className={css.output} />
}
