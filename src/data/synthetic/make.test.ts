/** The samples of synthetic sets: probabilities, labels recovered from the cells, balance, and that samples depend on the seed alone. */
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { padded } from '../../engine/tensor'
import { dataSchema } from '../datasets/schema'
import type { Samples } from '../labeled-set'
import { makeSynthetic, makeSyntheticWithRests } from './make'
import { SYNTHETIC_KINDS, type SyntheticOf, type SyntheticSpec } from './schema'
import { intervalOf } from './sets'

const specOf = <K extends SyntheticSpec['kind']>(kind: K, change: Partial<SyntheticOf<K>> = {}) =>
  dataSchema.parse({ kind, ...change }) as SyntheticOf<K>

/** The cells of a sample, one row per step. */
function stepsOf({ images, height, width }: Samples, sample: number): number[][] {
  const start = sample * padded(height * width)
  return Array.from({ length: height }, (_, t) => [...images.subarray(start + t * width, start + (t + 1) * width)])
}
const each = <T>(samples: Samples, of: (steps: number[][], label: number) => T): T[] =>
  Array.from({ length: samples.count }, (_, i) => of(stepsOf(samples, i), samples.labels[i]!))
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const timesEach = (labels: Uint8Array, classes: number) => Array.from({ length: classes }, (_, c) => labels.filter((l) => l === c).length)

/** Checks that the frequency of 1 among draws of 0 and 1 is the probability, within five standard deviations. */
function expectProbability(draws: readonly number[], probability: number): void {
  expect(Math.abs(sum(draws) / draws.length - probability)).toBeLessThan(5 * Math.sqrt((probability * (1 - probability)) / draws.length))
}

/** Small sets of odd sizes. */
const SMALL: { readonly [K in SyntheticSpec['kind']]: SyntheticOf<K> } = {
  delayedCue: specOf('delayedCue', { train: 60, test: 30, channels: 11, classes: 3, cueSteps: 4, delay: 9, answerSteps: 2 }),
  temporalXor: specOf('temporalXor', { train: 60, test: 30, channels: 9, cueSteps: 3, delay: 4 }),
  copy: specOf('copy', { train: 60, test: 30, symbols: 5, lag: 7, steps: 13 }),
  adding: specOf('adding', { train: 60, test: 30, steps: 11, classes: 3 }),
  coincidence: specOf('coincidence', { train: 60, test: 30, classes: 3, lag: 3, steps: 25, noise: 0.3 }),
}

describe.each(SYNTHETIC_KINDS)('%s', (kind) => {
  const spec = SMALL[kind]
  const set = makeSynthetic(spec)

  test('a sample depends on the seed, its split and its number alone', () => {
    const { train } = makeSynthetic({ ...spec, train: 20 })
    expect(train.images).toEqual(set.train.images.subarray(0, train.images.length))
    expect(train.labels).toEqual(set.train.labels.subarray(0, 20))
    const other = makeSynthetic({ ...spec, seed: 2 })
    expect(other.train.images).not.toEqual(set.train.images)
    const all = [...each(set.train, (steps) => steps), ...each(set.test, (steps) => steps), ...each(other.train, (steps) => steps)]
    expect(new Set(all.map((steps) => steps.join())).size).toBe(150)
  })

  test('rows are whole words, filled up with zeros', () => {
    const { images, height, width, count } = set.test
    const stride = images.length / count
    expect(stride).toBe(padded(height * width))
    expect(stride).toBeGreaterThan(height * width)
    expect(images.filter((byte, i) => i % stride >= height * width && byte !== 0)).toHaveLength(0)
  })

  test('in pieces it is the same, and progress runs from nothing to all', async () => {
    const told: number[] = []
    const pieces = await makeSyntheticWithRests(spec, (done, total) => told.push(done / total))
    expect(pieces).toEqual(set)
    expect(told.at(0)).toBe(0)
    expect(told.at(-1)).toBe(1)
    expect(told).toEqual([...told].sort((a, b) => a - b))
  })
})

test.each([
  ['delayedCue', 'be5f4ecdc27c7694'],
  ['temporalXor', '9ac2a50feb9341c1'],
  ['copy', '9d6a5668106c737e'],
  ['adding', '3b2aabc2fd5af9fe'],
  ['coincidence', '9fdbceb16fc84749'],
] as const)('the samples of a seed are the same for good: %s', (kind, hash) => {
  const { train, test } = makeSynthetic(SMALL[kind])
  const all = createHash('sha256')
  for (const bytes of [train.images, train.labels, test.images, test.labels]) all.update(bytes)
  expect(all.digest('hex').slice(0, 16)).toBe(hash)
})

describe('delayed cue', () => {
  const spec = specOf('delayedCue', { train: 200, channels: 11, classes: 3, cueSteps: 4, delay: 9, answerSteps: 2, rate: 0.7, noise: 0.1 })
  const { train } = makeSynthetic(spec)

  test('the channels of the class fire at the rate in the cue, all others as noise', () => {
    const own = (t: number, c: number, label: number) => t < 4 && Math.floor(c / 3) === label
    const cells = each(train, (steps, label) =>
      steps.flatMap((row, t) => row.map((cell, c) => ({ cell, t, own: own(t, c, label) }))),
    ).flat()
    const where = (fits: (cell: (typeof cells)[number]) => boolean) => cells.filter(fits).map(({ cell }) => cell)
    expectProbability(
      where((cell) => cell.own),
      0.7,
    )
    expectProbability(
      where((cell) => !cell.own && cell.t < 4),
      0.1,
    )
    expectProbability(
      where((cell) => cell.t >= 4),
      0.1,
    )
    expect(cells.every(({ cell }) => cell === 0 || cell === 1)).toBe(true)
  })

  test('without noise and at rate 1 the cue is its class, and nothing follows; labels are balanced', () => {
    const { train } = makeSynthetic({ ...spec, train: 60, rate: 1, noise: 0 })
    const cue = (label: number) => Array.from({ length: 11 }, (_, c) => Number(Math.floor(c / 3) === label))
    const silence = new Array(11).fill(0)
    for (const [steps, label] of each(train, (...it) => it)) {
      expect(steps.slice(0, 4)).toEqual(new Array(4).fill(cue(label)))
      expect(steps.slice(4)).toEqual(new Array(11).fill(silence))
    }
    expect(timesEach(train.labels, 3)).toEqual([20, 20, 20])
  })

  test('draws of neighboring cells and samples have nothing to do with each other', () => {
    const { train } = makeSynthetic({ ...spec, train: 2000, noise: 0.5 })
    const late = each(train, (steps) => steps.slice(4))
    const agree = (a: number, b: number) => Number(a === b)
    expectProbability(
      late.map((steps) => agree(steps[0]![0]!, steps[0]![1]!)),
      0.5,
    )
    expectProbability(
      late.map((steps) => agree(steps[0]![0]!, steps[1]![0]!)),
      0.5,
    )
    expectProbability(
      late.slice(1).map((steps, i) => agree(steps[0]![0]!, late[i]![0]![0]!)),
      0.5,
    )
  })
})

describe('temporal XOR', () => {
  const spec = specOf('temporalXor', { train: 400, channels: 9, cueSteps: 3, delay: 4, rate: 0.7, noise: 0.1 })
  const [early, late] = [4, 4]

  test('the label is whether the cues lie in different halves; each pair is equally frequent', () => {
    const { train } = makeSynthetic({ ...spec, rate: 1, noise: 0 })
    const halves = each(train, (steps, label) => {
      const [a, b] = [steps[0]!.indexOf(1), steps[7]!.indexOf(1)]
      expect(label).toBe(Number(a !== b))
      expect(steps.map(sum)).toEqual([early, early, early, 0, 0, 0, 0, late, late, late, 0, 0, 0, 0])
      return `${a} ${b}`
    })
    expect(['0 0', '0 4', '4 0', '4 4'].map((pair) => halves.filter((half) => half === pair).length)).toEqual([100, 100, 100, 100])
    expect(timesEach(train.labels, 2)).toEqual([200, 200])
  })

  test('cues fire at the rate, the rest as noise; a cue alone says nothing', () => {
    const { train } = makeSynthetic(spec)
    expectProbability(each(train, (steps) => [3, 4, 5, 6, 10, 11, 12, 13].flatMap((t) => steps[t]!)).flat(), 0.1)
    expectProbability(each(train, (steps) => steps.slice(0, 3).map((row) => row[8]!)).flat(), 0.1)
    // The cue is equally often in the first half as in the second, for either label.
    for (const wanted of [0, 1])
      for (const start of [0, 7]) {
        const halves = each(train, (steps, label) =>
          label === wanted ? steps.slice(start, start + 3).flatMap((row) => row.slice(0, 4)) : [],
        )
        expect(Math.abs(sum(halves.flat()) / halves.flat().length - 0.4)).toBeLessThan(0.05)
      }
  })
})

test('copy: one symbol a step, all equally likely, and the label is the one of the lag before the last', () => {
  const { train } = makeSynthetic(specOf('copy', { train: 500, symbols: 5, lag: 7, steps: 13 }))
  const symbols = each(train, (steps, label) => {
    expect(steps.map(sum)).toEqual(new Array(13).fill(1))
    const stream = steps.map((row) => row.indexOf(1))
    expect(label).toBe(stream[5])
    return stream
  }).flat()
  for (let symbol = 0; symbol < 5; symbol++)
    expectProbability(
      symbols.map((s) => Number(s === symbol)),
      0.2,
    )
})

describe('adding', () => {
  const COUNT = 4000
  const { train } = makeSynthetic(specOf('adding', { train: COUNT, steps: 11, classes: 4 }))

  test('one step of each half is marked, anywhere in it, and the label is the interval of the sum', () => {
    // Where the triangular distribution of the sum has a quarter, a half, and three quarters of its mass.
    const borders = [Math.SQRT1_2, 1, 2 - Math.SQRT1_2]
    const marked = each(train, (steps, label) => {
      const marks = steps.flatMap(([, mark], t) => (mark === 255 ? [t] : []))
      expect(steps.every(([, mark]) => mark === 0 || mark === 255)).toBe(true)
      expect(marks).toHaveLength(2)
      const total = sum(marks.map((t) => steps[t]![0]!)) / 255
      expect(label).toBe(borders.filter((border) => total >= border).length)
      return marks
    })
    expect(new Set(marked.map(([a]) => a))).toEqual(new Set([0, 1, 2, 3, 4]))
    expect(new Set(marked.map(([, b]) => b))).toEqual(new Set([5, 6, 7, 8, 9, 10]))
  })

  test('numbers are uniform, and classes as frequent as bytes allow', () => {
    const numbers = each(train, (steps) => steps.map(([value]) => value!)).flat()
    for (let octave = 0; octave < 8; octave++)
      expectProbability(
        numbers.map((value) => Number(value >>> 5 === octave)),
        1 / 8,
      )
    // Five standard deviations, and one value of the sum, which lies on one side of a border or the other.
    for (const times of timesEach(train.labels, 4))
      expect(Math.abs(times / COUNT - 0.25)).toBeLessThan(5 * Math.sqrt(0.1875 / COUNT) + 1 / 256)
  })

  test.each([2, 5, 32])('%i intervals have equal shares of all pairs of bytes', (classes) => {
    const times = new Array<number>(classes).fill(0)
    for (let a = 0; a < 256; a++) for (let b = 0; b < 256; b++) times[intervalOf(a + b, classes)]!++
    for (const share of times) expect(Math.abs(share / 65536 - 1 / classes)).toBeLessThan(1 / 128)
  })
})

describe('coincidence', () => {
  const { train } = makeSynthetic(specOf('coincidence', { train: 2000, classes: 4, lag: 3, steps: 32, noise: 0 }))
  const spikes = each(train, (steps, label) => {
    const [first, second] = [0, 1].map((channel) => steps.flatMap((row, t) => (row[channel] === 1 ? [t] : []))) as [number[], number[]]
    return { first, second, label }
  })

  test('each channel fires once, the second as many lags later as its label says', () => {
    for (const { first, second, label } of spikes) {
      expect(first).toHaveLength(1)
      expect(second).toEqual([first[0]! + 3 * (label + 1)])
    }
    expect(timesEach(train.labels, 4)).toEqual([500, 500, 500, 500])
  })

  test.each([0, 1, 2, 3])('the first spike of class %i lies at any of the steps after which the longest lag fits twice', (label) => {
    const starts = spikes.filter((of) => of.label === label).map(({ first }) => first[0]!)
    for (let start = 0; start < 8; start++)
      expectProbability(
        starts.map((at) => Number(at === start)),
        1 / 8,
      )
  })

  test('noise has its probability', () => {
    const noisy = makeSynthetic(specOf('coincidence', { train: 500, classes: 2, lag: 3, steps: 20, noise: 0.1 })).train
    // The first channel fires for sure at one of the first 8 steps, the second at none of the first 3.
    expectProbability(
      each(noisy, (steps) => [...steps.slice(8).map((row) => row[0]!), ...steps.slice(0, 3).map((row) => row[1]!)]).flat(),
      0.1,
    )
  })
})
