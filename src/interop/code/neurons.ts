/**
 * The neurons in Python: a class that loops over the steps of a sequence and combines the input (with recurrence) with the spiking
 * neuron, which is a framework's own if it has the same update rule, and is written out otherwise.
 */
import { recurrenceOf } from '../../neurons/recurrent-lif/schema'
import type { SurrogateSpec } from '../../neurons/surrogate/schema'
import type { Plan } from './plan'
import { docstring, indented, method } from './python'

/** The lines of a class of neurons: initialization, the start of a sequence, and a step from the current `x` to the spikes `s`. */
export interface Walk {
  readonly about: string
  readonly init: readonly string[]
  readonly begin: readonly string[]
  readonly step: readonly string[]
  /** Whether instances are given the number of their neurons, or of channels. */
  readonly perFeature?: boolean
  /** Whether a step reads its number `t`. */
  readonly stepwise?: boolean
  /** What brings learned values back into their ranges. */
  readonly ranges?: readonly string[]
}

/** A framework's own neuron, or a sentence on why it has no equivalent. */
export type Native = { readonly walk: Walk } | { readonly why: string }

/** The surrogate that a framework may have: a function of the potential alone. */
export const ownSurrogate = ({ slope, model, adaptive, neuron }: Plan): SurrogateSpec | undefined =>
  model || adaptive || neuron.outputs === 'drawn' ? undefined : (slope ?? undefined)

/** The written-out spike function as an argument of a framework's neuron; a window of its own width, which the class sets at every step. */
export const spikeArgument = ({ adaptive }: Plan): string => (adaptive ? 'lambda x: Spike.apply(x, self.width)' : 'Spike.apply')

/** Why the spike function is written out, as a sentence. */
export function withoutSpikes({ neuron, adaptive }: Plan, framework: string): string {
  if (neuron.outputs === 'drawn') return `Neurons of ${framework} do not fire at random.`
  return `${framework} has no ${adaptive ? 'surrogate whose window changes from step to step' : 'such surrogate'}.`
}

export const widthNow = ({ adaptive }: Plan): string[] => (adaptive ? ['self.width = first if t == 0 else later'] : [])

export const LEARNED_DECAY = 'self.w = nn.Parameter(torch.tensor(math.log(INITIAL_DECAY / (1 - INITIAL_DECAY))))'

/** The neuron of this app, written out in Python. */
export function writtenOut(plan: Plan, about: string): Walk {
  const { learnsDecay } = plan.neuron.rule
  const before = resetBefore(plan)
  return {
    about,
    init: learnsDecay ? [LEARNED_DECAY] : [],
    begin: [
      ...(learnsDecay ? ['decay = torch.sigmoid(self.w)'] : []),
      `v = ${before ? 's = ' : ''}torch.zeros_like(xs[0])`,
      ...(plan.adaptive ? windows(plan) : []),
    ],
    step: [
      `u = ${learnsDecay ? 'decay' : 'DECAY'} * v + ${gained(plan, 'x')}${before}`,
      plan.adaptive ? 's = Spike.apply(u - THRESHOLD, first if t == 0 else later)' : 's = Spike.apply(u - THRESHOLD)',
      `v = ${resetAfter(plan, 'u')}`,
    ],
  }
}

export const spikeOf = ({ neuron: { rule } }: Plan): string => (rule.detachReset ? 's.detach()' : 's')

/** The term of a reset that comes one step later, from the spikes `s` of the step before; else empty. */
export const resetBefore = (plan: Plan): string => (plan.neuron.rule.reset === 'subtractDelayed' ? ` - THRESHOLD * ${spikeOf(plan)}` : '')

/** The potential after the spikes `s`, from the potential `u` that fired. */
export function resetAfter(plan: Plan, u: string): string {
  const { reset, resetTo } = plan.neuron.rule
  const s = spikeOf(plan)
  if (reset === 'zero') return `${u} * (1 - ${s})${resetTo === 0 ? '' : ` + RESET_TO * ${s}`}`
  return reset === 'subtract' ? `${u} - THRESHOLD * ${s}` : u
}

/** The windows of the first step and of those after it, which follow the normalization in front and the decay. @param learned the decay, where it is learned */
export const windows = ({ neuron }: Plan, learned = 'decay'): string[] => [
  '# The window (MPD-AGL) follows the scale of the normalization in front; a readout has none, and a fixed window.',
  `decay_now = ${neuron.rule.learnsDecay ? `${learned}.detach()` : 'DECAY'}`,
  'first = later = WIDTH',
  'if gamma is not None:',
  '    first = 2 * gamma.detach().mean().clamp(min=0.001) * THRESHOLD',
  '    later = first * (1 + decay_now ** 2) ** 0.5',
]

export const gained = ({ neuron }: Plan, x: string): string => (neuron.rule.inputGain === 1 ? x : `GAIN * ${x}`)

/** The class, whose instances take [steps, batch, ...] of currents. */
export function neuronsClass(plan: Plan, walk: Walk): string[] {
  const recurrence = recurrenceOf(plan.experiment.network)
  const shared = recurrence?.kind === 'adaptive' && recurrence.sharedBy === 'network'
  const given = [...(shared ? ['skip'] : []), ...(plan.adaptive ? ['gamma=None'] : [])]
  const init = [...walk.init, ...(recurrence ? recurrentInit(plan, walk.perFeature ? 'not receives' : 'features is None') : [])]
  const sized = walk.perFeature ? `, features${recurrence ? ', receives=True' : ''}` : recurrence ? ', features=None' : ''
  const about = recurrence ? `${walk.about} They also receive their own spikes of earlier steps, through one matrix.` : walk.about
  return [
    'class Neurons(nn.Module):',
    ...indented([
      ...docstring(about),
      ...(init.length > 0 ? method(`def __init__(self${sized}):`, ['super().__init__()', ...init]) : []),
      ...method(`def forward(self, ${['xs', ...given].join(', ')}):`, [
        ...walk.begin,
        ...(recurrence?.kind === 'adaptive' ? skipWeights(shared) : []),
        'spikes = []',
        plan.adaptive || recurrence || walk.stepwise ? 'for t, x in enumerate(xs):' : 'for x in xs:',
        ...indented([...(recurrence ? receiving(recurrence.kind) : []), ...walk.step, 'spikes.append(s)']),
        'return torch.stack(spikes)',
      ]),
      ...(walk.ranges && walk.ranges.length > 0
        ? [
            '',
            '@torch.no_grad()',
            ...method('def keep_ranges(self):', [...docstring('After each step of the optimizer.'), ...walk.ranges]).slice(1),
          ]
        : []),
    ]),
    '',
    '',
  ]
}

/** Initializes a recurrence. @param without the condition under which neurons, those of a readout, have none */
function recurrentInit(plan: Plan, without: string): string[] {
  const recurrence = recurrenceOf(plan.experiment.network)
  const own = recurrence?.kind === 'adaptive' && recurrence.sharedBy === 'layer'
  return [
    `self.recurrent = None if ${without} else nn.Parameter(nn.init.orthogonal_(torch.empty(features, features)))`,
    ...(own ? [`self.skip = None if ${without} else nn.Parameter(torch.zeros(LONGEST_SKIP))`] : []),
    ...(recurrence?.kind === 'adaptive' ? ['self.temperature = 1.0  # training lowers it from epoch to epoch'] : []),
  ]
}

/** ASRC-SNN: a softmax over the skips in training, only the most probable one in evaluation. */
const skipWeights = (shared: boolean): string[] => {
  const skip = shared ? 'skip' : 'self.skip'
  return [
    '# ASRC-SNN: training weighs skips by a softmax, evaluation takes the most probable one alone.',
    'if self.recurrent is not None:',
    `    weights = torch.softmax(${skip} / self.temperature, 0)`,
    '    if not self.training:',
    `        weights = F.one_hot(${skip}.argmax(), LONGEST_SKIP).to(weights)`,
  ]
}

function receiving(kind: 'vanilla' | 'skip' | 'adaptive'): string[] {
  if (kind === 'adaptive')
    return [
      'if self.recurrent is not None and t > 0:',
      '    received = sum(weights[k - 1] * spikes[t - k] for k in range(1, min(t, LONGEST_SKIP) + 1))',
      '    x = x + F.linear(received, self.recurrent)',
    ]
  return ['if self.recurrent is not None and t >= SKIP:', '    x = x + F.linear(spikes[t - SKIP], self.recurrent)']
}
