/**
 * One neuron of each kind over all steps in float64, with which the page simulates a single neuron. Separate from the descriptions, which
 * are in the page's first bundle. Pure; the equations are in the reference of each kind.
 */

import type { LeakyRule } from './description'
import { descriptionOf } from './descriptions'
import { afterReset, lifBackward, lifForward, type Trajectory } from './lif/reference'
import { wOfDecay } from './plif/reference'
import { mixAt, recurrentBackward, recurrentForward } from './recurrent-lif/reference'
import type { SpikingNeuronSpec } from './schema'
import { type SpikeFunction, sigmoid } from './surrogate/reference'

type Numbers = readonly number[]

/** The neuron's own earlier spikes as an input: a weight, and its factor for each skip length. */
export interface SelfInput {
  readonly weight: number
  readonly skipWeights: ArrayLike<number>
}

export interface NeuronReference {
  /** The decay, before training if it is learned. */
  readonly decay: number
  /** `received` is the input plus that from the neuron itself. */
  forward(input: Numbers, f: SpikeFunction, self?: SelfInput): { membrane: Numbers; spikes: Numbers; received: Numbers }
  /** dL/d input by step, from dL/d spikes and dL/d membrane. */
  backward(trajectory: Trajectory, spikesGrad: Numbers, membraneGrad: Numbers, f: SpikeFunction, self?: SelfInput): Numbers
  /** The potential after the reset. */
  after(membrane: number, spike: number): number
}

const REFERENCES: { readonly [K in SpikingNeuronSpec['kind']]: (rule: LeakyRule) => NeuronReference } = {
  lif: leakyReference,
  plif: leakyReference,
  noisyLif: leakyReference,
}

export const referenceOf = (neuron: SpikingNeuronSpec): NeuronReference => REFERENCES[neuron.kind](descriptionOf(neuron).rule)

/** A learned decay goes through its w, as it does in training. */
function leakyReference(rule: LeakyRule): NeuronReference {
  const decay = rule.learnsDecay ? sigmoid(wOfDecay(rule.decay)) : rule.decay
  const p = { ...rule, decay }
  return {
    decay,
    forward(input, f, self) {
      if (!self) return { ...lifForward(input, p, f), received: input }
      const { skipWeights } = self
      const { membrane, spikes, recurrentInput } = recurrentForward(input, [self.weight], skipWeights, p, f)
      const received = input.map((x, t) => x + mixAt(recurrentInput, skipWeights, t, 0, 1))
      return { membrane: Array.from(membrane), spikes: Array.from(spikes), received }
    },
    backward(trajectory, spikesGrad, membraneGrad, f, self) {
      if (!self) return lifBackward(trajectory, spikesGrad, p, f, membraneGrad).currentGrad
      return Array.from(recurrentBackward(trajectory, spikesGrad, [self.weight], self.skipWeights, p, f, membraneGrad).currentGrad)
    },
    after: (membrane, spike) => afterReset(membrane, spike, p),
  }
}
