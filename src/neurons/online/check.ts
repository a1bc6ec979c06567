/** What cannot learn forward in time: each problem is at the field of the learning rule, and says why. */
import { type Terms, termsIn } from '../../losses/terms/schema'
import { error, type Problem } from '../../problem'
import { descriptionOf } from '../descriptions'
import { beyondAStep } from '../equations/describe'
import type { LayerNeuron } from '../schema'
import type { LearningRule } from './schema'

interface Learning extends Terms {
  readonly learning?: LearningRule | undefined
  readonly network: {
    readonly kind: string
    readonly hidden?: readonly number[]
    readonly recurrence?: { readonly kind: string } | undefined
    readonly normalization: { readonly kind: string }
    readonly dropout?: number
    readonly delays?: unknown
  }
  readonly neuron: LayerNeuron
  readonly surrogate: { readonly kind: string }
  readonly loss: { readonly kind: string }
  readonly readout: { readonly kind: string }
  readonly run: { readonly microBatches: number }
  readonly data: { readonly kind: string; readonly stream?: unknown }
}

export function onlineProblems(e: Learning): Problem[] {
  const { learning, network, neuron, surrogate, loss, readout, run } = e
  if (!learning) return []
  const { outputs, rule, text, parallel } = descriptionOf(neuron)
  const scanned = rule.overTime && rule.reset === 'none'
  const isLif = outputs === 'spikes' && !rule.learnsDecay && text === undefined && !parallel
  const refused = (message: string) => error('learning.kind', message, { label: 'Learn through time', path: 'learning', value: undefined })
  const reasons = [
    ...(learning.kind === 'eprop'
      ? [
          network.hidden?.length !== 1 && 'e-prop is of one hidden layer, which the error of the outputs reaches in one step.',
          network.recurrence &&
            !['none', 'vanilla'].includes(network.recurrence.kind) &&
            'Skips are not built for e-prop: neurons receive their spikes of the step before.',
          readout.kind === 'spiking' && 'e-prop is of outputs that do not spike. Choose another readout.',
        ]
      : [network.kind === 'recurrent' && 'OTTT and SLTT are rules for networks without recurrence. e-prop learns recurrent weights, too.']),
    network.kind === 'layers' && 'Online learning is of fully connected networks: lists of layers are trained through time.',
    network.normalization.kind !== 'none' &&
      'tdBN takes its mean and variance over all steps, and online learning knows only those so far. Use no normalization.',
    network.delays !== undefined && 'Delays are not built for online learning: a step does not have the spikes of earlier ones.',
    network.dropout && 'Dropout is not built for online learning. Set it to 0.',
    ...(text === undefined
      ? [
          !isLif &&
            'Online learning is of LIF neurons with a fixed decay, where a trace stands for how they forget, and e-prop also of equations.',
        ]
      : learning.kind === 'eprop'
        ? beyondAStep(text)
        : ['OTTT and SLTT are rules for LIF neurons with a fixed decay. e-prop learns with neurons as equations, too.']),
    rule.storedPotentials &&
      'Online learning stores no potentials of earlier steps: there are none for half precision. Choose “in single precision” for the neuron.',
    scanned && 'A scan computes all steps at once, and online learning one after the other. Choose “step by step” for the neuron.',
    surrogate.kind === 'formula' && 'A surrogate that is a formula is not built for online learning. Choose another.',
    termsIn(e).some((name) => name !== 'layerDecay') &&
      'Terms on firing rates and operations depend on the spikes of the whole sequence, which online learning does not store.',
  ].flatMap((reason) => (reason ? [refused(reason)] : []))
  const updates = [...(learning.updates ? updateProblems(e, run.microBatches) : []), ...(learning.state ? stateProblems(e) : [])]
  if (loss.kind === 'meanOfCrossEntropy') return [...reasons, ...updates]
  return [
    ...reasons,
    ...updates,
    error(
      'learning.kind',
      'Online learning needs a loss at each step, and the error of a readout is known only after the last one. Use TET.',
      {
        label: 'Use TET',
        path: 'loss.kind',
        value: 'meanOfCrossEntropy',
      },
    ),
  ]
}

/** Settings that exclude weight updates at every step. */
function updateProblems(e: Terms, microBatches: number): Problem[] {
  const atTheEnd = { label: 'Update at the end', path: 'learning.updates', value: undefined }
  const reasons = [
    microBatches > 1 &&
      'Weights that change at every step need the gradient of the whole batch at that step, and micro-batches follow each other. Set micro-batches to 1.',
    termsIn(e).includes('layerDecay') &&
      'The decay of weights by layer is added to the gradient of a whole sequence. Use the optimizer’s weight decay, or update at the end of a sequence.',
  ]
  return reasons.flatMap((reason) => (reason ? [error('learning.updates.kind', reason, atTheEnd)] : []))
}

/** A state is carried on where a row of a batch is the continuation of the same row of the batch before. */
function stateProblems({ data, run, neuron }: Learning): Problem[] {
  const atRest = { label: 'Begin at rest', path: 'learning.state', value: undefined }
  const reasons = [
    data.stream === undefined &&
      'Samples of a set do not follow each other: there is no state to carry on. Choose an endless stream (temporal XOR has one), or begin at rest.',
    descriptionOf(neuron).text !== undefined &&
      'States of neurons as equations are not kept from one sequence to the next. Begin at rest, or use LIF.',
    run.microBatches > 1 && 'A state is kept for each row of the batch, and micro-batches share their rows. Set micro-batches to 1.',
  ]
  return reasons.flatMap((reason) => (reason ? [error('learning.state.kind', reason, atRest)] : []))
}
