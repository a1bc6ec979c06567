/** Code for SpikingJelly: its nodes and layers in multi-step mode, if they have the same update rule. */
import { recurrenceOf } from '../../neurons/recurrent-lif/schema'
import { SURROGATES, surrogateScale } from '../../neurons/surrogate/describe'
import { flexSN, withoutFlexSN } from './equations'
import { type FrameworkCode, torchLayer, torchPool } from './framework'
import { gained, type Native, ownSurrogate, spikeArgument, spikeOf, type Walk, widthNow, windows, withoutSpikes } from './neurons'
import type { Plan } from './plan'
import { block, float } from './python'

/** Its equivalent surrogate, if there is one. */
function surrogateOf(plan: Plan): string | undefined {
  const surrogate = ownSurrogate(plan)
  return surrogate && SURROGATES[surrogate.kind].spikingJelly?.(surrogateScale(surrogate))
}

const remembersNothing = ({ neuron: { rule } }: Plan): boolean => !rule.learnsDecay && rule.decay === 0
const integrates = ({ neuron: { rule } }: Plan): boolean => !rule.learnsDecay && rule.decay === 1

/**
 * What is added to the input of a node for a reset that nodes do not have, and why: nodes subtract the threshold before they leak, and leak
 * toward the value of a hard reset.
 */
function resetInInput(plan: Plan): { readonly term: string; readonly why: string } | undefined {
  const { learnsDecay, reset, resetTo } = plan.neuron.rule
  const [kept, lost] = learnsDecay ? ['(1 - leak)', 'leak'] : ['DECAY', '(1 - DECAY)']
  if (reset === 'none' && !remembersNothing(plan))
    return {
      term: ` + ${kept} * THRESHOLD * s.detach()`,
      why: 'subtract the threshold after a spike: what is left of it is added to the input',
    }
  if (reset === 'subtractDelayed' && !integrates(plan))
    return {
      term: ` - ${lost} * THRESHOLD * ${spikeOf(plan)}`,
      why: 'subtract the threshold before they leak, Membrane after it: the input is less by the difference',
    }
  if (reset === 'zero' && resetTo !== 0 && !integrates(plan) && !remembersNothing(plan))
    return {
      term: ` - ${lost} * RESET_TO`,
      why: 'leak toward the value of their reset, Membrane toward 0: the input is less by the difference',
    }
  return undefined
}

/** Whether a class applies nodes step by step; else they process a whole sequence. */
const stepByStep = (plan: Plan): boolean =>
  recurrenceOf(plan.experiment.network) !== undefined ||
  plan.adaptive ||
  remembersNothing(plan) ||
  plan.neuron.rule.resetTo !== 0 ||
  resetInInput(plan) !== undefined

/** A node scales its input by 1 - decay itself. */
const scalesInput = (plan: Plan): boolean => {
  const { learnsDecay, decay, inputGain } = plan.neuron.rule
  return !learnsDecay && decay > 0 && decay < 1 && Math.abs(inputGain - (1 - decay)) < 1e-9 && !resetInInput(plan)
}

function node(plan: Plan, mode: 's' | 'm'): string[] {
  const { learnsDecay, reset, resetTo, detachReset } = plan.neuron.rule
  const withoutLeak = integrates(plan) || remembersNothing(plan)
  const kind = learnsDecay ? 'ParametricLIFNode' : withoutLeak ? 'IFNode' : 'LIFNode'
  const leak = learnsDecay ? 'init_tau=1 / (1 - INITIAL_DECAY), ' : withoutLeak ? '' : 'tau=1 / (1 - DECAY), '
  const input = withoutLeak ? '' : `decay_input=${scalesInput(plan) ? 'True' : 'False'}, `
  return [
    `neuron.${kind}(`,
    `    ${leak}${input}v_threshold=THRESHOLD, v_reset=${reset !== 'zero' ? 'None' : resetTo === 0 ? '0.0' : 'RESET_TO'},`,
    `    surrogate_function=${surrogateOf(plan) ?? spikeArgument(plan)}, detach_reset=${detachReset || reset === 'none' ? 'True' : 'False'}, step_mode='${mode}',`,
    ')',
  ]
}

/** SpikingJelly has OTTT and SLTT only for its own nodes, which have no input gain and two kinds of reset. */
function learnsOnline(plan: Plan): boolean {
  const { experiment, neuron, others, model, adaptive } = plan
  const { learning, network, loss } = experiment
  if (!(learning?.kind === 'ottt' || learning?.kind === 'sltt') || learning.state) return false
  if (network.kind !== 'mlp' || network.normalization.kind !== 'none' || network.dropout > 0) return false
  if (others.length > 0 || model || adaptive || neuron.parallel || neuron.outputs !== 'spikes') return false
  const { learnsDecay, inputGain } = neuron.rule
  return (
    loss.kind === 'meanOfCrossEntropy' && !learnsDecay && !integrates(plan) && !stepByStep(plan) && (inputGain === 1 || scalesInput(plan))
  )
}

/** A SpikingJelly node that learns by the rule, one time step at a time. */
const onlineNode = (plan: Plan): string[] =>
  node(plan, 's').map((line) =>
    line.replace('neuron.LIFNode(', `neuron.${plan.experiment.learning?.kind === 'ottt' ? 'OTTT' : 'SLTT'}LIFNode(`),
  )

const prefixed = (prefix: string, [first, ...rest]: readonly string[]): string[] => [`${prefix}${first}`, ...rest]

function native(plan: Plan): Native {
  const drawn = plan.neuron.outputs === 'drawn' ? 'spikes that are drawn in evaluation too' : undefined
  const why = plan.model ? withoutFlexSN(plan.model, plan) : drawn
  if (why) return { why }
  const { learnsDecay, reset, resetTo } = plan.neuron.rule
  const term = resetInInput(plan)?.term ?? ''
  const fresh = ['functional.reset_net(self.node)', ...(reset === 'zero' && resetTo !== 0 ? ['self.node.v = torch.zeros_like(xs[0])'] : [])]
  const walk: Walk = {
    about: 'Nodes of SpikingJelly, step by step.',
    init: prefixed('self.node = ', node(plan, 's')),
    begin: [
      ...(remembersNothing(plan) ? [] : fresh),
      ...(learnsDecay && (term.includes('leak') || plan.adaptive) ? ['leak = self.node.w.sigmoid()'] : []),
      ...(/\bs\b/.test(term) ? ['s = torch.zeros_like(xs[0])'] : []),
      ...(plan.adaptive ? windows(plan, '(1 - leak)') : []),
    ],
    step: [
      ...(remembersNothing(plan) ? fresh : []),
      ...widthNow(plan),
      `s = self.node(${scalesInput(plan) ? 'x' : gained(plan, 'x')}${term})`,
    ],
  }
  return { walk }
}

/** Its own parallel neurons; their input has no gain. */
function parallelNode({ steps, neuron: { parallel } }: Plan, surrogate: string): string {
  const { form, order, masking } = parallel!
  const fires = `surrogate_function=${surrogate}`
  if (form === 'full') return `neuron.PSN(${steps}, ${fires})`
  if (form === 'masked') return `neuron.MaskedPSN(${order}, ${steps}, lambda_init=${float(masking)}, ${fires}, step_mode='m')`
  return `neuron.SlidingPSN(${order}, ${fires}, step_mode='m')`
}

function factory(plan: Plan) {
  if (plan.neuron.parallel) {
    const made = parallelNode(plan, surrogateOf(plan) ?? spikeArgument(plan))
    return { lines: block('def neurons():', [`return ${made}`]), scalesInput: true }
  }
  if (learnsOnline(plan)) return { lines: block('def neurons():', prefixed('return ', onlineNode(plan))), scalesInput: true }
  if (plan.model) return { lines: flexSN(plan.model, plan), scalesInput: true }
  if (stepByStep(plan)) return undefined
  return { lines: block('def neurons():', prefixed('return ', node(plan, 'm'))), scalesInput: scalesInput(plan) }
}

export const SPIKINGJELLY: FrameworkCode = {
  title: 'SpikingJelly',
  installs: 'spikingjelly 2 or newer (0.0.0.0.14 has no surrogate.Rect or SuperSpike)',
  imports: (plan, own) => [
    `from spikingjelly.activation_based import ${[...(own ? ['functional'] : []), 'layer', ...(own ? ['neuron'] : []), ...(own && surrogateOf(plan) ? ['surrogate'] : [])].join(', ')}`,
  ],
  native,
  factory,
  learnsOnline,
  node: (plan) => (plan.neuron.rule.learnsDecay && stepByStep(plan) ? 'node' : undefined),
  begin: (plan) => ('walk' in native(plan) && factory(plan) && !learnsOnline(plan) ? ['functional.reset_net(self)'] : []),
  layer: (weights) => torchLayer(weights, 'layer', ", step_mode='m'"),
  pool: (pool) => torchPool(pool, 'layer', ", step_mode='m'"),
  takesSteps: true,
  converted: ({ neuron: { kind, rule, parallel } }, own) => {
    // Biases are a column in SpikingJelly, or one number, and a vector in files.
    if (parallel) return [`if key.endswith('.bias') and key.startswith('${kind}'):`, '    tensor = tensor.reshape(-1)']
    return own && rule.learnsDecay
      ? ["if key.endswith('.w'):", '    tensor = -tensor  # SpikingJelly learns 1 - decay = sigmoid(w), Membrane decay = sigmoid(w)']
      : []
  },
  notes: (plan, own) => [
    ...(own && plan.model
      ? [
          'The equations are a function for FlexSN, with its backend torch; triton, which compiles the same function for a GPU, was not tried.',
        ]
      : []),
    ...(own && !plan.model && !surrogateOf(plan)
      ? [`${withoutSpikes(plan, 'SpikingJelly')} The spike function is written out, and nodes take it.`]
      : []),
    ...(own && !plan.model && resetInInput(plan) ? [`Nodes of SpikingJelly ${resetInInput(plan)!.why}.`] : []),
    ...(own && !plan.model && remembersNothing(plan)
      ? ['LIF nodes of SpikingJelly have no decay of 0: an IF node is reset in front of every step.']
      : []),
    ...(own && !plan.model && !plan.neuron.rule.learnsDecay && plan.neuron.rule.decay < 1 && plan.neuron.rule.decay > 0
      ? [`SpikingJelly states the decay as a time constant, τ = 1 / (1 − β) = ${float(1 / (1 - plan.neuron.rule.decay))} steps.`]
      : []),
  ],
}
