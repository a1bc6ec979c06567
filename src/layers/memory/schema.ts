/**
 * What an agent remembers with over a sequence of observations: gated recurrent spiking neurons (GRSN; Qin et al., AAAI 2025), what they are
 * compared with, and nothing at all. Fields, equations and sizes; data, no code.
 */
import * as z from 'zod'
import { surrogateSchema } from '../../neurons/surrogate/schema'
import { choice, type Equation, field, flag, integer, number } from '../../schema'

/** Where gates get what they see from; 'none' is without gates. */
export const GATE_KINDS = ['none', 'input', 'spike', 'both'] as const
const GATES = ['input', 'spike', 'both'] as const
const MEMORY_RESETS = ['subtract', 'zero'] as const

const SURROGATES = {
  rect: 'rectangle',
  triangle: 'triangle',
  sigmoid: 'sigmoid',
  atan: 'arctangent',
  fastSigmoid: 'fast sigmoid',
  gaussian: 'Gaussian',
}
const gain = number(0.01, 20, 1, {
  label: 'Gain',
  help: 'Multiplies the first weights from the input. More than 1 makes neurons fire from the start, and saturates gates.',
  scale: 'log',
})
const forgetBias = (help: string) => number(-10, 10, 0, { label: 'Forget bias', symbol: 'b', help, rare: true })

const reset = (initial: (typeof MEMORY_RESETS)[number]) =>
  choice(MEMORY_RESETS, initial, {
    label: 'Reset',
    term: 'reset',
    help: 'What a spike does to the potential. Soft: subtracts the threshold θ. Hard: sets it to 0. Gradients pass through either.',
    choices: { subtract: 'soft reset (subtract θ)', zero: 'hard reset' },
  })

/** What both kinds of spiking neurons have. */
const spiking = (decayIsLearned: boolean, resets: (typeof MEMORY_RESETS)[number]) => ({
  decay: number(0.01, 0.99, 0.5, {
    label: 'Decay',
    term: 'decay',
    symbol: 'β',
    help: 'The fraction of the potential that remains after one step, 1 − 1/τ; what is learned begins with it.',
    control: 'slider',
    step: 0.01,
  }),
  learnDecay: flag(decayIsLearned, { label: 'Learn decay', term: 'decay', help: 'When on, every neuron learns a decay of its own.' }),
  threshold: number(0.05, 20, 1, {
    label: 'Threshold',
    term: 'threshold',
    symbol: 'θ',
    help: 'A neuron fires when its membrane potential reaches the threshold.',
    control: 'slider',
    step: 0.05,
  }),
  reset: reset(resets),
  gain,
  innerSteps: integer(1, 16, 1, {
    label: 'Inner steps',
    term: 'temporalAlignment',
    unit: 'steps',
    help: 'Steps of the neurons within one step of the environment. 1: both clocks are one (TAP, temporal alignment). More: they see the same input so many times, and the mean of their spikes is passed on.',
  }),
  innerState: choice(['carried', 'zeroed'], 'carried', {
    label: 'State between steps',
    term: 'temporalAlignment',
    help: 'Whether potentials and currents outlive a step of the environment. Zeroed, the neurons remember nothing.',
    choices: { carried: 'carried', zeroed: 'zeroed' },
  }),
  surrogate: field(surrogateSchema, {
    label: 'Surrogate',
    term: 'surrogate',
    help: 'The function that replaces the derivative of a spike, which is zero or infinite.',
    choices: SURROGATES,
    when: [{ kind: 'grsn' }, { kind: 'lif' }],
  }).default({ kind: 'atan', scale: 2 }),
})

const grsnSchema = z.strictObject({
  kind: z.literal('grsn'),
  gates: choice(GATES, 'input', {
    label: 'Gates from',
    help: 'What opens the gates: the input (as in the released code), the neurons’ own spikes of the step before (Eq. 17 of the paper, as its author quotes it), or both.',
    choices: { input: 'input (released v1)', spike: 'previous spikes (paper Eq. 17)', both: 'input and previous spikes' },
  }),
  projection: flag(false, {
    label: 'Input projection',
    help: 'A linear map of the input, added to the current. Gates that see spikes alone need it: else nothing of the input arrives.',
  }),
  forgetBias: forgetBias('First bias of the forget gate. 2 keeps 88 % of a current from step to step, 0 keeps half of it.'),
  ...spiking(false, 'subtract'),
})
const lifSchema = z.strictObject({ kind: z.literal('lif'), ...spiking(false, 'zero') })
const gruSchema = z.strictObject({ kind: z.literal('gru'), gain })
const lstmSchema = z.strictObject({
  kind: z.literal('lstm'),
  gain,
  forgetBias: forgetBias('First bias of the forget gate. 1 is common.'),
})
const noneSchema = z.strictObject({ kind: z.literal('none') })

export const memorySchema = field(z.discriminatedUnion('kind', [grsnSchema, lifSchema, gruSchema, lstmSchema, noneSchema]), {
  label: 'Memory',
  term: 'grsn',
  help: 'What carries on from one observation to the next. Without one the agent acts on what it sees now.',
  choices: {
    grsn: 'GRSN (gated recurrent spiking neurons)',
    lif: 'LIF (leaky integrate-and-fire)',
    gru: 'GRU',
    lstm: 'LSTM',
    none: 'none',
  },
})
/** What there can be, no memory among it. */
export type MemorySpec = z.infer<typeof memorySchema>
export type CellSpec = Exclude<MemorySpec, { kind: 'none' }>
export type SpikingSpec = Extract<MemorySpec, { kind: 'grsn' | 'lif' }>
export type GatedSpec = Extract<MemorySpec, { kind: 'gru' | 'lstm' }>

export const remembers = (spec: MemorySpec): spec is CellSpec => spec.kind !== 'none'
export const isSpiking = (spec: MemorySpec): spec is SpikingSpec => spec.kind === 'grsn' || spec.kind === 'lif'
/** Whether a step sees the spikes of the step before through weights. */
export const seesSpikes = (spec: MemorySpec): boolean => spec.kind === 'grsn' && spec.gates !== 'input'

/** What a linear layer makes of the input, in this order, each as wide as the memory. */
export function drivesOf(spec: MemorySpec): readonly ('forget' | 'input' | 'current' | 'reset' | 'update' | 'candidate' | 'output')[] {
  switch (spec.kind) {
    case 'grsn':
      return [...(spec.gates === 'spike' ? [] : (['forget', 'input'] as const)), ...(spec.projection ? (['current'] as const) : [])]
    case 'lif':
      return ['current']
    case 'gru':
      return ['reset', 'update', 'candidate']
    case 'lstm':
      return ['input', 'forget', 'candidate', 'output']
    case 'none':
      return []
    default:
      return spec satisfies never
  }
}

/** Columns of the product with the input that a memory of `size` units is driven by, each drive padded by itself. 0 where there is none. */
export const driveColumns = (spec: MemorySpec, size: number): number => drivesOf(spec).length * padded(size)

/** What a row carries on, in this order, each as wide as the memory: potential after the reset, current, last spikes; memory; cell. */
export const statesOf = (spec: MemorySpec, size: number): number => STATES[spec.kind] * padded(size)
const STATES: Readonly<Record<MemorySpec['kind'], number>> = { grsn: 3, lif: 1, gru: 1, lstm: 2, none: 0 }

/** Units that a memory has at most. */
export const MAX_UNITS = 256
const padded = (values: number): number => Math.ceil(values / 4) * 4

const RESET_EQUATIONS: Readonly<Record<SpikingSpec['reset'], Equation>> = {
  subtract: ['v[t]', '=', 'u[t] − {threshold} · s[t]'],
  zero: ['v[t]', '=', 'u[t] · (1 − s[t])'],
}
const GATE_INPUT = { input: 'x[t]', spike: 's[t−1]', both: '[x[t], s[t−1]]' } as const

/** What is passed on of a step of the environment, which may be several of the neurons. */
const passedOn = ({ innerSteps, innerState }: SpikingSpec): Equation[] => [
  ['o', '=', innerSteps > 1 ? '1/{innerSteps} · Σ over the inner steps of s[t]' : 's[t]'],
  ...(innerState === 'zeroed' ? ([['v, c', '=', '0 before each step of the environment']] as const) : []),
]

/** x is what the memory is given, o what it passes on; s are spikes, v the potential after a reset. */
export function memoryEquations(spec: MemorySpec): readonly Equation[] {
  const fires = (driven: string, of: SpikingSpec): Equation[] => {
    const decay = of.learnDecay ? 'β' : '{decay}'
    return [
      ['u[t]', '=', `${decay} · v[t−1] + (1 − ${decay}) · ${driven}`],
      ['s[t]', '=', '1 if u[t] ≥ {threshold}, else 0'],
      RESET_EQUATIONS[of.reset],
      ...(of.learnDecay ? ([['β', '=', 'sigmoid(d), one a neuron']] as const) : []),
      ...passedOn(of),
    ]
  }
  switch (spec.kind) {
    case 'grsn':
      return [
        ['F[t]', '=', `sigmoid(W_f ${GATE_INPUT[spec.gates]} + b_f)`],
        ['I[t]', '=', `max(0, W_i ${GATE_INPUT[spec.gates]} + b_i)`],
        ['c[t]', '=', 'F[t] · c[t−1] + (1 − F[t]) · I[t]'],
        ...fires(spec.projection ? '(c[t] + W x[t] + b)' : 'c[t]', spec),
      ]
    case 'lif':
      return fires('(W x[t] + b)', spec)
    case 'gru':
      return [
        ['r, z', '=', 'sigmoid(W x[t] + b + U o[t−1] + d)'],
        ['n', '=', 'tanh(W x[t] + b + r · (U o[t−1] + d))'],
        ['o[t]', '=', '(1 − z) · n + z · o[t−1]'],
      ]
    case 'lstm':
      return [
        ['i, f, q', '=', 'sigmoid(W x[t] + b + U o[t−1])'],
        ['c[t]', '=', 'f · c[t−1] + i · tanh(W x[t] + b + U o[t−1])'],
        ['o[t]', '=', 'q · tanh(c[t])'],
      ]
    case 'none':
      return []
    default:
      return spec satisfies never
  }
}
