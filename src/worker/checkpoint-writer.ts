/**
 * When checkpoints are written and which stay: one write at a time, seldom enough to cost little, at most so many and so much, and
 * what to do where the browser gives no more room. It knows stores and locks, no GPU and no run.
 */
import { type KeptCheckpoint, readInfo, readState } from '../runs/checkpoint'
import type { CheckpointStore } from '../runs/checkpoints'
import { isFull } from '../runs/database'
import type { RunId } from '../runs/record'
import type { RunLocks } from './locks'
import type { KeptRun } from './protocol'

const MIB = 2 ** 20
const FIRST_MS = 5000
const LEAST_MS = 15_000
/** Training goes on at least so many times as long as the last write took; where it stops often, less. */
const TRAINING_PER_WRITE = 50
const REST_PER_WRITE = 20
const LONGEST_REST_MS = 5000
const FIRST_RETRY_MS = 60_000
const LONGEST_RETRY_MS = 600_000

export const MOST_CHECKPOINTS = 8
export const MOST_BYTES = 512 * MIB
export const MOST_OF_ONE = 256 * MIB
/** Where nothing lasts, memory is all that there is. */
const MOST_IN_MEMORY = { checkpoints: 3, bytes: MOST_OF_ONE }

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
  /** How long training goes on before the next checkpoint of a run; `first`: it has none yet. */
  interval(first: boolean): number
}

/** Refused before anything was touched. */
export class NotKept extends Error {
  override readonly name = 'NotKept'
}

export interface CheckpointWriterHost {
  readonly store: CheckpointStore | Promise<CheckpointStore>
  readonly locks: RunLocks
  now(): number
  tell(written: Written): void
}

export function createCheckpointWriter({ store: opening, locks, now, tell }: CheckpointWriterHost): CheckpointWriter {
  const waiting = new Map<RunId, KeptCheckpoint>()
  /** What found no room, as far as memory goes: to undo with, until the page ends. */
  const unwritten = new Map<RunId, KeptCheckpoint>()
  const written = new Map<RunId, number>()
  let working: Promise<void> | undefined
  let hurry = () => {}
  let inHurry = false
  let cost = 0
  let rested = 0
  let retryAt = 0
  let retryMs = FIRST_RETRY_MS

  async function work(): Promise<void> {
    for (;;) {
      await rest(rested - now())
      const [next] = waiting.values()
      if (!next) return
      waiting.delete(next.info.id)
      const start = now()
      await keep(next)
      cost = now() - start
      rested = now() + Math.min(LONGEST_REST_MS, REST_PER_WRITE * cost)
    }
  }

  async function rest(ms: number): Promise<void> {
    if (inHurry || ms <= 0 || waiting.size === 0) return
    let timer: ReturnType<typeof setTimeout> | undefined
    await new Promise<void>((resolve) => {
      hurry = resolve
      timer = setTimeout(resolve, ms)
    })
    clearTimeout(timer)
  }

  function start(): void {
    working ??= work().finally(() => {
      working = undefined
      if (waiting.size > 0) start()
    })
  }

  async function settle(): Promise<void> {
    while (working) {
      inHurry = true
      hurry()
      await working
    }
    inHurry = false
  }

  async function keep(checkpoint: KeptCheckpoint): Promise<void> {
    const { id, step } = checkpoint.info
    const error = await write(checkpoint)
    if (error === null) {
      written.set(id, step)
      unwritten.delete(id)
    } else hold(checkpoint)
    tell({ id, step, error })
  }

  /** Null where it is written, or why not. */
  async function write(checkpoint: KeptCheckpoint): Promise<string | null> {
    const { id, byteLength } = checkpoint.info
    if (byteLength > MOST_OF_ONE)
      return `This run takes ${mebibytes(byteLength)} to keep, more than the ${mebibytes(MOST_OF_ONE)} that are kept of one. ${after(id)}`
    if (now() < retryAt) return `The browser gives this page no room to keep this run. ${after(id)}`
    try {
      const store = await opening
      await makeRoom(store, checkpoint, store.lasting ? { checkpoints: MOST_CHECKPOINTS, bytes: MOST_BYTES } : MOST_IN_MEMORY)
      await store.write(checkpoint).catch(async (error) => {
        if (!isFull(error)) throw error
        await makeRoom(store, checkpoint, { checkpoints: 1, bytes: 0 })
        await store.write(checkpoint)
      })
      retryMs = FIRST_RETRY_MS
      return store.lasting ? null : `This browser keeps nothing for pages here, as in some private windows. ${after(id)}`
    } catch (error) {
      retryAt = now() + retryMs
      retryMs = Math.min(LONGEST_RETRY_MS, 2 * retryMs)
      if (isFull(error)) return `The browser gives this page no room to keep this run (${mebibytes(byteLength)}). ${after(id)}`
      return `This run could not be kept: ${error instanceof Error ? error.message : String(error)} ${after(id)}`
    }
  }

  const after = (id: RunId): string => {
    const step = written.get(id)
    return step === undefined
      ? 'Training goes on; after a reload the run cannot be resumed.'
      : `Training goes on; after a reload the run can be resumed from step ${step} only.`
  }

  /** Removes the oldest that no tab has open until there is room for one more. */
  async function makeRoom(store: CheckpointStore, { info }: KeptCheckpoint, most: { checkpoints: number; bytes: number }): Promise<void> {
    const [listed, held] = await Promise.all([store.list(), locks.held()])
    const others = listed.filter(({ id }) => id !== info.id).map(({ id, info: found }) => ({ id, info: readInfo(found) }))
    let count = others.length + 1
    let bytes = others.reduce((sum, other) => sum + (other.info?.byteLength ?? 0), info.byteLength)
    const oldest = others.filter(({ id }) => !held.has(id)).sort((a, b) => (a.info?.saved ?? 0) - (b.info?.saved ?? 0))
    for (const old of oldest) {
      if (count <= most.checkpoints && bytes <= most.bytes) return
      await store.remove(old.id)
      count -= 1
      bytes -= old.info?.byteLength ?? 0
    }
  }

  /** In memory, the newest as far as they fit. */
  function hold(checkpoint: KeptCheckpoint): void {
    unwritten.delete(checkpoint.info.id)
    unwritten.set(checkpoint.info.id, checkpoint)
    let bytes = 0
    for (const [id, { info }] of [...unwritten].reverse()) {
      bytes += info.byteLength
      if (bytes > MOST_BYTES) unwritten.delete(id)
    }
  }

  return {
    offer(checkpoint) {
      waiting.delete(checkpoint.info.id)
      waiting.set(checkpoint.info.id, checkpoint)
      start()
    },
    settle,
    async read(id) {
      await settle()
      const held = unwritten.get(id)
      if (held) return held
      const found = await (await opening).read(id)
      if (!found) throw new NotKept('This run is no longer kept in this browser.')
      const [info, state] = [readInfo(found.info), readState(found.state)]
      if (!info || !state || info.id !== id || info.step !== state.step)
        throw new NotKept('What is kept of this run is damaged, or of another version of the lab: it cannot be resumed.')
      return { info, state }
    },
    async list() {
      await settle()
      const [listed, held] = await Promise.all([(await opening).list(), locks.held()])
      return listed
        .filter(({ id }) => !held.has(id))
        .map(({ id, info }): KeptRun => {
          const read = readInfo(info)
          return read && read.id === id ? { ...read, readable: true } : { id, readable: false }
        })
        .sort((a, b) => (b.readable ? b.saved : 0) - (a.readable ? a.saved : 0))
    },
    async remove(id) {
      await settle()
      if ((await locks.held()).has(id)) throw new NotKept('This run is open, here or in another tab.')
      unwritten.delete(id)
      written.delete(id)
      await (await opening).remove(id)
    },
    interval: (first) => (first ? FIRST_MS : Math.max(LEAST_MS, TRAINING_PER_WRITE * cost)),
  }
}

const mebibytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / MIB))} MiB`
