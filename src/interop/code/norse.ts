/** Code for Norse: its boxed LIF neuron, which has no synaptic current, if it has the same update rule. */

import { SURROGATES, surrogateScale } from '../../neurons/surrogate/describe'
import { type FrameworkCode, torchLayer, torchPool } from './framework'
import { gained, LEARNED_DECAY, type Native, whyUnsupported } from './neurons'
import type { Plan } from './plan'

/** The arguments that choose the same surrogate for its spike function, if there is one. */
const methodOf = ({ slope }: Plan): string | undefined => slope?.kind && SURROGATES[slope.kind].norse?.(surrogateScale(slope))

function whyNot(plan: Plan): string | undefined {
  const { decay, learnsDecay, reset } = plan.neuron.rule
  const unsupported = whyUnsupported(plan)
  if (unsupported) return unsupported
  if (!methodOf(plan)) return 'such a surrogate, and takes no other'
  if (!learnsDecay && decay === 1) return 'LIF neurons that never leak'
  if (reset === 'subtractDelayed') return 'a reset that comes one step later'
  return undefined
}

/** Norse's function with this reset; undefined for neurons without one. */
function resetOf({ neuron: { rule } }: Plan): string | undefined {
  if (rule.reset === 'none') return undefined
  return rule.reset === 'zero' ? 'reset_value' : 'reset_subtract'
}

/** Norse takes any function as its reset. */
function resetMethod(plan: Plan): string {
  const method = resetOf(plan)
  if (!method) return 'lambda z, v, *rest: v'
  return plan.neuron.rule.detachReset ? `lambda z, *rest: ${method}(z.detach(), *rest)` : method
}

function native(plan: Plan): Native {
  const why = whyNot(plan)
  if (why) return { why }
  const { learnsDecay: learned, resetTo } = plan.neuron.rule
  const method = resetOf(plan)
  return {
    walk: {
      about: 'Boxed LIF neurons of Norse, step by step. Norse scales the input by the leak, so it is divided by it first.',
      init: learned ? [LEARNED_DECAY] : [],
      begin: [
        `leak = ${learned ? '1 - torch.sigmoid(self.w)' : 'torch.tensor(1 - DECAY)'}`,
        'p = norse.LIFBoxParameters(',
        '    tau_mem_inv=leak, v_th=torch.tensor(JUST_BELOW), v_leak=torch.tensor(0.0),',
        `    v_reset=torch.tensor(${method === 'reset_value' && resetTo !== 0 ? 'RESET_TO' : '0.0'}), reset_method=${resetMethod(plan)},`,
        `    ${methodOf(plan)},`,
        ')',
        'state = norse.LIFBoxFeedForwardState(v=torch.zeros_like(xs[0]))',
      ],
      step: [`s, state = norse.lif_box_feed_forward_step(${gained(plan, 'x')} / leak, state, p, dt=1.0)`],
    },
  }
}

export const NORSE: FrameworkCode = {
  title: 'Norse',
  installs: 'norse',
  imports: (plan, own) => {
    const method = resetOf(plan)
    return own ? ['import norse.torch as norse', ...(method ? [`from norse.torch.functional.reset import ${method}`] : [])] : []
  },
  native,
  begin: () => [],
  layer: (weights) => torchLayer(weights),
  pool: (pool) => torchPool(pool),
  takesSteps: false,
  converted: () => [],
  notes: (_, own) => (own ? ['Norse fires above the threshold, Membrane at it too: the threshold is the largest number below.'] : []),
}
