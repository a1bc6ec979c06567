/** A small histogram of a layer over all steps, for the strip: window, threshold, silent and spiking. No axis, no numbers. */

import { pooled, widestStep } from '../../../readings/shares'
import { box, clipped, crisp, fill, line, penOf, staircase, stroke, styles } from '../../base/draw'
import { usePainter } from '../../base/paint'
import { linear } from '../../base/scale'
import viewCss from '../../base/style/view.module.css'
import { lens } from '../../state/selection/lens'
import { edgesAt } from '../../state/selection/window-trial'
import { layerOf } from '../../state/session/frame-hooks'
import { shownMembrane, useCursor } from '../../state/session/history'

export function MiniHistogram({ layer }: { layer: string }) {
  const cursor = useCursor()
  const ref = usePainter(
    ['membrane'],
    (context, area, colors) => {
      const pen = penOf(context, area, colors)
      const { width, height } = area
      const style = styles(pen)
      const frame = layerOf(shownMembrane(), layer)
      line(pen, 0, crisp(height - 1), width, crisp(height - 1), style.rule)
      if (!frame) return
      const shares = pooled(frame)
      const peak = Math.max(...shares) || 1
      const x = linear(frame.low, frame.high, 0, width)
      const y = (share: number) => height - 1 - (share / peak) * (height - 3)
      const step = widestStep(frame)
      const trial = lens.get()
      const [low, high] = edgesAt(frame, step, trial).map(x) as [number, number]
      const split = x(trial?.threshold ?? frame.threshold)
      const outline = (path: CanvasRenderingContext2D) => staircase(path, shares, linear(0, frame.bins, 0, width), y)
      box(pen, low, 0, high, height, colors['win-fill'])
      for (const part of [
        { from: 0, to: split, fill: colors['u-fill'], edge: style.potential },
        { from: split, to: width, fill: colors['spk-fill'], edge: style.spikes },
      ]) {
        clipped(pen, part.from, 0, part.to - part.from, height - 1, () => {
          fill(pen, part.fill, (path) => {
            outline(path)
            path.lineTo(width, height)
            path.lineTo(0, height)
          })
          stroke(pen, part.edge, outline)
        })
      }
      for (const edge of [low, high]) line(pen, edge, 0, edge, height, { color: colors.win, ...(trial && { dash: [2, 2] }) })
      line(pen, split, 0, split, height, { color: colors.spk })
      line(pen, 0, crisp(height - 1), width, crisp(height - 1), style.rule)
    },
    [layer, cursor],
    [lens],
  )
  return <canvas ref={ref} className={viewCss.mini} />
}
