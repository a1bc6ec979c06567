/**
 * Each kind of memory, described once, by its spec: what drives it, what it carries, its equations, and what it is compared with. Pure;
 * the walks are in spiking and gated, their float64 versions in reference.
 */
import type { SurrogateSpec } from '../../neurons/surrogate/schema'
import type { Equation } from '../../schema'
import type { AgentMemorySpec, CellSpec, MemorySpec, SpikingSpec } from './schema'

export type DriveName = 'forget' | 'input' | 'current' | 'reset' | 'update' | 'candidate' | 'output'

interface MemoryDescription {
  /** What a linear layer computes from the input, in this order, each as wide as the memory. */
  readonly drives: readonly DriveName[]
  /**
   * The number of state vectors of a row, each as wide as the memory. GRSN: potential after the reset, current, last spikes. LIF: the
   * potential. minGRU: the output. GRU: the memory. LSTM: the memory and the cell.
   */
  readonly states: number
  /** x is the input of the memory, o its output; s are spikes, v the potential after a reset. */
  readonly equations: readonly Equation[]
}

type Kind = MemorySpec['kind']
type SpecOf<K extends Kind> = { [P in K]: Extract<MemorySpec, { readonly kind: P }> & { readonly kind: P } }[K]

const GATE_INPUT = { input: 'x[t]', spike: 's[t−1]', both: '[x[t], s[t−1]]' } as const

const DESCRIBE: { readonly [K in Kind]: (spec: SpecOf<K>) => MemoryDescription } = {
  grsn: (spec) => ({
    drives: [...(spec.gates === 'spike' ? [] : (['forget', 'input'] as const)), ...(spec.projection ? (['current'] as const) : [])],
    states: 3,
    equations: [
      ['F[t]', '=', `sigmoid(W_f ${GATE_INPUT[spec.gates]} + b_f)`],
      ['I[t]', '=', `max(0, W_i ${GATE_INPUT[spec.gates]} + b_i)`],
      ['c[t]', '=', 'F[t] · c[t−1] + (1 − F[t]) · I[t]'],
      ...firing(spec.projection ? '(c[t] + W x[t] + b)' : 'c[t]', spec),
    ],
  }),
  lif: (spec) => ({ drives: ['current'], states: 1, equations: firing('(W x[t] + b)', spec) }),
  minGru: () => ({
    drives: ['forget', 'input'],
    states: 1,
    equations: [
      ['F[t]', '=', 'sigmoid(W_f x[t] + b_f)'],
      ['I[t]', '=', 'max(0, W_i x[t] + b_i)'],
      ['o[t]', '=', 'F[t] · o[t−1] + (1 − F[t]) · I[t]'],
    ],
  }),
  gru: () => ({
    drives: ['reset', 'update', 'candidate'],
    states: 1,
    equations: [
      ['r, z', '=', 'sigmoid(W x[t] + b + U o[t−1] + d)'],
      ['n', '=', 'tanh(W x[t] + b + r · (U o[t−1] + d))'],
      ['o[t]', '=', '(1 − z) · n + z · o[t−1]'],
    ],
  }),
  lstm: () => ({
    drives: ['input', 'forget', 'candidate', 'output'],
    states: 2,
    equations: [
      ['i, f, q', '=', 'sigmoid(W x[t] + b + U o[t−1])'],
      ['c[t]', '=', 'f · c[t−1] + i · tanh(W x[t] + b + U o[t−1])'],
      ['o[t]', '=', 'q · tanh(c[t])'],
    ],
  }),
  none: () => ({ drives: [], states: 0, equations: [] }),
}
export const MEMORY_KINDS = Object.keys(DESCRIBE) as readonly Kind[]

const descriptionOf = <K extends Kind>(spec: SpecOf<K>): MemoryDescription => DESCRIBE[spec.kind](spec)

const RESET_EQUATIONS: Readonly<Record<SpikingSpec['reset'], Equation>> = {
  subtract: ['v[t]', '=', 'u[t] − {threshold} · s[t]'],
  zero: ['v[t]', '=', 'u[t] · (1 − s[t])'],
}

/** The equations of neurons driven by a current, and of the output for a step of the environment, which may be several of their steps. */
function firing(driven: string, { learnDecay, reset, innerSteps, innerState }: SpikingSpec): Equation[] {
  const decay = learnDecay ? 'β' : '{decay}'
  return [
    ['u[t]', '=', `${decay} · v[t−1] + (1 − ${decay}) · ${driven}`],
    ['s[t]', '=', '1 if u[t] ≥ {threshold}, else 0'],
    RESET_EQUATIONS[reset],
    ...(learnDecay ? ([['β', '=', 'sigmoid(d), one a neuron']] as const) : []),
    ['o', '=', innerSteps > 1 ? '1/{innerSteps} · Σ over the inner steps of s[t]' : 's[t]'],
    ...(innerState === 'zeroed' ? ([['v, c', '=', '0 before each step of the environment']] as const) : []),
  ]
}

export const drivesOf = (spec: MemorySpec): readonly DriveName[] => descriptionOf(spec).drives
export const memoryEquations = (spec: MemorySpec): readonly Equation[] => descriptionOf(spec).equations

const padded = (values: number): number => Math.ceil(values / 4) * 4

/** The number of columns of the drives of a memory of `size` units, each drive padded separately; 0 if there are none. */
export const driveColumns = (spec: MemorySpec, size: number): number => drivesOf(spec).length * padded(size)

/** The number of columns of a row's state, for a memory of `size` units. */
export const statesOf = (spec: MemorySpec, size: number): number => descriptionOf(spec).states * padded(size)

export const remembers = (spec: MemorySpec): spec is CellSpec => drivesOf(spec).length > 0

/** Whether the memory has spiking neurons; otherwise it is a gated cell, or none. */
export const isSpiking = (spec: MemorySpec): spec is SpikingSpec => hasNeurons(spec)
type WithNeurons = Extract<AgentMemorySpec, { readonly innerSteps: number }>
export const hasNeurons = (memory: AgentMemorySpec): memory is WithNeurons => 'innerSteps' in memory

/** Whether a step receives the spikes of the step before through weights. */
export const seesSpikes = (spec: MemorySpec): boolean => 'gates' in spec && spec.gates !== 'input'

/** Whether the input has no effect: gates receive spikes only, and no projection adds the input to the current. */
export const isBlind = (memory: AgentMemorySpec): boolean => 'gates' in memory && memory.gates === 'spike' && !memory.projection

interface Neurons {
  readonly decay: number
  readonly learnsDecay: boolean
  readonly threshold: number
  readonly reset: string
}

/** The memory to build, with the neurons of an experiment where it spikes; undefined where nothing is remembered. */
export function cellOf(memory: AgentMemorySpec, neurons: Neurons, surrogate: SurrogateSpec): CellSpec | undefined {
  if (memory.kind === 'none') return undefined
  if (!hasNeurons(memory)) return memory
  const { decay, learnsDecay: learnDecay, threshold } = neurons
  return { ...memory, decay, learnDecay, threshold, reset: neurons.reset === 'zero' ? 'zero' : 'subtract', surrogate }
}

/** A memory that is compared with another: a title, the memory, and the reset of its neurons. */
export interface Compared {
  readonly title: string
  readonly memory: { readonly kind: Kind } & Readonly<Record<string, unknown>>
  readonly reset?: SpikingSpec['reset']
  readonly remembers: boolean
}

/**
 * The models that are compared with a memory: what GRSN's paper compares, with and without temporal alignment where it spikes; GRSN without
 * spikes; and neurons that are reset at every decision. They use its gain and its initial forget bias if they have these settings.
 */
export function comparedWith(memory: AgentMemorySpec): Compared[] {
  const analog = memory.kind === 'minGru'
  const gain = hasNeurons(memory) || analog ? memory.gain : 3
  const forgetBias = 'gates' in memory || analog ? memory.forgetBias : 0
  const grsn = (title: string, own: object): Compared => ({
    title,
    memory: { kind: 'grsn', gain, forgetBias, ...own },
    reset: 'subtract',
    remembers: true,
  })
  const lif = (title: string, own: object): Compared => ({
    title,
    memory: { kind: 'lif', gain, ...own },
    reset: 'zero',
    remembers: true,
  })
  return [
    grsn('GRSN, gates from input', { gates: 'input' }),
    grsn('GRSN, Eq. 17', { gates: 'spike', projection: true }),
    lif('LIF', {}),
    grsn('GRSN, four inner steps', { gates: 'input', innerSteps: 4 }),
    lif('LIF, four inner steps', { innerSteps: 4 }),
    lif('LIF, four inner steps, reset at each decision', { innerSteps: 4, innerState: 'zeroed' }),
    { title: 'minGRU: GRSN without spikes', memory: { kind: 'minGru', gain, forgetBias }, remembers: true },
    { title: 'GRU', memory: { kind: 'gru' }, remembers: true },
    { title: 'LSTM', memory: { kind: 'lstm' }, remembers: true },
    { title: 'no memory', memory: { kind: 'none' }, remembers: false },
  ]
}

/** What a memory stands for where energies are compared: the recurrent networks, gates alone, gates with spikes, and what forgets. */
const ROLES = {
  recurrent: ({ kind }) => kind === 'gru',
  lstm: ({ kind }) => kind === 'lstm',
  gated: ({ kind }) => kind === 'minGru',
  gatedSpikes: (memory) => memory.kind === 'grsn' && memory.gates === 'input' && memory.innerSteps === 1,
  forgetful: (memory) => memory.kind === 'lif' && memory.innerSteps > 1 && memory.innerState === 'zeroed',
} as const satisfies Readonly<Record<string, (memory: AgentMemorySpec) => boolean>>
export type Role = keyof typeof ROLES

export const roleOf = (memory: AgentMemorySpec): Role | undefined => (Object.keys(ROLES) as Role[]).find((role) => ROLES[role](memory))
