/** The distribution of the selected layer's weights, and the filters of the first convolution. */
import { crisp, line, penOf, stroke, styles, text } from '../charts/draw'
import { fixed, grouped } from '../charts/format'
import { useFonts, useFrames } from '../charts/hooks'
import { Head, Region } from '../charts/parts'
import { digitsOf, linear, niceStep, ticks } from '../charts/scale'
import { newestFrame } from '../frames'
import { usePainter } from '../paint'
import '../charts/charts.css'
import { FilterImages } from './filters'
import './views.css'

export function WeightsPanel() {
  const fonts = useFonts()
  useFrames(['weights'], 250)
  const shown = newestFrame('weights')
  const ref = usePainter(
    ['weights'],
    (context, area, colors) => {
      const pen = penOf(context, area, colors)
      const { r } = pen
      const frame = newestFrame('weights')
      if (!frame || frame.counts.length === 0) {
        text(pen, area.width / 2, area.height / 2, 'No weights measured yet.', { color: colors.ink3, align: 'center', size: 12 })
        return
      }
      const floor = area.height - 18 * r
      const x = linear(frame.low, frame.high, 0, area.width)
      const peak = Math.max(...frame.counts) || 1
      const y = linear(0, peak, floor, 4 * r)
      const cell = area.width / frame.counts.length
      for (const value of ticks(frame.low, frame.high, area.width / (60 * r))) {
        line(pen, crisp(x(value)), 0, crisp(x(value)), floor, styles(pen).hair)
        text(pen, x(value), floor + 13 * r, fixed(value, digitsOf(niceStep(frame.high - frame.low, area.width / (60 * r)))), {
          color: colors.ink3,
          align: 'center',
        })
      }
      stroke(pen, styles(pen).potential, (path) => {
        path.moveTo(0, floor)
        frame.counts.forEach((count, bin) => {
          path.lineTo(bin * cell, y(count))
          path.lineTo((bin + 1) * cell, y(count))
        })
        path.lineTo(area.width, floor)
        context.fillStyle = colors['u-fill']
        context.fill()
      })
      line(pen, 0, crisp(floor), area.width, crisp(floor), styles(pen).rule)
    },
    [fonts],
  )
  const total = shown ? shown.counts.reduce((sum, count) => sum + count, 0) : 0
  return (
    <Region name="Weights" className="view-weights">
      <Head
        title="Weights"
        definition="How many of the layer’s weights have which value."
        context={shown && <b>{shown.layer}</b>}
        unit={shown && `${grouped(total)} weights`}
      />
      <div className="view-plot">
        <canvas
          ref={ref}
          role="img"
          aria-label={
            shown
              ? `Weights of ${shown.layer}: ${grouped(total)} between ${fixed(shown.low, 2)} and ${fixed(shown.high, 2)}.`
              : 'Weights: nothing measured yet.'
          }
        />
      </div>
      {shown && <FilterImages layer={shown.layer} />}
    </Region>
  )
}
