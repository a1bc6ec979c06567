/** Parametric LIF: one learned decay per layer, decay = sigmoid(w). Fang et al., ICCV 2021; as used by MPD-AGL. Data, no code. */
import * as z from 'zod'
import { number } from '../../schema'
import { leakyFields, storedPotentials } from '../lif/schema'

export const plifSchema = z.strictObject({
  kind: z.literal('plif'),
  initialDecay: number(0.01, 0.99, 0.2, {
    label: 'Initial decay',
    term: 'decay',
    symbol: 'β₀',
    help: 'The initial value of the learned decay. The paper’s init_a = 5 is a decay of 0.2.',
    control: 'slider',
    step: 0.01,
  }),
  ...leakyFields,
  storedPotentials,
})
export type PlifSpec = z.infer<typeof plifSchema>
