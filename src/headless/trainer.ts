/** Trains runs in turn in Node, for comparisons and sweeps in the terminal. */
import type { DataSet } from '../data/streams'
import type { Gpu } from '../engine/device'
import { comparedOf } from '../experiments/comparing-gradients'
import { takeLook } from '../experiments/looks'
import { evaluateAll, nextEvaluation, type Run } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import type { Look } from '../readings/looks'
import type { MembraneReading } from '../readings/membrane'
import type { MetricRows } from '../readings/metrics'
import { runInTurn, type Study, type Trainer } from '../studies/runner'
import type { Built } from '../tasks/built'
import { buildFor, openRunOf, runAt, submitSteps } from './open-run'
import { operationsOf, watchedStep } from './watched-step'

/** Milliseconds of training between two progress checks. */
const LOOK_MS = 400

export interface RunTrainer extends Trainer<Built, MembraneReading> {
  /** The newest training metrics. */
  curves(): Promise<MetricRows>
  close(): void
}

export function runTrainer(gpu: Gpu, dataOf: (experiment: Experiment) => DataSet | Promise<DataSet>): RunTrainer {
  let run: Run | undefined
  let of: { readonly experiment: Experiment; readonly data: DataSet } | undefined
  let step = 0
  /** The step at which the next evaluation is due; the study requests the last one. */
  let due = 0
  let layers: readonly MembraneReading[] = []
  const opened = (): Run => {
    if (!run) throw new Error('No run is open.')
    return run
  }
  const close = () => {
    run?.destroy()
    run = undefined
  }
  return {
    lookMs: LOOK_MS,
    async open(experiment) {
      close()
      step = 0
      of = { experiment, data: await dataOf(experiment) }
      run = await openRunOf(gpu, experiment, of.data)
      due = nextEvaluation(run.built, 0)
      return run.built
    },
    async train(count, last) {
      const { experiment, data } = of!
      if (step === due) {
        await opened().evaluate()
        due = nextEvaluation(opened().built, step)
      }
      run = last
        ? await runAt(opened(), experiment, data, step)
        : await submitSteps(opened(), experiment, data, step, Math.min(count, due - step))
      if (last) layers = await watchedStep(gpu, run)
      const now = await run.readMetrics(step)
      step = now.step
      return { step, error: now.halted?.message ?? null }
    },
    layers: async () => layers,
    curves: async () => (await opened().readMetrics(0)).rows,
    test: async () => ({ values: await evaluateAll(opened()) }),
    operations: () => operationsOf(gpu, opened(), step),
    look: (look, onProgress) => lookAt(opened(), of!.experiment, of!.data, look, onProgress),
    cancel: () => undefined,
    lost: () => gpu.isLost(),
    close,
  }
}

/** @param onProgress is told what is done, in words */
export const lookAt = (
  run: Run,
  experiment: Experiment,
  data: DataSet,
  look: Look,
  onProgress: (words: string) => void = () => undefined,
) =>
  takeLook(run, (samples) => comparedOf(run, experiment, data, samples, (e, more) => buildFor(run.gpu, e, data, more)), look, {
    onProgress: (done, total, what) => onProgress(`${done} of ${total} ${what}`),
  })

/** Trains every run in turn and returns the results. Ends if the device is lost; closes the trainer. */
export async function trainInTurn<P extends { readonly experiment: Experiment }, R>(
  trainer: RunTrainer,
  study: Study<P, R, Built, MembraneReading>,
): Promise<R[]> {
  const results: R[] = []
  const { at, done } = study.watcher
  try {
    await runInTurn(trainer, {
      ...study,
      watcher: {
        at,
        done(result, run) {
          results.push(result)
          done(result, run)
        },
      },
    })
    return results
  } finally {
    trainer.close()
  }
}
