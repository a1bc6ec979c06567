/** The gradient of an open run next to those that other choices give, and next to the true one of an expected loss. */
import { type DataSet, watchedSamples } from '../data/streams'
import { type GradientVariant, gradientVariants, learningVariants } from '../networks/gradient-variants'
import { drawsOf, rowsOf, trueCosines, whyNoTruth } from '../networks/likelihood-ratio'
import { cosinesOf, type Gradients, gradientsOf, type LossPass, type Weights } from '../networks/loss-pass'
import { drawnAs, type NoiseSpec } from '../neurons/noisy-lif/schema'
import { errorsOf } from '../problem'
import type { ComparedGradient, ComparedGradients } from '../readings/compared-gradients'
import type { BuildOptions, Built } from '../tasks/built'
import { check } from './check'
import { readDraft, withEdit } from './edit'
import type { Run } from './run'
import type { Experiment } from './schema'

/** The weights of an open run, and the numbers of the first of its pinned samples. */
export interface Compared {
  readonly experiment: Experiment
  readonly weights: Weights
  readonly samples: readonly number[]
  readonly layers: readonly string[]
  passOf(e: Experiment, rows: number, options?: BuildOptions): LossPass
}

export interface Progress {
  /** @param what is counted */
  onProgress?(done: number, total: number, what: string): void
  readonly signal?: AbortSignal
}

/** The draws of each sample, by which noise; without any, only networks of neurons that draw their spikes are compared with the truth. */
export interface Draws {
  readonly draws: number
  readonly noise?: NoiseSpec | undefined
  /** Without the gradients of other surrogates. */
  readonly alone?: boolean
}

/**
 * @param build for the same device and samples as the run
 * @throws where the task has no samples, or the network no neurons
 */
export function comparedOf(
  { gpu, built, compiled }: Run,
  experiment: Experiment,
  data: DataSet,
  count: number,
  build: (e: Experiment, options: BuildOptions) => Built,
): Compared {
  if (!built.lossPass)
    throw new Error('The gradients of this kind of experiment cannot be compared; those of classification and regression can.')
  const layers = built.pinned.graph.spiking.map(({ name }) => name)
  if (layers.length === 0) throw new Error('This network has no neurons.')
  const samples = Array.from({ length: Math.min(count, watchedSamples(data).count) }, (_, i) => i)
  const persistent = [...built.persistent, ...built.uploads.map(({ tensor }) => tensor)]
  const passOf = (e: Experiment, rows: number, options: BuildOptions = {}) => build(e, options).lossPass!(rows)
  return { experiment, weights: { gpu, data, compiled, persistent }, samples, layers, passOf }
}

export async function compareAll(compared: Compared, draws: Draws, progress: Progress = {}): Promise<ComparedGradients> {
  const others = await compareGradients(compared, progress)
  return {
    layers: compared.layers,
    samples: compared.samples.length,
    others,
    truth: await compareWithTruth(compared, draws, progress),
  }
}

/** The experiment with some settings changed; null where its task does not take them. */
export function changed(e: Experiment, change: object): Experiment | null {
  const read = readDraft({ ...e, ...change })
  return read.ok ? read.experiment : null
}

function variantsOf({ experiment, samples, passOf }: Compared): GradientVariant[] {
  const steps = passOf(experiment, samples.length).graph.spiking[0]!.membrane.shape[0]!
  if (!('surrogate' in experiment)) return []
  const learning = 'learning' in experiment ? experiment.learning : undefined
  const possible = learningVariants(learning).filter(({ change }) => {
    const other = changed(experiment, change)
    return other && errorsOf(check(other)).length === 0
  })
  // Neurons that draw their spikes for the true gradient do not learn forward in time: its variants leave out what is compared with another.
  return [...gradientVariants(experiment, steps), ...possible.map((variant) => ({ ...variant, against: { learning } }))]
}

export async function compareGradients(compared: Compared, { onProgress, signal }: Progress = {}): Promise<ComparedGradient[]> {
  const { experiment, weights, samples, passOf } = compared
  const known = new Map<string, Promise<Gradients>>()
  const gradientOf = (e: Experiment): Promise<Gradients> => {
    const key = JSON.stringify(e)
    const found = known.get(key) ?? gradientsOf(weights, passOf(e, samples.length), samples)
    known.set(key, found)
    return found
  }
  const variants = variantsOf(compared)
  const found: ComparedGradient[] = []
  for (const [index, { title, change, against = {} }] of variants.entries()) {
    signal?.throwIfAborted()
    const [one, other] = [changed(experiment, change), changed(experiment, against)]
    if (one && other) found.push({ title, cosines: cosinesOf(await gradientOf(other), await gradientOf(one)) })
    onProgress?.(index + 1, variants.length, 'gradients')
  }
  return found
}

/** The surrogate gradient next to the true one of the expected loss, and where LIF draw their spikes for it, with other surrogates too. */
export async function compareWithTruth(
  compared: Compared,
  { draws, noise, alone = !noise }: Draws,
  { onProgress, signal }: Progress = {},
): Promise<ComparedGradients['truth']> {
  const { experiment: e, weights, samples, passOf } = compared
  if ('learning' in e && e.learning) return { why: 'The true gradient is estimated for networks that learn through time.' }
  const rows = rowsOf(samples, draws)
  const drawing = noise ? withDraws(e, noise) : e
  if (!drawing) return { why: 'Spikes can be drawn in place of those of LIF alone.' }
  const detached = withEdit(drawing, 'neuron.detachReset', true)
  const apart = detached.ok && passOf(detached.experiment, rows.length)
  const why = whyNoTruth(passOf(drawing, rows.length).graph)
  if (why !== null) return { why }
  if (!apart || apart.graph.spiking.some(({ spec }) => !spec.detachReset))
    return { why: 'The true gradient is computed where all layers have the neuron of the network.' }
  const choices = [
    { title: 'this network', of: e },
    ...(alone ? [] : variantsOf(compared)).flatMap(({ title, change, against }) => {
      const of = against ? null : changed(e, change)
      return of ? [{ title, of }] : []
    }),
  ]
  const passes = choices.map(({ of }) => passOf(of, rows.length, noise ? { noise } : {}))
  const found = await trueCosines(weights, apart, passes, rows, (done, total) => {
    signal?.throwIfAborted()
    onProgress?.(done, total, 'estimates')
  })
  return { draws: drawsOf(draws), rows: found.map((layers, i) => ({ title: choices[i]!.title, layers })) }
}

/** The experiment with noisy LIF in place of LIF; null where its neurons are others. */
function withDraws(e: Experiment, noise: NoiseSpec): Experiment | null {
  if (!('neuron' in e)) return null
  const neuron = drawnAs(e.neuron, noise)
  return neuron && changed(e, { neuron })
}
