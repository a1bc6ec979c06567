/** Layer readings for window.lab: potentials, spikes, gradients, the lens, and past snapshots. Plain data. */

import type { Attribution } from '../../readings/attribution'
import type { EnergyModel } from '../../readings/energy'
import type { LayerInfo } from '../../readings/layers'
import type { MembraneReading } from '../../readings/membrane'
import { countAt, isAnalog, nanAt, overAt, underAt } from '../../readings/shares'
import { flush } from '../state/session/opening'
import { worker } from '../state/session/worker-connection'
import { store } from '../state/store/store'
import { hasAttribution } from '../tasks/registry'
import type { When } from './when'

const lens = () => import('./lens')

type Watchable = LayerInfo['watchable'][number]

export const readingCalls = (after: When) => ({
  layers: after(() =>
    store.getState().layers.map(({ name, kind, shape, parameters, watchable }) => ({
      name,
      kind,
      shape: [...shape],
      parameters,
      watchable: [...watchable],
    })),
  ),
  membrane: after(async (layer: string, step?: number) => membraneOf(await worker().membrane(answering('membrane', layer)), step)),
  potentials: after(async (layer: string, sample: number) => {
    const { steps, neurons, membrane } = await sampleLayer('potentials', layer, sample)
    return { steps, neurons, data: membrane }
  }),
  spikes: after(async (layer: string, sample: number) => {
    const { steps, neurons, spikes } = await sampleLayer('spikes', layer, sample)
    return { steps, neurons, data: spikes }
  }),
  /** The attention scores over steps and positions of a pinned sample; empty if the network has no attention. */
  scores: after(async (sample: number) => {
    const { scores = [] } = await worker().sample(pinnedSample('scores', sample))
    return scores.map(({ layer, stream, of: indices, weighs, shape, data }) => ({
      layer,
      stream,
      of: indices,
      weighs: [...weighs],
      shape: [...shape],
      data,
    }))
  }),
  ...lensCalls(after),
  /** The requests of the task’s own view: one of the calls defined in its `detail.ts`. */
  inspect: after((call: unknown) => worker().inspect(call)),
  /**
   * The gradient of an output with respect to the input of a pinned sample: `gradient[step * features + feature]` is ∂y/∂x. The output is
   * that of a class, counted from 0, before a softmax; by default the predicted class. It passes through the surrogates. `available` has,
   * by layer and step, the share of the sample’s potentials in the window. Computed on request; training stays identical to the last bit.
   */
  attribution: after(async (sample: number, output?: number) => {
    if (!hasAttribution(store.getState().open))
      throw new Error('attribution: this experiment has none: it is for classes of samples of one stream.')
    const call = { ask: 'attribution', sample: pinnedSample('attribution', sample), ...(output !== undefined && { output }) }
    const { input, gradient, readout, layers, ...indices } = (await worker().inspect(call)) as Attribution
    return {
      ...indices,
      readout: [...readout],
      steps: input.steps,
      features: gradient.length / input.steps,
      input: input.data,
      gradient,
      available: Object.fromEntries(layers.map(({ layer, available }) => [layer, [...available]])),
    }
  }),
  ...gradientCalls(after),
  /**
   * Operations of one sample and their energy, counted over the pinned samples with the current weights: of arithmetic alone, or with memory
   * traffic (`{ memory: 'sram' }`, `'dram'`) and the neurons' updates (`{ updates: true }`) in the total.
   */
  energy: after(async (model: Partial<EnergyModel> = {}) => {
    const { ARITHMETIC, energyOf } = await import('../../readings/energy')
    return energyOf(await worker().operations(), { ...ARITHMETIC, ...model })
  }),
})

const lensCalls = (after: When) => ({
  /** Tries a threshold or a factor on the window's width, as the lens does, and returns the effect; null ends the trial. */
  lens: after(async (layer: string, trial?: { threshold?: number; widen?: number } | null) =>
    (await lens()).tryOut(answering('membrane', layer, 'lens'), trial),
  ),
  /** Applies the trial to the experiment as a single edit. */
  applyLens: after(async (layer: string) => {
    const { applyTrial } = await lens()
    applyTrial(answering('membrane', layer, 'applyLens'))
    await flush()
  }),
  /** The variables of a layer's neurons, the potential first, and the shown one. A name chooses what membrane view and raster show. */
  variables: after(async (layer: string, chosen?: string) => (await lens()).variables(answering('membrane', layer, 'variables'), chosen)),
  /** Training steps of the saved membrane snapshots, which `lookAt` can show. */
  moments: after(async () => (await lens()).moments()),
  /** Shows a past snapshot in the views, or the present with null; returns the training step that is shown. */
  lookAt: after(async (step: number | null) => (await lens()).lookAt(step)),
})

const gradientCalls = (after: When) => ({
  gradientNorm: after(async (layer: string) => worker().gradientNorm(answering('gradientNorm', layer))),
  /**
   * The gradient over time in a layer, of the loss of a pinned sample: `norm[t]` is ‖∂L/∂u[t]‖; `above`, `neuron` and `hops` are the norms of
   * its parts; `typical` and `largest` the root mean square and the largest of the singular values of ∂u[t+1]/∂u[t]; `reach` the logarithm
   * to base 10 of ‖∂u[T]/∂u[t]‖ over √N; `depth` what becomes of the gradient of the next layer at each step; `exponents` the largest Lyapunov exponents a step. Computed on request; training stays identical
   * to the last bit.
   */
  gradients: after(async (layer: string, sample?: number) =>
    worker().gradientFlow(answering('gradientNorm', layer, 'gradients'), pinnedSample('gradients', sample ?? 0)),
  ),
  /**
   * The gradient of each layer's parameters next to others, on the first pinned samples: `others` has its cosines with those of other
   * surrogates, of the other reset and of truncated time, by layer and last of all layers; `truth` those with the true gradient of the
   * expected loss, with standard errors, where spikes are drawn: by noisy LIF, or for this by LIF with normal noise of `sigma`. Training
   * pauses meanwhile, and stays identical to the last bit. Null where it was stopped.
   */
  compareGradients: after(async (asked?: { samples?: number; draws?: number; sigma?: number | null }) => {
    const { comparing } = await import('../dialogs/gradient/compared')
    return structuredClone(await comparing.take(asked))
  }),
  /**
   * The loss of the first pinned samples around the weights: `along` against their gradient, `surface` over two random directions of `seed`, or
   * `towards` two saved runs by their ids, with `points` on a side and as far as `reach` of the norm of the weights; `sharpness` is the largest
   * eigenvalue of the smooth model's Hessian. Training pauses meanwhile, and stays identical to the last bit. Null where it was stopped.
   */
  lossLandscape: after(
    async (asked?: { samples?: number; points?: number; reach?: number; seed?: number; towards?: readonly [string, string] }) => {
      const { lookingAround } = await import('../dialogs/gradient/landscape')
      return structuredClone(await lookingAround.take(asked))
    },
  ),
})

/** Returns the layer's name if it supports the reading. @param call the call that asks. @throws Error that lists the layers that do. */
function answering(watched: Watchable, layer: string, call: string = watched): string {
  const { layers } = store.getState()
  const able = layers.filter(({ watchable }) => watchable.includes(watched)).map(({ name }) => name)
  if (able.includes(layer)) return layer
  throw new Error(`${call}: “${layer}” does not answer. These layers do: ${able.join(', ')}.`)
}

async function sampleLayer(call: 'potentials' | 'spikes', layer: string, sample: number) {
  answering(call, layer)
  const frame = await worker().sample(pinnedSample(call, sample), layer)
  const found = frame.layers.find((l) => l.layer === layer)
  if (!found) throw new Error(`${call}: “${layer}” was not in the sample’s frame.`)
  return found
}

/** @throws Error if no sample with this index is pinned. */
function pinnedSample(call: string, sample: number): number {
  const { pinned } = store.getState()
  if (Number.isInteger(sample) && sample >= 0 && sample < pinned) return sample
  throw new Error(`${call}: sample is an index from 0 to ${pinned - 1}, not ${sample}.`)
}

/** The counts of one step, or of all steps together, for which the widest step's window applies. */
function membraneOf(frame: MembraneReading, step?: number) {
  const steps = frame.available.length
  if (step !== undefined && !(Number.isInteger(step) && step >= 0 && step < steps))
    throw new Error(`membrane: step is from 0 to ${steps - 1}, not ${step}.`)
  const indices = step === undefined ? Array.from({ length: steps }, (_, t) => t) : [step]
  const total = (at: typeof nanAt) => indices.reduce((sum, t) => sum + at(frame, t), 0)
  const share = (counts: ArrayLike<number>, which: readonly number[]) =>
    which.reduce((sum, t) => sum + counts[t]!, 0) / (which.length * frame.total)
  const widest = indices.reduce((best, t) =>
    frame.windowHigh[t]! - frame.windowLow[t]! > frame.windowHigh[best]! - frame.windowLow[best]! ? t : best,
  )
  return {
    edges: Array.from({ length: frame.bins + 1 }, (_, bin) => frame.low + (bin * (frame.high - frame.low)) / frame.bins),
    counts: Array.from({ length: frame.bins }, (_, bin) => total((_, t) => countAt(frame, t, bin))),
    under: total(underAt),
    over: total(overAt),
    nan: total(nanAt),
    samples: frame.samples,
    // These cover all steps and samples of the batch, even if one step is asked for.
    neurons: frame.neurons,
    silent: frame.silent,
    saturated: frame.saturated,
    channels: frame.channels,
    silentChannels: frame.silentChannels,
    threshold: frame.threshold,
    window: [frame.windowLow[widest]!, frame.windowHigh[widest]!] as [number, number],
    gradientAvailable: share(frame.available, indices),
    gradientAvailableFixed: isAnalog(frame) ? Number.NaN : share(frame.availableFixed, indices),
    /** The predicted normal distribution, with its mean and standard deviation. */
    law: frame.predicted && predictedOver(frame.predicted, indices),
    ...(frame.spans && { spans: frame.spans }),
    ...(step === undefined && { gradientAvailableBySteps: indices.map((t) => share(frame.available, [t])) }),
  }
}

/** Mean and standard deviation of the mixture of the steps' predicted distributions. */
function predictedOver({ mean, standardDeviation: deviation }: NonNullable<MembraneReading['predicted']>, indices: readonly number[]) {
  const average = (value: (t: number) => number) => indices.reduce((sum, t) => sum + value(t), 0) / indices.length
  const middle = average((t) => mean[t]!)
  return { mean: middle, deviation: Math.sqrt(average((t) => deviation[t]! ** 2 + mean[t]! ** 2) - middle ** 2) }
}
