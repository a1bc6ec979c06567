/** Trains an experiment with several seeds, or loads its weights, and evaluates it under disturbances: results, and tables as Markdown. */
import { type DataSet, firstSamples } from '../data/streams'
import type { Gpu } from '../engine/device'
import { asOf } from '../experiments/changes'
import { openEvaluator } from '../experiments/evaluator'
import type { Experiment } from '../experiments/schema'
import { readSafetensors } from '../interop/safetensors'
import { readWeights } from '../networks/weights'
import { decidingOf, lowered, metricsOf } from '../studies/metrics'
import { pointsOf, rowsOf, type StressCurve, type StressResult, tableOf } from '../studies/stress/curves'
import type { Disturbance, Tensors } from '../studies/stress/disturbance'
import { createStress } from '../studies/stress/stress'
import { buildFor, openRunOf, submitSteps } from './open-run'
import { grid, withValue } from './terminal'

export interface StressPlan {
  readonly experiment: Experiment
  readonly disturbances: readonly Disturbance[]
  /** The strengths of each disturbance; those of its slider by default. */
  readonly strengths?: readonly number[]
  /** A network is trained with each, and disturbed by each; loaded weights are only disturbed by them. */
  readonly seeds: readonly number[]
  /** Training steps; all by default. */
  readonly steps?: number
  /** The most test samples that are evaluated. */
  readonly samples: number
  /** The bytes of a file of weights, instead of training. */
  readonly weights?: ArrayBuffer
}

/** The steps that are submitted before training is looked at. */
const LOOK = 50

/** @param dataOf loads the samples of an experiment @param done is called with what has just been done */
export async function stressResults(
  gpu: Gpu,
  plan: StressPlan,
  dataOf: (experiment: Experiment) => Promise<DataSet>,
  done: (what: string) => void = () => undefined,
): Promise<StressResult[]> {
  const { experiment, disturbances, strengths, seeds, weights, samples } = plan
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
        for (const point of pointsOf(disturbance, strengths ?? disturbance.strengths, weights ? seeds : [seed])) {
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
export const evaluationsOf = ({ disturbances, strengths, seeds, weights }: StressPlan): number =>
  disturbances.reduce((sum, one) => sum + (one.random || !weights ? seeds.length : 1) * (strengths ?? one.strengths).length, 0)

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
  let run = await openRunOf(gpu, experiment, data)
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

/** A table for each disturbance, with the columns of each curve behind each other. @param all results by the title of what was trained */
export function stressMarkdown(
  experiment: Experiment,
  disturbances: readonly Disturbance[],
  all: ReadonlyMap<string, readonly StressResult[]>,
): string {
  const parts = disturbances.flatMap((disturbance) => {
    const curves = curvesOf(experiment, disturbance, all)
    const { heads, rows } = tableOf(disturbance, decidingOf(metricsOf(experiment)), curves)
    if (rows.length === 0) return []
    const titled = curves.flatMap(({ title }) => heads.map((head) => (curves.length > 1 ? `${title}: ${head}` : head)))
    const table = grid(
      ['strength', ...titled],
      rows.map(({ strength, cells }) => [strength, ...cells]),
    )
    return [`## ${disturbance.title}`, disturbance.help, table]
  })
  return parts.join('\n\n')
}

/** The curve of each title that has results of the disturbance. */
export const curvesOf = (experiment: Experiment, { id }: Disturbance, all: ReadonlyMap<string, readonly StressResult[]>): StressCurve[] =>
  [...all].flatMap(([title, results]) => {
    const own = results.filter(({ disturbance }) => disturbance === id)
    return own.length > 0 ? [{ title, rows: rowsOf(decidingOf(metricsOf(experiment)), own) }] : []
  })
