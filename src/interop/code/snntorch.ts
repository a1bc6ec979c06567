/** Code for snnTorch: its Leaky neuron, if it has the same update rule. */

import { SURROGATES } from '../../neurons/surrogate/describe'
import { type FrameworkCode, torchLayer, torchPool } from './framework'
import { gained, LEARNED_DECAY, type Native, whyUnsupported } from './neurons'
import type { Plan } from './plan'

/** Its equivalent surrogate, if there is one. */
const surrogateOf = ({ slope }: Plan): string | undefined => slope?.kind && SURROGATES[slope.kind].snnTorch

function whyNot(plan: Plan): string | undefined {
  const { reset, resetTo, detachReset } = plan.neuron.rule
  const unsupported = whyUnsupported(plan)
  if (unsupported) return unsupported
  if (reset === 'subtract')
    return 'a soft reset at the same step (that of snn.Leaky lowers a potential that stays above the threshold before it fires again)'
  if (reset === 'subtractDelayed' && !detachReset) return 'a delayed reset that passes gradients'
  if (reset === 'zero' && resetTo !== 0) return 'a reset to another value than 0'
  return undefined
}

function native(plan: Plan): Native {
  const why = whyNot(plan)
  if (why) return { why }
  const { learnsDecay: learned, reset, detachReset } = plan.neuron.rule
  const own = surrogateOf(plan)
  const mechanism = reset === 'subtractDelayed' ? 'subtract' : reset
  // snnTorch's reset one step later is what a reset to 0 without gradients is.
  const delay = reset === 'zero' && !detachReset ? 'False' : 'True'
  return {
    walk: {
      about: 'Leaky neurons of snnTorch, step by step.',
      init: [
        ...(learned ? [LEARNED_DECAY] : []),
        'self.leaky = snn.Leaky(',
        `    beta=${learned ? 'INITIAL_DECAY' : 'DECAY'}, threshold=${own ? 'JUST_BELOW' : 'THRESHOLD'}, spike_grad=${own ?? 'Spike.apply'},`,
        `    reset_mechanism='${mechanism}', reset_delay=${delay},`,
        ')',
      ],
      begin: [
        ...(learned ? ['self.leaky.beta = torch.sigmoid(self.w)  # snnTorch would learn beta itself, Membrane learns w'] : []),
        'membrane = torch.zeros_like(xs[0])',
      ],
      step: [`s, membrane = self.leaky(${gained(plan, 'x')}, membrane)`],
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
          surrogateOf(plan)
            ? 'snnTorch fires above the threshold, Membrane at it too: the threshold is the largest number below.'
            : `${(plan.slope && SURROGATES[plan.slope.kind].withoutSnnTorch) ?? 'snnTorch has no such surrogate.'} The spike function is written out, and fires at the threshold too.`,
        ]
      : [],
}
