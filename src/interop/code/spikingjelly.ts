/** Code for SpikingJelly: its nodes and layers in multi-step mode, where they have the lab's rule. */
import type { SurrogateSpec } from '../../neurons/surrogate/schema'
import { type FrameworkCode, torchLayer, torchPool } from './framework'
import { gained, type Native, nobodyHas, type Walk } from './neurons'
import { type Plan, recurrenceOf } from './plan'
import { block, float } from './python'

/** Its surrogate that is the same, if it has one. */
function surrogateOf(slope: SurrogateSpec): string | undefined {
  switch (slope.kind) {
    case 'rect':
      return 'surrogate.Rect(alpha=1 / WIDTH)'
    case 'triangle':
      return 'surrogate.PiecewiseQuadratic(alpha=SCALE)'
    case 'sigmoid':
      return 'surrogate.Sigmoid(alpha=SCALE)'
    case 'atan':
      return 'surrogate.ATan(alpha=SCALE)'
    case 'gaussian':
      return 'surrogate.Erf(alpha=1 / (SIGMA * math.sqrt(2)))'
    default:
      return undefined
  }
}

/** A node scales its input by 1 - decay itself. */
const scalesInput = ({ experiment: { neuron } }: Plan): boolean =>
  neuron.kind === 'lif' && neuron.decay < 1 && Math.abs(neuron.inputGain - (1 - neuron.decay)) < 1e-9

function whyNot(plan: Plan): string | undefined {
  const { neuron } = plan.experiment
  const nobody = nobodyHas(plan)
  if (nobody) return nobody
  if (neuron.kind !== 'lif' && neuron.kind !== 'plif') return undefined
  if (neuron.reset === 'subtractDelayed') return 'a reset that comes one step later'
  if (neuron.reset === 'none') return 'neurons without a reset'
  if (neuron.reset === 'zero' && neuron.resetTo !== 0) return 'a potential that leaks toward 0 and is reset to another value'
  if (neuron.kind === 'lif' && neuron.decay === 0) return 'neurons that remember nothing'
  return undefined
}

function node(plan: Plan, mode: 's' | 'm'): string[] {
  const { neuron } = plan.experiment
  if (neuron.kind === 'relu') return []
  const integrates = neuron.kind === 'lif' && neuron.decay === 1
  const kind = neuron.kind === 'plif' ? 'ParametricLIFNode' : integrates ? 'IFNode' : 'LIFNode'
  const leak = neuron.kind === 'plif' ? 'init_tau=1 / (1 - INITIAL_DECAY), ' : integrates ? '' : 'tau=1 / (1 - DECAY), '
  const input = integrates ? '' : `decay_input=${scalesInput(plan) ? 'True' : 'False'}, `
  return [
    `neuron.${kind}(`,
    `    ${leak}${input}v_threshold=THRESHOLD, v_reset=${neuron.reset === 'zero' ? '0.0' : 'None'},`,
    `    surrogate_function=${plan.slope && (surrogateOf(plan.slope) ?? 'Spike.apply')}, detach_reset=${neuron.detachReset ? 'True' : 'False'}, step_mode='${mode}',`,
    ')',
  ]
}

const prefixed = (prefix: string, [first, ...rest]: readonly string[]): string[] => [`${prefix}${first}`, ...rest]

function native(plan: Plan): Native {
  const why = whyNot(plan)
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
  installs: 'spikingjelly',
  imports: (_, own) => [`from spikingjelly.activation_based import functional, layer${own ? ', neuron, surrogate' : ''}`],
  native,
  factory: (plan) => ({ lines: block('def neurons():', prefixed('return ', node(plan, 'm'))), scalesInput: scalesInput(plan) }),
  node: 'node',
  begin: (plan) => ('walk' in native(plan) && !recurrenceOf(plan.experiment) ? ['functional.reset_net(self)'] : []),
  layer: (weights) => torchLayer(weights, 'layer', ", step_mode='m'"),
  pool: (pool) => torchPool(pool, 'layer', ", step_mode='m'"),
  takesSteps: true,
  converted: ({ experiment: { neuron } }, own) =>
    own && neuron.kind === 'plif'
      ? ["if key.endswith('.w'):", '    tensor = -tensor  # SpikingJelly learns 1 - decay = sigmoid(w), Membrane decay = sigmoid(w)']
      : [],
  notes: ({ slope, experiment: { neuron } }, own) => [
    ...(own && slope && !surrogateOf(slope) ? ['SpikingJelly has no such surrogate: it is written out.'] : []),
    ...(own && neuron.kind === 'lif' && neuron.decay < 1
      ? [`SpikingJelly states the decay as a time constant, τ = 1 / (1 − β) = ${float(1 / (1 - neuron.decay))} steps.`]
      : []),
  ],
}
