/** The network of an agent: what it is given, embedded; a memory; and heads that say what to do and what it is worth. Data, no code. */
import * as z from 'zod'
import { type CellSpec, memorySchema } from '../../layers/memory/schema'
import type { LifSpec } from '../../neurons/lif/schema'
import type { plifSchema } from '../../neurons/plif/schema'
import type { SurrogateSpec } from '../../neurons/surrogate/schema'
import { field, integer } from '../../schema'

// A memory's neurons are those of the experiment: what these have is asked for once, there.
const ofNeurons = { decay: true, learnDecay: true, threshold: true, reset: true, surrogate: true } as const
const [grsn, lif, gru, lstm, none] = memorySchema.options
const agentMemorySchema = z
  .discriminatedUnion('kind', [grsn.omit(ofNeurons), lif.omit(ofNeurons), gru, lstm, none])
  .meta({ ...memorySchema.meta() })

const embedding = (initial: number, what: string) =>
  integer(0, 512, initial, {
    label: `${what} embedding`,
    unit: 'units',
    help: `ReLU units that the ${what.toLowerCase()} is embedded with, in front of the memory. 0: the memory does not see it.`,
    rare: true,
  })

export const agentSchema = z
  .strictObject({
    kind: z.literal('agent'),
    memory: agentMemorySchema.default(agentMemorySchema.parse({ kind: 'grsn' })),
    units: integer(1, 256, 64, { label: 'Memory units', unit: 'units', help: 'Neurons of the memory, or units of a gated cell.' }),
    observation: embedding(32, 'Observation'),
    action: embedding(8, 'Previous action'),
    reward: embedding(8, 'Previous reward'),
    shortcut: integer(0, 512, 32, {
      label: 'Shortcut',
      unit: 'units',
      help: 'ReLU units that embed the observation once more, next to what the memory says. 0: the heads see the memory alone.',
      rare: true,
    }),
    heads: field(z.array(z.int().min(1).max(1024)).max(8), {
      label: 'Head layers',
      help: 'ReLU units of each hidden layer in the head of the policy and in that of the value, in order.',
      unit: 'units',
    }).default([64, 64]),
  })
  .meta({ label: 'Agent', term: 'agent', help: 'What is between an observation and an action.' })
export type AgentSpec = z.infer<typeof agentSchema>

interface Neurons {
  /** A memory has LIF or PLIF neurons; a task refuses others. */
  readonly neuron: LifSpec | z.infer<typeof plifSchema> | { readonly kind: 'noisyLif' | 'relu' }
  readonly surrogate: SurrogateSpec
}

/** The memory that walks, with the experiment’s neurons where it spikes; undefined where nothing is remembered. */
export function cellOf({ memory }: AgentSpec, { neuron, surrogate }: Neurons): CellSpec | undefined {
  if (memory.kind === 'none') return undefined
  if (memory.kind !== 'grsn' && memory.kind !== 'lif') return memory
  if (neuron.kind !== 'lif' && neuron.kind !== 'plif') throw new Error(`A memory has no ${neuron.kind} neurons`)
  const learnDecay = neuron.kind === 'plif'
  const decay = neuron.kind === 'plif' ? neuron.initialDecay : neuron.decay
  const reset = neuron.reset === 'zero' ? 'zero' : 'subtract'
  return { ...memory, decay, learnDecay, threshold: neuron.threshold, reset, surrogate }
}
