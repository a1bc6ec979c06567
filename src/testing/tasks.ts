/** Folders of tasks, and workers that train nothing: their results follow from the task. Only tests import it. */
import { mkdtempSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, onTestFinished } from 'vitest'
import { buildExperiment } from '../experiments/build'
import type { Beat } from '../headless/cluster/beats'
import type { Manifest, Task } from '../headless/cluster/manifest'
import { planTasks, writeFolder } from '../headless/cluster/plan'
import type { TaskEnd, TaskWatcher } from '../headless/cluster/train-task'
import type { WorkerHost } from '../headless/cluster/worker'
import type { SavedState } from '../runs/checkpoint'
import type { Study } from '../studies/study'
import { classificationPreset, madeData } from './data'

/** A folder that is removed after the tests of a file, or of a group. */
export function temporaryRoom(): string {
  const room = mkdtempSync(join(tmpdir(), 'membrane-tasks-'))
  afterAll(() => rm(room, { recursive: true, force: true }))
  return room
}

/** A folder that is removed after the test. */
export async function roomFor(): Promise<string> {
  const room = await mkdtemp(join(tmpdir(), 'membrane-tasks-'))
  onTestFinished(() => rm(room, { recursive: true, force: true }))
  return room
}

/** The links of experiments close to a preset are short, and quickly made. */
const PRESET = classificationPreset('window')

/** A sweep of `count` seeds. */
export const seeds = (count: number, steps = 5): Study => {
  const values = Array.from({ length: count }, (_, i) => i + 1)
  return { kind: 'sweep', base: PRESET, axes: [{ path: 'run.seed', values }], mode: 'grid', steps }
}

const SECONDS: Manifest['seconds'] = { checkpoint: 0, beat: 10, stale: 60 }

export interface MadeFolder {
  readonly folder: string
  readonly manifest: Manifest
  readonly tasks: readonly Task[]
}

export async function madeFolder(study: Study, seconds: Partial<Manifest['seconds']> = {}): Promise<MadeFolder> {
  const folder = join(await roomFor(), 'tasks')
  const data = madeData(200, 60)
  const asked = { study, preset: 'window', samples: null, dataFolder: null, seconds: { ...SECONDS, ...seconds } }
  const planned = await planTasks(
    asked,
    async () => data,
    () => undefined,
  )
  await writeFolder(folder, planned.manifest, planned.tasks)
  return { folder, ...planned }
}

export const selfOf = (worker: string, change: Partial<Beat> = {}): Beat => ({
  worker,
  node: 'node',
  place: '',
  pid: 1,
  job: null,
  restart: 0,
  adapter: 'An adapter',
  software: true,
  ...change,
})

const BUILT = buildExperiment(PRESET, { counts: { train: 200, test: 60 } })

/** The result of a task, whichever worker trains it and however often it was started. */
export function madeEnd({ task }: Task, steps: number): TaskEnd {
  const step = Uint32Array.from({ length: steps }, (_, i) => i + 1)
  const trainLoss = Float32Array.from(step, (at) => task + 1 / at)
  const opened = { ...BUILT, totalSteps: steps, stepsPerEpoch: steps }
  return {
    kind: 'reached',
    trained: {
      step: steps,
      opened,
      layers: [],
      values: { testAccuracy: task / 1000, testLoss: task },
      operations: { step: steps, samples: 1, steps: 1, products: [], neurons: [] },
      milliseconds: 1,
    },
    curves: { step, columns: { trainLoss } },
    elapsedMs: 1,
    bits: `bits of ${task}`,
    adapter: 'An adapter',
  }
}

export const madeState = (step: number, shaders: string): SavedState => ({
  version: 2,
  step,
  tensors: { weights: new Float32Array([step]).buffer },
  curves: { step: new Uint32Array(), columns: {} },
  stride: 1,
  tests: [],
  elapsedMs: 1,
  evaluationDue: false,
  lastReport: null,
  tunedVariants: {},
  shaders,
  adapter: 'An adapter',
})

/** A worker that by default prints nothing and is not stopped. */
export const hostOf = (worker: string, steps: number, change: Partial<WorkerHost> = {}): WorkerHost => ({
  self: selfOf(worker),
  waits: false,
  stopping: () => false,
  pause: () => new Promise((resolve) => setTimeout(resolve, 5)),
  train: async (task: Task, _from: SavedState | null, _watcher: TaskWatcher) => madeEnd(task, steps),
  say: () => undefined,
  ...change,
})
