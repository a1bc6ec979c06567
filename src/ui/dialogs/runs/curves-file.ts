/** The curves of several runs as rows for a CSV file. Pure. */
import { HELD_OUT, isOf, type Metric } from '../../../readings/metrics'
import type { RunDetail, RunSummary } from '../../../runs/record'
import { columnName } from '../../../studies/metrics'
import { ofFloat32 } from '../../base/download'
import { axesOf, scaleOf } from '../../state/labels/metric-labels'
import { metricsOfRuns, runTitle } from '../../state/labels/run-label'

interface CurvesOf {
  readonly run: RunSummary
  readonly detail: Pick<RunDetail, 'curves' | 'tests'>
}

const columnOf = ({ title, variantOf }: Metric): string => (variantOf ? `${title}, ${variantOf.title}` : title)

/** One row per step of each run, one column per metric, with units in the header as in the file of final numbers. Names may be equal, ids are not. */
export function curvesFile(drawn: readonly CurvesOf[]): (string | number)[][] {
  const judged = axesOf(metricsOfRuns(drawn.map(({ run }) => run))).flatMap(({ train, evaluated, reported, variants }) => [
    ...train,
    ...evaluated,
    ...reported,
    ...variants,
  ])
  const titles = [...new Set(judged.map(columnOf))]
  const named = (split: Metric['split']) =>
    titles.map((title) => judged.find((metric) => metric.split === split && columnOf(metric) === title))
  const train = named('train')
  const cell = (metric: Metric | undefined, value: number | null | undefined): string | number =>
    metric && value !== null && value !== undefined ? Number((scaleOf(metric) * ofFloat32(value)).toPrecision(12)) : ''
  const rows = drawn.flatMap(({ run, detail: { curves, tests } }) => {
    const known = [runTitle(run), run.id, run.experiment.run.seed]
    return [
      ...Array.from(curves.step, (step, row) => [
        ...known,
        step,
        'train',
        ...train.map((metric) => cell(metric, metric && curves.columns[metric.name]?.[row])),
      ]),
      ...tests.flatMap((row) =>
        HELD_OUT.filter((part) => isOf(part, row)).map((part) => [
          ...known,
          row.step,
          part,
          ...named(part).map((metric) => cell(metric, metric && row.values[metric.name])),
        ]),
      ),
    ]
  })
  const head = (title: string) => {
    const metric = judged.find((metric) => columnOf(metric) === title)
    return columnName(title.toLowerCase(), metric ?? { unit: null })
  }
  return [['run', 'id', 'seed', 'step', 'split', ...titles.map(head)], ...rows]
}
