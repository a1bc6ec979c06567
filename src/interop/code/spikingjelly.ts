/** Code for SpikingJelly: its nodes and layers in multi-step mode, if they have the same update rule. */
import { SURROGATES, surrogateScale } from '../../neurons/surrogate/describe'
import { flexSN, withoutFlexSN } from './equations'
import { type FrameworkCode, torchLayer, torchPool } from './framework'
import { gained, type Native, type Walk, whyUnsupported } from './neurons'
import { type Plan, recurrenceOf } from './plan'
import { block, float } from './python'

/** Its equivalent surrogate, if there is one. */
const surrogateOf = ({ slope, model }: Plan): string | undefined =>
  model ? undefined : slope?.kind && SURROGATES[slope.kind].spikingJelly?.(surrogateScale(slope))

/** A node scales its input by 1 - decay itself. */
const scalesInput = ({ neuron: { rule } }: Plan): boolean =>
  !rule.learnsDecay && rule.decay < 1 && Math.abs(rule.inputGain - (1 - rule.decay)) < 1e-9

function whyNot(plan: Plan): string | undefined {
  const { decay, learnsDecay, reset, resetTo } = plan.neuron.rule
  const unsupported = whyUnsupported(plan)
  if (unsupported) return unsupported
  if (reset === 'subtractDelayed') return 'a reset that comes one step later'
  if (reset === 'none') return 'neurons without a reset'
  if (reset === 'zero' && resetTo !== 0) return 'a potential that leaks toward 0 and is reset to another value'
  if (!learnsDecay && decay === 0) return 'neurons that remember nothing'
  return undefined
}

function node(plan: Plan, mode: 's' | 'm'): string[] {
  const { decay, learnsDecay, reset, detachReset } = plan.neuron.rule
  const integrates = !learnsDecay && decay === 1
  const kind = learnsDecay ? 'ParametricLIFNode' : integrates ? 'IFNode' : 'LIFNode'
  const leak = learnsDecay ? 'init_tau=1 / (1 - INITIAL_DECAY), ' : integrates ? '' : 'tau=1 / (1 - DECAY), '
  const input = integrates ? '' : `decay_input=${scalesInput(plan) ? 'True' : 'False'}, `
  return [
    `neuron.${kind}(`,
    `    ${leak}${input}v_threshold=THRESHOLD, v_reset=${reset === 'zero' ? '0.0' : 'None'},`,
    `    surrogate_function=${surrogateOf(plan) ?? 'Spike.apply'}, detach_reset=${detachReset ? 'True' : 'False'}, step_mode='${mode}',`,
    ')',
  ]
}

const prefixed = (prefix: string, [first, ...rest]: readonly string[]): string[] => [`${prefix}${first}`, ...rest]

function native(plan: Plan): Native {
  const why = plan.model ? withoutFlexSN(plan.model, plan) : whyNot(plan)
  if (why) return { why }
  const walk: Walk = {
    about: 'Nodes of SpikingJelly, step by step.',
    init: prefixed('self.node = ', node(plan, 's')),
    begin: ['functional.reset_net(self.node)'],
    step: [`s = self.node(${scalesInput(plan) ? 'x' : gained(plan, 'x')})`],
  }
  return { walk }
}

export const SPIKINGJELLY: FrameworkCode = {
  title: 'SpikingJelly',
  installs: 'spikingjelly 2 or newer (0.0.0.0.14 has no surrogate.Rect or SuperSpike)',
  imports: (plan, own) => [
    `from spikingjelly.activation_based import ${[...(own ? ['functional'] : []), 'layer', ...(own ? ['neuron'] : []), ...(own && surrogateOf(plan) ? ['surrogate'] : [])].join(', ')}`,
  ],
  native,
  factory: (plan) =>
    plan.model
      ? { lines: flexSN(plan.model, plan), scalesInput: true }
      : { lines: block('def neurons():', prefixed('return ', node(plan, 'm'))), scalesInput: scalesInput(plan) },
  node: 'node',
  begin: (plan) => ('walk' in native(plan) && !recurrenceOf(plan.experiment) ? ['functional.reset_net(self)'] : []),
  layer: (weights) => torchLayer(weights, 'layer', ", step_mode='m'"),
  pool: (pool) => torchPool(pool, 'layer', ", step_mode='m'"),
  takesSteps: true,
  converted: ({ neuron: { rule } }, own) =>
    own && rule.learnsDecay
      ? ["if key.endswith('.w'):", '    tensor = -tensor  # SpikingJelly learns 1 - decay = sigmoid(w), Membrane decay = sigmoid(w)']
      : [],
  notes: (plan, own) => [
    ...(own && plan.model
      ? [
          'The equations are a function for FlexSN, with its backend torch; triton, which compiles the same function for a GPU, was not tried.',
        ]
      : []),
    ...(own && !plan.model && !surrogateOf(plan) ? ['SpikingJelly has no such surrogate: it is written out.'] : []),
    ...(own && !plan.model && !plan.neuron.rule.learnsDecay && plan.neuron.rule.decay < 1
      ? [`SpikingJelly states the decay as a time constant, τ = 1 / (1 − β) = ${float(1 / (1 - plan.neuron.rule.decay))} steps.`]
      : []),
  ],
}
