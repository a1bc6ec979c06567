/**
 * The tables of a comparison: fractions and norms by layer and time step, norm and firing rate by layer, the deciding metric by seed. A
 * cell shows a mean; hover and focus show its range.
 */

import { type KeyboardEvent, type ReactNode, useRef, useState } from 'react'
import { counted, hundredths, minus, percent, UNKNOWN } from '../../../format'
import type { Comparison, RunResult } from '../../../studies/compare'
import { groupTables } from '../../../studies/groups'
import { type Spread, spreadOf } from '../../../studies/layer-metrics'
import { type LookCell, lookTable, lookText } from '../../../studies/look-tables'
import { lowered, metricHeading, metricsOf, metricText, reportedOf, testMetricLabel, valueWithoutUnit } from '../../../studies/metrics'
import type { Placing } from '../../../studies/standing'
import { type Column, columnsOf, type Table, testColumns, titleAt, unequalSeeds } from '../../../studies/verdict'
import { InnerTerm, Term } from '../../base/help'
import { Scrolling } from '../../base/parts'
import { evenly } from '../../base/scale'
import controlsCss from '../../base/style/controls.module.css'
import { capital } from '../../state/labels/metric-labels'
import css from './compare.module.css'
import { type Range, rangeOf, SeedStrip } from './seed-strip'

/** The maximum number of step columns. Of more steps, evenly spaced ones are shown, including the first and last. */
const MAX_STEPS = 12
const shownSteps = (time: number): number[] => (time > MAX_STEPS ? evenly(time, MAX_STEPS / 2) : evenly(time, MAX_STEPS))

type Show = (value: number) => string

interface Cell {
  readonly shown: ReactNode
  /** The cell's full content in words. */
  readonly said: string
}

interface Row {
  readonly name: string
  readonly cells: readonly Cell[]
}

/** Layers and variants in rows, time steps in columns: the fraction of potentials that receive a gradient. */
export function FractionsByVariant({ comparison, table }: { comparison: Comparison; table: Table }) {
  const steps = shownSteps(table.time)
  const rows = table.layers.flatMap(({ layer, variants }) =>
    variants.map(({ available }, variant): Row => {
      const name = `${layer}, ${comparison.variants[variant]!.title}`
      return { name, cells: steps.map((t) => cellOf(`${name}, gradient-available at step ${t + 1}`, available[t] ?? null, percent)) }
    }),
  )
  return (
    <Captioned label={`Gradient-available fraction at T = ${table.time}`} heads={steps.map(stepHead)} rows={rows}>
      <Term term="fraction">Gradient-available fraction</Term>, %, by <Term term="timeStep">step</Term>
    </Captioned>
  )
}

/** Layers in rows, time steps in columns; a cell has each variant's fraction, then the fixed window's on the same potentials. */
export function FractionsTable({ comparison, table }: { comparison: Comparison; table: Table }) {
  const columns = columnsOf(comparison)
  const steps = shownSteps(table.time)
  const rows = table.layers.map(({ layer, variants }) => ({
    name: layer,
    cells: steps.map((t): Cell => {
      const spreads = columns.map(({ variant, fraction }) => variants[variant]![fraction][t] ?? null)
      return {
        shown: spreads.map((spread, i) => (
          <span key={columns[i]!.title} className={classOf(columns[i]!)}>
            {spread ? hundredths(spread.mean) : UNKNOWN}
          </span>
        )),
        said: `${layer}, step ${t + 1}. ${spreads.map((spread, i) => `${columns[i]!.title}: ${spreadText(spread, percent)}`).join('. ')}.`,
      }
    }),
  }))
  return (
    <Captioned label={`Gradient-available fraction at T = ${table.time}`} heads={steps.map(stepHead)} rows={rows}>
      <Term term="fraction">Gradient-available fraction</Term>, %, by <Term term="timeStep">step</Term>:{' '}
      {columns.map((column, i) => (
        <span key={column.title} className={classOf(column)}>
          {column.title}
          {unequalSeeds(table) && seedsOf(table, column.variant)}
          {i < columns.length - 1 && ', '}
        </span>
      ))}
    </Captioned>
  )
}

/** The number of seeds behind a variant's means: " (2 seeds)". */
function seedsOf({ tests }: Table, variant: number): string {
  const seeds = tests[variant]!.spread?.seeds ?? 0
  return ` (${seeds} ${seeds === 1 ? 'seed' : 'seeds'})`
}

/** Colors distinguish the first variant, the others, and the fixed window. */
const classOf = ({ fraction, variant }: Column) => (fraction === 'availableFixed' ? css.onSame : variant === 0 ? css.first : css.other)

export function MetricsTable({ comparison, table }: { comparison: Comparison; table: Table }) {
  const rows = table.layers.map(({ layer, variants }) => ({
    name: layer,
    cells: [
      ...variants.map(({ gradientNorm }, v) =>
        cellOf(`${layer}, gradient norm, ${comparison.variants[v]!.title}`, gradientNorm, threeDigits),
      ),
      ...variants.map(({ rate }, v) => cellOf(`${layer}, firing rate, ${comparison.variants[v]!.title}`, rate, percent)),
    ],
  }))
  const titles = comparison.variants.map(({ title }, v) => title + (unequalSeeds(table) ? seedsOf(table, v) : ''))
  const heads: readonly Head[] = [
    ...titles.map((title) => ({ text: `‖∂L/∂u‖, ${title}`, term: 'gradientNorm' })),
    ...titles.map((title) => ({ text: `firing rate, ${title}`, term: 'firingRate' })),
  ]
  return (
    <Captioned label={`Gradient norm and firing rate at T = ${table.time}`} heads={heads} rows={rows}>
      <Term term="gradientNorm">Gradient norm</Term>, root mean square over the steps; <Term term="firingRate">firing rate</Term>, %
    </Captioned>
  )
}

/** Layers and variants in rows, time steps in columns: the gradient norm, which shows how far back a gradient reaches. */
export function NormsTable({ comparison, table }: { comparison: Comparison; table: Table }) {
  const steps = shownSteps(table.time)
  const rows = table.layers.flatMap(({ layer }) =>
    comparison.variants.map(({ title }, variant): Row => {
      const norms = table.tests[variant]!.runs.flatMap((run) =>
        run?.ok ? run.layers.filter((metrics) => metrics.layer === layer).map(({ gradientNorm }) => gradientNorm) : [],
      )
      const spreads = steps.map((t) => spreadOf(norms.map((norm) => norm[t]!)))
      return {
        name: `${layer}, ${title}`,
        cells: spreads.map((spread, i) => cellOf(`${layer}, ${title}, gradient norm at step ${steps[i]! + 1}`, spread, anySize)),
      }
    }),
  )
  return (
    <Captioned label={`Gradient norm by step at T = ${table.time}`} heads={steps.map(stepHead)} rows={rows}>
      <Term term="gradientNorm">Gradient norm</Term> over batch and neurons, by <Term term="timeStep">step</Term>
    </Captioned>
  )
}

/** The most probable skip length at the end, for each layer and variant that learns it, by seed. */
export function SpansTable({ comparison, table }: { comparison: Comparison; table: Table }) {
  const rows = table.layers.flatMap(({ layer }) =>
    comparison.variants.flatMap(({ title }, variant): Row[] => {
      const spans = table.tests[variant]!.runs.map((run) =>
        run?.ok ? (run.layers.find((metrics) => metrics.layer === layer)?.span ?? null) : null,
      )
      if (spans.every((span) => span === null)) return []
      const name = `${layer}, ${title}`
      const cells = spans.map((span, i) => ({
        shown: span ?? UNKNOWN,
        said: `${name}, seed ${comparison.seeds[i]}: ${span === null ? 'not known' : `skip ${span}`}.`,
      }))
      return [{ name, cells }]
    }),
  )
  return (
    <Captioned label={`Most probable skip at T = ${table.time}`} heads={comparison.seeds.map(seedHead)} rows={rows}>
      Most probable <Term term="softSkips">skip length</Term>, steps
    </Captioned>
  )
}

export function TestsTable({ comparison, tables }: { comparison: Comparison; tables: readonly Table[] }) {
  const metric = reportedOf(metricsOf(comparison.base))
  const columns = comparison.seeds.length > 1 ? testColumns(comparison, metric) : []
  const range = comparison.seeds.length > 1 ? rangeOf(tables.flatMap(({ tests }) => tests)) : null
  const rows = tables.flatMap((table) => {
    const { time, tests } = table
    return tests.map((placing, variant): Row => {
      const { runs, spread } = placing
      const name = titleAt(comparison, time, variant)
      const mean = cellOf(`${name}, all seeds`, spread, (value) => metricText(metric, value))
      return {
        name,
        cells: [
          ...runs.map((run, i): Cell => {
            const at = `${name}, seed ${comparison.seeds[i]}`
            if (!run) return { shown: UNKNOWN, said: `${at}: not run yet.` }
            if (!run.ok) return { shown: <span className={controlsCss.warnText}>broke</span>, said: `${at}: ${run.error}` }
            const value = run.values[metric.name] ?? Number.NaN
            return {
              shown: valueWithoutUnit(metric, value),
              said: `${at}: ${metricText(metric, value)} after ${counted(run.step, 'step')}.`,
            }
          }),
          unequalSeeds(table) ? { ...mean, shown: `${mean.shown}${seedsOf(table, variant)}` } : mean,
          ...columns.map(({ title, text }): Cell => ({ shown: text(placing), said: `${name}, ${title}: ${text(placing)}.` })),
          ...(range ? [stripCell(name, placing, range, (value) => metricText(metric, value))] : []),
        ],
      }
    })
  })
  return (
    <div>
      <p className={css.caption}>
        <Term term={metric.term}>{capital(metricHeading(metric))}</Term>, by <Term term="seed">seed</Term>
      </p>
      <Grid
        label={`${capital(testMetricLabel(metric))} by seed`}
        heads={[
          ...comparison.seeds.map(seedHead),
          { text: 'mean', term: 'overSeeds' },
          ...columns.map(({ title, term }) => ({ text: title, term })),
          ...(range
            ? [{ text: `from ${valueWithoutUnit(metric, range.low)} to ${valueWithoutUnit(metric, range.high)}`, term: 'overSeeds' }]
            : []),
        ]}
        rows={rows}
      />
    </div>
  )
}

const stripCell = (name: string, placing: Placing, range: Range, show: Show): Cell => ({
  shown: <SeedStrip placing={placing} range={range} />,
  said: `${name}, each seed: ${placing.values.map(show).join(', ') || 'not known'}.`,
})

/** Variants in rows, groups of the test set in columns: the deciding metric in each group. */
export function GroupsTables({ comparison, table, results }: { comparison: Comparison; table: Table; results: readonly RunResult[] }) {
  const groups = groupTables(
    comparison,
    results.filter(({ time }) => time === table.time),
  )
  return groups.map(({ title, parts, rows }) => (
    <Captioned
      key={title}
      label={`By ${lowered(title)} at T = ${table.time}`}
      heads={parts.map(({ among, term }) => ({ text: among!.part, term }))}
      rows={rows.map((cells, variant) => {
        const name = comparison.variants[variant]!.title
        return {
          name,
          cells: cells.map((spread, i) => cellOf(`${name}, ${parts[i]!.among!.part}`, spread, (value) => metricText(parts[i]!, value))),
        }
      })}
    >
      <Term term={table.metric.term}>{capital(metricHeading(table.metric))}</Term>, by {lowered(title)}
    </Captioned>
  ))
}

/** Layers and variants in rows, what a look has found in columns: means over the seeds with their intervals. */
export function LookedTable({ comparison, table, results }: { comparison: Comparison; table: Table; results: readonly RunResult[] }) {
  const found = lookTable(
    comparison,
    results.filter(({ time }) => time === table.time),
  )
  if (!found) return null
  const { title, caption, columns, rows, whys } = found
  return (
    <div>
      <p className={css.caption}>
        {title}: {caption}; mean over the seeds
        {comparison.seeds.length > 2 && (
          <>
            , <Term term="interval">95&nbsp;% interval</Term>
          </>
        )}
      </p>
      {rows.length > 0 && (
        <Grid
          label={`${title} at T = ${table.time}`}
          heads={columns.map(({ title: text, term }) => ({ text, term }))}
          rows={rows.map(({ layer, variant, cells }) => {
            const name = `${layer}, ${comparison.variants[variant]!.title}`
            const cell = (one: LookCell | null, i: number): Cell => ({
              shown: lookText(columns[i]!, one, comparison.seeds.length),
              said: `${name}, ${columns[i]!.title}: ${one ? lookSeeds(one, columns[i]!.digits) : 'not known'}.`,
            })
            return { name, cells: cells.map(cell) }
          })}
        />
      )}
      {whys.map((why) => (
        <p key={why}>{why}</p>
      ))}
    </div>
  )
}

/** "seed 1: 0.92 ± 0.01; seed 2: 0.95 ± 0.01" */
const lookSeeds = ({ values }: LookCell, digits: number): string =>
  values
    .map(
      ({ seed, value, error }) =>
        `seed ${seed}: ${minus(value.toFixed(digits))}${error === undefined ? '' : ` ± ${error.toFixed(digits)}`}`,
    )
    .join('; ')

/** Three significant digits distinguish similar norms. */
const threeDigits: Show = (value) => minus(value.toPrecision(3))

/** For values over many powers of ten. */
const anySize: Show = (value) => (value > 0 && value < 1e-3 ? minus(value.toExponential(1)) : threeDigits(value))

const cellOf = (name: string, spread: Spread | null, show: Show): Cell => ({
  shown: spread ? show(spread.mean).replace(/\s%$/, '') : UNKNOWN,
  said: `${name}: ${spreadText(spread, show)}.`,
})

const spreadText = (spread: Spread | null, show: Show): string =>
  spread
    ? `${show(spread.mean)}${spread.seeds > 1 ? ` (${show(spread.min)} to ${show(spread.max)}, ${spread.seeds} seeds)` : ', 1 seed'}`
    : 'not known'

/** The head of a column. */
interface Head {
  readonly text: string
  /** Its name in the glossary. */
  readonly term: string
}

const stepHead = (t: number): Head => ({ text: `t = ${t + 1}`, term: 'timeStep' })
const seedHead = (seed: number): Head => ({ text: `seed ${seed}`, term: 'seed' })

interface GridProps {
  readonly label: string
  readonly heads: readonly Head[]
  readonly rows: readonly Row[]
}

/** A grid below its caption; nothing if it has no rows. */
function Captioned({ children, ...grid }: GridProps & { readonly children: ReactNode }) {
  if (grid.rows.length === 0) return null
  return (
    <div>
      <p className={css.caption}>{children}</p>
      <Grid {...grid} />
    </div>
  )
}

/** A table with a single tab stop, where arrow keys move between cells. For keyboard users, its caption explains the heads. */
function Grid({ label, heads, rows }: GridProps) {
  const [[row, column], setActive] = useState<readonly [row: number, column: number]>([0, 0])
  const body = useRef<HTMLTableSectionElement>(null)
  const walk = (event: KeyboardEvent) => {
    const to = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: [row, 0],
      End: [row, heads.length - 1],
    }[event.key] as [number, number] | undefined
    const cell = to && body.current?.rows[to[0]]?.querySelectorAll('td')[to[1]]
    if (!cell) return
    event.preventDefault()
    setActive(to)
    cell.focus()
  }
  return (
    <Scrolling className={css.scroll} label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: its cells take the focus, one at a time */}
      <table role="grid" aria-label={label} className={css.table}>
        <thead>
          <tr>
            <th scope="col">
              <span className={controlsCss.hidden}>row</span>
            </th>
            {heads.map(({ text, term }) => (
              <th key={text} scope="col">
                <InnerTerm term={term}>{text}</InnerTerm>
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body} onKeyDown={walk}>
          {rows.map(({ name, cells }, r) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {cells.map(({ shown, said }, c) => (
                <td
                  key={heads[c]!.text}
                  tabIndex={r === Math.min(row, rows.length - 1) && c === column ? 0 : -1}
                  aria-label={said}
                  data-help={said}
                  onFocus={() => setActive([r, c])}
                >
                  {shown}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  )
}
