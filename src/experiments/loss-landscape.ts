/**
 * The loss around the weights of an open run, on a fixed batch: against its gradient, over a plane, and how sharply the smooth model bends.
 * Only copies of the weights move, so that the run is not changed by a single bit.
 */
import { sizeOf } from '../engine/tensor'
import { attachedResets, whyNotSmooth } from '../networks/gradient-variants'
import {
  filterNormalized,
  hessianProduct,
  inFilters,
  largestEigenvalue,
  moved,
  normOf,
  overPlane,
  places,
  type Vector,
} from '../networks/loss-landscape'
import { type LossPass, type OpenPass, withPass } from '../networks/loss-pass'
import { filterPlaces } from '../networks/weights'
import type { LossCurve, LossLandscape, Sharpness } from '../readings/loss-landscape'
import { type Compared, changed, type Progress } from './comparing-gradients'
import type { Run } from './run'

export interface LandscapeAsked {
  /** Points on a side of the surface: 2^n + 1. */
  readonly points: number
  /** How far the curve and the surface go, as a part of the norm of the weights. */
  readonly reach: number
  /** Draws the random directions. */
  readonly seed: number
}

/** Points on a side of a surface. */
export const POINTS = [5, 9, 17, 33] as const
export const LANDSCAPE: LandscapeAsked = { points: 17, reach: 0.5, seed: 1 }

/** @throws with a sentence on what was asked wrongly */
export function landscapeAsked(asked: LandscapeAsked): LandscapeAsked {
  const { points, reach, seed } = asked
  if (!POINTS.some((count) => count === points)) throw new Error(`A surface has ${POINTS.join(', ')} points on a side, not ${points}.`)
  if (!(reach >= 0.001 && reach <= 10)) throw new Error(`The reach is a part of the norm of the weights from 0.001 to 10, not ${reach}.`)
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32)
    throw new Error(`The seed of the directions is a whole number from 0, not ${seed}.`)
  return asked
}

/** What a network of the same layers has learned, and its running statistics. */
export interface Other {
  readonly title: string
  readonly values: Vector
  readonly statistics: Vector
}

interface Looking extends Progress {
  /** Two networks whose differences to this one span the plane; random directions by default. */
  readonly towards?: readonly [Other, Other] | undefined
  /** Is given the landscape as far as it is known. */
  readonly onFound?: (landscape: LossLandscape) => void
}

/** Half the distance of two gradients whose difference is taken, as a part of the norm of the weights. */
const DISTANCE = 1e-3
/** Power iterations of a round, and the residual that ends it. */
const EFFORT = { iterations: 30, residual: 0.01 }

export async function lossLandscape(
  { built }: Run,
  compared: Compared,
  { points, reach, seed }: LandscapeAsked,
  { onProgress, onFound, signal, towards }: Looking = {},
): Promise<LossLandscape> {
  const filters = filterPlaces(built.networks[0]!)
  return withModels(compared, async ({ spiking, smooth, why }) => {
    const counter = (what: string, total: number) => {
      let done = 0
      return () => {
        signal?.throwIfAborted()
        onProgress?.(++done, total, what)
      }
    }
    const lossesAt = async (at: Vector): Promise<number[]> => [await spiking.loss(at), ...(smooth ? [await smooth.loss(at)] : [])]
    const from = await spiking.here()
    const [one, other] = towards ? differences(from, towards) : [0, 1].map((index) => filterNormalized(from, filters, seed, index))
    const [loss, smoothLoss = null] = await lossesAt(from)
    let found: LossLandscape = {
      samples: compared.samples.length,
      axes: towards ? [towards[0].title, towards[1].title] : ['random direction 1', 'random direction 2'],
      here: { spiking: loss!, smooth: smoothLoss },
      why,
      along: null,
      surface: null,
      sharpness: null,
    }
    const add = (more: Partial<LossLandscape>) => {
      found = { ...found, ...more }
      onFound?.(found)
    }
    add({ along: await alongGradient(from, inFilters(await spiking.gradient(from), filters), normOf(inFilters(from, filters))) })
    const onPoint = counter('points of the surface', points ** 2)
    await overPlane(
      towards ? [0, 1] : [-reach, reach],
      points,
      (x, y) => {
        onPoint()
        return lossesAt(moved(from, x, one!, y, other))
      },
      ({ at, losses: [spikingLosses, smoothLosses = null] }) => add({ surface: { at, spiking: spikingLosses!, smooth: smoothLosses } }),
    )
    if (smooth) add({ sharpness: await sharpnessOf(smooth, from, filters, seed, counter('gradients', 2 * EFFORT.iterations)) })
    return found

    async function alongGradient(start: Vector, gradient: Vector, size: number): Promise<LossCurve | null> {
      const norm = normOf(gradient)
      if (norm === 0) return null
      const at = places(-reach, reach, 2 * points - 1)
      const onCurve = counter('points of the curve', at.length)
      const losses: number[][] = []
      for (const distance of at) {
        onCurve()
        losses.push(await lossesAt(moved(start, (-distance * size) / norm, gradient)))
      }
      return {
        at,
        slope: -size * norm,
        spiking: losses.map(([value]) => value!),
        smooth: smooth && losses.map(([, value]) => value!),
      }
    }
  })
}

async function sharpnessOf(
  smooth: Model,
  from: Vector,
  filters: readonly Int32Array[],
  seed: number,
  onGradient: () => void,
): Promise<Sharpness> {
  const distance = DISTANCE * normOf(inFilters(from, filters))
  const gradient = async (at: Vector) => {
    onGradient()
    return inFilters(await smooth.gradient(at), filters)
  }
  const start = filterNormalized(from, filters, seed, 2)
  return { ...(await largestEigenvalue(hessianProduct(gradient, from, distance), start, EFFORT)), distance }
}

/** @throws with a sentence where the networks have other layers */
function differences(from: Vector, towards: readonly [Other, Other]): Vector[] {
  return towards.map(({ title, values, statistics }) => {
    if (values.length + statistics.length !== from.length)
      throw new Error(`The layers of ${title} differ from those of this network: there is no line from one to the other.`)
    const to = joined(values, statistics)
    return from.map((value, i) => to[i]! - value)
  })
}

// ---- the network at any weights

/** A point has what the network has learned, then its running statistics. */
interface Model {
  here(): Promise<Vector>
  loss(at: Vector): Promise<number>
  gradient(at: Vector): Promise<Vector>
}

interface Models {
  readonly spiking: Model
  readonly smooth: Model | null
  /** Why there is no smooth one. */
  readonly why: string | null
}

function withModels<R>(compared: Compared, use: (models: Models) => Promise<R>): Promise<R> {
  const { experiment, samples, weights, passOf } = compared
  const pass = passOf(experiment, samples.length)
  const smoothed = smoothPass(compared, pass)
  const opened = <T>(of: LossPass, then: (model: Model) => Promise<T>) =>
    withPass(weights, of, samples, (open) => then(modelOf(open, of)), { copied: true })
  return opened(pass, (spiking) =>
    typeof smoothed === 'string'
      ? use({ spiking, smooth: null, why: smoothed })
      : opened(smoothed, (smooth) => use({ spiking, smooth, why: null })),
  )
}

function modelOf({ compiled, run, clearGradients }: OpenPass, { network, losses }: LossPass): Model {
  const { values, statistics, grads } = network
  const count = sizeOf(values.shape)
  const read = async (t: typeof values) =>
    compiled.holds(t) ? new Float32Array(await compiled.read(t)) : new Float32Array(sizeOf(t.shape))
  const write = (at: Vector) => {
    compiled.write(values, at.slice(0, count))
    if (compiled.holds(statistics)) compiled.write(statistics, at.slice(count))
  }
  return {
    here: async () => joined(await read(values), await read(statistics)),
    async loss(at) {
      write(at)
      run('forward')
      const each = await read(losses)
      return each.reduce((sum, loss) => sum + loss, 0) / each.length
    },
    async gradient(at) {
      write(at)
      clearGradients()
      run('forward', 'backward')
      return joined(await read(grads), new Float32Array(at.length - count))
    },
  }
}

function joined(one: Vector, other: Vector): Vector {
  const both = new Float32Array(one.length + other.length)
  both.set(one)
  both.set(other, one.length)
  return both
}

/** The network with smooth spikes, through whose reset a gradient passes: its gradient is a derivative. Or why there is none, in a sentence. */
function smoothPass({ experiment, samples, passOf }: Compared, { graph }: LossPass): LossPass | string {
  const why = whyNotSmooth(graph)
  if (why !== null) return why
  if ('learning' in experiment && experiment.learning) return 'The smooth model is that of networks that learn through time.'
  const attached = changed(experiment, attachedResets(experiment))
  return attached ? passOf(attached, samples.length, { smooth: true }) : 'There is no smooth model of these neurons.'
}
