/** RetinaSim in float64 against its definition: numbers that agree with another implementation, and the effect of each ablation. */
import { describe, expect, it, test } from 'vitest'
import { units } from '../../engine/philox'
import { centerOf, type RetinaParams, retinaOf } from './cells'
import { COSINES, movieOf, PIXELS, placeOf, retinaKey } from './movie'
import { driveOf, framesOf, ratesOf, spikesOf } from './reference'

const PARAMS: RetinaParams = { cellSeed: 1, cells: 24, slowGain: true, slowFrames: 60, subunits: true, refractory: true }
const CELLS = 24
const FRAMES = 1800
const TRIALS = 30

const movie = movieOf(11, FRAMES)
const frames = framesOf(movie)
const retina = retinaOf(PARAMS)
const drive = driveOf(frames, retina)
const { slow, rate } = ratesOf(drive, retina)
const spikes = spikesOf(rate, retina, 21, TRIALS)

const range = (count: number): number[] => [...Array(count).keys()]
const sumOf = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0)
const meanOf = (values: ArrayLike<number>): number => sumOf(values) / values.length
/** @param less 1 where the mean is of the same numbers and the variance is to be without bias. */
function varianceOf(values: ArrayLike<number>, less = 0): number {
  const mean = meanOf(values)
  return sumOf(Array.from(values, (value) => (value - mean) ** 2)) / (values.length - less)
}
const rounded = (values: readonly number[], digits: number) => values.map((value) => Number(value.toFixed(digits)))
/** The spikes of one cell in one trial. */
const train = (all: Uint8Array, trial: number, cell: number): Uint8Array =>
  all.subarray((trial * CELLS + cell) * FRAMES, (trial * CELLS + cell + 1) * FRAMES)
const timesOf = (one: Uint8Array): number[] => [...one].flatMap((spike, t) => (spike ? [t] : []))

describe('the movie', () => {
  const frame = (t: number) => frames.subarray(t * PIXELS, (t + 1) * PIXELS)

  it('has the frames that it is defined to have', () => {
    expect(
      rounded(
        [0, 1, 100, 1799].map((t) => sumOf(frame(t))),
        4,
      ),
    ).toEqual([-53.3961, -54.1509, 24.2935, -96.2181])
    expect(range(5).filter((pixel) => placeOf(pixel)[1] === 0.5)).toEqual([0, 1, 4])
    expect(rounded([frame(100)[0]!, frame(100)[1]!, frame(100)[4]!], 6)).toEqual([0.249627, 0.170853, 0.151278])
  })

  it('has the deviation and the share of high contrast that it is defined to have', () => {
    expect(Math.sqrt(varianceOf(frames))).toBeCloseTo(0.759349, 6)
    expect(meanOf(movie.contrast.map((contrast) => Number(contrast === 1)))).toBeCloseTo(0.525556, 6)
    expect([...new Set(movie.contrast)].sort()).toEqual([0.2, 1])
  })

  it.each([
    ['validation', 12, 900, 21],
    ['test', 13, 1800, 50],
  ] as const)('of %s is of high contrast as often as it is defined to be', (_, seed, length, percent) => {
    const { contrast } = movieOf(seed, length)
    expect(Math.round(100 * meanOf(contrast.map((level) => Number(level === 1))))).toBe(percent)
  })

  it('is a sum of cosines under a gaze', () => {
    const key = retinaKey(11)
    const [jump] = units(key, 0, 1, 0, 0)
    expect(jump).toBeGreaterThan(1 / 45)
    const [u0, u1] = units(key, 0, 1, 1, 0)
    const push = 0.6 * Math.sqrt(1 - 0.95 ** 2) * Math.sqrt(-2 * Math.log(u0))
    const gaze = [push * Math.cos(2 * Math.PI * u1), push * Math.sin(2 * Math.PI * u1)] as const
    for (const pixel of [0, 77, 575]) {
      const [x, y] = placeOf(pixel)
      const texture = sumOf(
        range(COSINES).map((j) => {
          const [a, b, c] = units(key, j, 0, 0, 0)
          const [k, direction] = [((2 * Math.PI) / 96) * 24 ** a, 2 * Math.PI * b]
          const angle = k * Math.cos(direction) * (x + gaze[0]) + k * Math.sin(direction) * (y + gaze[1]) + 2 * Math.PI * c
          return Math.sqrt(2 / 64) * Math.cos(angle)
        }),
      )
      expect(frame(0)[pixel]).toBeCloseTo(movie.contrast[0]! * texture, 12)
    }
  })

  it('begins the same however long it is', () => {
    expect(framesOf(movieOf(11, 7))).toEqual(frames.subarray(0, 7 * PIXELS))
  })

  it('has every pixel once', () => {
    expect(new Set(range(PIXELS).map((pixel) => placeOf(pixel).join(' '))).size).toBe(PIXELS)
  })
})

describe('the cells', () => {
  it('look where they are defined to look', () => {
    const centers = [0, 1, 2, 3].map((cell) => rounded([...centerOf(1, cell)], 4))
    expect(centers).toEqual([
      [3.8501, 4.4603],
      [6.4244, 3.8937],
      [10.4244, 4.738],
      [13.6902, 4.7654],
    ])
  })

  it('have the impulse response that they are defined to have', () => {
    const want = [
      0, 0.204232, 0.322033, 0.165932, 0.003979, -0.069179, -0.078107, -0.061366, -0.040982, -0.0249, -0.014219, -0.007771, -0.00411,
      -0.002119, -0.00107,
    ]
    expect(rounded([...retina.impulse], 6)).toEqual(want)
    expect(sumOf(retina.impulse)).toBeCloseTo(0.392353, 6)
  })

  it('have the drive, the slow state and the rate that they are defined to have', () => {
    const at = (values: Float64Array, cell: number) =>
      rounded(
        [50, 100, 500].map((t) => values[t * CELLS + cell]!),
        8,
      )
    expect(at(drive, 0)).toEqual([0.02223868, 0.00655217, 0.15402714])
    expect(at(drive, 1)).toEqual([0.00422142, 0.04666054, 0.19520953])
    expect(at(slow, 0)).toEqual([0.03407248, 0.03270665, 0.09446852])
    expect(at(rate, 0)).toEqual([0.00462085, 0.0011421, 0.16080867])
  })

  it('are the same with fewer others', () => {
    const few = retinaOf({ ...PARAMS, cells: 5 })
    const fewRates = ratesOf(driveOf(frames.subarray(0, 40 * PIXELS), few), few).rate
    expect(fewRates).toEqual(rate.subarray(0, 40 * CELLS).filter((_, i) => i % CELLS < 5))
    expect(spikesOf(fewRates, few, 21, 2).subarray(0, 5 * 40)).toEqual(
      Uint8Array.from(range(5).flatMap((c) => [...train(spikes, 0, c).subarray(0, 40)])),
    )
  })
})

describe('the spikes', () => {
  it('are those that they are defined to be', () => {
    const first = timesOf(train(spikes, 0, 0))
    expect(first).toHaveLength(113)
    expect(first.slice(0, 10)).toEqual([38, 63, 66, 79, 131, 133, 143, 145, 157, 158])
    expect(sumOf(train(spikes, 3, 5))).toBe(111)
    expect(sumOf(spikes)).toBe(86_889)
  })

  it('are as frequent in every cell', () => {
    expect(meanOf(spikes)).toBeCloseTo(0.067044, 6)
    const hertz = range(CELLS).map((cell) => 30 * meanOf(range(TRIALS).map((trial) => meanOf(train(spikes, trial, cell)))))
    expect(rounded([Math.min(...hertz), Math.max(...hertz)], 2)).toEqual([1.88, 2.14])
  })

  it('vary less than Poisson’s from trial to trial', () => {
    const fano = (counts: readonly number[]) => varianceOf(counts, 1) / meanOf(counts)
    const counts = (cell: number, from: number, to: number) =>
      range(TRIALS).map((trial) => sumOf(train(spikes, trial, cell).subarray(from, to)))
    expect(meanOf(range(CELLS).map((cell) => fano(counts(cell, 0, FRAMES))))).toBeCloseTo(0.306, 3)
    const windows = range(CELLS).flatMap((cell) => range(FRAMES / 10).map((w) => counts(cell, 10 * w, 10 * w + 10)))
    expect(meanOf(windows.filter((window) => meanOf(window) > 0.5).map(fano))).toBeCloseTo(0.329, 3)
  })

  it('are apart as they are defined to be', () => {
    const apart = range(TRIALS * CELLS).flatMap((row) => {
      const times = timesOf(train(spikes, 0, row))
      return times.slice(1).map((t, i) => t - times[i]!)
    })
    const shares = [1, 2, 3, 4, 5, 6].map((bins) => apart.filter((between) => between === bins).length / apart.length)
    expect(rounded(shares, 3)).toEqual([0.057, 0.241, 0.155, 0.062, 0.027, 0.021])
    expect(Math.sqrt(varianceOf(apart)) / meanOf(apart)).toBeCloseTo(1.65, 2)
  })
})

describe('what can be predicted', () => {
  /** The mean of trials, [cells, frames]. */
  const meanOver = (all: Uint8Array, trials: number): Float64Array => {
    const mean = new Float64Array(CELLS * FRAMES)
    for (let i = 0; i < all.length; i++) mean[i % mean.length]! += all[i]! / trials
    return mean
  }
  const measured = meanOver(spikes, TRIALS)
  /** The variance of the measured mean without the noise of single trials. */
  const signalOf = (cell: number, y: Float64Array) => {
    const ofTrials = sumOf(range(TRIALS).map((trial) => varianceOf(train(spikes, trial, cell))))
    return (TRIALS ** 2 * varianceOf(y) - ofTrials) / (TRIALS * (TRIALS - 1))
  }
  const cellOf = (all: Float64Array, cell: number) => all.subarray(cell * FRAMES, (cell + 1) * FRAMES)
  const signals = range(CELLS).map((cell) => signalOf(cell, cellOf(measured, cell)))
  /** Means over cells of the correlation over time, and of that with the measured mean freed of noise. */
  const correlations = (predicted: Float64Array): readonly [plain: number, normalized: number] => {
    const both = range(CELLS).map((cell) => {
      const [y, p] = [cellOf(measured, cell), cellOf(predicted, cell)]
      const [meanY, meanP] = [meanOf(y), meanOf(p)]
      const covariance = meanOf(y.map((value, t) => (value - meanY) * (p[t]! - meanP)))
      return [covariance / Math.sqrt(varianceOf(y) * varianceOf(p)), covariance / Math.sqrt(signals[cell]! * varianceOf(p))] as const
    })
    return [meanOf(both.map(([plain]) => plain)), meanOf(both.map(([, normalized]) => normalized))]
  }
  const rateAt = (gained: number) => Math.log1p(Math.exp(4 * (gained - 1.5))) / 4
  const ofSlow = (state: (t: number, cell: number) => number): Float64Array =>
    drive.map((own, i) => rateAt(own / (0.01 + state(Math.floor(i / CELLS), i % CELLS))))
  const means = range(CELLS).map((cell) => meanOf(slow.filter((_, i) => i % CELLS === cell)))
  const ofWindow = (t: number, cell: number) => {
    let state = means[cell]!
    for (let k = Math.max(0, t - 20); k < t; k++) state += (drive[k * CELLS + cell]! - state) / 60
    return state
  }

  const ofContrast = range(CELLS).map((cell) =>
    [0.2, 1].map((level) => meanOf(slow.filter((_, i) => i % CELLS === cell && movie.contrast[Math.floor(i / CELLS)] === level))),
  )

  it('is bounded by the trials’ noise', () => {
    expect(meanOf(signals.map((signal, cell) => Math.sqrt(signal / varianceOf(cellOf(measured, cell)))))).toBeCloseTo(0.959, 3)
  })

  // The bounds leave room for the noise of 60 new trials, which changes the correlations by some thousandths.
  test.each([
    ['the truth', rate, 0.94, 0.98],
    ['a slow state of 20 frames', ofSlow(ofWindow), 0.829, 0.864],
    ['a slow state by the contrast', ofSlow((t, cell) => ofContrast[cell]![Number(movie.contrast[t] === 1)]!), 0.793, 0.827],
    ['a slow state that never moves', ofSlow((_, cell) => means[cell]!), 0.782, 0.815],
  ] as const)('is as much by %s', (_, rates, plain, normalized) => {
    const found = correlations(meanOver(spikesOf(rates, retina, 99, 60), 60))
    expect(Math.abs(found[0] - plain)).toBeLessThan(0.004)
    expect(Math.abs(found[1] - normalized)).toBeLessThan(0.004)
  })

  it('is less by the rate alone', () => {
    const byCell = Float64Array.from({ length: rate.length }, (_, i) => rate[(i % FRAMES) * CELLS + Math.floor(i / FRAMES)]!)
    expect(rounded([...correlations(byCell)], 3)).toEqual([0.712, 0.743])
  })
})

describe('an ablation', () => {
  const short = frames.subarray(0, 300 * PIXELS)
  const of = (changes: Partial<RetinaParams>) => {
    const changed = retinaOf({ ...PARAMS, ...changes })
    const itsDrive = driveOf(short, changed)
    return { retina: changed, drive: itsDrive, ...ratesOf(itsDrive, changed) }
  }

  it('of the slow gain leaves the present drive alone', () => {
    const [one, other] = [of({ slowGain: false }), of({ slowGain: false, slowFrames: 10 })]
    expect(other.rate).toEqual(one.rate)
    one.rate.forEach((value, i) => {
      expect(value).toBeCloseTo(Math.log1p(Math.exp(4 * (one.drive[i]! / 0.073 - 1.5))) / 4, 12)
    })
  })

  it('of its time constant makes it slower or faster', () => {
    for (const slowFrames of [10, 60, 200]) {
      const steady = ratesOf(new Float64Array(50).fill(0.2), { ...retina, cells: 1, slowShare: 1 / slowFrames })
      steady.slow.forEach((value, t) => {
        expect(value).toBeCloseTo(0.2 - 0.15 * (1 - 1 / slowFrames) ** t, 12)
      })
    }
  })

  it('of the subunits lets parts of a field cancel', () => {
    const linear = of({ subunits: false })
    expect(linear.retina.shares).toEqual([1])
    const whole = drive.subarray(0, linear.drive.length)
    expect(linear.drive.every((value, i) => value <= whole[i]! + 1e-12)).toBe(true)
    expect(sumOf(linear.drive)).toBeLessThan(0.95 * sumOf(whole))
  })

  it('of the refractory period makes spikes independent', () => {
    const free = of({ refractory: false }).retina
    const steady = new Float64Array(4000 * 2).fill(0.5)
    const count = (depth: number) => spikesOf(steady, { cells: 2, depth }, 5, 1)
    const probability = 1 - Math.exp(-0.5)
    const pairs = (all: Uint8Array) => meanOf(all.subarray(0, 3999).map((spike, t) => spike & all[t + 1]!))
    expect(Math.abs(meanOf(count(free.depth)) - probability)).toBeLessThan(4 * Math.sqrt((probability * (1 - probability)) / 8000))
    expect(pairs(count(free.depth))).toBeCloseTo(probability ** 2, 1)
    expect(pairs(count(retina.depth))).toBeLessThan(0.1 * probability)
  })
})

test('a rate is a number however strong the drive is', () => {
  const { rate: strong } = ratesOf(Float64Array.of(100, 100), { ...retina, cells: 1 })
  expect(strong[0]).toBeCloseTo(100 / 0.06 - 1.5, 6)
})
