/** The environments that an agent may live in, and the shape of each. Data, no code. */
import * as z from 'zod'
import { cartPoleSchema, cartPoleShape } from './cart-pole/schema'
import type { EnvironmentShape } from './record/schema'

export const environmentSchema = z
  .discriminatedUnion('kind', [
    cartPoleSchema, // a line each
  ])
  .meta({
    label: 'Environment',
    help: 'The world that the agent acts in.',
    choices: {
      cartPole: 'pole on a cart',
    },
  })
export type EnvironmentSpec = z.infer<typeof environmentSchema>

export function environmentShape(spec: EnvironmentSpec): EnvironmentShape {
  switch (spec.kind) {
    case 'cartPole':
      return cartPoleShape(spec)
  }
}
