/** An experiment's gradient in Node next to those that other choices give, and next to the true one of an expected loss: numbers and tables. */
import { type DataSet, watchedSamples } from '../data/streams'
import type { Gpu } from '../engine/device'
import { readDraft, withEdit } from '../experiments/edit'
import type { Run } from '../experiments/run'
import type { Experiment } from '../experiments/schema'
import { type GradientVariant, gradientVariants } from '../networks/gradient-variants'
import { drawsOf, type Estimate, rowsOf, type TrueCosine, trueCosines, whyNoTruth } from '../networks/likelihood-ratio'
import { cosinesOf, type Gradients, gradientsOf, type LossPass, type Weights } from '../networks/loss-pass'
import { buildFor } from './open-run'
import { grid } from './terminal'

/** The cosines of a gradient with another one: of each layer, and of all of them. */
export interface ComparedGradient {
  readonly title: string
  readonly cosines: readonly (number | null)[]
}

/** The weights of an open run, and the numbers of the first of its pinned samples. */
export interface Compared {
  readonly experiment: Experiment
  readonly weights: Weights
  readonly samples: readonly number[]
  readonly layers: readonly string[]
}

/** @throws where the task has no samples, or the network no neurons */
export function comparedOf({ gpu, built, compiled }: Run, experiment: Experiment, data: DataSet, count: number): Compared {
  if (!built.lossPass)
    throw new Error('The gradients of this kind of experiment cannot be compared; those of classification and regression can.')
  const layers = built.pinned.graph.spiking.map(({ name }) => name)
  if (layers.length === 0) throw new Error('This network has no neurons.')
  const samples = Array.from({ length: Math.min(count, watchedSamples(data).count) }, (_, i) => i)
  const persistent = [...built.persistent, ...built.uploads.map(({ tensor }) => tensor)]
  return { experiment, weights: { gpu, data, compiled, persistent }, samples, layers }
}

/** The experiment with some settings changed; null where its task does not take them. */
function changed(e: Experiment, change: GradientVariant['change']): Experiment | null {
  const read = readDraft({ ...e, ...change })
  return read.ok ? read.experiment : null
}

export const passOf = (gpu: Gpu, e: Experiment, data: DataSet, rows: number): LossPass => buildFor(gpu, e, data).lossPass!(rows)

/** @param done called after each gradient */
export async function compareGradients(
  { experiment, weights, samples }: Compared,
  done: (gradients: number, of: number) => void = () => undefined,
): Promise<ComparedGradient[]> {
  const { gpu, data } = weights
  const known = new Map<string, Promise<Gradients>>()
  const gradientOf = (e: Experiment): Promise<Gradients> => {
    const key = JSON.stringify(e)
    const found = known.get(key) ?? gradientsOf(weights, passOf(gpu, e, data, samples.length), samples)
    known.set(key, found)
    return found
  }
  const pass = passOf(gpu, experiment, data, samples.length)
  const steps = pass.graph.spiking[0]!.membrane.shape[0]!
  const variants = 'surrogate' in experiment ? gradientVariants(experiment, steps) : []
  const compared: ComparedGradient[] = []
  for (const [index, { title, change, against = {} }] of variants.entries()) {
    const [one, other] = [changed(experiment, change), changed(experiment, against)]
    if (one && other) compared.push({ title, cosines: cosinesOf(await gradientOf(other), await gradientOf(one)) })
    done(index + 1, variants.length)
  }
  return compared
}

/** The surrogate gradient next to the true one of the expected loss. @param draws of each sample; rounded by `drawsOf` */
export async function compareWithTruth(
  { experiment: e, weights, samples }: Compared,
  draws: number,
  done?: (batches: number, of: number) => void,
): Promise<TrueCosine[] | string> {
  const { gpu, data } = weights
  const rows = rowsOf(samples, draws).length
  const pass = passOf(gpu, e, data, rows)
  const why = whyNoTruth(pass.graph)
  if (why !== null) return why
  const detached = withEdit(e, 'neuron.detachReset', true)
  const apart = detached.ok && passOf(gpu, detached.experiment, data, rows)
  if (!apart || apart.graph.spiking.some(({ spec }) => !spec.detachReset))
    return 'The true gradient is computed where all layers have the neuron of the network.'
  return trueCosines(weights, pass, apart, samples, draws, done)
}

// ---- tables

const digits = (value: number | null): string => (value === null ? '–' : value.toFixed(4))
const withError = (found: Estimate | null): string => (found ? `${digits(found.value)} ± ${found.error.toPrecision(2)}` : '–')

/** A table with a row for each other gradient and a column for each layer. */
export const comparedMarkdown = ({ layers, samples }: Compared, compared: readonly ComparedGradient[]): string =>
  [
    `Cosine of the gradient with that of another choice, on ${counted(samples.length, 'sample')}; – where one of them is 0.`,
    grid(
      ['another choice', ...layers, 'all layers'],
      compared.map(({ title, cosines }) => [title, ...cosines.map(digits)]),
    ),
  ].join('\n\n')

/** A table with a row for each layer. */
export const truthMarkdown = ({ layers, samples }: Compared, found: readonly TrueCosine[], draws: number): string =>
  [
    `The surrogate gradient and the likelihood-ratio gradient of the expected loss, on ${counted(samples.length, 'sample')} with ${drawsOf(draws)} draws each, with standard errors; – where the draws do not tell a gradient from 0.`,
    grid(
      ['layer', 'cosine', 'norm, surrogate / true'],
      found.map(({ cosine, ratio }, i) => [layers[i] ?? 'all layers', withError(cosine), withError(ratio)]),
    ),
  ].join('\n\n')

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`

/** The command line's `--samples` and `--draws`. @throws with a sentence where it is no such number */
export function countOf(option: string, value: string, min: number): number {
  const count = Number(value)
  if (value === '' || !Number.isInteger(count) || count < min)
    throw new Error(`--${option} takes a whole number from ${min} on, not “${value}”.`)
  return count
}
