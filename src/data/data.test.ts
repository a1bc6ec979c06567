/** The kernels that collect samples in a batch and encode them, against TypeScript bit for bit, since they use integers. */
import { describe, expect, test } from 'vitest'
import { halfBits, permute, randomKey, streamOf } from '../engine/random'
import { persistent, tensor } from '../engine/tensor'
import { equalBits, noise } from '../testing/close'
import { kernelGpu, runOps, runWords } from '../testing/gpu'
import { direct, latency, poisson } from './encoders/reference'
import { directEncode, gather, spikeEncodeBits, spikeValues } from './kernels'

const gpu = await kernelGpu()
const PADDING = 0xffffffff
const words = (bytes: Uint8Array): Uint32Array<ArrayBuffer> => new Uint32Array(bytes.slice().buffer)
const one = (name: string, value: number) => persistent(name, 'u32', [1], Uint32Array.of(value))

describe('gather', () => {
  const COUNT = 23
  const WORDS = 3
  /** A word encodes the index of its sample, and its index in the sample. */
  const images = Uint32Array.from({ length: COUNT * WORDS }, (_, i) => i + 1000)
  const labels = Uint32Array.from({ length: COUNT }, (_, i) => i % 10)
  const key = { seed: 7, stream: streamOf('order') }

  /** Two shards, each gathered by a separate op into the same batch; the labels together with the first. */
  async function run(batch: number, total: number, clock: number, micro: number, sequential: boolean, each = 1) {
    const [inBatch, labelsInBatch, numbers] = [
      tensor('images', 'u32', [batch, WORDS]),
      tensor('labels', 'u32', [batch, 1]),
      tensor('samples', 'u32', [batch]),
    ]
    const ops = (
      [
        [0, 16],
        [16, COUNT],
      ] as const
    ).map(([first, end]) =>
      gather(
        {
          stream: persistent('images', 'u32', [end - first, WORDS], images.slice(first * WORDS, end * WORDS)),
          second: persistent('labels', 'u32', [COUNT, 1], labels),
          clock: one('clock', clock),
          micro: one('micro', micro),
          batch: inBatch,
          secondBatch: first === 0 ? labelsInBatch : tensor('nothing', 'u32', [batch, 1]),
          samples: numbers,
        },
        {
          first,
          count: COUNT,
          half: halfBits(COUNT),
          total,
          each,
          padding: 0,
          secondPadding: PADDING,
          seed: key.seed,
          order: key.stream,
        },
        { SEQUENTIAL: Number(sequential), SECOND: Number(first === 0) },
      ),
    )
    const [gotImages, gotLabels, gotSamples] = await runWords(gpu, ops, [], [inBatch, labelsInBatch, numbers])
    const consistent = [...gotSamples!].every(
      (sample, b) =>
        sample >= COUNT ||
        (gotLabels![b] === labels[sample] && [0, 1, 2].every((w) => gotImages![b * WORDS + w] === images[sample * WORDS + w])),
    )
    expect(consistent).toBe(true)
    return { samples: [...gotSamples!], labels: [...gotLabels!], images: gotImages! }
  }

  test('whole epochs visit every sample once, in an order of their own, across shards and micro-batches', async () => {
    const places: number[] = []
    for (let step = 0; step < 6; step++)
      for (let micro = 0; micro < 2; micro++) places.push(...(await run(4, 8, step, micro, false)).samples)
    const want = places.map((_, place) => permute(place % COUNT, COUNT, randomKey(key.seed, key.stream, Math.floor(place / COUNT))))
    expect(places).toEqual(want)
    expect(new Set(places.slice(0, COUNT)).size).toBe(COUNT)
    expect(places.slice(0, COUNT)).not.toEqual(places.slice(COUNT, 2 * COUNT))
  })

  test('a sample has as many rows as are asked for, one after the other', async () => {
    const rows = async (micro: number) => (await run(6, 4, 2, micro, false, 3)).samples
    const once = (await run(4, 4, 2, 0, false)).samples
    expect([...(await rows(0)), ...(await rows(1))]).toEqual(once.flatMap((sample) => [sample, sample, sample]))
  })

  test('evaluation goes in order and pads the last batch', async () => {
    expect((await run(10, 10, 1, 0, true)).samples).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
    const last = await run(10, 10, 2, 0, true)
    expect(last.samples.slice(0, 3)).toEqual([20, 21, 22])
    expect(last.labels.slice(3)).toEqual(new Array(7).fill(PADDING))
    expect(last.images.slice(9).every((word) => word === 0)).toBe(true)
  })
})

describe('encoders', () => {
  const [STEPS, BATCH, INPUTS] = [5, 7, 44]
  const random = noise(6)
  // Black, white, and levels in between.
  const pixels = Uint8Array.from({ length: BATCH * INPUTS }, (_, i) => (i % 11 === 0 ? 0 : i % 13 === 0 ? 255 : Math.floor(256 * random())))
  const samples = Uint32Array.from({ length: BATCH }, (_, b) => 1000 - 77 * b)
  const rows = STEPS * BATCH
  const images = persistent('images', 'u32', [BATCH, INPUTS / 4], words(pixels))
  const bound = { images, samples: persistent('samples', 'u32', [BATCH], samples), clock: one('clock', 9) }

  const draws = { seed: 3, stream: streamOf('encode train') }
  const bitsOf = (rows: number, inputs: number) => ({
    byRow: tensor('byRow', 'u32', [rows, Math.ceil(inputs / 32)]),
    byInput: tensor('byInput', 'u32', [Math.ceil(rows / 32), inputs]),
  })
  const expected = (kind: 'poisson' | 'latency', rate: number) =>
    Float32Array.from({ length: rows * INPUTS }, (_, i) => {
      const input = i % INPUTS
      const row = Math.floor(i / INPUTS)
      const [step, b] = [Math.floor(row / BATCH), row % BATCH]
      const pixel = pixels[b * INPUTS + input]!
      if (kind === 'latency') return latency(pixel, STEPS, step)
      return poisson(pixel, rate, randomKey(draws.seed, draws.stream, 9), {
        sample: samples[b]!,
        step,
        input,
        inputs: INPUTS,
      })
    })

  test('direct is the brightness, once', async () => {
    const value = tensor('value', 'f32', [1, BATCH, INPUTS])
    const [got] = await runOps(gpu, [directEncode({ images, value }, {})], [], [value])
    expect([...got!]).toEqual([...pixels].map((p) => Math.fround(direct(p))))
  })

  test.each([
    ['poisson', 1],
    ['poisson', 0.3],
    ['latency', 1],
  ] as const)('%s at rate %f spikes where the reference does', async (kind, rate) => {
    const value = tensor('value', 'f32', [STEPS, BATCH, INPUTS])
    const how = { steps: STEPS, rate16: Math.round(rate * 65536), ...draws }
    const bits = bitsOf(rows, INPUTS)
    const ops = [
      spikeEncodeBits({ ...bound, ...bits }, how, { LATENCY: Number(kind === 'latency') }),
      spikeValues({ byRow: bits.byRow, value }, {}),
    ]
    const [got] = await runOps(gpu, ops, [], [value])
    const want = expected(kind, rate)
    expect(equalBits(got!, want)).toBe(true)
    const share = want.reduce((a, b) => a + b) / want.length
    expect(share).toBeGreaterThan(0.1)
    expect(share).toBeLessThan(0.9)
  })

  test.each([
    ['poisson', false],
    ['poisson', true],
    ['latency', false],
    ['latency', true],
  ] as const)('%s as bits, words across rows %s', async (kind, across) => {
    const wordsEach = Math.ceil(INPUTS / 32)
    const bits = bitsOf(rows, INPUTS)
    const how = { steps: STEPS, rate16: 65536, ...draws }
    const ops = [spikeEncodeBits({ ...bound, ...bits }, how, { LATENCY: Number(kind === 'latency') })]
    const [got] = await runWords(gpu, ops, [], [across ? bits.byInput : bits.byRow])
    const want = new Uint32Array(got!.length)
    expected(kind, 1).forEach((spike, i) => {
      const [row, input] = [Math.floor(i / INPUTS), i % INPUTS]
      const [at, bit] = across ? [(row >>> 5) * INPUTS + input, row & 31] : [row * wordsEach + (input >>> 5), input & 31]
      if (spike === 1) want[at] = (want[at]! | (1 << bit)) >>> 0
    })
    expect(equalBits(got!, want)).toBe(true)
  })

  test('spikes of a sample do not depend on its place in the batch', async () => {
    const alone = tensor('value', 'f32', [STEPS, 1, INPUTS])
    const how = { steps: STEPS, rate16: 65536, ...draws }
    const b = 4
    const own = {
      images: persistent('images', 'u32', [1, INPUTS / 4], words(pixels.slice(b * INPUTS, (b + 1) * INPUTS))),
      samples: one('samples', samples[b]!),
      clock: bound.clock,
    }
    const bits = bitsOf(STEPS, INPUTS)
    const [got] = await runOps(
      gpu,
      [spikeEncodeBits({ ...own, ...bits }, how), spikeValues({ byRow: bits.byRow, value: alone }, {})],
      [],
      [alone],
    )
    const all = expected('poisson', 1)
    const want = Float32Array.from({ length: STEPS * INPUTS }, (_, i) => all[(Math.floor(i / INPUTS) * BATCH + b) * INPUTS + (i % INPUTS)]!)
    expect(equalBits(got!, want)).toBe(true)
  })
})
