/** The learning curves of a comparison's runs, drawn while they train, or as a table. */

import { type CSSProperties, useId, useMemo, useState } from 'react'
import { grouped, UNKNOWN, withUnit } from '../../../format'
import type { Metric } from '../../../readings/metrics'
import type { Comparison } from '../../../studies/compare'
import { valueWithoutUnit } from '../../../studies/metrics'
import { saveCsv } from '../../base/download'
import { penOf } from '../../base/draw'
import { drawingOf, figureItem, wide } from '../../base/figure'
import { Term } from '../../base/help'
import { usePainter } from '../../base/paint'
import { SaveMenu, Scrolling, Segments, TextButton } from '../../base/parts'
import { markOf } from '../../base/run-marks'
import { Select } from '../../base/select'
import chartCss from '../../base/style/chart.module.css'
import controlsCss from '../../base/style/controls.module.css'
import { capital, metricTitle, scaleOf } from '../../state/labels/metric-labels'
import { timeUnitOf } from '../../state/labels/time-label'
import { useFonts } from '../../state/session/frame-hooks'
import { useComparison } from './compare'
import css from './compare.module.css'
import {
  bandsOf,
  curveMetrics,
  drawSeedCurves,
  firstMetric,
  type SeedChart,
  seedCurvesSentence,
  seedCurvesTable,
  variantColor,
} from './seed-curves'

const HEIGHT = 240
const SCOPE =
  'Thin lines: single seeds. Thick line: their mean, up to where the shortest of them ends. Band: from the smallest to the largest. Training curves are smoothed; evaluations are as measured.'

export function SeedCurves() {
  const { comparison, runs, curves, at } = useComparison((state) => state)
  const [named, name] = useState<string | null>(null)
  const [chosen, choose] = useState<number | null>(null)
  const id = useId()
  const first = curves.find(Boolean)
  const metrics = useMemo(() => (comparison ? curveMetrics(comparison) : []), [comparison])
  if (!comparison || !first) return null
  const metric = metrics.find((one) => one.name === named) ?? firstMetric(comparison)
  const newest = at ? runs[at.run]!.time : comparison.times[0]!
  const time = chosen !== null && comparison.times.includes(chosen) ? chosen : newest
  const chart: SeedChart = {
    bands: bandsOf(runs, curves, time, metric),
    steps: comparison.steps,
    stepsPerEpoch: first.progress.stepsPerEpoch,
    time: timeUnitOf(comparison.base),
  }
  return (
    <div className={css.curves}>
      <div className={css.ready}>
        <label htmlFor={id}>Curves of</label>
        <Select id={id} value={metric.name} options={metrics.map((one) => ({ value: one.name, text: metricTitle(one) }))} choose={name} />
        {comparison.times.length > 1 && (
          <Segments
            label="Time steps T of the curves"
            value={time}
            options={comparison.times.map((value) => ({ value, text: `T = ${value}` }))}
            choose={choose}
          />
        )}
      </div>
      <Curves comparison={comparison} metric={metric} chart={chart} />
    </div>
  )
}

interface Props {
  readonly comparison: Comparison
  readonly metric: Metric
  readonly chart: SeedChart
}

function Curves({ comparison, metric, chart }: Props) {
  const [asTable, setAsTable] = useState(false)
  const fonts = useFonts()
  const title = withUnit(capital(metricTitle(metric)), metric.unit)
  const ref = usePainter([], (context, area, colors) => drawSeedCurves(penOf(context, area, colors), chart), [chart, fonts])
  const { heads, rows } = seedCurvesTable(comparison, chart)
  const figure = () => ({
    name: 'seed-curves',
    title,
    scope: SCOPE,
    drawing: drawingOf(ref.current),
    keys: (colors: Parameters<typeof variantColor>[0]) =>
      chart.bands.map(({ variant }) => ({
        mark: { line: { color: variantColor(colors, variant), width: 2.25 } },
        label: comparison.variants[variant]!.title,
      })),
    height: wide(0.4, HEIGHT),
    apart: true as const,
  })
  const csv = () => [heads, ...rows.map(({ step, time, values }) => [step, time, ...values])]
  return (
    <section aria-label={title}>
      <div className={css.head}>
        <h3>
          <Term term={metric.term} help={metric.note ?? ''}>
            {title}
          </Term>
        </h3>
        <span className={chartCss.tools}>
          <TextButton text="Table" label={`${title} as a table`} pressed={asTable} act={() => setAsTable(!asTable)} />
          <SaveMenu
            compact
            subject={`Compare, ${title}`}
            items={[...(asTable ? [] : [figureItem(figure)]), { text: 'Curves (CSV)', act: () => saveCsv('seed-curves.csv', csv()) }]}
          />
        </span>
      </div>
      {asTable ? (
        <Scrolling className={css.scroll} label={`${title} over training`}>
          <table className={css.table}>
            <thead>
              <tr>
                {heads.map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.step}>
                  <th scope="row">{grouped(row.step)}</th>
                  <td>{row.time}</td>
                  {row.values.map((value, column) => (
                    <td key={heads[column + 2]}>{Number.isNaN(value) ? UNKNOWN : valueWithoutUnit(metric, value / scaleOf(metric))}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Scrolling>
      ) : (
        <div className={css.plot}>
          <canvas ref={ref} role="img" aria-label={seedCurvesSentence(comparison, metric, chart)} />
        </div>
      )}
      <p className={css.legend}>
        {chart.bands.map(({ variant, seeds }) => (
          <span key={variant} style={{ '--of': `var(--${markOf(variant).color})` } as CSSProperties}>
            {comparison.variants[variant]!.title}, {seeds.length} of {comparison.seeds.length} seeds
          </span>
        ))}
      </p>
      <p className={controlsCss.muted}>{SCOPE}</p>
    </section>
  )
}
