/**
 * Cross-modality attention between a stream of events and one of frames (Zhou et al., Neural Networks 2024), RECONSTRUCTED from the
 * paper's abstract, which gives no equations: temporal and spatial scores are learned from the features of each stream, and allocated
 * across the streams as schema.ts says. Scaling and joining are one op, and so is the gradient of a stream along all paths.
 * A temporal score reads every step of a sample, so the layer is not causal.
 */
import { type Activation, type Context, type Layer, layer } from '../../engine/graph'
import { view } from '../../engine/tensor'
import { apart, inputGradOp, joined, neutralFor } from './apply'
import {
  type AttentionSpec,
  allocation,
  type Both,
  bothOf,
  type Join,
  KINDS,
  type Kind,
  type Received,
  STREAMS,
  type Stream,
} from './schema'
import { type Score, type StreamMap, spatialScore, temporalScore } from './scores'

export interface AttendSpec extends AttentionSpec {
  /** Two outputs, or one: the frames' channels after the events', or their sum. */
  readonly join: Join
  /** The seed of the initial weights. */
  readonly seed: number
}

const SUFFIXES = { temporal: 'Temporal', spatial: 'Spatial' } as const
const otherOf = (kind: Kind): Kind => (kind === 'temporal' ? 'spatial' : 'temporal')

/**
 * Two feature maps of one size and length, or two lists of features. Parameters: `name.eventTemporal1`, `name.eventTemporal2`,
 * `name.eventSpatial`, ..., of the scores in use. Visible: these scores, `eventTemporal` [steps, batch], `eventSpatial` [batch, places],
 * ..., and `output` where there is one.
 * @throws where the streams do not fit each other.
 */
export function attend(context: Context, name: string, event: Activation, frame: Activation, spec: AttendSpec): Layer {
  const inputs: Both<Activation> = { event, frame }
  const maps = bothOf((stream) => mapOf(context, name, inputs[stream]))
  refuseUnfit(name, maps, spec.join)
  const received = allocation(spec)
  const made = scoresOf(context, name, maps, received, spec)
  const scoreOf = (kind: Kind, stream?: Stream) => made.find((entry) => entry.kind === kind && entry.stream === stream)?.score
  const neutral = neutralFor(context, maps.event)
  const byKind = <T>(valueFor: (kind: Kind) => T) => ({ temporal: valueFor('temporal'), spatial: valueFor('spatial') })
  const factors = bothOf((stream) => byKind((kind) => (scoreOf(kind, received[stream][kind]) ?? neutral[kind]).scores))
  const { outputs, forward, shares } =
    spec.join === 'none' ? apart(name, inputs, maps, received, factors) : joined(name, inputs, maps, factors, spec.join)

  const throughScores = STREAMS.flatMap((stream) =>
    KINDS.flatMap(
      (kind) =>
        scoreOf(kind, received[stream][kind])?.backward({
          x: maps[stream].x,
          ...shares[stream]!,
          other: factors[stream][otherOf(kind)],
        }) ?? [],
    ),
  )
  const inputGrads = STREAMS.flatMap((stream) => {
    const { grad } = inputs[stream]
    const ownScores = byKind((kind) => scoreOf(kind, stream) ?? neutral[kind])
    return grad ? [inputGradOp(grad, maps[stream], shares[stream]!, factors[stream], ownScores)] : []
  })
  const learns = inputGrads.length > 0
  return layer(name, {
    outputs,
    parameters: made.flatMap(({ score }) => score.parameters),
    forward: [...made.flatMap(({ score }) => score.forward), ...forward],
    backwardInput: learns ? [...throughScores, ...inputGrads] : [],
    backwardParameters: [...(learns ? [] : throughScores), ...made.flatMap(({ score }) => score.backwardParameters)],
    visible: {
      ...Object.fromEntries(made.map(({ stream, kind, score }) => [`${stream}${SUFFIXES[kind]}`, score.scores])),
      ...(outputs.length === 1 && { output: outputs[0]!.value }),
    },
  })
}

function mapOf({ steps, batch }: Context, name: string, { value, space, features }: Activation): StreamMap {
  const [height, width] = space ? [space.height, space.width] : [1, 1]
  const [valueSteps, rows, columns] = value.shape as readonly [number, number, number]
  if (valueSteps !== steps) throw new Error(`${name}: attention needs the values of all ${steps} steps and gets ${valueSteps}`)
  if (rows !== batch * height * width) throw new Error(`${name}: attention needs feature maps; an image's pixels are not rows`)
  return { x: view(value, [steps, batch, height * width, columns]), channels: features, height, width }
}

function refuseUnfit(name: string, { event, frame }: Both<StreamMap>, join: Join): void {
  if (event.height !== frame.height || event.width !== frame.width)
    throw new Error(`${name}: ${event.height} x ${event.width} and ${frame.height} x ${frame.width} places do not fit each other`)
  if (join === 'add' && event.channels !== frame.channels)
    throw new Error(`${name}: ${event.channels} and ${frame.channels} channels cannot be added`)
}

interface Made {
  readonly stream: Stream
  readonly kind: Kind
  readonly score: Score
}

/** The scores that some stream receives, the events' first. */
const scoresOf = (context: Context, name: string, maps: Both<StreamMap>, received: Both<Received>, spec: AttendSpec): Made[] =>
  STREAMS.flatMap((stream) =>
    KINDS.filter((kind) => STREAMS.some((to) => received[to][kind] === stream)).map((kind) => {
      const own = `${name}.${stream}${SUFFIXES[kind]}`
      const score =
        kind === 'temporal'
          ? temporalScore(context, own, maps[stream], spec.ratio, spec.seed)
          : spatialScore(context, own, maps[stream], spec.kernel, spec.seed)
      return { stream, kind, score }
    }),
  )
