/** Sweeps in Node: trains the points one after the other, and prints tables as Markdown. */
import type { DataSet } from '../data/streams'
import type { Gpu } from '../engine/device'
import type { Experiment } from '../experiments/schema'
import { valueText } from '../studies/axis'
import { decidingOf } from '../studies/metrics'
import { outcomeText } from '../studies/outcome'
import { type PointResult, rowsOfSweep, settingFields, settingsOf, sweepEnds } from '../studies/outcomes'
import type { Watcher } from '../studies/runner'
import { placingColumns } from '../studies/standing'
import { pointLabel, type Sweep, type SweepPlan } from '../studies/sweep'
import { grid } from './terminal'
import { runTrainer, trainInTurn } from './trainer'

/** Trains every valid point of the plan in turn; a failed one is a result too. Ends if the device is lost. */
export function runSweep(
  gpu: Gpu,
  { steps }: Sweep,
  plan: SweepPlan,
  dataOf: (experiment: Experiment) => Promise<DataSet>,
  watcher: Watcher<PointResult>,
): Promise<PointResult[]> {
  const trainer = runTrainer(gpu, dataOf)
  return trainInTurn(trainer, { runs: plan.runs, steps, ends: sweepEnds(plan, trainer.curves), watcher })
}

/** A table with a row per point; if seeds are swept, also one of means and ranges over them. */
export function sweepMarkdown({ steps }: Sweep, plan: SweepPlan, results: readonly PointResult[]): string {
  const titles = plan.outcomes.map(({ title, unit }) => (unit ? `${title}, ${unit}` : title))
  const settings = settingsOf(plan, results)
  const fields = settingFields(plan)
  const placings = placingColumns(decidingOf(plan.metrics))
  const rows = rowsOfSweep(plan, results)
  const points = grid(
    [...plan.fields.map(({ title }) => title), ...titles],
    rows.map(({ values, result }) => [
      ...values.map((value, i) => valueText(plan.fields[i]!.row, value)),
      ...plan.outcomes.map((info) =>
        result && !result.ok ? 'broke' : outcomeText(info, result?.ok ? result.outcomes[info.key] : null, false),
      ),
    ]),
  )
  const broken = rows.flatMap(({ values, result, refused }) => {
    const why = refused ?? (result && !result.ok ? result.error : null)
    return why === null ? [] : [`${pointLabel(plan.fields, values)}: ${why}`]
  })
  const means =
    settings && fields.length > 0
      ? [
          '### Over seeds: mean, and min to max',
          grid(
            [
              ...fields.map(({ title }) => title),
              'Seeds',
              ...titles.slice(0, 1),
              ...placings.map(({ title }) => title),
              ...titles.slice(1),
            ],
            settings.map(({ values, seeds, spreads, placing }) => [
              ...values.map((value, i) => valueText(fields[i]!.row, value)),
              String(seeds),
              ...plan.outcomes.flatMap((info, i) => {
                const spread = spreads[info.key]
                const words = (value: number) => outcomeText(info, value, false)
                const mean = spread ? `${words(spread.mean)} (${words(spread.min)} to ${words(spread.max)})` : '–'
                return i === 0 ? [mean, ...placings.map(({ text }) => (placing ? text(placing) : '–'))] : [mean]
              }),
            ]),
          ),
        ]
      : []
  return [`## After ${steps} training steps`, points, ...broken, ...means].join('\n\n')
}
