/** A run that is interrupted and continues from what was kept of it, on a real device: to the last bit as if it had not been. */
import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import { readSafetensors } from '../interop/safetensors'
import type { SavedCheckpoint } from '../runs/checkpoint'
import { memoryCheckpoints, openCheckpoints } from '../runs/checkpoints'
import { madeData, small, syntheticImages } from '../testing/data'
import { readWeights } from '../testing/open'
import { openSessions } from '../testing/session'
import { runLocks } from './locks'
import type { Session } from './session'
import type { Host } from './session-state'

const made = madeData(200, 60)
const pictures = syntheticImages(32, 3)
const setUp = (change: Partial<Host> = {}) => open({ loadData: async ({ data }) => (data.kind === 'cifar10' ? pictures : made), ...change })
const open = openSessions(made)
const as = (id: string) => ({ preset: 'window', id })

const words = (bytes: ArrayBuffer) => Array.from(new Uint32Array(bytes))
/** The complete state of a run: what it has learned, how it will continue, and its history. */
async function everything(session: Session) {
  const { tensors } = await session.run().checkpoint()
  const { step, columns } = session.scalars()
  return {
    tensors: Object.fromEntries(Object.entries(tensors).map(([name, bytes]) => [name, words(bytes)])),
    curves: [step, ...Object.values(columns)].map((column) => Array.from(column)),
    tests: session.tests(),
    state: session.state().state,
  }
}

const train = async (session: Session, steps: number) => {
  await session.train(steps)
  await session.idle()
}

const run = { epochs: 2, seed: 3, evaluateEvery: 4 }
const cases: Record<string, NonNullable<Parameters<typeof small>[0]>> = {
  'adam, tdBN with an adaptive window, dropout': {
    run,
    optimizer: { kind: 'adam', rate: 0.01 },
    schedule: { kind: 'cosine' },
    network: { kind: 'mlp', hidden: [13, 24], normalization: { kind: 'tdBatchNorm' }, bias: false, dropout: 0.3 },
  },
  'sgd with momentum, a learned decay': {
    run,
    optimizer: { kind: 'sgd', rate: 0.05, momentum: 0.9, weightDecay: 0.001 },
    neuron: { kind: 'plif', initialDecay: 0.5, threshold: 1 },
  },
  'convolutions over augmented pictures, in micro-batches': {
    run: { ...run, microBatches: 2 },
    data: { kind: 'cifar10', batch: 20, crop: 4, flip: true, cutout: 8 },
    network: { kind: 'layers', layers: [{ kind: 'conv', outputs: 4, kernel: 3, dropout: 0.2 }, { kind: 'pool' }] },
  },
  'spans that are learned': {
    run,
    network: { kind: 'recurrent', hidden: [16], recurrence: { kind: 'adaptive', spans: 4, temperatureFactor: 0.5 } },
    surrogate: { kind: 'triangle' },
  },
}

test.each(Object.entries(cases))('%s: resumed in another session, it is the run that was not interrupted', async (_, change) => {
  const experiment = small(change)
  const straight = await setUp()
  await straight.session.open(experiment, as('straight'))
  await train(straight.session, 20)
  const whole = await everything(straight.session)
  expect(whole.tests.map(({ step }) => step)).toEqual([4, 8, 12, 16, 20])

  const before = await setUp({ checkpoints: openCheckpoints() })
  await before.session.open(experiment, as('interrupted'))
  await train(before.session, 7)
  const kept = before.frames.findLast((frame) => frame.kind === 'kept')
  expect(kept).toMatchObject({ id: 'interrupted', step: 7, error: null })

  const after = await setUp({ checkpoints: openCheckpoints() })
  expect(await after.session.resumableRuns()).toMatchObject([{ readable: true, id: 'interrupted', step: 7, preset: 'window' }])
  const resumed = await after.session.resume('interrupted')
  expect(resumed).toMatchObject({ step: 7, preset: 'window', exact: true, experiment })
  expect(after.session.state()).toMatchObject({ state: { kind: 'paused', step: 7 }, progress: { id: 'interrupted' } })
  expect(after.session.state().progress.elapsedMs).toBeGreaterThan(0)
  await train(after.session, 2)
  await train(after.session, 11)
  expect(await everything(after.session)).toEqual(whole)
  await expect(after.session.discard('interrupted')).rejects.toThrow('This run is open')
  await after.session.open(experiment, as('other'))
  await after.session.idle()
  await after.session.discard('interrupted')
  expect(await after.session.resumableRuns()).toEqual([])
})

test('a reset, another experiment and weights of a file each leave the run whole: it comes back as it was', async () => {
  const { session, frames } = await setUp()
  const experiment = small({ run: { epochs: 10, seed: 3 }, optimizer: { kind: 'adam', rate: 0.01 } })
  await session.open(experiment, as('first'))
  await train(session, 5)
  const first = await everything(session)
  await session.reset('second')
  expect(session.state()).toMatchObject({ state: { kind: 'paused', step: 0 }, progress: { id: 'second' } })
  await train(session, 3)
  const second = await everything(session)
  await session.resume('first')
  expect(await everything(session)).toEqual(first)
  await session.resume('second')
  expect(await everything(session)).toEqual(second)

  await session.open(small({ neuron: { kind: 'lif', decay: 0.7, threshold: 1 } }), as('third'))
  await session.resume('first')
  expect(session.state().progress.id).toBe('first')
  expect(await everything(session)).toEqual(first)

  const file = await readWeights(session.run())
  await train(session, 2)
  const later = await everything(session)
  await session.load(file, 'loaded')
  expect(session.state()).toMatchObject({ state: { kind: 'paused', step: 7 }, progress: { id: 'loaded' } })
  await session.resume('first')
  expect(await everything(session)).toEqual(later)
  await session.idle()
  expect(frames.filter((frame) => frame.kind === 'kept' && frame.id === 'third')).toEqual([])
})

test('after a reload the run that was open last is offered first, also where it came back by undo', async () => {
  const store = memoryCheckpoints()
  const { session } = await setUp({ checkpoints: store })
  await session.open(small({ run: { epochs: 10, seed: 3 } }), as('first'))
  await train(session, 2)
  await session.open(small({ run: { epochs: 10, seed: 4 } }), as('second'))
  await train(session, 1)
  await session.resume('first')
  await session.idle()
  const reloaded = await setUp({ checkpoints: store })
  expect((await reloaded.session.resumableRuns()).map(({ id }) => id)).toEqual(['first', 'second'])
})

test('what is opened without a name is not kept, and the run that was open comes back whole, optimizer and all', async () => {
  const { session } = await setUp()
  const experiment = small({ run: { epochs: 10, seed: 3 }, optimizer: { kind: 'adam', rate: 0.01 } })
  await session.open(experiment, as('mine'))
  await train(session, 4)
  await session.open(small({ encoder: { kind: 'direct', steps: 2 } }))
  await train(session, 3)
  await session.resume('mine')
  await train(session, 4)
  const there = await everything(session)
  const other = await setUp()
  await other.session.open(experiment, as('straight'))
  await train(other.session, 8)
  expect(there).toEqual(await everything(other.session))
  await session.open(experiment, as('next'))
  expect((await session.resumableRuns()).map(({ id }) => id)).toEqual(['mine'])
})

test('a value that is not finite pauses the run with the reason, and what is kept is the finite state before it', async () => {
  const { session, frames } = await setUp()
  await session.open(small({ optimizer: { kind: 'sgd', rate: 10, momentum: 0, weightDecay: 1 }, run: { epochs: 100 } }), as('doomed'))
  await session.play()
  await session.idle()
  const { state } = session.state()
  expect(state).toMatchObject({ kind: 'failed', recoverable: true, error: expect.stringMatching(/no longer a finite number at step \d+/) })
  expect(frames.findLast((frame) => frame.kind === 'kept')).toMatchObject({ id: 'doomed', step: 'step' in state && state.step })
  const weights = await readWeights(session.run())
  expect(readSafetensors(weights).tensors.every(({ data }) => data.every(Number.isFinite))).toBe(true)
  await session.reset('again')
  await session.resume('doomed')
  expect(await readWeights(session.run())).toEqual(weights)
  const { tensors } = await session.run().checkpoint()
  for (const name of Object.keys(tensors).filter((name) => name !== 'metrics'))
    expect(new Float32Array(tensors[name]!).every(Number.isFinite), name).toBe(true)
})

test('a lost device: the run keeps its name and its history, and continues to the last bit', async () => {
  const experiment = small({ run: { epochs: 10, seed: 3, evaluateEvery: 3 } })
  const { session } = await setUp()
  await session.open(experiment, as('here'))
  await train(session, 5)
  session.gpu.device.destroy()
  await session.gpu.lost
  await session.recover()
  expect(session.state()).toMatchObject({ state: { kind: 'paused', step: 5 }, progress: { id: 'here' } })
  await train(session, 4)
  const straight = await setUp()
  await straight.session.open(experiment, as('straight'))
  await train(straight.session, 9)
  expect(await everything(session)).toEqual(await everything(straight.session))
})

test('a lost device with nothing in memory: what was written of the run is read, and it continues from there', async () => {
  const store = memoryCheckpoints()
  const experiment = small({ run: { epochs: 10, seed: 3 } })
  const first = await setUp({ checkpoints: store })
  await first.session.open(experiment, as('here'))
  await train(first.session, 5)
  const { session } = await setUp({ checkpoints: store })
  await session.open(experiment, as('here'))
  session.gpu.device.destroy()
  await session.gpu.lost
  await session.recover()
  expect(session.state()).toMatchObject({ state: { kind: 'paused', step: 5 }, progress: { id: 'here' } })
  expect(await everything(session)).toEqual(await everything(first.session))
})

test('kept by other shaders or on another adapter: it continues, and says that it is not exact', async () => {
  const store = memoryCheckpoints()
  const { session } = await setUp({ checkpoints: store })
  await session.open(small({ run: { epochs: 10, seed: 3 } }), as('first'))
  await train(session, 3)
  await session.reset('now')
  await session.idle()
  const { info, state } = (await store.read('first')) as SavedCheckpoint
  for (const change of [{ shaders: 'others' }, { adapter: 'another' }]) {
    const id = Object.keys(change)[0]!
    await store.write({ info: { ...info, id }, state: { ...state, ...change } })
    expect(await session.resume(id)).toMatchObject({ step: 3, exact: false })
  }
  expect(await session.resume('first')).toMatchObject({ step: 3, exact: true })
})

test('two tabs: what one has open the other neither sees nor gets; once it is gone it can be resumed', async () => {
  const store = memoryCheckpoints()
  const manager = lockManager()
  const tab = () => setUp({ checkpoints: store, locks: runLocks(manager.ofTab()) })
  const here = await tab()
  await here.session.open(small({ run: { epochs: 10, seed: 3 } }), as('here'))
  await train(here.session, 3)
  const there = await tab()
  await there.session.open(small({ run: { epochs: 10, seed: 4 } }), as('there'))
  expect(await there.session.resumableRuns()).toEqual([])
  await expect(there.session.resume('here')).rejects.toThrow('Another tab has this run open.')
  await expect(there.session.discard('here')).rejects.toThrow('This run is open, here or in another tab.')
  await Promise.all([train(here.session, 2), train(there.session, 2)])
  expect(there.session.state()).toMatchObject({ state: { kind: 'paused', step: 2 }, progress: { id: 'there' } })
  await here.session.open(small({ run: { epochs: 10, seed: 5 } }), as('new'))
  await here.session.idle()
  await expect.poll(async () => (await there.session.resumableRuns()).map(({ id }) => id)).toEqual(['here'])
  expect(await there.session.resume('here')).toMatchObject({ step: 5 })
})

test('what is damaged, or does not fit, is refused in a sentence and changes nothing; it can be discarded', async () => {
  const store = memoryCheckpoints()
  const { session } = await setUp({ checkpoints: store })
  await session.open(small({ run: { epochs: 10, seed: 3 } }), as('good'))
  await train(session, 3)
  await session.reset('now')
  await train(session, 2)
  const { info, state } = (await store.read('good')) as SavedCheckpoint
  const keep = (change: object, of: object = {}) =>
    store.write({ info: { ...info, id: 'bad', ...of }, state: { ...state, ...change } } as SavedCheckpoint)
  const refusals: [object, object, string | RegExp][] = [
    [{ tensors: { ...state.tensors, 'network.values': new ArrayBuffer(8) } }, {}, 'network.values is of another size'],
    [{ tensors: {} }, {}, 'is missing'],
    [{ step: 9 }, { step: 9 }, 'its clock stands at 3, for step 9'],
    [{ version: 3 }, {}, 'of another version of the lab'],
    [{ curves: null }, {}, 'damaged'],
    [{}, { experiment: { ...info.experiment, version: 9 } }, 'of another version of the lab'],
    [{}, { experiment: small({ network: { kind: 'mlp', hidden: [8] } }) }, 'The adaptive window needs a tdBN'],
  ]
  for (const [change, of, sentence] of refusals) {
    await keep(change, of)
    await expect(session.resume('bad')).rejects.toThrow(sentence)
    expect(session.state()).toMatchObject({ state: { kind: 'paused', step: 2 }, progress: { id: 'now' } })
  }
  await expect(session.resume('none')).rejects.toThrow('no longer saved')
  await keep({}, { experiment: null })
  expect(await session.resumableRuns()).toEqual([
    { readable: true, ...info },
    { id: 'bad', readable: false },
  ])
  await session.discard('bad')
  expect((await session.resumableRuns()).map(({ id }) => id)).toEqual(['good'])
})

test('a checkpoint that is taken in the midst of training comes back with every row of its curves', async () => {
  const store = memoryCheckpoints()
  const { session } = await setUp({ checkpoints: store })
  await session.open(small({ run: { epochs: 10_000, seed: 3 } }), as('first'))
  // In this run no row is read while training continues.
  await session.watch({ membrane: false, sample: null, layers: [], weights: null, visible: true, framesPerSecond: 1e-6 })
  await session.play()
  await expect.poll(() => session.state().progress.step).toBeGreaterThan(5)
  await session.save()
  const { info, state } = (await store.read('first')) as SavedCheckpoint
  await session.pause()
  await session.idle()
  await store.write({ info: { ...info, id: 'copy' }, state })
  expect(state.curves.step.length).toBeLessThan(state.step)
  await session.resume('copy')
  expect(Array.from(session.scalars().step)).toEqual(Array.from({ length: state.step }, (_, at) => at + 1))
})

test('a hidden tab trains and is kept, and no frame of potentials is made until it stops', async () => {
  const { session, frames } = await setUp()
  await session.open(small({ run: { epochs: 20, seed: 3 } }), as('hidden'))
  await session.watch({ membrane: true, sample: 0, layers: [], weights: 'lif1', framesPerSecond: 0, visible: false })
  const before = frames.length
  await session.play()
  await session.save()
  await session.idle()
  const drawn = frames
    .slice(before)
    .flatMap((frame) => ('step' in frame && frame.kind !== 'kept' && frame.kind !== 'report' ? [frame.step] : []))
  expect(new Set(drawn)).toEqual(new Set([200]))
  expect(frames.findLast((frame) => frame.kind === 'kept')).toMatchObject({ id: 'hidden', step: 200 })
})

/** Locks as browsers have them, for tabs of one browser. */
function lockManager() {
  const held = new Set<string>()
  return {
    ofTab: () =>
      ({
        request: async (name: string, _: LockOptions, use: (lock: Lock | null) => Promise<void> | undefined) => {
          if (held.has(name)) return use(null)
          held.add(name)
          await use({ name, mode: 'exclusive' })
          held.delete(name)
          return undefined
        },
        query: async () => ({ held: [...held].map((name) => ({ name })), pending: [] }),
      }) as unknown as LockManager,
  }
}
