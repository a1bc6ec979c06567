/** Metrics for lines of JSON, by their names or by names without the split. */
import type { Metric, MetricRows, TestRow } from '../readings/metrics'
import { evaluatedMetrics } from '../studies/metrics'

/** "loss" for `trainLoss` or `testLoss`; a name that does not begin with its split is unchanged. */
const shortName = ({ name, split }: Metric): string =>
  name.startsWith(split) ? name.charAt(split.length).toLowerCase() + name.slice(split.length + 1) : name

/** The newest training metrics, by short name. */
export const lastRow = (metrics: readonly Metric[], { columns }: MetricRows): Record<string, number> =>
  Object.fromEntries(metrics.filter(({ name }) => columns[name]).map((metric) => [shortName(metric), columns[metric.name]!.at(-1)!]))

/** The test metrics by name, without those that measure another one in a second way. */
export const testLine = (metrics: readonly Metric[], values: TestRow['values']): Record<string, number> =>
  Object.fromEntries(testValues(metrics, values).map(([{ name }, value]) => [name, value]))

/** The test metrics by short name. */
export const shortTestLine = (metrics: readonly Metric[], values: TestRow['values']): Record<string, number> =>
  Object.fromEntries(testValues(metrics, values).map(([metric, value]) => [shortName(metric), value]))

/** The measured test metrics, in order. */
function testValues(metrics: readonly Metric[], values: TestRow['values']): [Metric, number][] {
  const known = evaluatedMetrics(metrics)
  return Object.entries(values).flatMap(([name, value]) => {
    const metric = known.find((one) => one.name === name)
    return metric ? [[metric, value] satisfies [Metric, number]] : []
  })
}
