/** Runs in turn in Node: the terminal's trainer of comparisons and sweeps. */
import type { Gpu } from '../engine/device'
import type { BuiltExperiment } from '../experiments/build'
import type { MembraneReading } from '../experiments/frames'
import { createRun, type Run } from '../experiments/run'
import type { DataSet } from '../experiments/samples'
import type { Experiment } from '../experiments/schema'
import { runInTurn, type Study, type Trainer } from '../studies/runner'
import { watchedStep } from './watched-step'

/** How long to train between two looks at how far it is. */
const LOOK_MS = 400

export interface RunTrainer extends Trainer<BuiltExperiment, MembraneReading> {
  /** The newest training losses, in order. */
  losses(): Promise<readonly number[]>
  close(): void
}

export function runTrainer(gpu: Gpu, dataOf: (experiment: Experiment) => DataSet | Promise<DataSet>): RunTrainer {
  let run: Run | undefined
  let step = 0
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
      run = await createRun(gpu, experiment, await dataOf(experiment))
      return run.built
    },
    async train(count, last) {
      const run = opened()
      if (last) layers = await watchedStep(gpu, run)
      else run.submit(count)
      const now = await run.readMetrics(step)
      step = now.step
      return { step, error: now.halted?.message ?? null }
    },
    layers: async () => layers,
    losses: async () => (await opened().readMetrics(0)).rows.map(({ loss }) => loss),
    test: () => opened().evaluate(),
    cancel: () => undefined,
    lost: () => gpu.isLost(),
    close,
  }
}

/** The result of every run, in turn. Ends where the device is lost; closes the trainer. */
export async function trainInTurn<P extends { readonly experiment: Experiment }, R>(
  trainer: RunTrainer,
  study: Study<P, R, BuiltExperiment, MembraneReading>,
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
