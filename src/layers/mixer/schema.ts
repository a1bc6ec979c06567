/** How the values of agents are combined into that of their team. Data, no code. */
import * as z from 'zod'
import { field, integer } from '../../schema'

/** What the mixer's weights depend on. Absent if that is the state. */
const stateSchema = z
  .discriminatedUnion('kind', [z.strictObject({ kind: z.literal('none') })])
  .meta({
    label: 'Mixer sees',
    help: 'What the mixer’s weights depend on: the state of the environment, or nothing, worth a try where the state shows what agents have to remember.',
    choices: { none: 'nothing (QMIX-NS)' },
    absent: 'the state',
    rare: true,
  })
  .optional()

export const mixerSchema = field(
  z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('monotonic'),
      embed: integer(1, 256, 32, { label: 'Mixer units', help: 'Hidden units of the network that mixes the values of agents.' }),
      hypernetLayers: integer(1, 2, 2, {
        label: 'Hypernetwork layers',
        help: 'Layers that make the mixer’s weights from the state.',
        rare: true,
      }),
      hypernetHidden: integer(1, 512, 64, {
        label: 'Hypernetwork units',
        help: 'Hidden units of what makes the mixer’s weights.',
        when: [{ hypernetLayers: 2 }],
        rare: true,
      }),
      state: stateSchema,
    }),
    z.strictObject({ kind: z.literal('sum') }),
  ]),
  {
    label: 'Mixer',
    term: 'mixer',
    help: 'How the values of agents become one of their team: by a network whose weights depend on the state and are not negative (QMIX), or as a sum (VDN).',
    choices: { monotonic: 'QMIX', sum: 'sum (VDN)' },
  },
)
export type MixerSpec = z.infer<typeof mixerSchema>
