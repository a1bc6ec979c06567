/** The loss around the weights of a run: along its gradient, over a plane, how sharply it bends; rows of tables, and a sentence. */
import { counted, fixed, twoDigits } from '../format'
import type { TextTable } from './gradient-flow'

/** A number for each point: of the network as it is, and with its spikes smoothed; null where there is no smooth model. */
interface ByModel<T> {
  readonly spiking: T
  readonly smooth: T | null
}

export interface LossCurve extends ByModel<readonly number[]> {
  /** Against the gradient, as parts of the norm of the weights. */
  readonly at: readonly number[]
  /** The change of the loss that the gradient predicts, per norm of the weights. */
  readonly slope: number
}

/** A square grid; by row, from the lowest y on. */
export interface LossSurface extends ByModel<Float32Array<ArrayBuffer>> {
  readonly at: readonly number[]
}

export interface Sharpness {
  /** The largest eigenvalue of the Hessian, by the weights, of the smooth model. */
  readonly value: number
  readonly residual: number
  readonly iterations: number
  /** Half the distance between the two gradients whose difference gives a Hessian-vector product. */
  readonly distance: number
}

export interface LossLandscape {
  readonly samples: number
  /** The directions of the surface, in words. */
  readonly axes: readonly [x: string, y: string]
  readonly here: ByModel<number>
  /** Why there is no smooth model, in a sentence; null where there is one. */
  readonly why: string | null
  /** Null where the gradient is 0. */
  readonly along: LossCurve | null
  readonly surface: LossSurface | null
  readonly sharpness: Sharpness | null
}

/** The largest step between neighbors on a curve, as a part of the range of both curves; what a smooth curve keeps small. */
const largestStep = (losses: readonly number[]): number =>
  losses.reduce((largest, loss, i) => (i === 0 ? 0 : Math.max(largest, Math.abs(loss - losses[i - 1]!))), 0)

/** Where on the curve the loss is lowest. */
function lowest({ at, spiking }: LossCurve): { readonly at: number; readonly loss: number } {
  const index = spiking.reduce((best, loss, i) => (loss < spiking[best]! ? i : best), 0)
  return { at: at[index]!, loss: spiking[index]! }
}

export function landscapeSentence({ samples, here, along, why }: LossLandscape): string {
  const low = along && lowest(along)
  return [
    `On ${counted(samples, 'sample')} the loss is ${fixed(here.spiking, 4)}${here.smooth === null ? '' : `, that of the smooth model ${fixed(here.smooth, 4)}`}.`,
    low &&
      along &&
      (low.at > 0
        ? `Against the gradient it falls to ${fixed(low.loss, 4)}, ${twoDigits(low.at)} of the norm of the weights away.`
        : 'Against the gradient it does not fall at any of these points.'),
    !along && 'The gradient of the weights is 0 here: there is no line along it.',
    along?.smooth &&
      `The largest step between two points is ${fixed(largestStep(along.spiking), 4)}; in the smooth model ${fixed(largestStep(along.smooth), 4)}.`,
    why,
  ]
    .filter(Boolean)
    .join(' ')
}

export const sharpnessText = ({ value, residual, iterations, distance }: Sharpness): string =>
  `the largest eigenvalue of the smooth model’s Hessian by the weights is ${twoDigits(value)}, after ${counted(iterations, 'power iteration')} with a residual of ${fixed(100 * residual, 1)} %, from gradients ${twoDigits(2 * distance)} apart.`

/** Rows of the curve and of the surface, for a terminal. */
export function landscapeTables({ samples, axes, along, surface }: LossLandscape): TextTable[] {
  const on = `on ${counted(samples, 'sample')}`
  const number = (value: number) => value.toFixed(4)
  const heads = ({ smooth }: ByModel<unknown>) => ['spiking', ...(smooth ? ['smooth'] : [])]
  return [
    ...(along
      ? [
          {
            caption: `Loss against the gradient, ${on}; distances are parts of the norm of the weights.`,
            heads: ['distance', ...heads(along)],
            rows: along.at.map((at, i) => [number(at), number(along.spiking[i]!), ...(along.smooth ? [number(along.smooth[i]!)] : [])]),
          },
        ]
      : []),
    ...(surface
      ? (['spiking', 'smooth'] as const).flatMap((model) => {
          const losses = surface[model]
          if (!losses) return []
          const size = surface.at.length
          const shown = surface.at.flatMap((at, i) => (i % Math.max(1, (size - 1) / 8) === 0 ? [{ at, i }] : []))
          return [
            {
              caption: `Loss of the ${model} model over ${axes[0]} (columns) and ${axes[1]} (rows), ${on}.`,
              heads: ['', ...shown.map(({ at }) => number(at))],
              rows: shown.map(({ at, i }) => [number(at), ...shown.map((column) => number(losses[i * size + column.i]!))]),
            },
          ]
        })
      : []),
  ]
}
