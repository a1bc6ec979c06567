/** Synthetic trials, statistics and receptive fields of a few cells, for looking at the views of neural responses and for their tests. No number is a result. */
import { autocorrelogram, autocorrelogramError, shiftPredictor } from '../readings/spike-trains/autocorrelogram'
import { normalizedCorrelation } from '../readings/spike-trains/correlation'
import { explainedVariance } from '../readings/spike-trains/explained'
import { windowedFano } from '../readings/spike-trains/fano'
import { intervalHistogram, irregularity, kolmogorovSmirnov, pooledIntervals } from '../readings/spike-trains/intervals'
import { bitsPerSpike } from '../readings/spike-trains/likelihood'
import { mean } from '../readings/spike-trains/moments'
import { betweenTrials, type TrainDistance, withinTrials } from '../readings/spike-trains/pairs'
import { isiDistance, spikeDistance } from '../readings/spike-trains/profiles'
import { discrepancy } from '../readings/spike-trains/psp'
import { type Bins, psth, type SpikeTimes, spikeTimes, trialsOf } from '../readings/spike-trains/trains'
import { vanRossumDistance } from '../readings/spike-trains/van-rossum'
import { victorPurpuraDistance } from '../readings/spike-trains/victor-purpura'
import type { CellMetrics, Compared, Fields, ResponseDetail, Trials } from '../tasks/response/detail'

export interface MadeCells {
  readonly cells: number
  readonly trials: number
  readonly samples: number
  readonly bins: number
  readonly from?: number
  readonly burnIn?: number
  /** A cell that never fires. */
  readonly silent?: number
  /** The number of dimensions of z; 0 for none. */
  readonly latent?: number
  /** The number of dimensions that are used. */
  readonly used?: number
  readonly seed?: number
}

const SIDE = 12
const LAGS = 30

function randomOf(seed: number) {
  let a = seed >>> 0
  const uniform = () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return { uniform, normal: () => Math.sqrt(-2 * Math.log(uniform() + 1e-12)) * Math.cos(2 * Math.PI * uniform()) }
}

const nameOf = (cell: number): string => `${cell % 2 === 0 ? 'ON' : 'OFF'} ${cell}`

/** [cells, bins]: a rate with bursts, and a state that follows it slowly. */
function truthOf(cells: number, from: number, bins: number): { rate: Float32Array; slow: Float32Array } {
  const [rate, slow] = [new Float32Array(cells * bins), new Float32Array(cells * bins)]
  for (let cell = 0; cell < cells; cell++) {
    const { uniform } = randomOf(500 + cell)
    const waves = Array.from({ length: 6 }, () => ({ turn: 0.03 + 0.25 * uniform(), phase: 6.28 * uniform() }))
    let state = 0.1
    for (let bin = 0; bin < bins; bin++) {
      const drive = waves.reduce((sum, { turn, phase }) => sum + Math.cos(turn * (from + bin) + phase), 0) / 1.7
      const lambda = Math.log1p(Math.exp(3.2 * (drive - 1.4))) / 3.2 / (0.7 + 6 * state)
      rate[cell * bins + bin] = lambda
      slow[cell * bins + bin] = state
      state += (lambda - state) / 60
    }
  }
  return { rate, slow }
}

/** Spikes with a refractory time. @param gain of the rate, and @param noise on its logarithm, by bin and trial. */
function spikesOf(rate: Float32Array, { cells, bins, trials, gain = 1, noise = 0, seed = 1, silent = -1 }: Drawn): Uint8Array {
  const random = randomOf(seed)
  const counts = new Uint8Array(trials * cells * bins)
  for (let trial = 0; trial < trials; trial++)
    for (let cell = 0; cell < cells; cell++) {
      let last = Number.NEGATIVE_INFINITY
      for (let bin = 0; bin < bins; bin++) {
        const lambda = rate[cell * bins + bin]! * gain * Math.exp(noise * random.normal())
        const probability = (1 - Math.exp(-lambda)) * (1 - 0.9 * Math.exp(-(bin - last - 1) / 1.5))
        if (cell === silent || random.uniform() >= probability) continue
        counts[(trial * cells + cell) * bins + bin] = 1
        last = bin
      }
    }
  return counts
}
interface Drawn {
  readonly cells: number
  readonly bins: number
  readonly trials: number
  readonly gain?: number
  readonly noise?: number
  readonly seed?: number
  readonly silent?: number
}

export function madeTrials(of: MadeCells): Trials {
  const { cells, trials, samples, bins, from = 0, burnIn = 60, silent = -1, latent = 16, used = 3, seed = 1 } = of
  const truth = truthOf(cells, from, bins)
  const smooth = truth.rate.map((_, at) => {
    const bin = at % bins
    const near = [-1, 0, 1].map((by) => truth.rate[at + (bin + by >= 0 && bin + by < bins ? by : 0)]!)
    return 0.8 * mean(near) + 0.01
  })
  const drawn = { cells, bins, silent }
  return {
    part: 'test',
    from,
    bins,
    burnIn,
    truth,
    cells: Array.from({ length: cells }, (_, cell) => nameOf(cell)),
    data: { trials, counts: spikesOf(truth.rate, { ...drawn, trials, seed: 21 + from }) },
    model: { trials: samples, counts: spikesOf(smooth, { ...drawn, trials: samples, gain: 1.05, noise: 0.4, seed: 900 + seed }) },
    ...(latent > 0 && { latent: latentOf(latent, used, bins) }),
    movie: { height: SIDE, width: SIDE, values: movieOf(from, bins) },
  }
}

function latentOf(size: number, used: number, bins: number): Trials['latent'] & {} {
  const random = randomOf(77)
  const [means, kl] = [new Float32Array(bins * size), new Float32Array(bins * size)]
  for (let dimension = 0; dimension < size; dimension++) {
    // The used dimensions are spread among the others.
    const place = (dimension * 5) % size
    const strength = place < used ? 1.4 / (1 + place) : 0.03
    let z = 0
    for (let bin = 0; bin < bins; bin++) {
      const before = z
      z = 0.93 * z + strength * 0.36 * random.normal()
      means[bin * size + dimension] = z
      kl[bin * size + dimension] = 0.5 * (z - before) ** 2 + 0.1 * strength ** 2 * (1 + Math.sin(bin / 23 + place))
    }
  }
  return { size, mean: means, kl }
}

function movieOf(from: number, bins: number): Float32Array {
  return Float32Array.from({ length: bins * SIDE * SIDE }, (_, at) => {
    const [bin, y, x] = [from + Math.floor(at / (SIDE * SIDE)), Math.floor(at / SIDE) % SIDE, at % SIDE]
    const contrast = bin % 200 < 110 ? 1 : 0.3
    return contrast * (Math.cos(0.5 * x + 0.08 * bin) + Math.sin(0.7 * y - 0.3 * x + 0.05 * bin) + 0.5 * Math.cos(1.1 * y + 1.3 * x))
  })
}

/** A receptive field with center and surround, whose sign changes with the lag. */
export function madeFields(cell: number, frames = 15): Fields {
  const random = randomOf(30 + cell)
  const [x0, y0] = [2 + 8 * random.uniform(), 2 + 8 * random.uniform()]
  const wave = (lag: number, tau: number) => (lag / tau) ** 3 * Math.exp(-lag / tau)
  const at = (noise: number) =>
    Float32Array.from({ length: frames * SIDE * SIDE }, (_, place) => {
      const [frame, y, x] = [Math.floor(place / (SIDE * SIDE)), Math.floor(place / SIDE) % SIDE, place % SIDE]
      const distance = (x - x0) ** 2 + (y - y0) ** 2
      const space = Math.exp(-distance / 3) - 0.25 * Math.exp(-distance / 14)
      const lag = frames - 1 - frame
      return (cell % 2 === 0 ? 1 : -1) * space * (wave(lag, 0.7) - 0.75 * wave(lag, 1.1)) + noise * random.normal()
    })
  return { cell, frames, height: SIDE, width: SIDE, average: at(0.03), gradient: at(0.01).map((value) => 0.4 * value) }
}

/** The metrics of synthetic trials, computed as documented for spike trains. */
export function madeDetail(of: MadeCells): ResponseDetail {
  const made = madeTrials(of)
  const { cells: names, bins, burnIn } = made
  const each = names.map((name, cell) => {
    const rows = ({ trials, counts }: { trials: number; counts: Uint8Array }) =>
      trialsOf({ trials, cells: names.length, bins, counts }, cell).map((row) => row.subarray(burnIn))
    return cellOf(name, rows(made.data), rows(made.model))
  })
  const firing = each.filter(({ figures }) => figures.rate > 0)
  const pooled = (read: (cell: CellMade) => number) => mean(firing.map(read))
  const curves = (read: (cell: CellMade) => ArrayLike<number>) =>
    Array.from(read(firing[0]!), (_, at) => mean(firing.map((cell) => read(cell)[at]!)))
  const both = (read: (cell: Side) => number): Compared<number> => ({
    data: pooled(({ data }) => read(data)),
    model: pooled(({ model }) => read(model)),
  })
  return {
    part: 'test',
    samples: made.model.trials,
    trials: made.data.trials,
    bins,
    burnIn,
    leftOut: each.filter(({ figures }) => figures.rate === 0).map(({ figures }) => figures.name),
    cells: each.map(({ figures }) => figures),
    statistics: {
      isi: { data: curves(({ data }) => data.isi), model: curves(({ model }) => model.isi) },
      autocorrelogram: {
        data: curves(({ data }) => data.lags),
        model: curves(({ model }) => model.lags),
        shift: curves(({ data }) => data.shift),
      },
      fano: { data: firing.map(({ figures }) => figures.fano), model: firing.map(({ figures }) => figures.modelFano) },
      cv: both(({ cv }) => cv),
      cv2: both(({ cv2 }) => cv2),
      lv: both(({ lv }) => lv),
      rates: { data: firing.map(({ figures }) => figures.rate), model: firing.map(({ figures }) => figures.modelRate) },
    },
    floor: {
      vanRossum: pooled(({ floor }) => floor.vanRossum),
      spike: pooled(({ floor }) => floor.spike),
      isi: pooled(({ floor }) => floor.isi),
      victorPurpura: pooled(({ floor }) => floor.victorPurpura),
    },
  }
}

type Side = ReturnType<typeof sideOf>
type CellMade = ReturnType<typeof cellOf>

const orNaN = (value: number | null): number => value ?? Number.NaN

function sideOf(trials: readonly Bins[]) {
  const times = trials.map((row) => spikeTimes(row))
  const { cv, cv2, lv } = irregularity(times)
  const intervals = pooledIntervals(times)
  return {
    times,
    intervals,
    cv: orNaN(cv),
    cv2: orNaN(cv2),
    lv: orNaN(lv),
    isi: Array.from(intervalHistogram(intervals, 61).counts.subarray(1), (count) => count / Math.max(1, intervals.length)),
    lags: (autocorrelogram(trials, LAGS) ?? new Float64Array(LAGS + 1)).subarray(1),
    shift: (shiftPredictor(trials, LAGS) ?? new Float64Array(LAGS + 1)).subarray(1),
    fano: orNaN(windowedFano(trials).mean),
  }
}

function cellOf(name: string, data: readonly Bins[], model: readonly Bins[]) {
  const prediction = psth(model)
  const [own, other] = [sideOf(data), sideOf(model)]
  const recorded = [0, prediction.length] as const
  const distances: Record<'vanRossum' | 'spike' | 'isi' | 'victorPurpura', TrainDistance> = {
    vanRossum: (a: SpikeTimes, b: SpikeTimes) => vanRossumDistance(a, b, 10),
    victorPurpura: (a: SpikeTimes, b: SpikeTimes) => victorPurpuraDistance(a, b, 0.1),
    isi: (a: SpikeTimes, b: SpikeTimes) => isiDistance(a, b, recorded),
    spike: (a: SpikeTimes, b: SpikeTimes) => spikeDistance(a, b, recorded),
  }
  const within = (distance: TrainDistance) => orNaN(withinTrials(own.times, distance).mean)
  const ratio = (distance: TrainDistance) => orNaN(betweenTrials(other.times, own.times, distance).mean) / within(distance)
  const correlations = normalizedCorrelation(data, prediction)
  const figures: CellMetrics = {
    name,
    rate: mean(psth(data)),
    modelRate: mean(prediction),
    cc: orNaN(correlations?.cc ?? null),
    ccNorm: orNaN(correlations?.ccNorm ?? null),
    ccMax: orNaN(correlations?.ccMax ?? null),
    feve: orNaN(explainedVariance(data, prediction)?.fraction ?? null),
    // A bin in which no sample spikes is not impossible.
    bitsPerSpike: orNaN(
      bitsPerSpike(
        data,
        prediction.map((rate) => 0.02 + 0.9 * rate),
      ),
    ),
    isiKs: orNaN(kolmogorovSmirnov(own.intervals, other.intervals)),
    fano: own.fano,
    modelFano: other.fano,
    autocorrelogramError: autocorrelogramError(own.lags, other.lags),
    vanRossumRatio: ratio(distances.vanRossum),
    spikeRatio: ratio(distances.spike),
    isiRatio: ratio(distances.isi),
    victorPurpuraRatio: ratio(distances.victorPurpura),
    mmd: orNaN(discrepancy(model, data).unbiased),
  }
  const floor = {
    vanRossum: within(distances.vanRossum),
    spike: within(distances.spike),
    isi: within(distances.isi),
    victorPurpura: within(distances.victorPurpura),
  }
  return { figures, data: own, model: other, floor }
}
