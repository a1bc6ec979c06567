/** Variants of an experiment that are ready to be compared: windows, recurrences, orders of frames. Data; trains nothing. */
import type { Experiment } from '../experiments/schema'
import { MOST_SPANS } from '../neurons/recurrent-lif/schema'
import { surrogateSchema } from '../neurons/surrogate/schema'

export interface Variant {
  readonly title: string
  readonly edits: readonly (readonly [path: string, value: unknown])[]
}

/** The adaptive window against a fixed one of the width that the experiment has. */
export function windowVariants({ surrogate }: Experiment): Variant[] {
  const rect: Variant['edits'] = surrogate.kind === 'rect' ? [] : [['surrogate.kind', 'rect']]
  return [
    { title: 'adaptive window', edits: [...rect, ['surrogate.window', 'adaptive']] },
    { title: 'fixed window', edits: [...rect, ['surrogate.window', 'fixed']] },
  ]
}

/** What a recurrent network receives of itself: the step before, a fixed span, learned spans. */
export function spanVariants({ data, network }: Experiment): Variant[] {
  const recurrence = network.kind === 'recurrent' ? network.recurrence : undefined
  const span = recurrence?.kind === 'skip' ? recurrence.span : data.kind === 'copy' ? data.lag : USUAL_SPAN
  const spans = recurrence?.kind === 'adaptive' ? recurrence.spans : Math.min(MOST_SPANS, Math.ceil(1.5 * span))
  return [
    { title: 'vanilla', edits: [['network.recurrence.kind', 'vanilla']] },
    {
      title: data.kind === 'copy' && span === data.lag ? `skip ${span}, the lag` : `skip ${span}`,
      edits: [
        ['network.recurrence.kind', 'skip'],
        ['network.recurrence.span', span],
      ],
    },
    {
      title: `adaptive 1 to ${spans}`,
      edits: [
        ...(recurrence?.kind === 'adaptive' ? [] : ([['network.recurrence.kind', 'adaptive']] as const)),
        ['network.recurrence.spans', spans],
      ],
    },
  ]
}

/** Frames as recorded against frames with less order in time: what a network loses by it is what it had from the order. */
export const orderVariants = (): Variant[] =>
  (
    [
      ['recorded', 'as recorded'],
      ['reversed', 'reversed'],
      ['shuffled', 'shuffled'],
      ['collapsed', 'collapsed'],
      ['testShuffled', 'shuffled in tests only'],
    ] as const
  ).map(([order, title]) => ({ title, edits: [['encoder.order', order]] }))

/** Of the paper's S-MNIST. */
const USUAL_SPAN = 16

/** What is compared of an experiment by default. */
export const usualVariants = (e: Experiment): Variant[] => (e.network.kind === 'recurrent' ? spanVariants(e) : windowVariants(e))

interface Compared {
  readonly base: Experiment
  readonly variants: readonly Variant[]
}

/** What the variants change of the open experiment's surrogate, in a sentence; null where it is a rectangle already. */
export function surrogateNote({ base, variants }: Compared): string | null {
  const replaced = variants.every(({ edits }) => edits.some(([path, value]) => path === 'surrogate.kind' && value === 'rect'))
  if (!replaced || base.surrogate.kind === 'rect') return null
  const name = SURROGATES[base.surrogate.kind]!
  return `The surrogate becomes a rectangle; the experiment has ${/^[aeiou]/.test(name) ? 'an' : 'a'} ${name}.`
}

const SURROGATES = surrogateSchema.meta()!.choices as Readonly<Record<string, string>>
