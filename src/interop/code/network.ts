/** The network in Python: its modules, and a forward pass with one line per layer. */
import { recurrenceOf } from '../../neurons/recurrent-lif/schema'
import { delayClasses, delayedLayer, isDelayed } from './delays'
import type { FrameworkCode } from './framework'
import { gained } from './neurons'
import { learnsOnline, onlinePasses } from './online'
import { numbered, type Piece, type Plan, planFor, type Spiking, spikingOf, type Weights } from './plan'
import { block, docstring, indented, method } from './python'

/** How the neurons of a plan are written. */
export interface NeuronsCode {
  /** The expression that creates the neurons. @param receives whether they receive their own spikes */
  readonly make: (features: number, receives: boolean) => string
  /** Whether the gain is applied to their input instead of inside them. */
  readonly gainInFront: boolean
}

export type NeuronsOf = (plan: Plan) => NeuronsCode

/** `class Network`. */
export function networkClass(plan: Plan, code: FrameworkCode, neurons: NeuronsOf): string[] {
  const spiking = plan.pieces.flatMap(spikingOf)
  const recurrent = recurrenceOf(plan.experiment.network)
  const shared = recurrent?.kind === 'adaptive' && recurrent.sharedBy === 'network'
  const init = [
    ...spiking.flatMap((layer) => modulesOf(layer, plan, code, neurons)),
    ...plan.pieces.flatMap((piece, i) => (piece.kind === 'pool' ? [`self.pool${i + 1} = ${code.pool(piece)}`] : [])),
    `self.output = ${code.layer(plan.output)}`,
    ...(plan.outputNeurons && plan.outputNeuron
      ? made(plan.outputNeurons, plan.output.outputs, false, planFor(plan, plan.outputNeuron), neurons)
      : []),
    ...(shared ? ['self.skip = nn.Parameter(torch.zeros(LONGEST_SKIP))  # for all layers'] : []),
  ]
  return [
    'class Network(nn.Module):',
    ...indented([
      ...docstring(`${plan.title}. From input over time, [steps, batch, ...], to outputs over time, [steps, batch, classes].`),
      ...method('def __init__(self):', ['super().__init__()', ...init]),
      ...(learnsOnline(plan, code)
        ? onlinePasses(plan)
        : method('def forward(self, x):', [
            ...code.begin(plan),
            ...plan.pieces.flatMap((piece, i) => passOf(piece, i, plan, code, neurons)),
            ...lastOf(plan, code, neurons),
          ])),
    ]),
    '',
    '',
  ]
}

/** The module of neurons; none for analog ones, which are an expression. */
const made = (name: string, features: number, receives: boolean, plan: Plan, neurons: NeuronsOf): string[] =>
  plan.neuron.python.expression ? [] : [`self.${name} = ${numbered(plan, neurons(plan).make(features, receives))}`]

function modulesOf({ weights, norm, neurons: name, neuron }: Spiking, plan: Plan, code: FrameworkCode, neurons: NeuronsOf): string[] {
  const receives = weights.make === 'linear' && recurrenceOf(plan.experiment.network) !== undefined
  const own = planFor(plan, neuron)
  return [
    `self.${weights.name} = ${isDelayed(plan, weights) ? delayedLayer(weights) : code.layer(weights)}`,
    ...(norm ? [`self.${norm} = TdBatchNorm(${weights.outputs}${own === plan ? '' : numbered(own, ', NORM_SCALE')})`] : []),
    ...made(name, weights.outputs, receives, own, neurons),
  ]
}

/** Applies a layer of maps to each step, unless it supports steps itself. */
const applied = (module: string, x: string, maps: boolean, { takesSteps }: FrameworkCode): string =>
  maps && !takesSteps ? `each_step(self.${module}, ${x})` : `self.${module}(${x})`

function product(weights: Weights, x: string, plan: Plan, code: FrameworkCode): string {
  return applied(weights.name, weights.flattens ? `${x}.flatten(2)` : x, weights.make === 'conv' && !isDelayed(plan, weights), code)
}

/** The expression of a layer with neurons. */
function through(
  { weights, norm, dropout, neurons: name, neuron }: Spiking,
  x: string,
  plan: Plan,
  code: FrameworkCode,
  neurons: NeuronsOf,
): string {
  const current = product(weights, x, plan, code)
  const normed = norm ? `self.${norm}(${current})` : current
  const dropped = dropout > 0 ? `dropout(${normed}, ${dropout}, self.training)` : normed
  return fired(name, dropped, planFor(plan, neuron), neurons, norm)
}

function fired(name: string, current: string, plan: Plan, neurons: NeuronsOf, norm?: string): string {
  const { expression } = plan.neuron.python
  if (expression) return expression(numbered(plan, gained(plan, current)))
  const given = neurons(plan).gainInFront ? gained(plan, current) : current
  const recurrence = recurrenceOf(plan.experiment.network)
  const more = [
    ...(recurrence?.kind === 'adaptive' && recurrence.sharedBy === 'network' ? ['self.skip'] : []),
    ...(plan.adaptive && norm ? [`self.${norm}.weight`] : []),
  ]
  return `self.${name}(${[given, ...more].join(', ')})`
}

function passOf(piece: Piece, index: number, plan: Plan, code: FrameworkCode, neurons: NeuronsOf): string[] {
  switch (piece.kind) {
    case 'spiking':
      return [`x = ${through(piece, 'x', plan, code, neurons)}`]
    case 'pool':
      return [`x = ${applied(`pool${index + 1}`, 'x', true, code)}`]
    case 'globalPool':
      return ['x = x.mean((-2, -1))']
    case 'residual': {
      const [first, second] = piece.inner
      return [
        piece.shortcut ? `past = ${through(piece.shortcut, 'x', plan, code, neurons)}` : 'past = x',
        `x = ${through(first, 'x', plan, code, neurons)}`,
        `x = ${through(second, 'x', plan, code, neurons)} + past  # added after the spikes (SEW-ADD)`,
      ]
    }
    default:
      return piece satisfies never
  }
}

function lastOf(plan: Plan, code: FrameworkCode, neurons: NeuronsOf): string[] {
  if (plan.experiment.readout.kind === 'perStep')
    return [
      '# Weights for every step: features, then steps (of maps: channels, steps, places).',
      'x = x.movedim(0, 2).flatten(1)',
      'return self.output(x).unsqueeze(0)',
    ]
  const out = product(plan.output, 'x', plan, code)
  return [
    `return ${plan.outputNeurons && plan.outputNeuron ? fired(plan.outputNeurons, out, planFor(plan, plan.outputNeuron), neurons) : out}`,
  ]
}

/** The functions and classes, besides neurons, that this network needs. */
export function helpers(plan: Plan, code: FrameworkCode): string[] {
  const spiking = plan.pieces.flatMap(spikingOf)
  const maps =
    spiking.some(({ weights }) => weights.make === 'conv' && !isDelayed(plan, weights)) || plan.pieces.some(({ kind }) => kind === 'pool')
  return [
    ...(maps && !code.takesSteps
      ? block('def each_step(layer, x):', [
          ...docstring('A layer of maps on every step of [steps, batch, channels, height, width].'),
          'return layer(x.flatten(0, 1)).unflatten(0, x.shape[:2])',
        ])
      : []),
    ...(spiking.some(({ dropout }) => dropout > 0)
      ? block('def dropout(x, rate, training):', [
          ...docstring('One mask for all steps of a sample.'),
          'return x * F.dropout(torch.ones_like(x[0]), rate, training)',
        ])
      : []),
    ...delayClasses(plan),
    ...(plan.experiment.network.normalization.kind === 'none' ? [] : tdBatchNorm(plan.others.length > 0)),
  ]
}

/** @param unlike whether layers have different thresholds */
const tdBatchNorm = (unlike: boolean): readonly string[] => [
  'class TdBatchNorm(nn.Module):',
  ...indented([
    ...docstring('tdBN (Zheng et al., AAAI 2021): batch normalization over batch, time and space, times NORM_SCALE.'),
    ...method(`def __init__(self, channels${unlike ? ', scale=NORM_SCALE' : ''}):`, [
      'super().__init__()',
      ...(unlike ? ['self.scale = scale'] : []),
      'self.weight = nn.Parameter(torch.ones(channels))',
      'self.bias = nn.Parameter(torch.zeros(channels))',
      "self.register_buffer('running_mean', torch.zeros(channels))",
      "self.register_buffer('running_var', torch.ones(channels))",
    ]),
    ...method('def forward(self, x):', [
      'y = F.batch_norm(',
      `    x.flatten(0, 1), self.running_mean, self.running_var, ${unlike ? 'self.scale' : 'NORM_SCALE'} * self.weight, self.bias,`,
      '    self.training, NORM_MOMENTUM, NORM_EPSILON,',
      ')',
      'return y.unflatten(0, x.shape[:2])',
    ]),
  ]),
  '',
  '',
]
