/** When checkpoints are written: one write at a time, seldom enough to cost little. What is kept, and where, is the shelf's (checkpoint-shelf.ts). */
import type { KeptCheckpoint } from '../runs/checkpoint'
import type { CheckpointStore } from '../runs/checkpoints'
import type { RunId } from '../runs/record'
import { createShelf, keep, listKept, readKept, removeKept, type Shelf } from './checkpoint-shelf'
import type { RunLocks } from './locks'
import type { KeptRun } from './protocol'

const FIRST_MS = 5000
const LEAST_MS = 15_000
/** Training continues at least so many times as long as the last write took; where it stops often, less. */
const TRAINING_PER_WRITE = 50
const REST_PER_WRITE = 20
const LONGEST_REST_MS = 5000

/** How the last write ended: `step` is in the browser, or `error` says why not. */
export interface Written {
  readonly id: RunId
  readonly step: number
  readonly error: string | null
}

export interface CheckpointWriter {
  /** Has it written soon. One of the same run that still waits is dropped for it. */
  offer(checkpoint: KeptCheckpoint): void
  /** Resolves when nothing waits to be written. */
  settle(): Promise<void>
  /** @throws NotKept with why it cannot be had. */
  read(id: RunId): Promise<KeptCheckpoint>
  /** What nobody has open, the newest first. */
  list(): Promise<KeptRun[]>
  /** @throws NotKept where somebody has it open. */
  remove(id: RunId): Promise<void>
  /** How long training continues before the next checkpoint of a run; `first`: it has none yet. */
  interval(first: boolean): number
}

export interface CheckpointWriterHost {
  readonly store: CheckpointStore | Promise<CheckpointStore>
  readonly locks: RunLocks
  now(): number
  tell(written: Written): void
}

/** What waits to be written, and the one write that is under way. */
interface Queue {
  readonly shelf: Shelf
  readonly tell: (written: Written) => void
  readonly waiting: Map<RunId, KeptCheckpoint>
  working?: Promise<void> | undefined
  /** Ends the rest that is under way. */
  hurry: () => void
  inHurry: boolean
  /** Milliseconds that the last write took, and when the rest after it ends. */
  cost: number
  rested: number
}

export function createCheckpointWriter({ store, locks, now, tell }: CheckpointWriterHost): CheckpointWriter {
  const shelf = createShelf(store, locks, now)
  const queue: Queue = { shelf, tell, waiting: new Map(), hurry: () => {}, inHurry: false, cost: 0, rested: 0 }
  return {
    offer(checkpoint) {
      queue.waiting.delete(checkpoint.info.id)
      queue.waiting.set(checkpoint.info.id, checkpoint)
      start(queue)
    },
    settle: () => settle(queue),
    async read(id) {
      await settle(queue)
      return readKept(shelf, id)
    },
    async list() {
      await settle(queue)
      return listKept(shelf)
    },
    async remove(id) {
      await settle(queue)
      await removeKept(shelf, id)
    },
    interval: (first) => (first ? FIRST_MS : Math.max(LEAST_MS, TRAINING_PER_WRITE * queue.cost)),
  }
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
    queue.tell({ id, step, error: await keep(shelf, next) })
    queue.cost = shelf.now() - begun
    queue.rested = shelf.now() + Math.min(LONGEST_REST_MS, REST_PER_WRITE * queue.cost)
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
