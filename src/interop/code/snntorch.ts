/** Code for snnTorch: its Leaky neuron, if it has the same update rule. */

import { SURROGATES } from '../../neurons/surrogate/describe'
import { type FrameworkCode, torchLayer, torchPool } from './framework'
import {
  gained,
  LEARNED_DECAY,
  type Native,
  ownSurrogate,
  resetAfter,
  resetBefore,
  spikeArgument,
  widthNow,
  windows,
  withoutSpikes,
} from './neurons'
import type { Plan } from './plan'

/** Its equivalent surrogate, if there is one. */
function surrogateOf(plan: Plan): string | undefined {
  const surrogate = ownSurrogate(plan)
  return surrogate && SURROGATES[surrogate.kind].snnTorch
}

/** Why the reset of snn.Leaky is off, and the reset stands in front of the step or after it. */
function whyNotItsReset({ neuron: { rule, outputs } }: Plan): string | undefined {
  const { reset, resetTo, detachReset } = rule
  if (outputs === 'drawn' && reset !== 'none') return 'draws spikes of its own'
  if (reset === 'subtract') return 'lowers a potential that stays above the threshold before it fires again'
  if (reset === 'subtractDelayed' && !detachReset) return 'passes no gradients where it is delayed'
  if (reset === 'zero' && resetTo !== 0) return 'has no other value than 0'
  return undefined
}

function native(plan: Plan): Native {
  if (plan.neuron.python.without) return { why: plan.neuron.python.without }
  const { learnsDecay: learned, reset, detachReset } = plan.neuron.rule
  const own = surrogateOf(plan)
  const outside = whyNotItsReset(plan) !== undefined
  const before = outside ? resetBefore(plan) : ''
  const mechanism = outside ? 'none' : reset === 'subtractDelayed' ? 'subtract' : reset
  // snnTorch's reset one step later is what a reset to 0 without gradients is.
  const delay = mechanism === 'zero' && !detachReset ? 'False' : 'True'
  return {
    walk: {
      about: 'Leaky neurons of snnTorch, step by step.',
      init: [
        ...(learned ? [LEARNED_DECAY] : []),
        'self.leaky = snn.Leaky(',
        `    beta=${learned ? 'INITIAL_DECAY' : 'DECAY'}, threshold=${own ? 'JUST_BELOW' : 'THRESHOLD'}, spike_grad=${own ?? spikeArgument(plan)},`,
        `    reset_mechanism='${mechanism}', reset_delay=${delay},`,
        ')',
      ],
      begin: [
        ...(learned ? ['self.leaky.beta = torch.sigmoid(self.w)  # snnTorch would learn beta itself, Membrane learns w'] : []),
        `membrane = ${before ? 's = ' : ''}torch.zeros_like(xs[0])`,
        ...(plan.adaptive ? windows(plan, 'self.leaky.beta') : []),
      ],
      step: [
        ...widthNow(plan),
        `s, membrane = self.leaky(${gained(plan, 'x')}${before}, membrane)`,
        ...(outside && !before ? [`membrane = ${resetAfter(plan, 'membrane')}`] : []),
      ],
    },
  }
}

export const SNNTORCH: FrameworkCode = {
  title: 'snnTorch',
  installs: 'snntorch',
  imports: (plan, own) => (own ? ['import snntorch as snn', ...(surrogateOf(plan) ? ['from snntorch import surrogate'] : [])] : []),
  native,
  begin: () => [],
  layer: (weights) => torchLayer(weights),
  pool: (pool) => torchPool(pool),
  takesSteps: false,
  converted: () => [],
  notes: (plan, own) =>
    own
      ? [
          ...(whyNotItsReset(plan) ? [`The reset of snn.Leaky ${whyNotItsReset(plan)}: it is off, and the code around it resets.`] : []),
          surrogateOf(plan)
            ? 'snnTorch fires above the threshold, Membrane at it too: the threshold is the largest number below.'
            : `${(ownSurrogate(plan) && SURROGATES[ownSurrogate(plan)!.kind].withoutSnnTorch) ?? withoutSpikes(plan, 'snnTorch')} The spike function is written out, and fires at the threshold too.`,
        ]
      : [],
}
