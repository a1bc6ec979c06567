/** Training runs one after another in the worker: the page's trainer for comparisons and sweeps, and its messages when one ends early. */

import type { Experiment } from '../../../experiments/schema'
import type { Look, Looked } from '../../../readings/looks'
import type { MembraneReading } from '../../../readings/membrane'
import { isOf, type MetricRows, type TestRow } from '../../../readings/metrics'
import type { End, Trained, Trainer } from '../../../studies/runner'
import type { Opened, Progress, SessionApi } from '../../../worker/protocol'

/** The time between two checks of the worker's progress. */
const LOOK_MS = 1000

/** The part of the worker's calls that training in turn needs. */
export type TrainingApi = Pick<
  SessionApi,
  'open' | 'train' | 'pause' | 'state' | 'membrane' | 'tests' | 'evaluate' | 'scalars' | 'operations' | 'look' | 'stopMeasuring'
>

export type WorkerTrained = Trained<Opened, MembraneReading>

/** A finished run, with the data that it is saved from. */
export interface TrainedRecord {
  /** The experiment as saved. */
  readonly meant: Experiment
  readonly trained: WorkerTrained
  /** The progress of the worker's run. */
  readonly progress: Progress
  readonly curves: MetricRows
  readonly tests: readonly TestRow[]
}

/** Reads what the worker has of the run that has just ended. */
export async function recordOf(api: TrainingApi, meant: Experiment, trained: WorkerTrained): Promise<TrainedRecord> {
  const [{ progress }, curves, tests] = await Promise.all([api.state(), api.scalars(), api.tests()])
  return { meant, trained, progress, curves, tests }
}

/** All evaluations of a finished run, with that of its last step, which its worker may not list. */
export const evaluationsOf = ({ tests, trained: { step, values } }: TrainedRecord): readonly TestRow[] =>
  tests.some((test) => test.step === step) ? tests : [...tests, { step, values }]

export const ENDED: Readonly<Record<End, string | null>> = {
  done: null,
  canceled: 'Canceled: what was done until then is shown.',
  lost: 'The graphics device was lost: what was done until then is shown.',
}

export function workerTrainer(api: TrainingApi): Trainer<Opened, MembraneReading> {
  let watched: readonly string[] = []
  let step = 0
  return {
    lookMs: LOOK_MS,
    async open(experiment) {
      step = 0
      const opened = await api.open(experiment)
      watched = opened.layers.filter(({ watchable }) => watchable.includes('membrane')).map(({ name }) => name)
      return opened
    },
    async train(count) {
      await api.train(count)
      const { state: now } = await api.state()
      if ('step' in now) step = now.step
      return { step, error: now.kind === 'failed' ? now.error : null }
    },
    layers: () => Promise.all(watched.map((name) => api.membrane(name))),
    test: async () => (await api.tests()).find((row) => row.step === step && isOf('test', row)) ?? (await api.evaluate()),
    operations: () => api.operations(),
    look: (look, onProgress) => lookAt(api, look, onProgress),
    cancel() {
      void api.pause()
      void api.stopMeasuring()
    },
    async lost() {
      const { state: now } = await api.state()
      return now.kind === 'failed' && now.lost === true
    },
  }
}

/** Asks the worker how far it is from time to time. */
async function lookAt(api: TrainingApi, look: Look, onProgress: (words: string) => void): Promise<Looked | null> {
  const timer = setInterval(async () => {
    const { state: now } = await api.state()
    if (now.kind === 'compiling') onProgress(`${now.done} of ${now.total} ${now.what}`)
  }, LOOK_MS)
  try {
    return await api.look(look)
  } finally {
    clearInterval(timer)
  }
}
