/**
 * The cells of a retina in float64: their receptive fields and their responses.
 *   drive[t] = sum over subunits q of share_q max(0, sign sum over j of h_j (center_q - 0.8 surround)(t - j))
 *   gained[t] = drive[t] / (0.01 + slow[t]),  slow[t+1] = slow[t] + (drive[t] - slow[t]) / slowFrames
 *   rate[t] = log(1 + exp(4 (gained[t] - 1.5))) / 4
 *   P(spike at t) = (1 - exp(-rate[t])) (1 - 0.9 exp(-(bins since the last spike - 1) / 1.5))
 */
import { units } from '../../engine/philox'
import { PIXELS, placeOf, retinaKey } from './movie'
import { isOn, MAX_CELLS, type RetinaSpec } from './schema'

/** The stream of random numbers of cells. */
const PLACE = 3

export const SLOW_START = 0.05
export const SLOW_FLOOR = 0.01
/** The constant divisor of the drive, where the gain does not adapt. */
const CONSTANT = 0.073
export const STEEPNESS = 4
export const THRESHOLD = 1.5
const REFRACTORY_DEPTH = 0.9
/** The fraction of a spike's suppression that remains one bin later. */
export const RECOVERY = Math.exp(-1 / 1.5)

const SURROUND = { sigma: 3.2, weight: 0.8 }
const SUBUNIT_SIGMA = 1.2
const SUBUNITS = [
  { right: 0, down: 0, share: 1 / 3 },
  ...[-1.4, 1.4].map((right) => ({ right, down: 0, share: 1 / 6 })),
  ...[-1.4, 1.4].map((down) => ({ right: 0, down, share: 1 / 6 })),
]

/** The properties of a retina that kernels and their reference implementations need. */
export interface Retina {
  readonly cells: number
  /** [subunits, cells, PIXELS], with the cell’s sign. */
  readonly fields: Float64Array
  /** [subunits] */
  readonly shares: readonly number[]
  /** [taps], from the current frame backwards. */
  readonly impulse: readonly number[]
  /** The fraction of the difference from the drive by which the slow state changes per frame. */
  readonly slowShare: number
  /** The divisor of the drive; 0: it follows from the slow state. */
  readonly divisor: number
  /** The relative reduction of the probability of a spike in the bin after a spike. */
  readonly depth: number
}

export type RetinaParams = Pick<RetinaSpec, 'cellSeed' | 'cells' | 'slowGain' | 'slowFrames' | 'subunits' | 'refractory'>

export function retinaOf({ cellSeed, cells, slowGain, slowFrames, subunits, refractory }: RetinaParams): Retina {
  const fields = Array.from({ length: cells }, (_, cell) => fieldsOf(cellSeed, cell))
  const used = subunits ? fields : fields.map((parts) => [weightedSum(parts)])
  const count = used[0]!.length
  const all = new Float64Array(count * cells * PIXELS)
  for (const [cell, parts] of used.entries()) for (const [q, part] of parts.entries()) all.set(part, (q * cells + cell) * PIXELS)
  return {
    cells,
    fields: all,
    shares: subunits ? SUBUNITS.map(({ share }) => share) : [1],
    impulse: IMPULSE,
    slowShare: 1 / slowFrames,
    divisor: slowGain ? 0 : CONSTANT,
    depth: refractory ? REFRACTORY_DEPTH : 0,
  }
}

/** The center of a cell's receptive field. Cells form rows of six, each near its place in a grid. */
export function centerOf(seed: number, cell: number): readonly [x: number, y: number] {
  const [u0, u1] = units(retinaKey(seed), cell, PLACE, 0, 0)
  return [4 + 3.2 * (cell % 6) - 0.8 + 1.6 * u0, 4 + 5 * Math.floor(cell / 6) - 0.8 + 1.6 * u1]
}

/** The weights of each subunit, minus those of the surround; inverted for a cell that responds to darkness. */
function fieldsOf(seed: number, cell: number): Float64Array[] {
  const [x, y] = centerOf(seed, cell)
  const sign = isOn(cell) ? 1 : -1
  const surround = gaussian(x, y, SURROUND.sigma)
  return SUBUNITS.map(({ right, down }) =>
    gaussian(x + right, y + down, SUBUNIT_SIGMA).map((weight, pixel) => sign * (weight - SURROUND.weight * surround[pixel]!)),
  )
}

const weightedSum = (parts: readonly Float64Array[]): Float64Array =>
  Float64Array.from({ length: PIXELS }, (_, pixel) => parts.reduce((sum, part, q) => sum + SUBUNITS[q]!.share * part[pixel]!, 0))

/** A Gaussian at pixel centers, normalized to sum 1. */
function gaussian(x: number, y: number, sigma: number): Float64Array {
  const weights = Float64Array.from({ length: PIXELS }, (_, pixel) => {
    const [px, py] = placeOf(pixel)
    return Math.exp(-((px - x) ** 2 + (py - y) ** 2) / (2 * sigma ** 2))
  })
  const sum = weights.reduce((a, b) => a + b, 0)
  return weights.map((weight) => weight / sum)
}

/** Two lobes: recent frames minus those before them; absolute values have sum 1. */
const IMPULSE: readonly number[] = (() => {
  const lobe = (j: number, tau: number) => ((j / tau) ** 3 * Math.exp(-j / tau)) / (6 * tau)
  const raw = Array.from({ length: 15 }, (_, j) => lobe(j, 0.7) - 0.75 * lobe(j, 1.1))
  const sum = raw.reduce((a, b) => a + Math.abs(b), 0)
  return raw.map((value) => value / sum)
})()

/** The first word of a trial's random counters; the draws of a cell do not depend on the number of cells. */
export const drawsOf = (trial: number, cell: number): number => trial * MAX_CELLS + cell
