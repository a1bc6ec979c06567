import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { equalBits } from '../testing/close'
import { kernelGpu, runOps, runWords } from '../testing/gpu'
import { defineKernel } from './kernel'
import { halfBits, mix, normal, permute, randomBits, randomKey, streamOf, uniform } from './random'
import { tensor } from './tensor'

const COUNT = 4096
const head = `//#include lib/random
struct Params {
  count: u32,
  key: u32,
  size: u32,
  half: u32,
}
`
const wordShader = (expression: string) => `${head}
@group(0) @binding(0) var<storage, read_write> words: array<u32>;
@group(0) @binding(1) var<uniform> params: Params;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  if (i < params.count) { words[i] = ${expression}; }
}`
const gpu = await kernelGpu({
  'test/mix32': wordShader('mix32(i * 0x01000193u + params.key)'),
  'test/mix32x2': wordShader('mix32x2(vec2u(i, i * 0x01000193u + params.key)).y'),
  'test/random-bits': wordShader('randomBits(params.key, i)'),
  'test/random-key': wordShader('randomKey(params.key, i, i * 3u)'),
  'test/permute': wordShader('permute(i, params.size, params.half, params.key)'),
  'test/uniform': wordShader('randomBits(params.key, i)').replace('array<u32>', 'array<f32>').replace('randomBits', 'randomUniform'),
})
const spec = {
  reads: {},
  params: { key: 'u32', size: 'u32', half: 'u32' },
  threads: ({ count }: { count: number }) => [count] as const,
} as const

async function words(shader: string, key: number, size = COUNT): Promise<Uint32Array> {
  const out = tensor('words', 'u32', [Math.min(size, COUNT)])
  const kernel = defineKernel(shader, { ...spec, writes: { words: 'u32[count]' } })
  return (await runWords(gpu, [kernel({ words: out }, { key, size, half: halfBits(size) })], [], [out]))[0]!
}
const made = (f: (i: number) => number, count = COUNT) => Uint32Array.from({ length: count }, (_, i) => f(i))

describe('the shaders draw the same numbers, to the last bit', () => {
  test.each([0, 1, 0xdeadbeef, 0xffffffff])('key %i', async (key) => {
    const scrambled = (i: number) => mix((Math.imul(i, 0x01000193) + key) >>> 0)
    expect(equalBits(await words('test/mix32', key), made(scrambled))).toBe(true)
    expect(equalBits(await words('test/mix32x2', key), made(scrambled))).toBe(true)
    expect(
      equalBits(
        await words('test/random-bits', key),
        made((i) => randomBits(key, i)),
      ),
    ).toBe(true)
    expect(
      equalBits(
        await words('test/random-key', key),
        made((i) => randomKey(key, i, 3 * i)),
      ),
    ).toBe(true)
    const uniforms = tensor('words', 'f32', [COUNT])
    const kernel = defineKernel('test/uniform', { ...spec, writes: { words: 'f32[count]' } })
    const [got] = await runOps(gpu, [kernel({ words: uniforms }, { key, size: 0, half: 0 })], [], [uniforms])
    expect(
      equalBits(
        got!,
        Float32Array.from({ length: COUNT }, (_, i) => uniform(key, i)),
      ),
    ).toBe(true)
  })

  test.each([1, 2, 3, 17, 64, 65, 1000, 60_000])('permutation of %i', async (size) => {
    const want = made((i) => permute(i, size, 12345), Math.min(size, COUNT))
    expect(equalBits(await words('test/permute', 12345, size), want)).toBe(true)
  })
})

describe('permute', () => {
  test('is a bijection for every count and key', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), fc.nat(0xffffffff), (count, key) => {
        const seen = new Set(Array.from({ length: count }, (_, i) => permute(i, count, key)))
        expect(seen.size).toBe(count)
        expect(Math.max(...seen)).toBe(count - 1)
      }),
      { numRuns: 100 },
    )
  })
  test('differs between keys and from the order it is given', () => {
    const order = (key: number) => Array.from({ length: 100 }, (_, i) => permute(i, 100, key)).join()
    expect(new Set([order(1), order(2), order(3), Array.from({ length: 100 }, (_, i) => i).join()]).size).toBe(4)
  })
  test('half a word holds half the bits of the count', () => {
    expect([1, 2, 4, 5, 16, 17, 65_536, 65_537].map(halfBits)).toEqual([1, 1, 1, 2, 2, 3, 8, 9])
  })
})

describe('distributions', () => {
  const moments = (draw: (i: number) => number) => {
    const values = Array.from({ length: 100_000 }, (_, i) => draw(i))
    const mean = values.reduce((a, b) => a + b) / values.length
    return [mean, values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length] as const
  }
  test('uniform: mean 1/2, variance 1/12, never 0 or 1', () => {
    const [mean, variance] = moments((i) => uniform(7, i))
    // Five standard errors of 100,000 draws.
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.0046)
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(0.0012)
    expect(0.5 / 2 ** 24).toBeGreaterThan(0)
    expect(Math.fround((2 ** 24 - 0.5) / 2 ** 24)).toBeLessThanOrEqual(1)
  })
  test('normal: mean 0, variance 1', () => {
    const [mean, variance] = moments((i) => normal(7, i))
    expect(Math.abs(mean)).toBeLessThan(0.016)
    expect(Math.abs(variance - 1)).toBeLessThan(0.023)
  })
  test('streams of other names, and steps of one stream, have other keys', () => {
    const keys = ['order', 'dropout hidden1', 'dropout hidden2'].flatMap((name) =>
      [0, 1].map((step) => randomKey(2025, streamOf(name), step)),
    )
    expect(new Set(keys).size).toBe(6)
  })
})
