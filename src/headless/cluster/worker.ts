/**
 * A worker: takes tasks of a folder one after the other, trains each with checkpoints, continues where another worker was stopped, and
 * gives signs of life. When it is stopped, it leaves a checkpoint and gives its task back. It knows no scheduler.
 */

import type { MetricRows } from '../../readings/metrics'
import type { SavedState } from '../../runs/checkpoint'
import { metricsOf } from '../../studies/metrics'
import { lastRow } from '../metric-lines'
import { type Beat, beat, endBeat, giveBackStale, hasDied, type IsGone } from './beats'
import {
  type Claim,
  checkpointFile,
  claimNext,
  FolderTrouble,
  finish,
  giveBack,
  holds,
  listClaimed,
  listTodo,
  troubleOf,
  type WriteWhole,
  writeWhole,
} from './folder'
import { addLine, type Line, newestLines } from './lines'
import type { Manifest, Task } from './manifest'
import { resultOf } from './result'
import { packState, readStateFile } from './saved-state'
import type { Ended, TaskWatcher } from './train-task'

export interface WorkerHost {
  readonly self: Beat
  /** Whether it waits for tasks that other workers may give back. */
  readonly waits: boolean
  stopping(): boolean
  /** Resolves after the given time, or when the worker should stop. */
  pause(ms: number): Promise<void>
  train(task: Task, from: SavedState | null, watcher: TaskWatcher): Promise<Ended>
  say(sentence: string): void
  readonly write?: WriteWhole
}

/** The time between two checks for a free task. */
const IDLE_MS = 1000
const LOOK_MS = 400
/** The time between two progress lines. */
const LINE_MS = 2000
/** The maximum number of times that a task is started at the same step after its worker disappeared or lost its device. */
const MAX_STARTS = 8

/** The claim was given to another worker, since this one seemed to be gone. */
class ClaimLost extends FolderTrouble {}

/**
 * Works until it finds no task or should stop. Resolves with whether nothing is left for it to do.
 * @throws FolderTrouble, or if the device is lost; its task is given back
 */
export async function work(folder: string, manifest: Manifest, tasks: readonly Task[], host: WorkerHost): Promise<boolean> {
  const { self } = host
  const sign = () => beat(folder, self).catch((error) => host.say(troubleOf(folder, error).message))
  await sign()
  const timer = setInterval(sign, 1000 * manifest.seconds.beat)
  try {
    let looked = Number.NEGATIVE_INFINITY
    while (!host.stopping()) {
      let claim = performance.now() - looked < 1000 * manifest.seconds.beat ? await claimNext(folder, self.worker) : null
      if (!claim) {
        looked = performance.now()
        await giveBackStale(folder, 1000 * manifest.seconds.stale, isGoneFor(self), self.worker)
        claim = await claimNext(folder, self.worker)
      }
      if (claim) await doTask(folder, manifest, tasks, claim, host)
      else if (!host.waits || (await isOver(folder))) return true
      else await host.pause(IDLE_MS)
    }
    return isOver(folder)
  } finally {
    clearInterval(timer)
    await endBeat(folder, self.worker).catch(() => undefined)
  }
}

/** While a token is moved it may be in neither folder, so the source is read first, and again at the end. */
const isOver = async (folder: string): Promise<boolean> =>
  (await listTodo(folder)).length === 0 && (await listClaimed(folder)).length === 0 && (await listTodo(folder)).length === 0

/** Whether a worker died on this machine, or its scheduler has restarted its job. */
const isGoneFor =
  ({ job, restart }: Beat): IsGone =>
  (other) =>
    hasDied(other) || (job !== null && other.job === job && other.restart < restart)

async function doTask(folder: string, manifest: Manifest, tasks: readonly Task[], claim: Claim, host: WorkerHost): Promise<void> {
  const task = tasks[claim.task]
  if (!task) throw new FolderTrouble(`${folder} has a task ${claim.task}, and its manifest has none: take it out of todo/.`)
  const { worker, node, adapter, software } = host.self
  const tell = (line: Omit<Line, 'worker'>) =>
    addLine(folder, claim.task, { worker, ...line } as Line).catch((error) => host.say(troubleOf(folder, error).message))
  let step = 0
  try {
    const from = await checkpointOf(folder, manifest, claim)
    step = from?.step ?? 0
    const begun = beginnings(await newestLines(folder, claim.task), step)
    await tell({ event: 'claimed', step, node, adapter, software, at: Date.now() })
    const ended: Ended =
      begun >= MAX_STARTS
        ? { kind: 'broke', step, error: `It was started ${begun} times at step ${step}, and each time its worker disappeared.` }
        : await host.train(task, from, watcherOf(folder, manifest, claim, host, tell))
    if (ended.kind === 'stopped') {
      // Written while this worker holds the claim, so that the next worker's lines follow it.
      await tell({ event: 'released', step: ended.step })
      return void (await giveBack(folder, claim))
    }
    const result = await resultOf(manifest, task, ended, host.self)
    if (!(await finish(folder, claim, `${JSON.stringify(result)}\n`, host.write))) return
    await tell(
      ended.kind === 'broke' ? { event: 'broke', step: ended.step, error: ended.error } : { event: 'done', step: ended.trained.step },
    )
  } catch (error) {
    if (error instanceof ClaimLost) return host.say(error.message)
    // Problems with the folder are not the task's fault, so however often they occur, the task is started again.
    if (error instanceof FolderTrouble) await tell({ event: 'released', step })
    await giveBack(folder, claim).catch(() => undefined)
    throw error
  }
}

/** The checkpoint of a task, if the same shaders made it. */
async function checkpointOf(folder: string, { shaders }: Manifest, { task }: Claim): Promise<SavedState | null> {
  const state = await readStateFile(checkpointFile(folder, task))
  return state?.shaders === shaders ? state : null
}

/** How many times the task was started at a step and not given back by its worker. */
const beginnings = (lines: readonly Line[], step: number): number =>
  lines.filter((line) => line.event === 'claimed' && line.step === step).length -
  lines.filter(({ event, step: at }) => event === 'released' && at === step).length

function watcherOf(
  folder: string,
  manifest: Manifest,
  claim: Claim,
  host: WorkerHost,
  tell: (line: Omit<Line, 'worker'>) => Promise<void>,
): TaskWatcher {
  const metrics = metricsOf(manifest.study.base)
  const checkpointMs = 1000 * manifest.seconds.checkpoint
  let lastLine = Number.NEGATIVE_INFINITY
  return {
    lookMs: Math.min(LOOK_MS, Math.max(1, checkpointMs)),
    checkpointMs,
    stopping: host.stopping,
    async at(step: number, rows: MetricRows) {
      if (performance.now() - lastLine < LINE_MS) return
      lastLine = performance.now()
      await tell({ event: 'step', step, ...lastRow(metrics, rows) })
    },
    async keep(state) {
      if (!(await holds(folder, claim)))
        throw new ClaimLost(
          `Task ${claim.task} was given to another worker, because this one seemed to be gone. This one stops working on it.`,
        )
      try {
        await (host.write ?? writeWhole)(checkpointFile(folder, claim.task), packState(state))
        await tell({ event: 'checkpoint', step: state.step })
      } catch (error) {
        host.say(`No checkpoint was written. ${troubleOf(folder, error).message}`)
      }
    },
  }
}
