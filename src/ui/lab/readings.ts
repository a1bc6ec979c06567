/** What layers are and hold, for window.lab: potentials, spikes, gradients, the lens, and moments of the past. Plain data. */
import type { Attribution } from '../../readings/attribution'
import type { LayerInfo } from '../../readings/layers'
import type { MembraneReading } from '../../readings/membrane'
import { isAnalog } from '../../readings/shares'
import { flush } from '../state/session/opening'
import { worker } from '../state/session/worker-connection'
import { store } from '../state/store/store'
import { hasAttribution } from '../tasks/registry'
import type { When } from './when'

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
  /** What attention gives the steps and the places of a pinned sample; none where the network has no attention. */
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
  /** Puts a threshold or a factor on the window's width on trial, as the lens does, and says what it comes to; null ends the trial. */
  lens: after(async (layer: string, trial?: { threshold?: number; widen?: number } | null) => {
    const { tryOut } = await import('./lens')
    return tryOut(answering('membrane', layer, 'lens'), trial)
  }),
  /** Sets in the experiment what is on trial: one edit. */
  applyLens: after(async (layer: string) => {
    const { applyTrial } = await import('./lens')
    applyTrial(answering('membrane', layer, 'applyLens'))
    await flush()
  }),
  /** Training steps of the moments of the membrane that are kept, to look back at. */
  moments: after(async () => {
    const { moments } = await import('./lens')
    return moments()
  }),
  /** Shows a moment of the past in the views, null what is now; answers with the training step that is shown. */
  lookAt: after(async (step: number | null) => {
    const { lookAt } = await import('./lens')
    return lookAt(step)
  }),
  /** What the task’s own view asks of the open run: one of the calls that its `detail.ts` has. */
  inspect: after((call: unknown) => worker().inspect(call)),
  /**
   * The gradient of an output to the input of a pinned sample: `gradient[step * features + feature]` is ∂y/∂x, of the output of a class,
   * counted from 0, before a softmax; of the predicted class unless said. It passes through the surrogates. `available` is by layer and
   * step which share of the sample’s potentials lies in the window. Computed when it is asked; training is to the last bit what it is without.
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
  /** Operations of one sample and the energy of their arithmetic, counted over the pinned samples with the present weights. */
  energy: after(async () => {
    const { energyOf } = await import('../../readings/energy')
    return energyOf(await worker().operations())
  }),
  gradientNorm: after(async (layer: string) => worker().gradientNorm(answering('gradientNorm', layer))),
})

/** The layer's name, if it can be watched so. @param call that asks. @throws Error with the layers that can. */
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

/** @throws Error where no sample with this number is pinned. */
function pinnedSample(call: string, sample: number): number {
  const { pinned } = store.getState()
  if (Number.isInteger(sample) && sample >= 0 && sample < pinned) return sample
  throw new Error(`${call}: sample is an index from 0 to ${pinned - 1}, not ${sample}.`)
}

/** One step's counts, or all steps together: then the window is the widest step's. */
function membraneOf(frame: MembraneReading, step?: number) {
  const steps = frame.available.length
  if (step !== undefined && !(Number.isInteger(step) && step >= 0 && step < steps))
    throw new Error(`membrane: step is from 0 to ${steps - 1}, not ${step}.`)
  const indices = step === undefined ? Array.from({ length: steps }, (_, t) => t) : [step]
  const row = frame.bins + 3
  const count = (bin: number) => indices.reduce((sum, t) => sum + frame.counts[t * row + bin]!, 0)
  const share = (counts: ArrayLike<number>, which: readonly number[]) =>
    which.reduce((sum, t) => sum + counts[t]!, 0) / (which.length * frame.total)
  const widest = indices.reduce((best, t) =>
    frame.windowHigh[t]! - frame.windowLow[t]! > frame.windowHigh[best]! - frame.windowLow[best]! ? t : best,
  )
  return {
    edges: Array.from({ length: frame.bins + 1 }, (_, bin) => frame.low + (bin * (frame.high - frame.low)) / frame.bins),
    counts: Array.from({ length: frame.bins }, (_, bin) => count(bin)),
    under: count(frame.bins),
    over: count(frame.bins + 1),
    nan: count(frame.bins + 2),
    samples: frame.samples,
    // Of all steps and samples of the batch, whatever step is asked for.
    neurons: frame.neurons,
    silent: frame.silent,
    saturated: frame.saturated,
    channels: frame.channels,
    silentChannels: frame.silentChannels,
    threshold: frame.threshold,
    window: [frame.windowLow[widest]!, frame.windowHigh[widest]!] as [number, number],
    gradientAvailable: share(frame.available, indices),
    gradientAvailableFixed: isAnalog(frame) ? Number.NaN : share(frame.availableFixed, indices),
    /** The predicted distribution: normal, with this mean and deviation. */
    law: frame.predicted && predictedOver(frame.predicted, indices),
    ...(frame.spans && { spans: frame.spans }),
    ...(step === undefined && { gradientAvailableBySteps: indices.map((t) => share(frame.available, [t])) }),
  }
}

/** Mean and deviation of the steps' predicted distributions taken together. */
function predictedOver({ mean, standardDeviation: deviation }: NonNullable<MembraneReading['predicted']>, indices: readonly number[]) {
  const average = (value: (t: number) => number) => indices.reduce((sum, t) => sum + value(t), 0) / indices.length
  const middle = average((t) => mean[t]!)
  return { mean: middle, deviation: Math.sqrt(average((t) => deviation[t]! ** 2 + mean[t]! ** 2) - middle ** 2) }
}
