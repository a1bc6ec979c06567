/** How a model's trials compare with recorded ones, cell by cell, in float64: the metrics of an evaluation. Pure. */
import type { HeldOut } from '../../readings/metrics'
import { autocorrelogram, autocorrelogramError, shiftPredictor } from '../../readings/spike-trains/autocorrelogram'
import { correlation, normalizedCorrelation } from '../../readings/spike-trains/correlation'
import { meanOfDefined } from '../../readings/spike-trains/defined'
import { explainedVariance } from '../../readings/spike-trains/explained'
import { windowedFano } from '../../readings/spike-trains/fano'
import { intervalHistogram, irregularity, kolmogorovSmirnov, pooledIntervals } from '../../readings/spike-trains/intervals'
import { bitsPerSpike } from '../../readings/spike-trains/likelihood'
import { betweenTrials, type TrainDistance, withinTrials } from '../../readings/spike-trains/pairs'
import { isiDistance, spikeDistance } from '../../readings/spike-trains/profiles'
import { discrepancy } from '../../readings/spike-trains/psp'
import { type Bins, psth, type Raster, spikeTimes, trialsOf } from '../../readings/spike-trains/trains'
import { vanRossumDistance } from '../../readings/spike-trains/van-rossum'
import { victorPurpuraDistance } from '../../readings/spike-trains/victor-purpura'
import type { CellMetrics, ResponseDetail, SpikeStatistics } from './detail'

/** The number of lags of the autocorrelogram, and of classes of the ISI histogram, in bins. */
const LAGS = 30
/** The maximum number of trials on each side whose distances are computed, since pairs are many. */
const COMPARED = 10
/** In bins. */
const VAN_ROSSUM_TAU = 2
/** The cost of moving a spike by one bin. */
const VICTOR_PURPURA_COST = 0.5
/** The minimum rate in a likelihood, since a rate model may output 0. */
const MIN_RATE = 1e-4

const DISTANCES = ['vanRossum', 'spike', 'isi', 'victorPurpura'] as const
type Distances = Readonly<Record<(typeof DISTANCES)[number], number | null>>

/** Trials of one cell from the burn-in on, of both sides, and the model's rate. */
interface Compared {
  readonly name: string
  readonly data: readonly Bins[]
  readonly model: readonly Bins[]
  /** Spikes per bin, [bins]. */
  readonly rate: Float64Array
}

/**
 * @param rate of a model that outputs rates, [cells, bins]; by default the mean of its trials
 * @param burnIn bins that are not scored; fewer where the recording is hardly longer
 */
export function scoreOf(
  part: HeldOut,
  names: readonly string[],
  data: Raster,
  model: Raster,
  rate: Float32Array | undefined,
  burnIn: number,
): ResponseDetail {
  const from = Math.min(burnIn, Math.floor(data.bins / 2))
  const cut = (raster: Raster, cell: number) => trialsOf(raster, cell).map((bins) => bins.subarray(from))
  const all = names.map((name, cell): Compared => {
    const trials = cut(model, cell)
    const given = rate && Float64Array.from(rate.subarray(cell * data.bins + from, (cell + 1) * data.bins))
    return { name, data: cut(data, cell), model: trials, rate: given ?? psth(trials) }
  })
  const [silent, firing] = [all.filter(isSilent), all.filter((cell) => !isSilent(cell))]
  const distances = firing.map((cell) => distancesOf(cell, data.bins - from))
  const floor = (kind: (typeof DISTANCES)[number]) => meanOfDefined(distances.map(({ floor }) => floor[kind])).mean ?? Number.NaN
  return {
    part,
    samples: model.trials,
    trials: data.trials,
    bins: data.bins,
    burnIn: from,
    leftOut: silent.map(({ name }) => name),
    cells: firing.map((cell, i) => cellMetricsOf(cell, distances[i]!)),
    statistics: statisticsOf(firing),
    floor: { vanRossum: floor('vanRossum'), spike: floor('spike'), isi: floor('isi'), victorPurpura: floor('victorPurpura') },
  }
}

const isSilent = ({ data }: Compared): boolean => data.every((bins) => bins.every((count) => count === 0))

/** The test metrics: means over cells; NaN where a metric is defined for no cell. */
export function valuesOf({ cells }: ResponseDetail): Readonly<Record<string, number>> {
  const mean = (value: (cell: CellMetrics) => number) =>
    meanOfDefined(cells.map(value).map((x) => (Number.isFinite(x) ? x : null))).mean ?? Number.NaN
  return {
    testCorrelation: mean(({ cc }) => cc),
    testCorrelationNormalized: mean(({ ccNorm }) => ccNorm),
    testBitsPerSpike: mean(({ bitsPerSpike }) => bitsPerSpike),
    testIsiKs: mean(({ isiKs }) => isiKs),
    testFano: mean(({ modelFano }) => modelFano),
    testFanoError: mean(({ fano, modelFano }) => Math.abs(modelFano - fano)),
    testAutocorrelogramError: mean(({ autocorrelogramError }) => autocorrelogramError),
    testVanRossumRatio: mean(({ vanRossumRatio }) => vanRossumRatio),
    testSpikeRatio: mean(({ spikeRatio }) => spikeRatio),
  }
}

interface Answered {
  readonly data: Raster
  readonly model: Raster
  /** [cells, bins] */
  readonly rate?: Float32Array
}

/**
 * The correlations of a movie that is scored only by its mean response.
 * @param burnIn bins at the start of each piece that are not scored
 * @param piece bins after which the model's state was reset; an incomplete last piece is not scored
 */
export function correlationsOf({ data, model, rate }: Answered, burnIn: number, piece = data.bins) {
  const from = Math.min(burnIn, Math.floor(piece / 2))
  const whole = Math.floor(data.bins / piece) * piece
  const cut = <T extends Bins | Float32Array>(bins: T): T => bins.filter((_, t) => t < whole && t % piece >= from) as T
  const cells = Array.from({ length: data.cells }, (_, cell) => {
    const trials = trialsOf(data, cell).map(cut)
    const given = rate && cut(rate.subarray(cell * data.bins, (cell + 1) * data.bins))
    const predicted = given ?? psth(trialsOf(model, cell).map(cut))
    return { cc: correlation(psth(trials), predicted), ccNorm: normalizedCorrelation(trials, predicted)?.ccNorm ?? null }
  })
  return {
    cc: meanOfDefined(cells.map(({ cc }) => cc)).mean ?? Number.NaN,
    ccNorm: meanOfDefined(cells.map(({ ccNorm }) => ccNorm)).mean ?? Number.NaN,
  }
}

// ---- one cell

const times = (trials: readonly Bins[]) => trials.map((bins) => spikeTimes(bins))
const meanRate = (trials: readonly Bins[]): number => {
  const rate = psth(trials)
  return rate.reduce((sum, value) => sum + value, 0) / rate.length
}

function cellMetricsOf({ name, data, model, rate }: Compared, { ratio }: ReturnType<typeof distancesOf>): CellMetrics {
  const normalized = normalizedCorrelation(data, rate)
  const [a, b] = [autocorrelogram(data, LAGS), autocorrelogram(model, LAGS)]
  const or = (value: number | null | undefined) => value ?? Number.NaN
  return {
    name,
    rate: meanRate(data),
    modelRate: meanRate(model),
    cc: or(correlation(psth(data), rate)),
    ccNorm: or(normalized?.ccNorm),
    ccMax: or(normalized?.ccMax),
    feve: or(explainedVariance(data, rate)?.fraction),
    bitsPerSpike: or(
      bitsPerSpike(
        data,
        rate.map((p) => Math.max(p, MIN_RATE)),
      ),
    ),
    isiKs: or(kolmogorovSmirnov(pooledIntervals(times(data)), pooledIntervals(times(model)))),
    fano: or(windowedFano(data).mean),
    modelFano: or(windowedFano(model).mean),
    autocorrelogramError: a && b ? autocorrelogramError(a, b) : Number.NaN,
    vanRossumRatio: or(ratio.vanRossum),
    spikeRatio: or(ratio.spike),
    isiRatio: or(ratio.isi),
    victorPurpuraRatio: or(ratio.victorPurpura),
    mmd: or(discrepancy(model, data).unbiased),
  }
}

function distancesOf({ data, model }: Compared, bins: number): { readonly ratio: Distances; readonly floor: Distances } {
  const recorded = [0, bins] as const
  const kinds: Readonly<Record<(typeof DISTANCES)[number], TrainDistance>> = {
    vanRossum: (a, b) => vanRossumDistance(a, b, VAN_ROSSUM_TAU),
    spike: (a, b) => spikeDistance(a, b, recorded),
    isi: (a, b) => isiDistance(a, b, recorded),
    victorPurpura: (a, b) => victorPurpuraDistance(a, b, VICTOR_PURPURA_COST),
  }
  const [theirs, ours] = [times(data.slice(0, COMPARED)), times(model.slice(0, COMPARED))]
  const floor = Object.fromEntries(DISTANCES.map((kind) => [kind, withinTrials(theirs, kinds[kind]).mean])) as Distances
  const ratio = Object.fromEntries(
    DISTANCES.map((kind) => {
      const own = floor[kind]
      const other = betweenTrials(ours, theirs, kinds[kind]).mean
      return [kind, own && other !== null ? other / own : null]
    }),
  ) as Distances
  return { ratio, floor }
}

// ---- all cells together

function statisticsOf(cells: readonly Compared[]): SpikeStatistics {
  const both = <T>(of: (trials: (cell: Compared) => readonly Bins[]) => T) => ({
    data: of(({ data }) => data),
    model: of(({ model }) => model),
  })
  const meanCurve = (curves: readonly (Float64Array | null)[]) => {
    const defined = curves.filter((curve) => curve !== null)
    return Array.from({ length: LAGS }, (_, l) => defined.reduce((sum, curve) => sum + curve[l + 1]!, 0) / defined.length)
  }
  const irregular = (of: (cell: Compared) => readonly Bins[]) => cells.map((cell) => irregularity(times(of(cell))))
  const meanOf = (name: 'cv' | 'cv2' | 'lv') => both((of) => meanOfDefined(irregular(of).map((found) => found[name])).mean ?? Number.NaN)
  return {
    isi: both((of) => {
      const intervals = Float64Array.from(cells.flatMap((cell) => [...pooledIntervals(times(of(cell)))]))
      // Intervals of 0 bins, between several spikes in a bin, are left out.
      return [...intervalHistogram(intervals, LAGS + 1).counts.slice(1)].map((count) => count / Math.max(1, intervals.length))
    }),
    autocorrelogram: {
      ...both((of) => meanCurve(cells.map((cell) => autocorrelogram(of(cell), LAGS)))),
      shift: meanCurve(cells.map(({ data }) => shiftPredictor(data, LAGS))),
    },
    fano: both((of) => cells.map((cell) => windowedFano(of(cell)).mean ?? Number.NaN)),
    cv: meanOf('cv'),
    cv2: meanOf('cv2'),
    lv: meanOf('lv'),
    rates: both((of) => cells.map((cell) => meanRate(of(cell)))),
  }
}
