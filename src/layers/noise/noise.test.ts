/** Standard normal numbers: those of float64, their distribution, and that nothing but their place decides them. */
import { describe, expect, test } from 'vitest'
import type { Context } from '../../engine/graph'
import { createNetwork } from '../../engine/network'
import { units } from '../../engine/philox'
import { streamOf } from '../../engine/random'
import { persistent } from '../../engine/tensor'
import { equalBits, expectClose } from '../../testing/close'
import { kernelGpu, runOps } from '../../testing/gpu'
import { normalNoise } from './layer'

const gpu = await kernelGpu()
const one = (name: string, value: number) => persistent(name, 'u32', [1], Uint32Array.of(value))

interface Place {
  readonly steps: number
  readonly batch: number
  readonly size: number
  readonly seed?: number
  readonly clock?: number
  readonly micro?: number
  readonly start?: number
  readonly name?: string
}

async function draw({ steps, batch, size, seed = 7, clock = 0, micro = 0, start = 0, name = 'z' }: Place) {
  const context: Context = {
    mode: 'train',
    network: createNetwork('n'),
    steps,
    batch,
    random: { seed, clock: one('clock', clock) },
    profile: 'gpu',
    tunedVariants: {},
  }
  const made = normalNoise(context, name, size, { micro: one('micro', micro), start: one('start', start) })
  return (await runOps(gpu, made.forward, [], [made.outputs[0]!.value]))[0]!
}

test.each([
  { steps: 1, batch: 1, size: 1 },
  { steps: 5, batch: 7, size: 3, clock: 9, micro: 2, start: 100 },
  { steps: 3, batch: 2, size: 66, seed: 0xffffffff, clock: 70000 },
])('$steps steps, $batch rows, $size units: the numbers of float64, padding is zero', async (place) => {
  const { steps, batch, size, seed = 7, clock = 0, micro = 0, start = 0 } = place
  const columns = Math.ceil(size / 4) * 4
  const want = Float64Array.from({ length: steps * batch * columns }, (_, i) => {
    const [t, row, unit] = [Math.floor(i / columns / batch), Math.floor(i / columns) % batch, i % columns]
    if (unit >= size) return 0
    const u = units([seed, streamOf('z')], clock, micro * batch + row, start + t, unit >> 2)
    const [far, angle] = [Math.sqrt(-2 * Math.log(u[unit & 2]!)), Math.PI * (2 * u[(unit & 2) + 1]! - 1)]
    return far * (unit & 1 ? Math.sin(angle) : Math.cos(angle))
  })
  expectClose(await draw(place), want, { absolute: 2 ** -17, reason: 'log, cos and sin of single precision, times at most 5.8' })
})

const z = Float64Array.from(await draw({ steps: 125, batch: 100, size: 80 }))

describe('a million numbers', () => {
  const count = z.length
  const meanOf = (f: (x: number, i: number) => number) => z.reduce((sum, x, i) => sum + f(x, i), 0) / count
  /** Five standard deviations of a mean of this many numbers. */
  const near = (variance: number) => 5 * Math.sqrt(variance / count)

  test('have the moments of a standard normal distribution', () => {
    expect(Math.abs(meanOf((x) => x))).toBeLessThan(near(1))
    expect(Math.abs(meanOf((x) => x ** 2) - 1)).toBeLessThan(near(2))
    expect(Math.abs(meanOf((x) => x ** 3))).toBeLessThan(near(15))
    expect(Math.abs(meanOf((x) => x ** 4) - 3)).toBeLessThan(near(96))
  })

  test.each([
    [-3, 0.0013498980316301],
    [-2, 0.0227501319481792],
    [-1, 0.1586552539314571],
    [0, 0.5],
    [1, 0.8413447460685429],
    [2, 0.9772498680518208],
    [3, 0.9986501019683699],
    [4, 0.9999683287581669],
  ])('are below %i as often', (limit, share) => {
    expect(Math.abs(meanOf((x) => Number(x < limit)) - share)).toBeLessThan(near(share * (1 - share)))
  })

  test('have both tails, as far as 24 bits reach', () => {
    expect(z.every((x) => Math.abs(x) < 5.8)).toBe(true)
    expect(z.some((x) => x > 4.2) && z.some((x) => x < -4.2)).toBe(true)
  })

  test.each([
    ['the other of a pair', 1],
    ['the other pair of a block', 2],
    ['another block', 4],
    ['another row', 80],
    ['another step', 8000],
  ])('know nothing of %s, nor do their squares', (_, distance) => {
    const pairs = count - distance
    const correlation = z.subarray(distance).reduce((sum, x, i) => sum + x * z[i]!, 0) / pairs
    const ofSquares = z.subarray(distance).reduce((sum, x, i) => sum + (x * x - 1) * (z[i]! ** 2 - 1), 0) / pairs
    expect(Math.abs(correlation)).toBeLessThan(near(1))
    expect(Math.abs(ofSquares)).toBeLessThan(near(4))
  })
})

const small = { steps: 4, batch: 6, size: 5 }
const length = 4 * 6 * 8

test('the same place has the same bits, any other has others', async () => {
  const base = await draw(small)
  expect(equalBits(base, await draw(small))).toBe(true)
  for (const change of [{ seed: 8 }, { clock: 1 }, { micro: 1 }, { start: 4 }, { name: 'w' }]) {
    const other = await draw({ ...small, ...change })
    expect(other.filter((x, i) => i % 8 < 5 && x === base[i]).length).toBe(0)
  }
})

test('two micro-batches draw the numbers of one batch', async () => {
  const whole = await draw(small)
  const parts = [await draw({ ...small, batch: 3 }), await draw({ ...small, batch: 3, micro: 1 })]
  const joined = Float32Array.from({ length }, (_, i) => {
    const [t, row] = [Math.floor(i / 48), Math.floor(i / 8) % 6]
    return parts[Math.floor(row / 3)]![(t * 3 + (row % 3)) * 8 + (i % 8)]!
  })
  expect(equalBits(joined, whole)).toBe(true)
})

test('a sequence in chunks has the numbers of one that is not cut, and more rows or units change none', async () => {
  const whole = await draw(small)
  const chunks = [await draw({ ...small, steps: 2 }), await draw({ ...small, steps: 2, start: 2 })]
  expect(equalBits(Float32Array.of(...chunks[0]!, ...chunks[1]!), whole)).toBe(true)
  const larger = await draw({ steps: 4, batch: 9, size: 13 })
  for (let t = 0; t < 4; t++)
    for (let row = 0; row < 6; row++)
      for (let unit = 0; unit < 5; unit++) expect(whole[(t * 6 + row) * 8 + unit]).toBe(larger[(t * 9 + row) * 16 + unit])
})
