/** Experience: the observations and actions of agents in environments, generated during training. Data, no code. */
import * as z from 'zod'
import { environmentSchema, environmentShape } from '../../environments/schema'
import { integer } from '../../schema'

/** The number of environment steps per pass, which corresponds to an epoch of other tasks. */
export const STEPS_A_PASS = 10_000

export const experienceSchema = z.strictObject({
  kind: z.literal('experience'),
  environment: environmentSchema.default(environmentSchema.parse({ kind: 'cartPole' })),
  batch: integer(1, 8192, 64, {
    label: 'Environments',
    term: 'episode',
    help: 'How many act side by side, each with an episode of its own. A real GPU has room for thousands.',
  }),
  test: integer(1, 1024, 32, {
    label: 'Evaluation episodes',
    term: 'episode',
    help: 'Episodes from the same starts at every evaluation, with deterministic actions.',
    rare: true,
  }),
})
export type ExperienceSpec = z.infer<typeof experienceSchema>
export const isExperience = <D extends { readonly kind: string }>(data: D): data is Extract<D, { kind: 'experience' }> =>
  data.kind === 'experience'

/** The name of the environment on the page. */
export function experienceTitle({ environment }: ExperienceSpec): string {
  const { choices } = environmentSchema.meta() as { choices: Readonly<Record<string, string>> }
  return choices[environment.kind] ?? environment.kind
}

export const experienceShape = ({ environment, test }: ExperienceSpec) => {
  const { observations } = environmentShape(environment)
  return { observations, train: STEPS_A_PASS, test }
}

/** The key of the data; experiments that differ only in the number of parallel environments play the same episodes. */
export const experienceKey = ({ environment, test }: ExperienceSpec): string => JSON.stringify({ environment, test })
