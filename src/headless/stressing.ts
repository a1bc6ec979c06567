/** Trains an experiment with several seeds, or loads its weights, and evaluates it under disturbances: results, and tables as Markdown. */
import { type DataSet, firstSamples } from '../data/streams'
import type { Gpu } from '../engine/device'
import { asOf } from '../experiments/changes'
import { openEvaluator } from '../experiments/evaluator'
import type { Run } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import { readSafetensors } from '../interop/safetensors'
import { readWeights } from '../networks/weights'
import type { Metric } from '../readings/metrics'
import { decidingOf, lowered, metricHeading, metricsOf } from '../studies/metrics'
import { matrixOf, pointsOf, rowsOf, type StressCurve, type StressResult, tableOf } from '../studies/stress/curves'
import type { Disturbance, Tensors } from '../studies/stress/disturbance'
import { createStress } from '../studies/stress/stress'
import { type Variant, withEdits } from '../studies/variant'
import { readyStudy } from '../studies/variants'
import { buildFor, openRunOf, submitSteps } from './open-run'
import { grid, withValue } from './terminal'

export interface StressPlan {
  readonly title: string
  readonly experiment: Experiment
  readonly disturbances: readonly Disturbance[]
  /** The strengths of a disturbance. */
  readonly strengthsOf: (disturbance: Disturbance) => readonly number[]
  /** A network is trained with each, and disturbed by each; loaded weights are only disturbed by them. */
  readonly seeds: readonly number[]
  /** Training steps; all by default. */
  readonly steps?: number
  /** The most test samples that are evaluated. */
  readonly samples: number
  /** The bytes of a file of weights, instead of training. */
  readonly weights?: ArrayBuffer
}

/** An experiment with its title, or its variants in its place: those of a predefined set, and given ones. @throws with a sentence for the user */
export function withVariants(
  title: string,
  experiment: Experiment,
  ready: string | undefined,
  given: readonly Variant[],
): Pick<StressPlan, 'title' | 'experiment'>[] {
  const variants = [...(ready === undefined ? [] : readyStudy(experiment, ready).variants), ...given]
  if (variants.length === 0) return [{ title, experiment }]
  return variants.map(({ title, edits }) => {
    const edited = withEdits(experiment, edits)
    if (!edited.ok) throw new Error(`“${title}”: ${edited.problems.map(({ message }) => message).join(' ')}`)
    return { title, experiment: edited.experiment }
  })
}

/** The number of steps that are submitted between two looks at their progress. */
const LOOK = 50

/** @param dataOf loads the samples of an experiment @param done is called with what has just been done */
export async function stressResults(
  gpu: Gpu,
  plan: StressPlan,
  dataOf: (experiment: Experiment) => Promise<DataSet>,
  done: (what: string) => void = () => undefined,
): Promise<StressResult[]> {
  const { experiment, disturbances, strengthsOf, seeds, weights, samples } = plan
  const tested = fewer(dataOf, samples)
  const results: StressResult[] = []
  for (const seed of weights ? [experiment.run.seed] : seeds) {
    const seeded = withValue(experiment, 'run.seed', String(seed))
    const length = buildFor(gpu, seeded, await dataOf(seeded)).totalSteps
    const steps = Math.min(plan.steps ?? length, length)
    const tensors = weights ? readSafetensors(weights).tensors : await trainedTensors(gpu, seeded, await dataOf(seeded), steps, done)
    const stress = createStress(asOf(seeded, steps), tensors, {
      load: tested,
      open: (e, data) => openEvaluator(gpu, buildFor(gpu, e, data), steps),
    })
    try {
      for (const disturbance of disturbances)
        for (const point of pointsOf(disturbance, strengthsOf(disturbance), weights ? seeds : [seed])) {
          results.push({ ...point, ...(await stress.at(point)) })
          done(`seed ${seed}, ${lowered(disturbance.title)} ${point.strength}`)
        }
    } finally {
      stress.close()
    }
  }
  return results
}

/** How many calls of `done` there will be, without those of training. */
export const evaluationsOf = ({ disturbances, strengthsOf, seeds, weights }: StressPlan): number =>
  disturbances.reduce((sum, one) => sum + (one.random || !weights ? seeds.length : 1) * strengthsOf(one).length, 0)

/** The same samples with fewer in the test, as long as they are the same. */
function fewer(dataOf: (experiment: Experiment) => Promise<DataSet>, samples: number) {
  let last: { readonly of: DataSet; readonly set: DataSet } | undefined
  return async (e: Experiment): Promise<DataSet> => {
    const of = await dataOf(e)
    if (last?.of !== of) last = { of, set: { ...of, test: firstSamples(of, samples).test } }
    return last.set
  }
}

async function trainedTensors(
  gpu: Gpu,
  experiment: Experiment,
  data: DataSet,
  steps: number,
  done: (what: string) => void,
): Promise<Tensors> {
  let run: Run = await openRunOf(gpu, experiment, data)
  try {
    for (let step = 0; step < steps; ) {
      const count = Math.min(LOOK, steps - step)
      run = await submitSteps(run, experiment, data, step, count)
      const { halted } = await run.readMetrics(step)
      if (halted) throw new Error(`Seed ${experiment.run.seed}: ${halted.message}`)
      step += count
      done(`seed ${experiment.run.seed}, training step ${step} of ${steps}`)
    }
    return readSafetensors(await readWeights(run.compiled, run.built.networks, experiment)).tensors
  } finally {
    run.destroy()
  }
}

/** A network of a plan with its results. */
export interface StressedNetwork extends Pick<StressPlan, 'title' | 'experiment'> {
  readonly results: readonly StressResult[]
}

/**
 * A table for each disturbance, with the columns of each network behind each other; where its strength changes a number in which the
 * networks differ, what they were trained with against what they are tested with.
 */
export function stressMarkdown(disturbances: readonly Disturbance[], networks: readonly StressedNetwork[]): string {
  const parts = disturbances.flatMap((disturbance) => {
    const curves = curvesOf(disturbance, networks)
    const [first] = curves
    if (!first) return []
    const metric = decidingOf(metricsOf(first.experiment))
    const matrix = matrixOf(disturbance, metric, curves)
    const table = matrix ? grid(matrix.heads, matrix.rows) : byStrength(disturbance, metric, curves)
    return [`## ${disturbance.title}`, matrix ? `${disturbance.help} Here: ${metricHeading(metric)}.` : disturbance.help, table]
  })
  return parts.join('\n\n')
}

function byStrength(disturbance: Disturbance, metric: Metric, curves: readonly StressCurve[]): string {
  const { heads, rows } = tableOf(disturbance, metric, curves)
  const titled = curves.flatMap(({ title }) => heads.map((head) => (curves.length > 1 ? `${title}: ${head}` : head)))
  return grid(
    ['strength', ...titled],
    rows.map(({ strength, cells }) => [strength, ...cells]),
  )
}

/** The curve of each network that has results of the disturbance. */
export const curvesOf = ({ id }: Disturbance, networks: readonly StressedNetwork[]) =>
  networks.flatMap(({ title, experiment, results }) => {
    const own = results.filter(({ disturbance }) => disturbance === id)
    return own.length > 0 ? [{ title, experiment, rows: rowsOf(decidingOf(metricsOf(experiment)), own) }] : []
  })
