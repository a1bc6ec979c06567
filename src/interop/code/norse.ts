/** Code for Norse: its boxed LIF neuron, which has no synaptic current, if it has the same update rule. */

import { SURROGATES, surrogateScale } from '../../neurons/surrogate/describe'
import { type FrameworkCode, torchLayer, torchPool } from './framework'
import { gained, LEARNED_DECAY, type Native, ownSurrogate, resetBefore } from './neurons'
import type { Plan } from './plan'

/** The arguments that choose the same surrogate for its spike function, if there is one. */
function methodOf(plan: Plan): string | undefined {
  const surrogate = ownSurrogate(plan)
  return surrogate && SURROGATES[surrogate.kind].norse?.(surrogateScale(surrogate))
}

function whyNot(plan: Plan): string | undefined {
  const { neuron, adaptive } = plan
  const { decay, learnsDecay } = neuron.rule
  if (neuron.python.without) return neuron.python.without
  if (neuron.outputs === 'drawn') return 'spikes that are drawn'
  if (adaptive) return 'a surrogate whose window changes from step to step'
  if (!methodOf(plan)) return 'such a surrogate, and takes no other'
  if (!learnsDecay && decay === 1) return 'LIF neurons that never leak'
  return undefined
}

/** Norse's function with this reset; undefined for neurons without one, and where it comes one step later. */
function resetOf({ neuron: { rule } }: Plan): string | undefined {
  if (rule.reset === 'none' || rule.reset === 'subtractDelayed') return undefined
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
  const before = resetBefore(plan)
  const received = `${gained(plan, 'x')}${before}`
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
        ...(before ? ['s = torch.zeros_like(xs[0])'] : []),
        'state = norse.LIFBoxFeedForwardState(v=torch.zeros_like(xs[0]))',
      ],
      step: [`s, state = norse.lif_box_feed_forward_step(${before ? `(${received})` : received} / leak, state, p, dt=1.0)`],
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
