/** Delays of synapses in Python: layers over a whole sequence, and what training does with their delays. */
import { type DelaysSpec, MIN_SIGMA, synapticDelays } from '../../layers/delay/schema'
import { type Plan, spikingOf, type Weights } from './plan'
import { block, docstring, float, indented, method } from './python'

const delaysIn = ({ experiment }: Plan): DelaysSpec | undefined => synapticDelays(experiment.network)

/** Whether a layer has delays: all but the output have. */
export const isDelayed = (plan: Plan, weights: Weights): boolean => delaysIn(plan) !== undefined && weights !== plan.output

/** The expression that creates a layer with delays. */
export function delayedLayer({ make, inputs, outputs, bias, window: { kernel, stride, padding } }: Weights): string {
  const more = bias ? '' : ', bias=False'
  return make === 'linear'
    ? `DelayedLinear(${inputs}, ${outputs}${more})`
    : `DelayedConv2d(${inputs}, ${outputs}, ${kernel}, stride=${stride}, padding=${padding}${more})`
}

/** The longest delay in steps, and what narrows a Gaussian. */
export function delayConstants(plan: Plan): (readonly [name: string, value: string, words?: string])[] {
  const spec = delaysIn(plan)
  if (!spec) return []
  return [
    ['LONGEST_DELAY', `${spec.kind === 'fixed' ? spec.steps : spec.max}`, 'steps'],
    ...(narrows(spec) ? ([['SIGMA', float(spec.sigma), 'of delays, at first, in steps']] as const) : []),
  ]
}

type Narrowing = Extract<DelaysSpec, { readonly kind: 'learned' }>
const narrows = (spec: DelaysSpec): spec is Narrowing => spec.kind === 'learned' && spec.interpolation === 'gaussian'

/** The classes of layers with delays. */
export function delayClasses(plan: Plan): string[] {
  const spec = delaysIn(plan)
  if (!spec) return []
  const made = new Set(plan.pieces.flatMap(spikingOf).map(({ weights }) => weights.make))
  return [...lagsOf(spec), ...(made.has('linear') ? linearClass(spec) : []), ...(made.has('conv') ? convClass(spec) : [])]
}

/** Whole steps, and around them what a delay that is learned has its gradient by. */
function lagsOf(spec: DelaysSpec): string[] {
  const whole = 'return (lags == delay.round()).float()'
  const soft = narrows(spec)
    ? ['bumps = torch.exp(-((lags - delay) / sigma) ** 2 / 2)', 'return bumps / (bumps.sum(0) + 1e-7)']
    : ['return (1 - (lags - delay).abs()).clamp(min=0)']
  return block(`def lags_of(${argumentsOf(spec).join(', ')}):`, [
    ...docstring('How much of a spike arrives after each number of steps, [lags, ...]; whole delays in evaluation.'),
    'lags = torch.arange(LONGEST_DELAY + 1, device=delay.device).view(-1, *[1] * delay.dim())',
    ...(spec.kind === 'learned' ? ['if not training:', `    ${whole}`, ...soft] : [whole]),
  ])
}

/** The parameter, in a constructor. @param shape of the delays, one for each synapse, axon or neuron */
function parameterLines(spec: DelaysSpec, shape: string): string[] {
  const values = spec.kind === 'fixed' ? `torch.full((${shape},), float(LONGEST_DELAY))` : `LONGEST_DELAY * torch.rand(${shape})`
  return [
    `self.delay = nn.Parameter(${values}${spec.kind === 'learned' ? '' : ', requires_grad=False'})`,
    ...(narrows(spec) ? ['self.sigma = SIGMA'] : []),
  ]
}

const argumentsOf = (spec: DelaysSpec, delay = 'delay', own = ''): string[] => [
  delay,
  ...(narrows(spec) ? [`${own}sigma`] : []),
  ...(spec.kind === 'learned' ? [`${own}training`] : []),
]
const callOf = (spec: DelaysSpec, delay: string): string => `lags_of(${argumentsOf(spec, delay, 'self.').join(', ')})`

const perOf = (spec: DelaysSpec) => (spec.kind === 'fixed' ? 'neuron' : spec.per)

function linearClass(spec: DelaysSpec): string[] {
  const per = perOf(spec)
  const shape = { synapse: 'outputs, inputs', axon: 'inputs', neuron: 'outputs' }[per]
  const delay = { synapse: 'self.delay', axon: 'self.delay.unsqueeze(0)', neuron: 'self.delay.unsqueeze(1)' }[per]
  return [
    'class DelayedLinear(nn.Linear):',
    ...indented([
      ...docstring(`A linear layer with a delay for each ${per}, over [steps, batch, inputs]: a product for each lag.`),
      ...method('def __init__(self, inputs, outputs, bias=True):', [
        'super().__init__(inputs, outputs, bias)',
        ...parameterLines(spec, shape),
      ]),
      ...method('def forward(self, x):', [
        `weights = self.weight * ${callOf(spec, delay)}`,
        'y = sum(F.pad(F.linear(x[:len(x) - lag], w), (0, 0, 0, 0, lag, 0)) for lag, w in enumerate(weights[:len(x)]))',
        'return y if self.bias is None else y + self.bias',
      ]),
    ]),
    '',
    '',
  ]
}

function convClass(spec: DelaysSpec): string[] {
  return [
    'class DelayedConv2d(nn.Conv2d):',
    ...indented([
      ...docstring('A convolution of channels that have delays, over [steps, batch, channels, height, width].'),
      ...method('def __init__(self, inputs, *more, **named):', [
        'super().__init__(inputs, *more, **named)',
        ...parameterLines(spec, 'inputs'),
      ]),
      ...method('def forward(self, x):', [
        `shares = ${callOf(spec, 'self.delay')}.view(-1, self.in_channels, 1, 1)`,
        'x = sum(F.pad(x[:len(x) - lag] * share, (0,) * 8 + (lag, 0)) for lag, share in enumerate(shares[:len(x)]))',
        'return super().forward(x.flatten(0, 1)).unflatten(0, x.shape[:2])',
      ]),
    ]),
    '',
    '',
  ]
}

/** At the start of a training step: how wide the Gaussians of delays are. */
export function narrowingLines(plan: Plan): string[] {
  const spec = delaysIn(plan)
  if (!spec || !narrows(spec)) return []
  return [
    'for module in net.modules():',
    "    if hasattr(module, 'sigma'):",
    `        module.sigma = SIGMA * (${MIN_SIGMA} / SIGMA) ** min(1, step / ${spec.narrowing})`,
  ]
}

/** After a training step: delays that are learned stay between 0 and the longest. */
export const keepingLines = (plan: Plan): string[] =>
  delaysIn(plan)?.kind === 'learned'
    ? [
        'with torch.no_grad():',
        '    for name, parameter in net.named_parameters():',
        "        if name.endswith('.delay'):",
        '            parameter.clamp_(0, LONGEST_DELAY)',
      ]
    : []
