/** The network of an agent: embedded inputs, a memory, and heads for actions and values. Data, no code. */
import * as z from 'zod'
import { agentMemorySchema } from '../../layers/memory/schema'
import { field, integer } from '../../schema'

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
      help: 'ReLU units that embed the observation once more, next to the output of the memory. 0: the heads see the memory alone.',
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
