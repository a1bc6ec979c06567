/**
 * What a session sends to the views when paused, in training, and for a sample of the user's; sending changes nothing that is learned. On a
 * real device.
 */
import { expect, test } from 'vitest'
import { readSafetensors } from '../interop/safetensors'
import type { SampleReading } from '../readings/sample'
import { madeData, small } from '../testing/data'
import { readWeights } from '../testing/open'
import { openSessions } from '../testing/session'
import type { Frame } from './protocol'

const data = madeData(200, 60)
const setUp = openSessions(data)

test('a pause shows the step at which training stands, and changes nothing of what follows', async () => {
  const { session, frames } = await setUp()
  const experiment = small({ run: { epochs: 10_000, seed: 3 } })
  await session.open(experiment)
  const request = { membrane: true, sample: 0, layers: [], weights: 'lif1', visible: true }
  // In this run no step is watched by itself.
  await session.watch({ ...request, framesPerSecond: 1e-6 })
  await session.play()
  await expect.poll(() => session.state().progress.step).toBeGreaterThan(3)
  await session.pause()
  const { step } = session.state().progress
  for (const kind of ['membrane', 'sample', 'weights'] as const)
    expect(frames.findLast((frame) => frame.kind === kind)).toMatchObject({ step })
  await session.train(3)
  const losses = session.scalars().columns.trainLoss!
  await session.open(experiment)
  await session.train(step + 3)
  expect(session.scalars().columns.trainLoss).toEqual(losses)
})

test('of steps in one go one of each so many is watched where that is asked, which changes nothing of what is learned', async () => {
  const { session, frames } = await setUp()
  const experiment = small({ run: { epochs: 100, seed: 3 } })
  await session.open(experiment)
  await session.watch({ membrane: true, sample: null, layers: [], weights: null, visible: true, framesPerSecond: 1e-6 })
  const watched = async (count: number, every?: number) => {
    const before = frames.length
    await session.train(count, every)
    return frames.slice(before).flatMap((frame) => (frame.kind === 'membrane' ? [frame.step] : []))
  }
  await watched(1)
  expect(await watched(12, 4)).toEqual([4, 8, 12, 13])
  const losses = session.scalars().columns.trainLoss!
  await session.reset()
  await watched(1)
  expect(await watched(12)).toEqual([13])
  expect(session.scalars().columns.trainLoss).toEqual(losses)
})

test('the weights of a layer that is chosen at a standstill come, though the page has not taken those of another', async () => {
  const posted: Frame[] = []
  const { session } = await setUp({ frameSender: { post: (frame) => posted.push(frame), ready: (kind) => kind !== 'weights' } })
  await session.open(small())
  await session.watch({ membrane: true, sample: null, layers: [], weights: 'lif2', visible: true, framesPerSecond: 10 })
  expect(posted.findLast((frame) => frame.kind === 'weights')).toMatchObject({ layer: 'lif2' })
})

test('the preview before the first step and the reading after it count every potential', async () => {
  const { session, frames } = await setUp()
  const opened = await session.open(small())
  const shown = frames.find((f) => f.kind === 'membrane')
  expect(shown?.kind === 'membrane' && shown.layers.map((l) => l.layer)).toEqual(['lif1', 'lif2'])
  // The frame is marked as that of a batch that is not trained on yet.
  expect(shown).toMatchObject({ step: 0, next: true })
  await session.train(2)
  expect(frames.findLast((f) => f.kind === 'membrane')).toMatchObject({ step: 2 })
  expect(frames.findLast((f) => f.kind === 'membrane')).not.toHaveProperty('next')
  const reading = await session.membrane('lif2')
  for (let t = 0; t < 3; t++) expect(reading.counts.subarray(t * 67, t * 67 + 67).reduce((a, b) => a + b)).toBe(20 * 24)
  await expect(session.membrane('output')).rejects.toThrow('output has no membrane potentials. These layers have: lif1, lif2')
  const sample = await session.sample(3)
  expect(sample.streams.labels![0]).toBe(data.test.streams.labels!.values[3])
  expect(sample.layers.map((l) => l.membrane.length)).toEqual([3 * 13, 3 * 24])
  for (const l of sample.layers) expect([...l.spikes]).toEqual(Array.from(l.membrane, (u) => Number(u >= 1)))
  await expect(session.sample(16)).rejects.toThrow('sample must be 0 to 15')
  expect((await session.sample(3, 'lif2')).layers).toEqual([sample.layers[1]])
  await expect(session.sample(3, 'output')).rejects.toThrow('These layers have: lif1, lif2')
  const all = await session.samples('lif2')
  expect(all.length).toBe(opened.pinned)
  expect(all[3]).toEqual(sample.layers[1])
})

test('a sample brings the layers that are watched, and what the network receives where that is', async () => {
  const { session, frames } = await setUp()
  await session.open(small({ encoder: { kind: 'latency', steps: 3 } }))
  const newest = () => frames.findLast((f) => f.kind === 'sample')!.frame
  const request = { membrane: true, weights: null, visible: true, framesPerSecond: 10 }
  expect(newest().layers.map((l) => l.layer)).toEqual(['lif1'])
  await session.watch({ ...request, sample: 0, layers: ['lif2', 'lif1', 'input'] })
  expect(newest().layers.map((l) => l.layer)).toEqual(['lif2', 'lif1'])
  const { input, streams } = newest()
  const image = streams.images as Uint8Array
  expect(input!.steps).toBe(3)
  const at = (pixel: number) => [0, 1, 2].findIndex((t) => input!.data[t * 784 + pixel] === 1)
  expect(Array.from(image, (_, pixel) => at(pixel))).toEqual(
    Array.from(image, (byte) => (byte === 0 ? -1 : Math.round((1 - byte / 255) * 2))),
  )
  await session.watch({ ...request, sample: 2, layers: ['lif2'] })
  expect(newest()).toEqual(await session.sample(2, 'lif2'))
  expect(newest().input).toBeUndefined()
  await session.train(1)
  expect(newest()).toEqual(await session.sample(2, 'lif2'))
})

test('a sample of the user’s is shown instead of a pinned one: at a standstill, in training, and with the weights as they are', async () => {
  const { session, frames } = await setUp()
  await session.open(small())
  const newest = () => frames.findLast((f) => f.kind === 'sample')!.frame
  const request = { membrane: true, sample: 2, layers: ['lif2', 'lif1'], weights: null, visible: true, framesPerSecond: 1000 }
  // The same image as that of a pinned sample: all that is computed of it is the same.
  const images = (await session.sample(3)).streams.images as Uint8Array
  await session.watch({ ...request, customSample: { images } })
  expect(newest()).toMatchObject({ index: 'custom', streams: { images } })
  expect(newest().layers).toEqual([...(await session.sample(3)).layers].reverse())
  // Requests for another image meanwhile do not reach the views.
  await session.inspect({ ask: 'predict', image: new Uint8Array(784).fill(255) })
  await session.train(2)
  expect(newest()).toMatchObject({ index: 'custom', streams: { images } })
  expect(newest().layers).toEqual([...(await session.sample(3)).layers].reverse())
  // During a stroke, only the newest image counts.
  const other = (await session.sample(4)).streams.images as Uint8Array
  await Promise.all([images, new Uint8Array(784), other].map((image) => session.watch({ ...request, customSample: { images: image } })))
  expect(newest().layers).toEqual([...(await session.sample(4)).layers].reverse())
  // An image of another size does not belong to this experiment; without an image the pinned sample returns.
  for (const own of [{ images: new Uint8Array(9) }, null]) {
    await session.watch({ ...request, customSample: own })
    expect(newest().index).toBe(2)
  }
})

test('an open that comes while the newly watched is read ends the watching, without an error', async () => {
  const { session, frames } = await setUp()
  await session.open(small())
  const watching = session.watch({ membrane: true, sample: 3, layers: ['lif2'], weights: 'lif1', visible: true, framesPerSecond: 10 })
  const opening = session.open(small({ network: { kind: 'mlp', hidden: [5], normalization: { kind: 'tdBatchNorm' } } }))
  await Promise.all([watching, opening])
  expect(frames.findLast((f) => f.kind === 'sample')!.frame.sample).toBe(3)
  expect(frames.findLast((f) => f.kind === 'weights')!.counts.reduce((a, b) => a + b)).toBe(784 * 5)
})

test('an experiment with fewer pinned samples is opened with its last one in sight', async () => {
  const { session, frames } = await setUp({ loadData: async () => madeData(200, 5) })
  await session.watch({ membrane: true, sample: 12, layers: [], weights: null, visible: true, framesPerSecond: 10 })
  const { pinned } = await session.open(small({ data: { kind: 'own', batch: 20, fingerprint: '0'.repeat(32), test: 5 } }))
  expect(pinned).toBe(5)
  expect(frames.findLast((f) => f.kind === 'sample')!.frame.sample).toBe(4)
})

test('filters are the weights of the first convolution as the file has them', async () => {
  const { session } = await setUp()
  await session.open(small({ network: { kind: 'layers', layers: [{ kind: 'conv', outputs: 5, kernel: 3 }] } }))
  await session.train(2)
  const filters = await session.filters('lif1')
  const { tensors } = readSafetensors(await readWeights(session.run()))
  const file = tensors.find((t) => t.name === 'encode.0.layer.weight')!
  expect(filters).toMatchObject({ layer: 'lif1', kind: 'conv', outputs: 5, of: 5, channels: 1, height: 3, width: 3 })
  expect(file.shape).toEqual([5, 1, 3, 3])
  expect(filters!.data).toEqual(file.data)
  expect(await session.filters('lif2')).toBeNull()
})

test('receptive fields are the rows of the first fully connected layer, of images only, and not more than are looked at', async () => {
  const { session } = await setUp()
  await session.open(small({ surrogate: { kind: 'triangle' }, network: { kind: 'mlp', hidden: [260, 4] } }))
  await session.train(1)
  const fields = await session.filters('lif1')
  const { tensors } = readSafetensors(await readWeights(session.run()))
  const file = tensors.find((t) => t.name === 'linear1.weight')!
  expect(fields).toMatchObject({ layer: 'lif1', kind: 'linear', outputs: 256, of: 260, channels: 1, height: 28, width: 28 })
  expect(file.shape).toEqual([260, 784])
  expect(fields!.data).toEqual(file.data.slice(0, 256 * 784))
  // A row at a step is no image.
  await session.open(small({ encoder: { kind: 'rows' }, surrogate: { kind: 'triangle' }, network: { kind: 'mlp', hidden: [4] } }))
  expect(await session.filters('lif1')).toBeNull()
})

test('spans that are learned are read with their probabilities, and the test set is answered with one span and with the mix', async () => {
  const { session, frames } = await setUp()
  const recurrence = { kind: 'adaptive', spans: 5, temperatureFactor: 0.5 } as const
  await session.open(small({ network: { kind: 'recurrent', hidden: [16], recurrence }, surrogate: { kind: 'triangle' } }))
  const first = (await session.membrane('lif1')).spans!
  expect(Array.from(first.probabilities)).toEqual(Array(5).fill(Math.fround(0.2)))
  expect(first).toMatchObject({ span: 1, temperature: 1 })
  await session.play()
  await session.idle()
  const last = (await session.membrane('lif1')).spans!
  expect(last.temperature).toBeLessThan(1)
  expect(last.probabilities.reduce((a, b) => a + b)).toBeCloseTo(1, 5)
  expect(last.probabilities[last.span - 1]).toBe(Math.max(...last.probabilities))
  const report = frames.findLast((f) => f.kind === 'report')!
  expect(report.values.testAccuracyMixed).toBeGreaterThan(0)
  expect(session.tests().at(-1)).toMatchObject({ values: report.values })
})

test('a drawn image is answered as the same test image is', async () => {
  const { session } = await setUp()
  await session.open(small())
  await session.train(5)
  const pinned = await session.sample(2)
  const image = pinned.streams.images as Uint8Array
  const predict = async (of: Uint8Array, watched: readonly string[] = []) =>
    (await session.inspect({ ask: 'predict', image: of, watched })) as SampleReading
  expect(await predict(image)).toMatchObject({ readout: pinned.readout, layers: [] })
  const watched = await predict(image, ['lif2', 'input'])
  expect(watched.layers).toEqual(pinned.layers.filter(({ layer }) => layer === 'lif2'))
  expect(watched.input).toEqual({ steps: 1, data: Float32Array.from(image, (byte) => byte / 255) })
  await expect(predict(new Uint8Array(785))).rejects.toThrow('784 bytes')
  await expect(session.inspect({ ask: 'sing' })).rejects.toThrow('“sing”')
})

test('watching, or a page that never answers, changes no loss and holds nothing up', async () => {
  const run = async (answers: boolean, membrane: boolean) => {
    const { session } = await setUp({}, answers)
    await session.open(small())
    await session.watch({
      membrane,
      sample: membrane ? 1 : null,
      layers: [],
      weights: membrane ? 'lif1' : null,
      visible: true,
      framesPerSecond: 10,
    })
    await session.play()
    await session.idle()
    return session.scalars().columns.trainLoss!
  }
  const plain = await run(true, false)
  expect(plain.length).toBe(20)
  expect(await run(true, true)).toEqual(plain)
  expect(await run(false, true)).toEqual(plain)
})

test('a check of the gradient answers for one layer, also while it trains', async () => {
  const { session } = await setUp()
  await session.open(small({ surrogate: { kind: 'atan', scale: 2 }, run: { epochs: 10_000, seed: 3 } }))
  await session.play()
  const found = await session.checkGradient('lif1')
  await session.pause()
  expect(found).toMatchObject({ layer: 'lif1', why: null })
  expect(found.points.length).toBeGreaterThan(50)
  await expect(session.checkGradient('lif9')).rejects.toThrow('lif9 has no neurons.')
})

test('follows the gradient over time while it trains', async () => {
  const { session } = await setUp()
  await session.open(small({ surrogate: { kind: 'atan', scale: 2 }, run: { epochs: 10_000, seed: 3 } }))
  await session.play()
  const found = await session.gradientFlow('lif2', 0)
  await session.pause()
  expect(found).toMatchObject({ layer: 'lif2', steps: 3, neurons: 24, hops: [] })
  await expect(session.gradientFlow('lif9', 0)).rejects.toThrow('lif9 has no neurons.')
})
