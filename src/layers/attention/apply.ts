/** Multiplies streams by the scores that they receive, joined or separately, and computes the gradient of a stream along all paths. */
import { type Activation, activation, type Context } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { type DType, padded, persistent, sizeOf, type Tensor, tensor, view } from '../../engine/tensor'
import * as kernels from './kernels'
import { type Both, bothOf, type Join, type Kind, type Received } from './schema'
import type { Score, StreamMap } from './scores'

/** The factors of a stream: [steps, samples] and [samples, places]. */
export type Factors = Readonly<Record<Kind, Tensor<'f32'>>>

/** Neutral tensors for an unused score: it multiplies by 1 and has no gradient. */
export function neutralFor({ network }: Context, { x }: StreamMap) {
  const [steps, samples, places] = x.shape as readonly [number, number, number]
  const shared = <D extends DType>(what: string, dtype: D, shape: readonly number[], initial?: Float32Array<ArrayBuffer>) =>
    network.shared(`${what} ${dtype} ${shape}`, () => persistent(what, dtype, shape, initial))
  const tensorsOf = (shape: readonly number[]) => ({
    scores: shared('ones', 'f32', shape, new Float32Array(sizeOf(shape)).fill(1)),
    pooledGrad: shared('zeros', 'f32', [2, ...shape]),
    largestAt: shared('zeros', 'u32', shape),
  })
  return { temporal: tensorsOf([steps, samples]), spatial: tensorsOf([samples, places]) }
}

/** The gradient of an output, [steps, samples, places, outputs], and the first channel of a stream in it. */
interface Share {
  readonly outputGrad: Tensor<'f32'>
  readonly first: number
}

interface Applied {
  readonly outputs: readonly Activation[]
  readonly forward: readonly Op[]
  /** The output gradient of each stream; undefined for a stream that needs no gradient. */
  readonly shares: Both<Share | undefined>
}

const asMap = (t: Tensor<'f32'>, { x }: StreamMap): Tensor<'f32'> => view(t, [...x.shape.slice(0, 3), t.shape.at(-1)!])

/** Multiplies the streams by their scores and returns both. */
export function apart(name: string, inputs: Both<Activation>, maps: Both<StreamMap>, received: Both<Received>, by: Both<Factors>): Applied {
  const each = bothOf((stream) => scaled(`${name}.${stream}`, inputs[stream], maps[stream], received[stream], by[stream]))
  return {
    outputs: [each.event.output, each.frame.output],
    forward: [...each.event.forward, ...each.frame.forward],
    shares: bothOf((stream) => {
      const { grad } = each[stream].output
      return grad && { outputGrad: asMap(grad, maps[stream]), first: 0 }
    }),
  }
}

/** A stream that receives no score is passed on unchanged, with its own gradient. */
function scaled(name: string, input: Activation, map: StreamMap, received: Received, by: Factors) {
  const grad = tensor(`${name}Grad`, 'f32', input.value.shape)
  if (!received.temporal && !received.spatial) return { output: { ...input, ...(input.grad && { grad }) }, forward: [] }
  const value = tensor(name, 'f32', input.value.shape)
  const { bits, ...rest } = input
  const output: Activation = { ...rest, value, grad, form: input.form === 'dense' ? 'dense' : 'sparse' }
  return { output, forward: [kernels.scaleStream({ x: map.x, ...by, output: asMap(value, map) }, {})] }
}

/** Multiplies the streams by their scores and returns one output: the frames' channels follow the events' or are added to them. */
export function joined(
  name: string,
  { event, frame }: Both<Activation>,
  maps: Both<StreamMap>,
  by: Both<Factors>,
  join: Exclude<Join, 'none'>,
): Applied {
  const first = join === 'concat' ? event.features : 0
  const features = first + frame.features
  const [steps, rows] = event.value.shape as readonly [number, number]
  const output: Activation = {
    ...activation(name, [steps, rows, features], event.form === 'dense' || frame.form === 'dense' ? 'dense' : 'sparse', true),
    ...(event.space && { space: { ...event.space, channels: padded(features) } }),
  }
  const streams = {
    event: maps.event.x,
    frame: maps.frame.x,
    eventTemporal: by.event.temporal,
    eventSpatial: by.event.spatial,
    frameTemporal: by.frame.temporal,
    frameSpatial: by.frame.spatial,
  }
  const outputGrad = asMap(output.grad!, maps.event)
  return {
    outputs: [output],
    forward: [kernels.joinStreams({ ...streams, output: asMap(output.value, maps.event) }, { first })],
    shares: { event: { outputGrad, first: 0 }, frame: { outputGrad, first } },
  }
}

/** Writes the gradient of a stream: through its factors, and through the scores computed from it. */
export function inputGradOp(
  grad: Tensor<'f32'>,
  map: StreamMap,
  { outputGrad, first }: Share,
  by: Factors,
  ownScores: Readonly<Record<Kind, Pick<Score, 'pooledGrad' | 'largestAt'>>>,
): Op {
  return kernels.inputGrad(
    {
      outputGrad,
      ...by,
      temporalPooledGrad: ownScores.temporal.pooledGrad,
      temporalAt: ownScores.temporal.largestAt,
      spatialPooledGrad: ownScores.spatial.pooledGrad,
      spatialAt: ownScores.spatial.largestAt,
      inputGrad: asMap(grad, map),
    },
    { first, channels: map.channels },
  )
}
