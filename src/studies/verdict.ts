/** The conclusions from the runs of a comparison: means over seeds, which variant is ahead, and all values as rows for other programs. Pure. */

import { neuronsOf, slopeOf } from '../networks/neurons'
import { descriptionOf } from '../neurons/descriptions'
import { lookInfo } from '../readings/looks'
import type { Metric } from '../readings/metrics'
import { normOverSteps } from '../readings/shares'
import { type Comparison, type DoneRun, planOf, type RunResult } from './compare'
import { type LayerMetrics, type Spread, spreadOf } from './layer-metrics'
import { columnName, evaluatedMetrics, formatOf, metricsOf, reportedOf } from './metrics'
import { savingsOf } from './savings'
import { warmUpOfAll } from './short-runs'
import { type Placing, placingColumns, standingOf } from './standing'
import { withEdits } from './variant'
import { receivesOwnSpikes } from './variants'

/** One layer of one variant; the lists are indexed by time step. */
interface LayerSpreads {
  readonly available: readonly (Spread | null)[]
  readonly availableFixed: readonly (Spread | null)[]
  /** The norm over time steps, batch and neurons. */
  readonly gradientNorm: Spread | null
  readonly rate: Spread | null
}

interface VariantTests extends Placing {
  readonly runs: readonly (RunResult | undefined)[]
  readonly spread: Spread | null
  /** Picojoules per decision of an agent. */
  readonly energy: Spread | null
  /** The same of the analog network. */
  readonly analogEnergy: Spread | null
}

export interface Table {
  readonly time: number
  /** The reported test metric. */
  readonly metric: Metric
  /** Layers in the order of the network, each with all variants. */
  readonly layers: readonly { readonly layer: string; readonly variants: readonly LayerSpreads[] }[]
  /** For each variant: the result for each seed, undefined until there is one, and the deciding metric over seeds. */
  readonly tests: readonly VariantTests[]
  /** The variant with the best mean over the seeds with which every variant completed; null without such seeds. */
  readonly best: number | null
  /** The variant that is ahead, and its lead over the next; null if the seeds do not show one. */
  readonly ahead: { readonly variant: number; readonly by: number } | null
  /** The verdict in a sentence. */
  readonly sentence: string
  /** What gates and spikes save of an agent's energy, where memories differ in these alone. */
  readonly savings: readonly string[]
}

/** The columns of a table of tests; of agents also the energy of a decision. */
export const testColumns = ({ base }: Comparison, metric: Metric) => [
  ...placingColumns(metric),
  ...(base.network.kind === 'agent' ? ENERGIES : []),
]
const ENERGIES = (['energy', 'analogEnergy'] as const).map((key) => ({
  title: key === 'energy' ? 'nJ per decision' : 'nJ as an analog network',
  term: 'energy',
  text: ({ [key]: spread }: VariantTests) => (spread ? String(Number((spread.mean / 1000).toPrecision(3))) : '–'),
}))

/** A variant with its T; the time steps of an agent are those of its rollout, in every variant alike. */
export const titleAt = ({ base, variants }: Comparison, time: number, variant: number): string =>
  `${base.network.kind === 'agent' ? '' : `T = ${time}, `}${variants[variant]!.title}`

/** One table per T. @param metrics the task's */
export function tablesOf(comparison: Comparison, results: readonly RunResult[], metrics = metricsOf(comparison.base)): Table[] {
  const { runs } = planOf(comparison)
  const settled = comparison.steps >= warmUpOfAll(runs.map(({ experiment }) => experiment))
  return comparison.times.map((time) => {
    const [planned, done] = [runs.filter((run) => run.time === time), results.filter((result) => result.time === time)]
    const metric = reportedOf(metrics)
    const savings = savingsOf({ variants: comparison.variants, runs: planned, results: done }, metric)
    return { ...tableOf(comparison, time, done, metric, settled), savings }
  })
}

function tableOf(
  { base, variants, seeds }: Comparison,
  time: number,
  results: readonly RunResult[],
  metric: Metric,
  settled: boolean,
): Omit<Table, 'savings'> {
  const runsOf = variants.map((_, variant) =>
    seeds.map((seed) => results.find((result) => result.variant === variant && result.seed === seed)),
  )
  const contenders = runsOf.map((runs, variant) => ({
    title: variants[variant]!.title,
    results: new Map(runs.flatMap((run) => (run?.ok ? finiteOf(run, metric).map((value) => [run.seed, value] as const) : []))),
  }))
  const { placings, best, ...found } = standingOf(contenders, metric)
  const energyOf = (runs: readonly (RunResult | undefined)[], key: 'picojoules' | 'analogPicojoules') =>
    spreadOf(runs.flatMap((run) => (run?.ok && run[key] !== undefined ? [run[key]] : [])))
  const tests = placings.map((placing, variant) => ({
    runs: runsOf[variant]!,
    spread: spreadOf([...contenders[variant]!.results.values()]),
    energy: energyOf(runsOf[variant]!, 'picojoules'),
    analogEnergy: energyOf(runsOf[variant]!, 'analogPicojoules'),
    ...placing,
  }))
  const broken = tests.flatMap(({ runs }, v) =>
    runs.flatMap((run) => (run && !run.ok ? [` “${variants[v]!.title}” failed with seed ${run.seed}, which is left out.`] : [])),
  )
  const ahead = settled && found.ahead ? { variant: found.ahead.contender, by: found.ahead.by } : null
  const several = tests.some(({ behind }) => behind && behind.pairs > 1)
  const sentence = `${settled || !several ? verdictAt(base, time, found.sentence) : `At T = ${time} no variant is named as ahead: running statistics are still warming up.`}${broken.join('')}`
  const done = results.filter((result) => result.ok)
  const names = [...new Set(done.flatMap(({ layers }) => layers.map(({ layer }) => layer)))]
  const layers = names.map((layer) => ({
    layer,
    variants: variants.map((_, variant) =>
      spreadsOf(
        done.filter((run) => run.variant === variant).flatMap((run) => run.layers.filter((l) => l.layer === layer)),
        time,
      ),
    ),
  }))
  return { time, metric, layers, tests, best, ahead, sentence }
}

const verdictAt = ({ network }: Comparison['base'], time: number, verdict: string): string =>
  network.kind === 'agent' ? verdict.charAt(0).toUpperCase() + verdict.slice(1) : `At T = ${time}, ${verdict}`

const valuesOf = ({ values }: DoneRun, { name }: Metric): number[] => (values[name] === undefined ? [] : [values[name]])
const finiteOf = (run: DoneRun, metric: Metric): number[] => valuesOf(run, metric).filter(Number.isFinite)

/** Whether the means of the variants are over different seeds, because a seed completed for one variant and not for another. */
export const unequalSeeds = ({ tests }: Table): boolean =>
  tests[0]!.runs.some((first, i) => tests.some(({ runs }) => (runs[i]?.ok ?? false) !== (first?.ok ?? false)))

function spreadsOf(metrics: readonly LayerMetrics[], time: number): LayerSpreads {
  const bySteps = (fraction: 'available' | 'availableFixed') =>
    Array.from({ length: time }, (_, t) => spreadOf(metrics.map((layer) => layer[fraction][t]!)))
  return {
    available: bySteps('available'),
    availableFixed: bySteps('availableFixed'),
    gradientNorm: spreadOf(metrics.map(normOverSteps)),
    rate: spreadOf(metrics.map(({ rate }) => rate.reduce((sum, share) => sum + share, 0) / rate.length)),
  }
}

/** A column of the table of gradient-available fractions. */
export interface Column {
  readonly variant: number
  readonly fraction: 'available' | 'availableFixed'
  readonly title: string
}

/** Whether the potentials of a variant cannot be compared with a fixed window: it has no spikes, or its argument has its own units. */
const hasOwnUnits = (edited: ReturnType<typeof withEdits>): boolean =>
  edited.ok &&
  neuronsOf(edited.experiment)
    .map(descriptionOf)
    .every(({ outputs, text, threshold }) => outputs === 'analog' || (text !== undefined && threshold === 0))

/**
 * One column per variant for its own window; then, for variants with another window, one for the fixed window of width 1 on the same
 * potentials. A recurrent network has only the former, because its skips are compared.
 */
export function columnsOf({ base, variants }: Comparison): Column[] {
  const own = variants.map(({ title }, variant): Column => ({ variant, fraction: 'available', title }))
  if (receivesOwnSpikes(base)) return own
  const other = own.filter(({ variant }) => {
    const edited = withEdits(base, variants[variant]!.edits)
    const surrogate = edited.ok ? slopeOf(edited.experiment) : undefined
    return !hasOwnUnits(edited) && !(surrogate?.kind === 'rect' && surrogate.window === 'fixed' && surrogate.width === 1)
  })
  return [
    ...own,
    ...other.map((c): Column => ({ ...c, fraction: 'availableFixed', title: `fixed, κ = 1, on the potentials of ${c.title}` })),
  ]
}

/** What a look has found in the layers of a run, with standard errors where there are any. */
const lookRows = ({ looked }: DoneRun): { quantity: string; layer: string; value: number }[] =>
  looked && 'layers' in looked
    ? lookInfo(looked.kind).columns.flatMap(({ key }) =>
        looked.layers.flatMap(({ layer, values: { [key]: found } }) => [
          ...(found ? [{ quantity: key, layer, value: found.value }] : []),
          ...(found?.error === undefined ? [] : [{ quantity: `${key}Error`, layer, value: found.error }]),
        ]),
      )
    : []

/**
 * Every value of every run, one per row, for other programs: shares in percent, as the name of the quantity says. Steps count from 1; step
 * and layer are empty where they do not apply.
 */
export function rowsOf({ base, variants }: Comparison, results: readonly RunResult[], metrics = metricsOf(base)): (string | number)[][] {
  const rows = results.flatMap((result): (string | number)[][] => {
    const row = (quantity: string, layer: string, step: string | number, value: string | number) => [
      variants[result.variant]!.title,
      result.time,
      result.seed,
      result.step,
      quantity,
      layer,
      step,
      value,
    ]
    if (!result.ok) return [row('error', '', '', result.error)]
    const scaled = (value: number, unit: string | null) => Number((formatOf({ unit }).scale * value).toPrecision(12))
    const byStep = (quantity: string, metric: Exclude<keyof LayerMetrics, 'layer' | 'span'>, unit: string | null = '%') =>
      result.layers.flatMap((layer) =>
        layer[metric].map((value, t) => row(columnName(quantity, { unit }), layer.layer, t + 1, scaled(value, unit))),
      )
    return [
      ...evaluatedMetrics(metrics).flatMap((metric) =>
        valuesOf(result, metric).map((value) => row(columnName(metric.name, metric), '', '', scaled(value, metric.unit))),
      ),
      ...(result.picojoules === undefined ? [] : [row('energyPerDecision (pJ)', '', '', Number(result.picojoules.toPrecision(12)))]),
      ...(result.analogPicojoules === undefined
        ? []
        : [row('energyPerDecisionAnalog (pJ)', '', '', Number(result.analogPicojoules.toPrecision(12)))]),
      ...byStep('gradientAvailable', 'available'),
      ...(hasOwnUnits(withEdits(base, variants[result.variant]!.edits)) ? [] : byStep('gradientAvailableFixed', 'availableFixed')),
      ...byStep('gradientNorm', 'gradientNorm', null),
      ...byStep('firingRate', 'rate'),
      ...lookRows(result).map(({ quantity, layer, value }) => row(quantity, layer, '', Number(value.toPrecision(12)))),
      ...result.layers.flatMap(({ layer, span }) => (span === null ? [] : [row('span', layer, '', span)])),
    ]
  })
  return [['variant', 'T', 'seed', 'trainingSteps', 'quantity', 'layer', 'step', 'value'], ...rows]
}
