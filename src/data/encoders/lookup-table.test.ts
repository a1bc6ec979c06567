/** Normalization: the levels of a channel have mean 0 and standard deviation 1 over the training pixels, and the GPU looks them up. */
import { expect, test } from 'vitest'
import { persistent, tensor } from '../../engine/tensor'
import { noise } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { directEncodeTable } from '../kernels'
import { normalizedLookupTable, plainLookupTable } from './lookup-table'

const gpu = await kernelGpu()
const [COUNT, HEIGHT, WIDTH] = [40, 3, 5]
const space = { height: HEIGHT, width: WIDTH, channels: 3 }
const SIZE = HEIGHT * WIDTH * 3
const STRIDE = 48
const random = noise(3)
const images = new Uint8Array(COUNT * STRIDE).fill(255)
// Red is dark, green is bright, blue is constant; padding must not count.
for (let n = 0; n < COUNT; n++)
  for (let i = 0; i < SIZE; i++) images[n * STRIDE + i] = i % 3 === 2 ? 77 : Math.floor((i % 3 === 0 ? 100 : 255) * random())
const lookupTable = normalizedLookupTable(images, COUNT, space)
const of = (channel: number) =>
  Array.from({ length: COUNT * HEIGHT * WIDTH }, (_, p) => {
    const at = Math.floor(p / (HEIGHT * WIDTH)) * STRIDE + (p % (HEIGHT * WIDTH)) * 3 + channel
    return lookupTable[channel * 256 + images[at]!]!
  })

test('a byte is its brightness in every channel, or what a sequence says', () => {
  const bytes = Array.from({ length: 768 }, (_, i) => i % 256)
  expect([...plainLookupTable(3)]).toEqual(bytes.map((byte) => Math.fround(byte / 255)))
  expect([...plainLookupTable(1, { zero: 128, scale: 1 / 32 })]).toEqual(bytes.slice(0, 256).map((byte) => byte / 32 - 4))
})

test('each channel has mean 0 and deviation 1; one that never changes is 0', () => {
  for (const channel of [0, 1]) {
    const values = of(channel)
    const mean = values.reduce((a, b) => a + b) / values.length
    expect(Math.abs(mean)).toBeLessThan(1e-6)
    expect(Math.abs(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length - 1)).toBeLessThan(1e-5)
  }
  expect(new Set(of(2))).toEqual(new Set([0]))
})

test('the GPU gives the level of every byte, and zero for padding', async () => {
  const value = tensor('value', 'f32', [1, COUNT, STRIDE])
  const t = {
    images: persistent('images', 'u32', [COUNT, STRIDE / 4], new Uint32Array(images.slice().buffer)),
    lookupTable: persistent('levels', 'f32', [3, 256], lookupTable),
    value,
  }
  const [got] = await runOps(gpu, [directEncodeTable(t, { features: SIZE })], [], [value])
  const want = Array.from(images, (byte, i) => (i % STRIDE < SIZE ? lookupTable[((i % STRIDE) % 3) * 256 + byte]! : 0))
  expect([...got!]).toEqual(want)
})
