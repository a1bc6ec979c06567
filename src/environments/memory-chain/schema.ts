/** Remembering a bit: the memory chain of bsuite (Osband et al., 2020) with one bit. Data, and offsets. */
import * as z from 'zod'
import { integer } from '../../schema'
import { type EnvironmentShape, STATE_HEAD } from '../record/schema'

export const memoryChainSchema = z.strictObject({
  kind: z.literal('memoryChain'),
  length: integer(1, 1000, 10, {
    label: 'Length',
    unit: 'steps',
    help: 'Steps over which the bit has to be remembered. The last action answers.',
  }),
})
export type MemoryChainSpec = z.infer<typeof memoryChainSchema>

export const memoryChainShape = ({ length }: MemoryChainSpec): EnvironmentShape => ({
  agents: 1,
  observations: 3,
  action: { kind: 'discrete', count: 2 },
  state: STATE_HEAD.own + 1,
  available: false,
  mixer: 0,
  limit: length + 1,
  wonAbove: 0,
  names: { observations: ['time left', 'bit asked for', 'context'], state: ['step', 'episode', 'context'], actions: ['0', '1'] },
  scales: [{ low: 0, high: 1, unit: null }],
  hidden: [STATE_HEAD.own],
})
