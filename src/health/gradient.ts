/** Rules over gradients: vanishing and exploding over depth, time and training, and non-finite values. Pure. */

import type { Experiment } from '../experiments/schema'
import { grouped, significant } from '../format'
import { asLayer, pathInLayer } from '../networks/neurons'
import { recurrenceOf } from '../neurons/recurrent-lif/schema'
import type { MembraneReading } from '../readings/membrane'
import { normOverSteps } from '../readings/shares'
import { isLong } from '../readings/steps'
import { type Evidence, median, type Remedy, type Rule, worst } from './evidence'
import { clipping, isBroken, isSilent, rateBy, widerWindow } from './remedies'

/** As a share of the norm at the last layer: with less, the first layers hardly learn. */
const VANISHED = 1 / 100
/** As a share of the norm at the last step: with less at the first step, it has no influence. */
const FORGOTTEN = 1e-6
/** As a multiple of the norm at the last layer, and as growth from each layer to the previous one: such a gradient is out of proportion to the weights. */
const EXPLODED = 100
const GROWTH = 5
/** The norm at the first step as a multiple of that at the last: it has grown on every hop back. */
const EXPLODED_IN_TIME = 1000
/** The median of the newest norms as a multiple of the median of all: single batches differ by less than tenfold. */
const JUMP = 50
const JUMP_ROWS = 10

/** "1/2,000,000 of", or where a fraction would be unreadable "1e−12 times". */
const share = (ratio: number): string => (ratio >= 1e-7 ? `1/${grouped(1 / ratio)} of` : `${significant(ratio)} times`)
/** By what factor a norm changes a hop, where it changes by a ratio over some. */
const each = (ratio: number, hops: number): string => (ratio ** (1 / Math.max(1, hops))).toPrecision(3)
/** The number of rows from which on the median of a run is used. */
const MEDIAN_ROWS = 50
/** A suggested skip length covers the sequence in this many hops, up to the maximum. */
const HOPS = 5
const MAX_SKIP = 64

const vanishing: Rule = {
  id: 'vanishing',
  family: 'Gradient',
  term: 'gradientNorm',
  title: 'Vanishing over depth',
  when: `The gradient norm at the first layer is less than 1/${1 / VANISHED} of that at the last, and every layer fires.`,
  why: 'The backward pass multiplies the gradient by a surrogate in every layer, which is 0 outside the window, so the gradient shrinks with depth.',
  remedy: 'a wider or adaptive window, a tdBN, or a slower decay',
  measure({ layers }) {
    const [first, last] = [layers[0], layers.at(-1)]
    return first && last && first !== last ? `first over last ${significant(normOverSteps(first) / normOverSteps(last))}` : null
  },
  find({ layers, open }) {
    const { network } = open
    const [first, last] = [layers[0], layers.at(-1)]
    // If a layer is silent, the rule for silent neurons reports it; the vanishing gradient is only a consequence.
    if (!first || !last || first === last || layers.some(isSilent)) return null
    const [front, back] = [normOverSteps(first), normOverSteps(last)]
    if (!(back > 0) || front >= VANISHED * back) return null
    const remedies: Remedy[] = widerWindow(open, first)
    if (network.kind !== 'latent' && network.kind !== 'agent' && network.normalization.kind === 'none')
      remedies.push({ label: 'Normalize the currents', effect: 'tdBN', changes: [['network.normalization', { kind: 'tdBatchNorm' }]] })
    const { neuron } = asLayer(open, first)
    if ('decay' in neuron && neuron.decay < 0.5)
      remedies.push({
        label: 'Raise the decay β',
        effect: `${neuron.decay} → 0.5`,
        changes: [[pathInLayer('neuron.decay', first), 0.5]],
      })
    return {
      id: 'vanishing',
      severity: 'warn',
      title: 'The gradient vanishes toward the input',
      text:
        front > 0
          ? `Its norm at ${first.layer} is ${share(front / back)} that at ${last.layer}, ${each(front / back, layers.length - 1)} times a layer: the first layers barely learn.`
          : `At ${first.layer} it is zero: the first layers do not learn at all.`,
      remedies,
      at: 0,
    }
  },
}

/** The norm at the first step as a share of that at the last. */
const early = ({ gradientNorm }: MembraneReading): number => gradientNorm[0]! / gradientNorm.at(-1)!
const isSequence = ({ network }: Experiment, layer: MembraneReading): boolean =>
  recurrenceOf(network) !== undefined || isLong(layer.gradientNorm.length)

/** Vanishing over time, in a recurrent network or over a long sequence: for the layer where the first step receives the least gradient. */
const forgotten: Rule = {
  id: 'forgotten',
  family: 'Gradient',
  term: 'bptt',
  title: 'Vanishing over time',
  when: 'In a recurrent network, or over a long sequence, the gradient norm at a layer’s first step is less than a millionth of that at its last.',
  why: 'Input at the first step is learned only if the gradient reaches that step, and the leak attenuates it at every step.',
  remedy: 'a recurrence with a longer skip, which needs fewer hops',
  measure(e) {
    const layer = e.layers[worst(e.layers, (l) => -early(l))]
    return layer && isSequence(e.open, layer) ? `first over last step ${significant(early(layer))}, ${layer.layer}` : null
  },
  find({ layers, open }) {
    const { network } = open
    const at = worst(layers, (layer) => -early(layer))
    const layer = layers[at]
    if (
      !layer ||
      !(early(layer) < FORGOTTEN) ||
      network.kind === 'layers' ||
      network.kind === 'latent' ||
      network.kind === 'detector' ||
      network.kind === 'agent' ||
      !isSequence(open, layer)
    )
      return null
    const steps = layer.gradientNorm.length
    const size =
      early(layer) > 0 ? `${share(early(layer))} that at step ${steps}, ${each(early(layer), steps - 1)} times a step back` : 'zero'
    const isRecurrent = recurrenceOf(network) !== undefined
    return {
      id: 'forgotten',
      severity: 'warn',
      title: `No gradient reaches the early steps of ${layer.layer}`,
      text: `Its norm at step 1 is ${size}: input there is not learned. ${
        isRecurrent
          ? 'A longer skip needs fewer hops from the end to the start.'
          : 'A layer that receives its spikes of many steps ago preserves it.'
      }`,
      remedies: longer(network, steps),
      at,
    }
  },
}

function longer(network: Exclude<Experiment['network'], { kind: 'layers' | 'latent' | 'detector' | 'agent' }>, steps: number): Remedy[] {
  const span = Math.min(MAX_SKIP, Math.max(2, Math.round(steps / HOPS)))
  const skip = { kind: 'skip', span }
  const remedy = (label: string, effect: string, path: string, value: unknown): Remedy[] => [{ label, effect, changes: [[path, value]] }]
  if (network.kind === 'mlp')
    return remedy('Make it recurrent', `skip of ${span} steps`, 'network', { ...network, kind: 'recurrent', recurrence: skip })
  const { recurrence } = network
  switch (recurrence.kind) {
    case 'none':
      return remedy('Add recurrent input', `skip of ${span} steps`, 'network.recurrence', skip)
    case 'vanilla':
      return remedy('Lengthen the skip', `1 → ${span}`, 'network.recurrence', skip)
    case 'skip':
      return recurrence.span >= span ? [] : remedy('Lengthen the skip', `${recurrence.span} → ${span}`, 'network.recurrence.span', span)
    case 'adaptive':
      if (recurrence.spans >= span) return []
      return remedy('Allow longer skips', `up to ${recurrence.spans} → ${span}`, 'network.recurrence.spans', span)
    default:
      return recurrence satisfies never
  }
}

const calming = ({ open, curves }: Evidence): Remedy[] => [...clipping(open, curves), ...rateBy(open, 0.3)]

const exploding: Rule = {
  id: 'exploding',
  family: 'Gradient',
  term: 'gradientNorm',
  title: 'Exploding over depth or time',
  when: `The gradient norm at the first layer is at least ${EXPLODED} times that at the last, and ${GROWTH} times a layer; or at a layer’s first step at least ${grouped(EXPLODED_IN_TIME)} times that at its last; or it is infinite, because its squares exceed the largest 32-bit float.`,
  why: 'A gradient that grows at every layer, or at every step back in time, changes the first weights far more than the last: one batch undoes what many have learned.',
  remedy: 'gradient clipping at the median norm so far, or a lower learning rate; where it is infinite a wider window first',
  measure(e) {
    const [first, last] = [e.layers[0], e.layers.at(-1)]
    const layer = e.layers[worst(e.layers, early)]
    if (!first || !last || !layer) return null
    const depth = first === last ? '' : `first over last layer ${significant(normOverSteps(first) / normOverSteps(last))}; `
    return `${depth}first over last step ${significant(early(layer))}`
  },
  find(e) {
    const { layers } = e
    const [first, last] = [layers[0], layers.at(-1)]
    if (!first || !last) return null
    const infinite = overflow(layers)
    if (infinite >= 0)
      return {
        id: 'exploding',
        severity: 'warn',
        title: 'The gradient explodes toward the input',
        text: `Its norm at ${layers[infinite]!.layer} is shown as infinite: its squares exceed the largest 32-bit float, 3.4 · 10³⁸. Each layer multiplies the gradient by the height of the surrogate, which in a window of width κ is 1/κ.`,
        remedies: [...widerWindow(e.open, layers[infinite]!), ...calming(e)],
        at: infinite,
        cause: true,
      }
    const ratio = normOverSteps(first) / normOverSteps(last)
    const deep = ratio >= EXPLODED && ratio >= GROWTH ** (layers.length - 1) && Number.isFinite(ratio)
    const at = deep ? 0 : worst(layers, (layer) => (Number.isFinite(early(layer)) ? early(layer) : 0))
    const layer = layers[at]!
    if (!deep && !(early(layer) >= EXPLODED_IN_TIME && Number.isFinite(early(layer)))) return null
    return {
      id: 'exploding',
      severity: 'warn',
      title: deep ? 'The gradient explodes toward the input' : `The gradient of ${layer.layer} explodes back in time`,
      text: deep
        ? `Its norm at ${first.layer} is ${grouped(ratio)} times that at ${last.layer}, ${each(ratio, layers.length - 1)} times a layer: the first weights change far more than the last.`
        : `Its norm at step 1 is ${grouped(early(layer))} times that at step ${layer.gradientNorm.length}: it grows ${each(early(layer), layer.gradientNorm.length - 1)} times a step back in time.`,
      remedies: calming(e),
      at,
    }
  },
}

/** The squares of larger gradients do not fit in 32-bit floats, in which they are summed. */
const overflow = (layers: readonly MembraneReading[]): number =>
  layers.findIndex(({ gradientNorm }) => gradientNorm.some((norm) => norm === Number.POSITIVE_INFINITY))

const jump = ({ curves: { norm } }: Evidence): readonly [now: number, usual: number] | null =>
  norm.length < MEDIAN_ROWS ? null : [median(norm, norm.length - JUMP_ROWS), median(norm)]

const jumped: Rule = {
  id: 'jumped',
  family: 'Gradient',
  term: 'clipping',
  title: 'Exploding over training',
  when: `The median of the last ${JUMP_ROWS} gradient norms of all parameters is at least ${JUMP} times the median of the run, after ${MEDIAN_ROWS} steps.`,
  why: 'When many potentials drift into the window together, the gradient norm and the optimizer’s next step grow by orders of magnitude.',
  remedy: 'gradient clipping at the median norm so far, or a lower learning rate',
  measure(e) {
    const found = jump(e)
    return found && `${significant(found[0] / found[1])} times the median ${significant(found[1])}`
  },
  find(e) {
    const found = jump(e)
    if (!found || !(found[0] >= JUMP * found[1]) || !(found[1] > 0)) return null
    return {
      id: 'jumped',
      severity: 'warn',
      title: `The gradient norm is ${grouped(found[0] / found[1])} times its earlier value`,
      text: `It is ${significant(found[0])} in the last ${JUMP_ROWS} steps; the median of the run is ${significant(found[1])}. Clip it there, or lower the learning rate.`,
      remedies: calming(e),
    }
  },
}

const notFinite: Rule = {
  id: 'nan',
  family: 'Gradient',
  term: 'clipping',
  title: 'Non-finite values',
  when: 'A potential of the newest batch is NaN. A non-finite loss or gradient also stops training immediately, before it reaches the weights.',
  why: 'Comparisons with NaN are false: such a neuron never fires, and every sum that contains it is NaN.',
  remedy: 'gradient clipping, a lower learning rate; after a stop also Resume, from the weights of the previous step',
  measure: ({ layers }) => (layers.length === 0 ? null : `${layers.filter(isBroken).length} of ${layers.length} layers`),
  find(e) {
    const at = e.layers.findIndex(isBroken)
    if (at < 0) return null
    return {
      id: 'nan',
      severity: 'warn',
      title: `${e.layers[at]!.layer} is not finite`,
      text: 'Some potentials are NaN. Lower the learning rate, or clip the gradient.',
      remedies: calming(e),
      at,
    }
  },
}

export const GRADIENT_RULES: readonly Rule[] = [vanishing, forgotten, exploding, jumped, notFinite]
