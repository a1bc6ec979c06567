/**
 * When checkpoints are written: one at a time, rarely enough to cost little, and often enough that little is lost if the page closes
 * without notice. What is stored, and where, is decided in checkpoint-shelf.ts.
 */
import type { SavedCheckpoint } from '../runs/checkpoint'
import type { CheckpointStore } from '../runs/checkpoints'
import type { RunId } from '../runs/record'
import { createShelf, listCheckpoints, readCheckpoint, removeCheckpoint, type Shelf, writeCheckpoint } from './checkpoint-shelf'
import type { RunLocks } from './locks'
import type { ResumableRun } from './protocol'

/** The most training time that can be lost, as long as writing a checkpoint takes less than half of it. */
export const MAX_LOST_MS = 5000
/** A margin for writes that take longer than the last one. */
const SPARE_MS = 500
const MIN_INTERVAL_MS = 1000
const MAX_INTERVAL_MS = 3000
/** Training time between two checkpoints, and the pause after a write, in multiples of the last checkpoint's cost, within the maximum loss. */
const TRAINING_PER_CHECKPOINT = 50
const REST_PER_CHECKPOINT = 20
/** The interval after a checkpoint that found no room. */
const IN_VAIN_MS = 15_000

/** How the last write ended: `step` is in the browser, or `error` says why not. */
export interface Written {
  readonly id: RunId
  readonly step: number
  readonly error: string | null
}

export interface CheckpointWriter {
  /** Queues a checkpoint; it replaces one of the same run that still waits. @param copied milliseconds that its copy took */
  offer(checkpoint: SavedCheckpoint, copied?: number): void
  /** Resolves when nothing is waiting to be written. */
  settle(): Promise<void>
  /** @throws RunUnavailable with the reason */
  read(id: RunId): Promise<SavedCheckpoint>
  /** The saved runs that no tab has open, the newest first. */
  list(): Promise<ResumableRun[]>
  /** @throws RunUnavailable where a tab has the run open */
  remove(id: RunId): Promise<void>
  /** Milliseconds of training between two checkpoints. */
  interval(): number
  /** The maximum milliseconds of training that are lost if the page closes, estimated from the last checkpoint. */
  atRisk(): number
  /** Whether a checkpoint is being written or waits to be. */
  readonly busy: boolean
}

export interface CheckpointWriterHost {
  readonly store: CheckpointStore | Promise<CheckpointStore>
  readonly locks: RunLocks
  now(): number
  tell(written: Written): void
}

/** The checkpoints that wait to be written, and the write in progress. */
interface Queue {
  readonly shelf: Shelf
  readonly tell: (written: Written) => void
  readonly waiting: Map<RunId, SavedCheckpoint>
  working?: Promise<void> | undefined
  /** Ends the current pause between writes. */
  hurry: () => void
  inHurry: boolean
  /** Milliseconds that the last copy took; below, with its write; then the time at which the pause after it ends. */
  copied: number
  cost: number
  rested: number
  /** Whether the last checkpoint found no room. */
  inVain: boolean
}

export function createCheckpointWriter({ store, locks, now, tell }: CheckpointWriterHost): CheckpointWriter {
  const shelf = createShelf(store, locks, now)
  const times = { copied: 0, cost: 0, rested: 0, inVain: false }
  const queue: Queue = { shelf, tell, waiting: new Map(), hurry: () => {}, inHurry: false, ...times }
  return {
    offer(checkpoint, copied = queue.copied) {
      queue.copied = copied
      queue.waiting.delete(checkpoint.info.id)
      queue.waiting.set(checkpoint.info.id, checkpoint)
      start(queue)
    },
    settle: () => settle(queue),
    async read(id) {
      await settle(queue)
      return readCheckpoint(shelf, id)
    },
    async list() {
      await settle(queue)
      return listCheckpoints(shelf)
    },
    async remove(id) {
      await settle(queue)
      await removeCheckpoint(shelf, id)
    },
    interval: () => intervalOf(queue),
    atRisk: () => intervalOf(queue) + queue.cost,
    get busy() {
      return queue.working !== undefined
    },
  }
}

/** The interval and a checkpoint's cost together stay below the maximum loss; the interval is never shorter than that cost. */
function intervalOf({ cost, inVain }: Queue): number {
  const wanted = TRAINING_PER_CHECKPOINT * cost
  if (inVain) return Math.max(IN_VAIN_MS, wanted)
  const within = Math.min(MAX_INTERVAL_MS, MAX_LOST_MS - SPARE_MS - cost)
  return Math.max(cost, Math.min(within, Math.max(MIN_INTERVAL_MS, wanted)))
}

function start(queue: Queue): void {
  queue.working ??= work(queue).finally(() => {
    queue.working = undefined
    if (queue.waiting.size > 0) start(queue)
  })
}

async function work(queue: Queue): Promise<void> {
  const { shelf, waiting } = queue
  for (;;) {
    await rest(queue, queue.rested - shelf.now())
    const [next] = waiting.values()
    if (!next) return
    const { id, step } = next.info
    waiting.delete(id)
    const begun = shelf.now()
    const error = await writeCheckpoint(shelf, next)
    queue.tell({ id, step, error })
    queue.inVain = error !== null
    queue.cost = queue.copied + shelf.now() - begun
    queue.rested = shelf.now() + Math.min(REST_PER_CHECKPOINT * queue.cost, Math.max(0, MAX_LOST_MS - SPARE_MS - 2 * queue.cost))
  }
}

async function rest(queue: Queue, ms: number): Promise<void> {
  if (queue.inHurry || ms <= 0 || queue.waiting.size === 0) return
  let timer: ReturnType<typeof setTimeout> | undefined
  await new Promise<void>((resolve) => {
    queue.hurry = resolve
    timer = setTimeout(resolve, ms)
  })
  clearTimeout(timer)
}

async function settle(queue: Queue): Promise<void> {
  while (queue.working) {
    queue.inHurry = true
    queue.hurry()
    await queue.working
  }
  queue.inHurry = false
}
