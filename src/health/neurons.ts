/** Rules over neurons: layers that are silent, neurons that never or always fire, channels that are dead. Pure. */

import type { Experiment } from '../experiments/schema'
import { grouped, percent } from '../format'
import { readoutOf } from '../layers/readout/schema'
import { asLayer, neuronsOf } from '../networks/neurons'
import { isAnalog } from '../neurons/descriptions'
import type { MembraneReading } from '../readings/membrane'
import { sharesOverall } from '../readings/shares'
import { type Evidence, type Finding, type Remedy, type Rule, stepOf, worst } from './evidence'
import { hardlyMoves } from './learning'
import { driveBy, isSilent, ofSpiking, rateBy } from './remedies'

/**
 * From the first of these training steps on, a silent output is reported; remedies are offered only from the second on, because many
 * outputs begin to fire without help before that.
 */
const SILENT_STEPS = [20, 200] as const
/** A silent layer with this share of potentials in its window may start to fire during training, so it is no problem before training. */
const AWAKENING = 1 / 3
/** A sparse layer has many neurons that a batch does not need, but with this share of silent ones it is narrower than it appears. */
const SILENT_LIMIT = 0.75
/** From this share on, silence is reported before training has settled: few neurons are left that could make the others fire. */
const NEARLY_ALL = 0.9
/** A filter's pattern occurs at some position of some image: a channel that never fires has stopped learning. */
const DEAD_LIMIT = 0.25
/** A neuron that always fires carries no information; this share of such neurons in a layer narrows it noticeably. */
const SATURATED_LIMIT = 0.25
/** If the loss once exceeded this multiple of its initial value, training silenced the layer; otherwise it was silent from the start. */
const THROWN = 1.5
const RATE_FIRST = `if the loss had risen to ${THROWN} times its initial value, a lower learning rate`
/** Initial weights say little: these three rules wait for this many training steps, and for a learning rate that moves the weights. */
const SETTLED = 100

/** The spiking output, which does not count as a hidden layer: its neurons are the classes. */
const outputOf = ({ open, layers }: Evidence): MembraneReading | undefined =>
  readoutOf(open).kind === 'spiking' ? layers.at(-1) : undefined
const hidden = (e: Evidence): readonly MembraneReading[] => e.layers.filter((layer) => layer !== outputOf(e))
const hasMaps = (layer: MembraneReading): boolean => layer.neurons > layer.channels

const silentLayer: Rule = {
  id: 'dead',
  family: 'Neurons',
  term: 'silent',
  title: 'Silent layers',
  when: `No neuron of a layer fired in the newest batch. For a spiking output it is reported from step ${SILENT_STEPS[0]}, with a remedy from step ${SILENT_STEPS[1]}.`,
  why: 'A layer without spikes transmits nothing: later layers receive the same input for every sample.',
  remedy: `a lower threshold; after a tdBN, whose currents scale with the threshold, a larger scale α; ${RATE_FIRST}`,
  measure: (e) => (e.layers.length === 0 ? null : `${e.layers.filter(isSilent).length} of ${e.layers.length} layers`),
  find(e) {
    const output = outputOf(e)
    const at = e.layers.findIndex((layer) => layer !== output && isSilent(layer))
    const first = e.layers[at]
    const step = stepOf(e)
    if (!first) return output && isSilent(output) ? silentOutput(e, output, step) : null
    if (step === 0) return silentBeforeTraining(e)
    const silent = hidden(e).filter(isSilent).length
    return {
      id: 'dead',
      severity: 'warn',
      title: silent === 1 ? `${first.layer} is silent` : `${silent} layers are silent`,
      text: `No neuron of ${first.layer} fired in the newest batch, so later layers receive nothing. ${percent(sharesOverall(first).below)} of its potentials lie below the window. ${cause(e)}`,
      remedies: drive(e, first, 2),
      at,
    }
  },
}

/** The loss was far above its start: too large a step has moved the potentials to where they are. */
const wasThrown = ({ curves: { loss } }: Evidence): boolean => Array.from(loss).some((value) => value > THROWN * loss[0]!)
/** The usual remedies, preceded by a lower learning rate if the rate was the cause. */
const drive = (e: Evidence, layer: MembraneReading, factor: number): Remedy[] => [
  ...(wasThrown(e) ? rateBy(e.open, 0.3) : []),
  ...driveBy(e.open, layer, factor),
]
const cause = (e: Evidence): string =>
  wasThrown(e)
    ? 'The loss had risen far above its initial value before: lower the learning rate, and start over with Reset.'
    : 'Lower the threshold, or scale up the input.'

/** A silent layer before training: neurons that receive a gradient may still begin to fire. */
function silentBeforeTraining(e: Evidence): Finding | null {
  const layer = hidden(e).find((frame) => isSilent(frame) && sharesOverall(frame).inside > AWAKENING)
  if (!layer) return null
  return {
    id: 'dead',
    severity: 'info',
    title: `${layer.layer} is silent before training`,
    text: `${percent(sharesOverall(layer).inside)} of its potentials lie in the window: its neurons receive a gradient and may start to fire during training.`,
    remedies: [],
    at: e.layers.indexOf(layer),
  }
}

/** A silent output layer, which fires little before anything is learned. */
function silentOutput(e: Evidence, output: MembraneReading, step: number): Finding | null {
  const [reported, remedied] = SILENT_STEPS
  if (step < reported) return null
  const late = step >= remedied
  return {
    id: 'unanswered',
    severity: late ? 'warn' : 'info',
    title: 'No output neuron has fired yet',
    text: `All rates of ${output.layer} are 0 in the newest batch, so all classes score the same. ${percent(sharesOverall(output).below)} of its potentials lie below the window. ${late ? 'Lower the threshold, or scale up the input.' : 'The first spikes often appear during training.'}`,
    remedies: late ? drive(e, output, 2) : [],
    at: e.layers.indexOf(output),
  }
}

const isEarly = (e: Evidence): boolean => stepOf(e) < SETTLED

/** The layer with the largest share above the limit, of those that `about` selects. @param limitEarly the limit before training settles. */
function largestAbove(
  e: Evidence,
  about: (layer: MembraneReading) => boolean,
  share: (layer: MembraneReading) => number,
  limit: number,
  limitEarly = Number.POSITIVE_INFINITY,
): { layer: MembraneReading; at: number } | null {
  const layers = hidden(e).filter(about)
  const layer = layers[worst(layers, share)]
  const minShare = isEarly(e) ? limitEarly : limit
  return layer && stepOf(e) >= SILENT_STEPS[0] && share(layer) >= minShare && !hardlyMoves(e)
    ? { layer, at: e.layers.indexOf(layer) }
    : null
}
const largest = (e: Evidence, about: (layer: MembraneReading) => boolean, share: (layer: MembraneReading) => number): string | null => {
  const layers = hidden(e).filter(about)
  const layer = layers[worst(layers, share)]
  return layer ? `${percent(share(layer), 0)} of ${layer.layer}` : null
}

/** Before training has settled, only a remark without remedies. */
const reportOf = (e: Evidence, layer: MembraneReading, text: string): Pick<Finding, 'severity' | 'text' | 'remedies'> =>
  isEarly(e)
    ? {
        severity: 'info',
        text: `${text} In the first ${SETTLED} training steps this may mislead: neurons may still start to fire.`,
        remedies: [],
      }
    : { severity: 'warn', text, remedies: drive(e, layer, 2) }
const NEARLY_WHEN = `From step ${SILENT_STEPS[0]} it is reported, without a remedy, where ${percent(NEARLY_ALL, 0)} are.`

const silentShare = (layer: MembraneReading): number => layer.silent / layer.neurons
const deadShare = (layer: MembraneReading): number => layer.silentChannels / layer.channels
const saturatedShare = (layer: MembraneReading): number => layer.saturated / layer.neurons
const flatAwake = (layer: MembraneReading): boolean => !hasMaps(layer) && !isSilent(layer)
const mapsAwake = (layer: MembraneReading): boolean => hasMaps(layer) && !isSilent(layer)

const silentNeurons: Rule = {
  id: 'silent',
  family: 'Neurons',
  term: 'silent',
  title: 'Silent neurons',
  when: `At least ${percent(SILENT_LIMIT, 0)} of a fully connected layer’s neurons did not fire at any step of any sample of the newest batch, from training step ${SETTLED}. ${NEARLY_WHEN}`,
  why: 'A neuron that never reaches its threshold transmits nothing, and one whose potentials lie outside the window receives no gradient to change that.',
  remedy: `a lower threshold; after a tdBN a larger scale α; ${RATE_FIRST}`,
  measure: (e) => largest(e, flatAwake, silentShare),
  find(e) {
    const found = largestAbove(e, flatAwake, silentShare, SILENT_LIMIT, NEARLY_ALL)
    if (!found) return null
    const { layer, at } = found
    return {
      id: 'silent',
      title: `${percent(silentShare(layer), 0)} of ${layer.layer} is silent`,
      ...reportOf(
        e,
        layer,
        `${grouped(layer.silent)} of its ${grouped(layer.neurons)} neurons did not fire at any step of ${layer.samples} samples, which makes the layer effectively narrower. ${percent(sharesOverall(layer).below)} of its potentials lie below the window.`,
      ),
      at,
    }
  },
}

const deadChannels: Rule = {
  id: 'channels',
  family: 'Neurons',
  term: 'silent',
  title: 'Dead channels',
  when: `In at least ${percent(DEAD_LIMIT, 0)} of a convolution’s channels no position fired in the newest batch, from training step ${SETTLED}. ${NEARLY_WHEN}`,
  why: 'All positions of a channel share their weights. If none of them ever fires, no image contains the filter’s pattern, or its threshold is out of reach.',
  remedy: `a lower threshold; after a tdBN a larger scale α; ${RATE_FIRST}`,
  measure: (e) => largest(e, mapsAwake, deadShare),
  find(e) {
    const found = largestAbove(e, mapsAwake, deadShare, DEAD_LIMIT, NEARLY_ALL)
    if (!found) return null
    const { layer, at } = found
    return {
      id: 'channels',
      title: `${layer.silentChannels} channels of ${layer.layer} are dead`,
      ...reportOf(
        e,
        layer,
        `None of their ${grouped(layer.neurons / layer.channels)} positions fired in any of ${layer.samples} samples; the layer has ${layer.channels} channels. ${percent(sharesOverall(layer).below)} of its potentials lie below the window.`,
      ),
      at,
    }
  },
}

const saturated: Rule = {
  id: 'saturated',
  family: 'Neurons',
  term: 'saturated',
  title: 'Saturated neurons',
  when: `At least ${percent(SATURATED_LIMIT, 0)} of a layer’s neurons fired at 95 % or more of all steps of all samples of the newest batch, from training step ${SETTLED}.`,
  why: 'A neuron that fires for every input is a constant: it costs spikes, and its potentials lie above the window, where no gradient can lower them.',
  remedy: `a higher threshold; after a tdBN a smaller scale α; ${RATE_FIRST}`,
  measure: (e) => largest(e, () => true, saturatedShare),
  find(e) {
    const found = largestAbove(e, () => true, saturatedShare, SATURATED_LIMIT)
    if (!found) return null
    const { layer, at } = found
    return {
      id: 'saturated',
      severity: 'warn',
      title: `${percent(saturatedShare(layer), 0)} of ${layer.layer} always fires`,
      text: `${grouped(layer.saturated)} of its ${grouped(layer.neurons)} neurons fired at 95 % or more of all steps of all samples: they are constants. ${percent(sharesOverall(layer).above)} of its potentials lie above the window.`,
      remedies: drive(e, layer, 0.5),
      at,
    }
  },
}

const isOfAnalog = (open: Experiment, layer: MembraneReading): boolean => isAnalog(asLayer(open, layer).neuron)

/** For analog neurons: a layer of zeros passes on neither activations nor gradients. */
const inactive: Rule = {
  id: 'inactive',
  family: 'Neurons',
  term: 'relu',
  title: 'Inactive layers',
  applies: ({ open }) => neuronsOf(open).some(isAnalog),
  when: 'No output of a layer of ReLUs was above 0 in the newest batch.',
  why: 'A ReLU whose potential is not above 0 gives 0 and has a slope of 0: a layer of them transmits nothing and receives no gradient.',
  remedy: 'a lower learning rate, and a restart from the initial weights',
  measure({ open, layers }) {
    const analog = layers.filter((layer) => isOfAnalog(open, layer))
    return analog.length === 0 ? null : `${analog.filter(isSilent).length} of ${analog.length} layers`
  },
  find(e) {
    const at = e.layers.findIndex((layer) => isOfAnalog(e.open, layer) && isSilent(layer))
    const layer = e.layers[at]
    if (!layer) return null
    return {
      id: 'inactive',
      severity: 'warn',
      title: `${layer.layer} is inactive`,
      text: `No output of ${layer.layer} was above 0 in the newest batch: it transmits nothing, and no gradient passes it.`,
      remedies: stepOf(e) > 0 ? rateBy(e.open, 0.3) : [],
      at,
    }
  },
}

export const NEURON_RULES: readonly Rule[] = [...[silentLayer, silentNeurons, deadChannels, saturated].map(ofSpiking), inactive]
