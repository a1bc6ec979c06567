/**
 * The memory of an agent over a sequence of observations: gated recurrent spiking neurons (GRSN; Qin et al., AAAI 2025), the models that
 * they are compared with, and none. Fields; equations and sizes are in describe. Data, no code.
 */
import * as z from 'zod'
import { surrogateSchema } from '../../neurons/surrogate/schema'
import { choice, field, flag, integer, number } from '../../schema'

/** The input of the gates; 'none': no gates. */
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

/** The settings that both kinds of spiking neurons share. */
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
const minGruSchema = z.strictObject({
  kind: z.literal('minGru'),
  gain,
  forgetBias: forgetBias('First bias of the forget gate. 2 keeps 88 % of the output from step to step, 0 keeps half of it.'),
})
const gruSchema = z.strictObject({ kind: z.literal('gru'), gain })
const lstmSchema = z.strictObject({
  kind: z.literal('lstm'),
  gain,
  forgetBias: forgetBias('First bias of the forget gate. 1 is common.'),
})
const noneSchema = z.strictObject({ kind: z.literal('none') })

export const memorySchema = field(z.discriminatedUnion('kind', [grsnSchema, lifSchema, minGruSchema, gruSchema, lstmSchema, noneSchema]), {
  label: 'Memory',
  term: 'grsn',
  help: 'What carries on from one observation to the next. Without one the agent acts on what it sees now.',
  choices: {
    grsn: 'GRSN (gated recurrent spiking neurons)',
    lif: 'LIF (leaky integrate-and-fire)',
    minGru: 'minGRU (GRSN without spikes)',
    gru: 'GRU',
    lstm: 'LSTM',
    none: 'none',
  },
})
/** All kinds of memory, including none. */
export type MemorySpec = z.infer<typeof memorySchema>
export type CellSpec = Exclude<MemorySpec, { kind: 'none' }>
export type SpikingSpec = Extract<MemorySpec, { kind: 'grsn' | 'lif' }>
export type GatedSpec = Extract<MemorySpec, { kind: 'gru' | 'lstm' }>

/** The maximum number of units of a memory. */
export const MAX_UNITS = 256

// Settings that the neurons of the experiment have already, and that its memory leaves out.
const ofNeurons = { decay: true, learnDecay: true, threshold: true, reset: true, surrogate: true } as const
/** The memory of an agent, whose neurons are those of the experiment. */
export const agentMemorySchema = z
  .discriminatedUnion('kind', [grsnSchema.omit(ofNeurons), lifSchema.omit(ofNeurons), minGruSchema, gruSchema, lstmSchema, noneSchema])
  .meta({ ...memorySchema.meta() })
export type AgentMemorySpec = z.infer<typeof agentMemorySchema>

/** The experiments of agents in which settings of neurons have an effect. */
export const WHERE_MEMORY_SPIKES = [{ '/network.memory.kind': 'grsn' }, { '/network.memory.kind': 'lif' }] as const
