/** The result of a task: the metrics of its study, and its run as the lab saves one, with the machine and adapter that computed it. Validated when read. */
import { readFile } from 'node:fs/promises'
import * as z from 'zod'
import { layersOf } from '../../networks/description'
import { compactFrame } from '../../runs/compact'
import { readRunJson, runAsJson, type SavedRun } from '../../runs/json'
import { finalsOf, thumbnailOf } from '../../runs/summary'
import { encodeLink } from '../../share/link'
import { metricsOf } from '../../studies/metrics'
import { brokeOf, reachedOf, readStudyResult, type StudyResult } from '../../studies/study'
import type { Beat } from './beats'
import { type Claim, resultFile } from './folder'
import type { Manifest, Task } from './manifest'
import type { Ended, TaskEnd } from './train-task'

const VERSION = 1
const text = z.string().max(2000)
const resultSchema = z.object({
  version: z.literal(VERSION),
  task: z.int().min(0),
  worker: text,
  node: text,
  adapter: text,
  software: z.boolean(),
  /** SHA-256 of weights, optimizer moments, statistics and clocks; empty for a failed run. */
  bits: text,
  result: z.unknown(),
  /** Null for a failed run. */
  run: z.unknown(),
})
export type Result = Omit<z.infer<typeof resultSchema>, 'result' | 'run'> & { readonly result: StudyResult; readonly run: unknown }

/** The result of a run that ended or failed. @throws if the link of its experiment cannot be made */
export async function resultOf(manifest: Manifest, task: Task, ended: Exclude<Ended, { kind: 'stopped' }>, by: Beat): Promise<Result> {
  const { worker, node, adapter, software } = by
  const { study } = manifest
  const who = { version: VERSION, task: task.task, worker, node, software } as const
  if (ended.kind === 'broke') {
    return { ...who, adapter, bits: '', result: brokeOf(study, task, ended.step, ended.error), run: null }
  }
  const result = await reachedOf(study, task, ended.trained, ended.curves)
  const run = runAsJson(await savedRunOf(manifest, task, ended, by))
  return { ...who, adapter: ended.adapter, bits: ended.bits, result, run }
}

/** The run in the format in which a page saves a point of a sweep. */
async function savedRunOf(
  { id: study, preset, app, shaders, title, ...manifest }: Manifest,
  task: Task,
  end: TaskEnd,
  by: Beat,
): Promise<SavedRun> {
  const { meant } = task
  const { step, layers, values, opened } = end.trained
  const snapshot = { step, layers }
  const now = Date.now()
  const tests = [{ step, values }]
  const id = `${study}-${task.task}`
  const swept = 'point' in task.key
  return {
    summary: {
      id,
      name: swept ? '' : task.title,
      note: '',
      tags: [],
      started: now - end.elapsedMs,
      updated: now,
      experiment: meant,
      preset,
      link: await encodeLink(meant, {}, preset),
      provenance: { adapter: end.adapter, software: by.software, app, shaders, node: by.node },
      state: step < opened.totalSteps ? 'unfinished' : 'finished',
      error: null,
      step,
      totalSteps: opened.totalSteps,
      stepsPerEpoch: opened.stepsPerEpoch,
      elapsedMs: end.elapsedMs,
      finals: finalsOf(metricsOf(manifest.study.base), end.curves, tests, snapshot),
      thumbnail: thumbnailOf(end.curves, snapshot),
      byteLength: 0,
      sweep: 'point' in task.key ? { id: study, title: title.slice(0, 400), point: task.key.point } : null,
    },
    detail: {
      id,
      curves: end.curves,
      tests,
      layers: layersOf(
        opened.networks.map(({ graph }) => graph),
        opened.inputShape,
      ),
      frames: [compactFrame(snapshot)],
    },
  }
}

/** The result of a finished task, or a sentence where it cannot be read. */
export async function readResult(folder: string, { study }: Pick<Manifest, 'study'>, claim: Claim): Promise<Result | string> {
  const file = resultFile(folder, claim)
  try {
    const read = resultSchema.safeParse(JSON.parse(await readFile(file, 'utf8')))
    const result = read.success ? readStudyResult(study, read.data.result) : null
    if (read.success && result) return { ...read.data, result }
    return `${file} is not what a task leaves: it stays out.`
  } catch (error) {
    return `${file} cannot be read, and stays out: ${(error as Error).message}`
  }
}

/** The run of a result: null for a failed one, a sentence where it is damaged. */
export async function runOf({ run, task }: Result): Promise<SavedRun | null | string> {
  if (run === null) return null
  const read = await readRunJson(run)
  return read.ok ? read.run : `The run of task ${task} is damaged and stays out: ${read.message}`
}
