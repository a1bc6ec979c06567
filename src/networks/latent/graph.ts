/**
 * Builds a latent model over time from its parts: features of the stimulus, encoder, prior and memory around the walk, and a decoder that
 * ends in neurons or in a rate. What does not depend on the memory of the previous step runs over all steps at once. Pure.
 */
import type { Activation, Layer } from '../../engine/graph'
import { layer } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import type { Tensor } from '../../engine/tensor'
import { activate } from '../../layers/activation/layer'
import { conv2d } from '../../layers/conv2d/layer'
import { flatten } from '../../layers/flatten'
import { convFan, initializeBias, initializeWeight } from '../../layers/initialize'
import { type LatentWalk, latentWalk } from '../../layers/latent/layer'
import { drivesOf } from '../../layers/latent/schema'
import { drivesInitialized } from '../../layers/latent/weights'
import { fork } from '../../layers/residual/layer'
import { type Analog, dense } from '../dense'
import type { NetworkGraph } from '../graph'
import { withHead } from '../kit/head'
import { append, type Kit } from '../kit/kit'
import { convInput } from '../product-input'
import { type LatentSpec, walkSpec } from './schema'

export interface LatentParts {
  /** The frames that each step receives: one row per sample, or one for all samples with the same stimulus. */
  readonly input: Layer
  readonly cells: number
  /** [rows, states of a walk]: read at the beginning, written at the end. */
  readonly carried: Tensor<'f32'>
  /** Standard normals for the latent, [steps, rows, padded latents]; absent without one. */
  readonly noise?: Layer | undefined
  /**
   * The meaning of the outputs of a network without spikes: a rate in spikes per bin (the default), the probability of a spike, or its
   * logit for a likelihood.
   */
  readonly says?: 'rate' | 'probability' | 'logit'
  /** The ops that compare posterior and prior, and write the gradients of both. */
  divergence?(posterior: Activation, prior: Activation | undefined): readonly Op[]
}

export interface LatentGraph extends NetworkGraph {
  readonly posterior?: Activation
  readonly prior?: Activation | undefined
}

/** @param kit of all rows. @param stimulus the same kit for the rows of the stimulus, which may be one. */
export function latentGraph(kit: Kit, stimulus: Kit, spec: LatentSpec, parts: LatentParts): LatentGraph {
  const analog: Analog = { matrices: [], convolutions: [] }
  const features = featuresOf(stimulus, analog, spec, append(stimulus, parts.input).outputs[0]!)
  const walking = spec.latents > 0 || spec.memory.kind !== 'none'
  const head = (seen: Activation) => {
    const hidden = spec.decoderHidden > 0 ? dense(kit, analog, 'decoder1', seen, spec.decoderHidden, 'relu') : seen
    return spec.output === 'spikes'
      ? withHead(kit, hidden, { outputs: parts.cells, bias: true, readout: { kind: 'spiking' }, everyStep: true })
      : rateHead(kit, hidden, parts.cells, parts.says)
  }
  if (!walking) return { ...head(features), analog }
  const walk = walkOf(kit, stimulus, analog, spec, features, parts)
  const prior = spec.latents > 0 && spec.prior === 'learned' ? priorOf(kit, analog, spec, walk.memory) : undefined
  if (spec.latents > 0 && parts.divergence)
    append(kit, layer('divergence', { outputs: [walk.posterior], forward: parts.divergence(walk.posterior, prior) }))
  return { ...head(spec.latents > 0 ? walk.joined : walk.memory), analog, ...(spec.latents > 0 && { posterior: walk.posterior, prior }) }
}

// ---- parts

/** ReLU layers over the frames that a step sees. */
function featuresOf(kit: Kit, analog: Analog, { stimulus }: LatentSpec, input: Activation): Activation {
  if (stimulus.kind === 'dense')
    return stimulus.hidden.reduce((x, outputs, i) => dense(kit, analog, `features${i + 1}`, x, outputs, 'relu'), input)
  const maps = stimulus.channels.reduce((x, outputs, i) => convolution(kit, analog, `features${i + 1}`, x, outputs, stimulus.kernel), input)
  const flat = flatten(maps, kit.context.batch)
  // Padding of channels lies between them.
  return { ...flat, features: flat.value.shape[2]! }
}

function convolution(kit: Kit, analog: Analog, name: string, x: Activation, outputs: number, side: number): Activation {
  const { context, settings } = kit
  const stored = x.space!.channels
  const fan = convFan(x.features, outputs, side * side, stored)
  const pad = Math.floor(side / 2)
  const made = append(
    kit,
    conv2d(context, name, x, {
      outputs,
      kernel: [side, side],
      stride: [1, 1],
      padding: [pad, pad],
      bias: true,
      initialize: initializeWeight('pytorch', fan, settings.seed),
      initializeBias: initializeBias('pytorch', fan, settings.seed),
    }),
  )
  const [weight, bias] = made.parameters
  const output = made.outputs[0]!
  analog.convolutions.push({
    name,
    kind: 'conv',
    weight: weight!,
    bias: bias!,
    channels: x.features,
    stored,
    kernel: [side, side],
    outputs,
    input: convInput(x, x.features, { kernel: side, stride: 1, padding: pad }, output),
    positions: output.space!.height * output.space!.width,
    constantInput: false,
    initialScale: 1,
  })
  return append(kit, activate(context, `${name}.relu`, made.outputs[0]!, 'relu')).outputs[0]!
}

function walkOf(
  kit: Kit,
  stimulus: Kit,
  analog: Analog,
  spec: LatentSpec,
  features: Activation,
  { carried, noise }: LatentParts,
): LatentWalk {
  const walk = walkSpec(spec, features.features, kit.settings.seed, carried.shape[1])
  const drives = drivesOf(walk)
  const initial = drivesInitialized(walk)
  const both = drives.encoder > 0 && drives.memory > 0
  const [first, second] = append(stimulus, fork(stimulus.context, 'features.fork', features, both ? 2 : 1)).outputs
  const encoderDrive =
    drives.encoder > 0 ? dense(stimulus, analog, 'encoder', first!, drives.encoder, undefined, initial.encoder) : undefined
  const memoryDrive =
    drives.memory > 0 ? dense(stimulus, analog, 'memory', second ?? first!, drives.memory, undefined, initial.memory) : undefined
  const reads = spec.latents === 0 ? 'after' : spec.prior === 'learned' ? 'before' : 'none'
  const drawn = noise && append(kit, noise).outputs[0]!.value
  const made = append(kit, latentWalk(kit.context, 'walk', walk, { encoderDrive, memoryDrive, noise: drawn, carried }, reads))
  analog.matrices.push(...made.matrices)
  return made
}

function priorOf(kit: Kit, analog: Analog, { latents, priorHidden }: LatentSpec, memory: Activation): Activation {
  const hidden = priorHidden > 0 ? dense(kit, analog, 'prior1', memory, priorHidden, 'relu') : memory
  return dense(kit, analog, 'prior', hidden, 2 * latents)
}

/** A rate in spikes per bin, or the probability of a spike. */
function rateHead(kit: Kit, hidden: Activation, cells: number, says: LatentParts['says'] = 'rate'): NetworkGraph {
  const graph = withHead(kit, hidden, { outputs: cells, bias: true, readout: { kind: 'mean' }, everyStep: true })
  const readouts = graph.readouts.map((readout) => ({ ...readout, says }))
  if (says === 'logit') return { ...graph, readouts }
  const rate = append(kit, activate(kit.context, 'rate', graph.outputs, says === 'rate' ? 'softplus' : 'sigmoid')).outputs[0]!
  const { layers, prelude } = graph
  return { ...graph, readouts, outputs: rate, output: rate, forward: [...prelude, ...layers.flatMap((l) => l.forward)] }
}
