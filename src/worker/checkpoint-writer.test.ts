/** What is stored and what is deleted: one write at a time, limits, full storage, locks, and invalid records. */
import 'fake-indexeddb/auto'
import { expect, test, vi } from 'vitest'
import { DEFAULT_PRESET, presetNamed } from '../experiments/presets'
import { byteLengthOf, isSound, type SavedCheckpoint, type SavedState } from '../runs/checkpoint'
import { type CheckpointStore, memoryCheckpoints, openCheckpoints } from '../runs/checkpoints'
import { openDatabase } from '../runs/database'
import { MAX_BYTES, MAX_CHECKPOINT_BYTES, MAX_CHECKPOINTS } from './checkpoint-shelf'
import { createCheckpointWriter, MAX_LOST_MS, type Written } from './checkpoint-writer'
import { type RunLocks, runLocks } from './locks'

const MIB = 2 ** 20
const { experiment } = presetNamed(DEFAULT_PRESET)!
const column = () => Float32Array.of(1)
let clock = 0

function checkpoint(id: string, step = 1, byteLength?: number): SavedCheckpoint {
  const state: SavedState = {
    version: 2,
    step,
    tensors: { values: Float32Array.of(step, 2).buffer },
    curves: { step: Uint32Array.of(1), columns: { trainLoss: column(), gradientNorm: column() } },
    stride: 1,
    tests: [{ step: 1, values: { testLoss: Number.NaN, testAccuracy: 0 } }],
    elapsedMs: 5,
    evaluationDue: false,
    lastReport: null,
    tunedVariants: {},
    shaders: '',
    adapter: '',
  }
  clock += 1
  const info = { id, saved: clock, experiment, preset: DEFAULT_PRESET, step, totalSteps: 10, byteLength: byteLength ?? byteLengthOf(state) }
  return { info, state }
}

const lasting = (change: Partial<CheckpointStore> = {}): CheckpointStore => ({ ...memoryCheckpoints(), lasting: true, ...change })
const full = () => new DOMException('no room', 'QuotaExceededError')

function writerOf(store: CheckpointStore | Promise<CheckpointStore>, locks: RunLocks = runLocks(undefined)) {
  const told: Written[] = []
  let now = 0
  const checkpointWriter = createCheckpointWriter({ store, locks, now: () => now, tell: (written) => told.push(written) })
  const keep = async (kept: SavedCheckpoint) => {
    checkpointWriter.offer(kept)
    await checkpointWriter.settle()
  }
  return { checkpointWriter, keep, told, pass: (ms: number) => (now += ms) }
}
const ids = async (store: CheckpointStore) => (await store.list()).map(({ id }) => id)

test('in the browser’s database a checkpoint comes back as it was, and all of it goes', async () => {
  const store = await openCheckpoints()
  const { checkpointWriter, keep, told } = writerOf(store)
  const kept = checkpoint('a', 3)
  await keep(kept)
  expect(told).toEqual([{ id: 'a', step: 3, error: null }])
  expect(await checkpointWriter.read('a')).toEqual(kept)
  expect(await checkpointWriter.list()).toEqual([{ ...kept.info, readable: true }])
  await checkpointWriter.remove('a')
  await expect(checkpointWriter.read('a')).rejects.toMatchObject({ name: 'RunUnavailable' })
  const database = await openDatabase()
  expect(await database.count('tensors')).toBe(0)
  expect(await database.count('checkpoints')).toBe(0)
})

test('a write that fails in the middle leaves the checkpoint of before', async () => {
  const store = await openCheckpoints()
  const { checkpointWriter, keep, told } = writerOf(store)
  const first = checkpoint('a', 3)
  await keep(first)
  const broken = checkpoint('a', 4)
  // A function cannot be cloned: the second of the two requests fails.
  await keep({ ...broken, state: { ...broken.state, tunedVariants: { f: (() => 0) as never } } })
  expect(told.at(-1)?.error).toMatch(/^This run could not be saved: .* can be resumed from step 3 only\.$/)
  expect(await store.read('a')).toEqual({ info: first.info, state: first.state })
  expect((await checkpointWriter.read('a')).state.step).toBe(4)
  await store.remove('a')
})

test('one write at a time, and of a run only the newest that waits', async () => {
  let under = 0
  let max = 0
  const steps: number[] = []
  const open: (() => void)[] = []
  const store = lasting({
    async write({ info }) {
      under += 1
      max = Math.max(max, under)
      steps.push(info.step)
      await new Promise<void>((resolve) => open.push(resolve))
      under -= 1
    },
  })
  const { checkpointWriter } = writerOf(store)
  checkpointWriter.offer(checkpoint('a', 1))
  await expect.poll(() => open.length).toBe(1)
  for (const step of [2, 3, 4]) checkpointWriter.offer(checkpoint('a', step))
  checkpointWriter.offer(checkpoint('b', 9))
  const settled = checkpointWriter.settle()
  for (let write = 1; write <= 3; write++) {
    await expect.poll(() => open.length).toBe(write)
    open[write - 1]!()
  }
  await settled
  expect(steps).toEqual([1, 4, 9])
  expect(max).toBe(1)
})

test('the oldest that no tab has open go first, by number and by bytes', async () => {
  const store = lasting()
  const locks = runLocks(undefined)
  await locks.take('run 0')
  const { keep } = writerOf(store, locks)
  for (let i = 0; i < MAX_CHECKPOINTS; i++) await keep(checkpoint(`run ${i}`))
  await keep(checkpoint('new'))
  expect(await ids(store)).toEqual([...[0, 2, 3, 4, 5, 6, 7].map((i) => `run ${i}`), 'new'])
  await keep(checkpoint('large', 1, MAX_CHECKPOINT_BYTES))
  await keep(checkpoint('larger', 1, MAX_CHECKPOINT_BYTES - MIB))
  const kept = await ids(store)
  expect(kept).toEqual(expect.arrayContaining(['run 0', 'large', 'larger']))
  await keep(checkpoint('next', 1, MAX_CHECKPOINT_BYTES))
  expect(await ids(store)).toEqual(['run 0', 'larger', 'next'])
  expect(MAX_BYTES).toBe(2 * MAX_CHECKPOINT_BYTES)
})

test('one alone that is too large is not kept, and serves from memory', async () => {
  const store = lasting()
  const { checkpointWriter, keep, told } = writerOf(store)
  await keep(checkpoint('vast', 7, MAX_CHECKPOINT_BYTES + 1))
  expect(told.at(-1)?.error).toMatch(/^This run takes 256 MiB to save, more than .* after a reload the run cannot be resumed\.$/)
  expect(await ids(store)).toEqual([])
  expect((await checkpointWriter.read('vast')).info.step).toBe(7)
})

test('full storage: older ones make room; where that is not enough it is said, tried again later, and memory serves', async () => {
  let room = 1
  const inner = memoryCheckpoints()
  const store = lasting({
    ...inner,
    write: async (kept) => {
      if ((await inner.list()).filter(({ id }) => id !== kept.info.id).length >= room) throw full()
      await inner.write(kept)
    },
    lasting: true,
  })
  const { checkpointWriter, keep, told, pass } = writerOf(store)
  await keep(checkpoint('old'))
  await keep(checkpoint('a', 2))
  expect(told.at(-1)).toEqual({ id: 'a', step: 2, error: null })
  expect(await ids(store)).toEqual(['a'])
  room = 0
  await inner.remove('a')
  await keep(checkpoint('a', 3))
  expect(told.at(-1)?.error).toMatch(/has no room to save this run \(1 MiB\)\. Training continues/)
  expect((await checkpointWriter.read('a')).info.step).toBe(3)
  room = 5
  await keep(checkpoint('a', 4))
  expect(told.at(-1)?.error).toMatch(/no room/)
  pass(60_000)
  await keep(checkpoint('a', 5))
  expect(told.at(-1)).toEqual({ id: 'a', step: 5, error: null })
  expect((await checkpointWriter.read('a')).info.step).toBe(5)
})

test('what another tab has open is not listed and not removed', async () => {
  const store = lasting()
  const locks = runLocks(undefined)
  const { checkpointWriter, keep } = writerOf(store, locks)
  await keep(checkpoint('theirs'))
  await locks.take('theirs')
  expect(await checkpointWriter.list()).toEqual([])
  await expect(checkpointWriter.remove('theirs')).rejects.toThrow('This run is open')
  locks.release('theirs')
  expect((await checkpointWriter.list()).map(({ id }) => id)).toEqual(['theirs'])
})

test('a state with a value that is no number is not sound; history may have one', () => {
  const values = Float32Array.of(1, Number.NaN).buffer
  expect(isSound({ values }, new Set())).toBe(false)
  expect(isSound({ values }, new Set(['values']))).toBe(true)
  expect(isSound({ values: Float32Array.of(1, Infinity).buffer }, new Set())).toBe(false)
  expect(isSound({ values: Float32Array.of(1, -3e38).buffer }, new Set())).toBe(true)
})

test('whatever a checkpoint takes, 5 seconds of training are lost at most; where it takes longer, what it takes twice', async () => {
  const takes = async (copied: number, written: number) => {
    let pass: (ms: number) => number = () => 0
    const store = lasting({ write: async () => void pass(written) })
    const { checkpointWriter, pass: passed } = writerOf(store)
    pass = passed
    checkpointWriter.offer(checkpoint('a'), copied)
    await checkpointWriter.settle()
    return { every: checkpointWriter.interval(), atRisk: checkpointWriter.atRisk() }
  }
  expect(await takes(0, 0)).toEqual({ every: 1000, atRisk: 1000 })
  expect(await takes(10, 30)).toEqual({ every: 2000, atRisk: 2040 })
  for (const cost of [100, 500, 1000, 1700, 2400]) {
    const { every, atRisk } = await takes(cost / 4, (3 * cost) / 4)
    expect(atRisk).toBe(every + cost)
    expect(atRisk).toBeLessThanOrEqual(MAX_LOST_MS)
    expect(every).toBeGreaterThanOrEqual(cost)
  }
  expect(await takes(1000, 5000)).toEqual({ every: 6000, atRisk: 12_000 })
})

test('one that comes soon after another waits, and is written within 5 seconds', async () => {
  vi.useFakeTimers()
  for (const written of [20, 300, 1200, 2300]) {
    let now = 0
    const at: number[] = []
    const store = lasting({
      async write() {
        await new Promise((resolve) => setTimeout(resolve, written))
        at.push(now)
      },
    })
    const host = { store, locks: runLocks(undefined), now: () => now, tell: () => {} }
    const checkpointWriter = createCheckpointWriter(host)
    const pass = async (ms: number) => {
      for (let passed = 0; passed < ms; passed += 10) {
        now += 10
        await vi.advanceTimersByTimeAsync(10)
      }
    }
    checkpointWriter.offer(checkpoint('a', 1))
    await pass(written + 10)
    const offered = now
    checkpointWriter.offer(checkpoint('a', 2))
    expect(checkpointWriter.busy).toBe(true)
    await pass(6000)
    expect(at).toHaveLength(2)
    expect(at[1]! - offered).toBeLessThanOrEqual(MAX_LOST_MS)
    expect(checkpointWriter.busy).toBe(false)
  }
  vi.useRealTimers()
})

test('one that finds no room is tried again seldom', async () => {
  const { checkpointWriter, keep } = writerOf(lasting({ write: async () => Promise.reject(full()) }))
  await keep(checkpoint('a'))
  expect(checkpointWriter.interval()).toBe(15_000)
})
