/**
 * Each neuron in float64, one of them over all steps: what the page simulates a single neuron with. A list of its own, as the page's first
 * bundle has the descriptions and not these. Pure; the equations are those of the slices' references.
 */

import type { LeakyRule } from './description'
import { descriptionOf } from './descriptions'
import { afterReset, lifBackward, lifForward, type Trajectory } from './lif/reference'
import { wOfDecay } from './plif/reference'
import { mixAt, recurrentBackward, recurrentForward } from './recurrent-lif/reference'
import type { SpikingNeuronSpec } from './schema'
import { type SpikeFunction, sigmoid } from './surrogate/reference'

type Numbers = readonly number[]

/** The neuron's own earlier spikes as an input: a weight, and how much of it each skip length has. */
export interface SelfInput {
  readonly weight: number
  readonly skipWeights: ArrayLike<number>
}

export interface NeuronReference {
  /** The decay of the first step: a learned one as it is before training. */
  readonly decay: number
  /** `received` is the input with what comes from the neuron itself. */
  forward(input: Numbers, f: SpikeFunction, self?: SelfInput): { membrane: Numbers; spikes: Numbers; received: Numbers }
  /** dL/d input by step, where the others are dL/d spikes and dL/d membrane. */
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
