/** The distribution of the selected layer's weights, and the filters of the first convolution. */

import { useState } from 'react'
import { fixed, grouped } from '../../../format'
import { saveCsv, savePng } from '../../base/download'
import { crisp, line, penOf, stroke, styles, text, widthOf } from '../../base/draw'
import { type FrameOf, newestFrame } from '../../base/frames'
import { usePainter } from '../../base/paint'
import { Head, Region, SaveMenu, Scrolling, Segments, TextButton } from '../../base/parts'
import { digitsOf, linear, niceStep, ticks } from '../../base/scale'
import controlsCss from '../../base/style/controls.module.css'
import viewCss from '../../base/style/view.module.css'
import { useFonts, useFrames } from '../../state/hooks'
import { setLab, useLab } from '../../state/store'
import { FilterImages } from './filters'
import css from './weights.module.css'

/** The counts after those of the bins: below, above, NaN. */
const BESIDE = 3

type Counts = FrameOf<'weights'>

/** How many weights lie beyond the axis on each side. */
function beyondOf({ counts }: { readonly counts: Uint32Array }): { below: number; above: number } {
  const at = counts.length - BESIDE
  return { below: counts[at]!, above: counts[at + 1]! }
}

export function WeightsPanel() {
  const fonts = useFonts()
  const [table, setTable] = useState(false)
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
      const bins = frame.counts.subarray(0, -BESIDE)
      const peak = Math.max(...bins) || 1
      const y = linear(0, peak, floor, 4 * r)
      const cell = area.width / bins.length
      for (const value of ticks(frame.low, frame.high, area.width / (60 * r))) {
        line(pen, crisp(x(value)), 0, crisp(x(value)), floor, styles(pen).hair)
        const words = fixed(value, digitsOf(niceStep(frame.high - frame.low, area.width / (60 * r))))
        const half = widthOf(pen, words) / 2
        text(pen, Math.min(area.width - half, Math.max(half, x(value))), floor + 13 * r, words, { color: colors.ink3, align: 'center' })
      }
      stroke(pen, styles(pen).potential, (path) => {
        path.moveTo(0, floor)
        bins.forEach((count, bin) => {
          path.lineTo(bin * cell, y(count))
          path.lineTo((bin + 1) * cell, y(count))
        })
        path.lineTo(area.width, floor)
        context.fillStyle = colors['u-fill']
        context.fill()
      })
      line(pen, 0, crisp(floor), area.width, crisp(floor), styles(pen).rule)
      const { below, above } = beyondOf(frame)
      if (below > 0) text(pen, 0, 10 * r, `◂ ${grouped(below)}`, { color: colors.ink2, halo: true })
      if (above > 0) text(pen, area.width, 10 * r, `${grouped(above)} ▸`, { color: colors.ink2, halo: true, align: 'right' })
    },
    [fonts, table],
  )
  const choice = useLab((state) => state.weights)
  const layer = shown?.layer.replace(/\.recurrent$/, '')
  const recurrent = useLab(({ layers }) => layers.some(({ name, recurrent }) => name === layer && recurrent))
  const total = shown ? shown.counts.reduce((sum, count) => sum + count, 0) : 0
  const beyond = shown && beyondOf(shown)
  return (
    <Region name="Weights" view="weights" className={css.weights}>
      <Head
        title="Weights"
        definition="How many of the layer’s weights have which value: W of those from the layer before, R of those from its own spikes."
        context={layer && <b>{layer}</b>}
        unit={
          shown && (
            <span title={`${grouped(total)} weights`}>
              {grouped(total)}
              <span className={controlsCss.hidden}> weights</span>
            </span>
          )
        }
      >
        {recurrent && (
          <Segments
            label="Which weights"
            value={choice}
            options={[
              { value: 'W', text: 'W', title: 'Through which the layer gets what comes from the layer before' },
              { value: 'R', text: 'R', title: 'Recurrent weights' },
            ]}
            choose={(value) => setLab({ weights: value })}
          />
        )}
        {shown && (
          <>
            <TextButton text="Table" pressed={table} act={() => setTable(!table)} />
            <SaveMenu
              compact
              items={[
                ...(table ? [] : [{ text: 'Picture (PNG)', act: () => savePng(`weights-${shown.layer}.png`, ref.current) }]),
                { text: 'Counts (CSV)', act: () => saveCsv(`weights-${shown.layer}.csv`, countRows(shown)) },
              ]}
            />
          </>
        )}
      </Head>
      {table && shown && <WeightsTable frame={shown} />}
      <div className={viewCss.plot} hidden={table}>
        <canvas
          ref={ref}
          role="img"
          aria-label={
            shown && beyond
              ? `Weights of ${shown.layer}: ${grouped(total)}, drawn from ${fixed(shown.low, 2)} to ${fixed(shown.high, 2)}; ${grouped(beyond.below)} lie below, ${grouped(beyond.above)} above.`
              : 'Weights: nothing measured yet.'
          }
        />
      </div>
      {shown && <FilterImages layer={shown.layer} />}
    </Region>
  )
}

/** From, to and count of each bin; those beyond the axis have one open end. */
function countRows({ low, high, counts }: Counts): (string | number)[][] {
  const bins = counts.length - BESIDE
  const edge = (bin: number) => low + (bin * (high - low)) / bins
  return [
    ['from', 'to', 'count'],
    ['', low, counts[bins]!],
    ...Array.from({ length: bins }, (_, bin) => [edge(bin), edge(bin + 1), counts[bin]!]),
    [high, '', counts[bins + 1]!],
    ['NaN', 'NaN', counts[bins + 2]!],
  ]
}

/** The same without the bins that are empty. */
function WeightsTable({ frame }: { frame: Counts }) {
  const [, ...rows] = countRows(frame)
  const words = (value: string | number | undefined) => (typeof value === 'number' ? fixed(value, 3) : value || '…')
  return (
    <Scrolling className={viewCss.scroll} label={`Weights of ${frame.layer} by value`}>
      <table className={viewCss.data}>
        <thead>
          <tr>
            <th scope="col">from</th>
            <th scope="col">to</th>
            <th scope="col">weights</th>
          </tr>
        </thead>
        <tbody>
          {rows
            .filter(([, , count]) => count !== 0)
            .map(([from, to, count]) => (
              <tr key={`${from} ${to}`}>
                <th scope="row">{words(from)}</th>
                <td>{words(to)}</td>
                <td>{grouped(Number(count))}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </Scrolling>
  )
}
