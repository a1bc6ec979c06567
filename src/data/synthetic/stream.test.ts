/** The endless stream on the GPU: every sample is the one that the set's generator draws for its number, and none comes twice. */
import { expect, test } from 'vitest'
import { persistent } from '../../engine/tensor'
import { inspect } from '../../headless/readable-tensors'
import { kernelGpu } from '../../testing/gpu'
import { type SyntheticOf, syntheticSchemas, syntheticShape } from './schema'
import { temporalXor } from './sets'
import { endlessXor } from './stream'

const gpu = await kernelGpu()
const specOf = (change: object) =>
  syntheticSchemas[1].parse({ kind: 'temporalXor', batch: 12, seed: 7, ...change }) as SyntheticOf<'temporalXor'>

/** The batches of some steps, of `parts` micro-batches each, one sample after the other. */
async function drawn(spec: SyntheticOf<'temporalXor'>, steps: readonly number[], parts = 1) {
  const [clock, micro] = [persistent('clock', 'u32', [1]), persistent('micro', 'u32', [1])]
  const { height, width } = syntheticShape(spec)
  const size = 12 / parts
  const { streams, samples, ops } = endlessXor(spec, size, { clock, micro, total: 12, seed: 2025 })
  using bench = await inspect(gpu, ops)
  const read: { number: number; label: number; cells: number[] }[] = []
  for (const step of steps)
    for (let part = 0; part < parts; part++) {
      bench.write(clock, Uint32Array.of(step))
      bench.write(micro, Uint32Array.of(part))
      bench.run()
      const bytes = new Uint8Array((await bench.u32(streams.images)).buffer)
      const stride = bytes.length / size
      const [numbers, labels] = [await bench.u32(samples), await bench.u32(streams.labels)]
      for (let b = 0; b < size; b++)
        read.push({ number: numbers[b]!, label: labels[b]!, cells: [...bytes.subarray(b * stride, b * stride + height * width)] })
    }
  return read
}

test.each([
  { stream: { kind: 'endless', pause: 5 } },
  { channels: 7, cueSteps: 3, delay: 0, noise: 0.2 },
  { channels: 5, cueSteps: 1, delay: 2, rate: 0.5, noise: 0 },
])('samples are those of the generator, %j', async (change) => {
  const spec = specOf(change)
  const { height, width } = syntheticShape(spec)
  const draw = temporalXor(spec, 'train')
  const read = await drawn(spec, [0, 1, 5000])
  for (const { number, label, cells } of read) {
    const wanted = new Uint8Array(height * width)
    expect(draw(number, wanted)).toBe(label)
    expect(cells).toEqual([...wanted])
  }
  const numbers = (step: number) => Array.from({ length: 12 }, (_, i) => 12 * step + i)
  expect(read.map(({ number }) => number).sort((a, b) => a - b)).toEqual([...numbers(0), ...numbers(1), ...numbers(5000)])
})

test('micro-batches divide a batch, and a row has no order of classes', async () => {
  const spec = specOf({})
  expect(await drawn(spec, [3], 3)).toEqual(await drawn(spec, [3]))
  const steps = Array.from({ length: 16 }, (_, step) => step)
  const firstRow = (await drawn(spec, steps)).filter((_, i) => i % 12 === 0).map(({ label }) => label)
  expect(new Set(firstRow)).toEqual(new Set([0, 1]))
})
