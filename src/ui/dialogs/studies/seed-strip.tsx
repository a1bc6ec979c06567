/** The results of all seeds as points on a line, with the mean and its 95 % interval: a cell of a table, on the axis of its column. */
import type { Placing } from '../../../studies/standing'
import css from './compare.module.css'

export interface Range {
  readonly low: number
  readonly high: number
}

/** The range of a column of strips; null without a value. */
export function rangeOf(placings: readonly (Pick<Placing, 'values'> | null)[]): Range | null {
  const all = placings.flatMap((placing) => placing?.values ?? [])
  return all.length > 0 ? { low: Math.min(...all), high: Math.max(...all) } : null
}

const [WIDTH, HEIGHT, MARGIN] = [112, 16, 5]

export function SeedStrip({ placing: { values, interval }, range: { low, high } }: { placing: Placing; range: Range }) {
  const x = (value: number) => MARGIN + (high > low ? (value - low) / (high - low) : 0.5) * (WIDTH - 2 * MARGIN)
  const mean = x(values.reduce((sum, value) => sum + value, 0) / values.length)
  return (
    <svg className={css.strip} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {interval && <path d={`M${x(interval.low)} ${HEIGHT / 2}H${x(interval.high)}`} />}
      {values.length > 0 && <path d={`M${mean} 2V${HEIGHT - 2}`} />}
      {/* Seeds lie on three levels, so that equal values stay visible. */}
      <path className={css.seeds} d={values.map((value, seed) => `M${x(value)} ${4 + 4 * (seed % 3)}h0`).join('')} />
    </svg>
  )
}
