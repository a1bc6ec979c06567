/** The conformance op of a whole latent model: one pass forward and backward through the network that neural response trains. */
import type { Gpu } from '../../engine/device'
import { layer } from '../../engine/graph'
import { padded, persistent, type Tensor } from '../../engine/tensor'
import { gaussianKl } from '../../losses/gaussian-kl/loss'
import { spikeTrainLoss } from '../../losses/spike-trains/loss'
import { backwardOps, forwardOps } from '../../networks/graph'
import { createKit, type Kit } from '../../networks/kit/kit'
import { latentGraph } from '../../networks/latent/graph'
import type { LatentSpec } from '../../networks/latent/schema'
import type { NeuronSpec } from '../../neurons/schema'
import type { SurrogateSpec } from '../../neurons/surrogate/schema'
import { type Inspection, inspect } from '../readable-tensors'
import { surrogateOf, type TecosAttributes, tecosAttributes } from './attributes'
import type { Computed } from './compare'
import { half } from './latent'
import { padRows, trimRows } from './layout'
import { contextFor } from './neurons'
import { mean } from './products'
import { type Case, need, timeFirst } from './read'
import { gradientsOf, isDeep, placesOf, sizesOf, writeWeights } from './tecos-weights'

type Built = ReturnType<typeof built>

export async function runTecosStep(gpu: Gpu, c: Case): Promise<Computed> {
  const a = tecosAttributes.parse(c.attrs)
  const made = built(a, c)
  const places = placesOf(a)
  using bench = await inspect(gpu, made.ops)
  writeWeights(bench, made.network, places, c)
  bench.run()
  return { outputs: await outputsOf(bench, made, a), gradients: await gradientsOf(bench, made.network, places) }
}

/** The network with its losses, over the tensors of the case. */
function built(a: TecosAttributes, { inputs }: Case) {
  const { steps, batch } = timeFirst(need(inputs, 'x'))
  /** A tensor of the case in the layout used here. */
  const given = (name: string) => {
    const rows = timeFirst(need(inputs, name))
    return persistent(name, 'f32', [rows.steps, rows.batch, padded(rows.features)], padRows(need(inputs, name).data, rows.features))
  }
  const source = (name: string) =>
    layer(name, { outputs: [{ value: given(name), form: 'dense', features: timeFirst(need(inputs, name)).features }] })
  const one = (name: string) => persistent(name, 'u32', [1])
  const context = contextFor('train', steps, batch)
  const kit = createKit(context, kitSettings(a, a.neuron === 'noisy' ? given('uniforms') : undefined))
  const kl = persistent('kl', 'f32', [batch])
  const carried = persistent('carried', 'f32', [batch, padded(sizesOf(a).size)])
  const divergence = { beta: a.beta, warmUpSteps: 0 }
  const graph = latentGraph(kit, kit, latentSpec(a), {
    input: source('x'),
    cells: timeFirst(need(inputs, 'target')).features,
    carried,
    noise: source('eps'),
    divergence: (posterior, prior) => [
      gaussianKl('divergence', posterior, prior, divergence, { clock: one('klClock'), micro: one('klMicro'), kl }),
    ],
  })
  // Spike trains that are compared as sets form one set.
  const sets = a.spikeLoss === 'mmd' ? 1 : batch
  const spikeLoss = persistent('spikeLoss', 'f32', [sets])
  const written = { recorded: given('target'), micro: one('micro'), loss: spikeLoss }
  const loss = spikeTrainLoss('loss', graph.output, sets, { tau: a.tau, first: 0 }, written)
  const ops = [...forwardOps(graph, () => []), loss, ...backwardOps(graph, () => [])]
  return { network: context.network, graph, carried, kl, spikeLoss, ops }
}

// ---- the case in the terms of the code

/** The number of units of the hidden layer; 0 for none. */
const hiddenOf = (sizes: readonly number[]): number => (isDeep(sizes) ? sizes[1]! : 0)

function latentSpec(a: TecosAttributes): LatentSpec {
  const { nets } = a
  const { size, latents } = sizesOf(a)
  return {
    kind: 'latent',
    stimulus: { kind: 'dense', hidden: nets.features.slice(1) },
    latents,
    prior: 'learned',
    encoderHidden: hiddenOf(nets.encoder),
    priorHidden: hiddenOf(nets.prior),
    memory: nets.memory ? { kind: a.memoryActivation, size, hidden: hiddenOf(nets.memory) } : { kind: 'none' },
    decoderHidden: hiddenOf(nets.decoder),
    output: 'spikes',
  }
}

function kitSettings(a: TecosAttributes, uniforms: Tensor<'f32'> | undefined): Kit['settings'] {
  const { decay, inputGain, threshold, reset, resetTo, detachReset } = a
  const shared = { decay, inputGain, threshold, reset, resetTo, detachReset }
  const neuron: NeuronSpec =
    a.neuron === 'noisy' ? { kind: 'noisyLif', noise: { kind: 'gaussian', sigma: a.sigma }, ...shared } : { kind: 'lif', ...shared }
  return {
    neuron,
    // Noise has its own slope.
    surrogate: a.neuron === 'noisy' ? { kind: 'gaussian', sigma: a.sigma } : surrogateSpec(a.surrogate),
    normalization: { kind: 'none' },
    bias: true,
    initialization: 'pytorch',
    seed: 0,
    micro: persistent('spikesMicro', 'u32', [1]),
    uniforms,
    maxSpiking: 1,
  }
}

/** A surrogate with the same width at all steps. */
function surrogateSpec(a: Extract<TecosAttributes, { neuron: 'deterministic' }>['surrogate']): SurrogateSpec {
  if (a.kind !== 'rect') return a
  const [width] = surrogateOf(a, 1).values
  return { kind: 'rect', window: 'fixed', width: width! }
}

// ---- the results

async function outputsOf(bench: Inspection, { graph, carried, kl, spikeLoss }: Built, a: TecosAttributes) {
  const { size, latents } = sizesOf(a)
  const read = async (t: Tensor, columns: number) => trimRows(await bench.f32(t as Tensor<'f32'>), columns)
  const { latent, memory } = graph.layers.find(({ name }) => name === 'walk')!.visible
  const [q, p] = [await read(graph.posterior!.value, 2 * latents), await read(graph.prior!.value, 2 * latents)]
  const [before, last] = [await read(memory!, size), await read(carried, size)]
  const [divergence, error] = [mean(await bench.f32(kl)), mean(await bench.f32(spikeLoss))]
  return {
    spikes: await read(graph.output.value, graph.output.features),
    membrane: await read(graph.spiking[0]!.membrane, graph.output.features),
    meanQ: half(q, latents, 0),
    logVarQ: half(q, latents, 1),
    meanP: half(p, latents, 0),
    logVarP: half(p, latents, 1),
    latent: await read(latent!, latents),
    // The memory before each step except the first, and the one that rows carry on.
    memory: [...before.subarray(last.length), ...last],
    kl: [divergence],
    spikeLoss: [error],
    loss: [error + a.beta * divergence],
  }
}
