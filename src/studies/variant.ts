/** A variant of an experiment: a title, and the edits that make it. */
import { type Edited, withEdit } from '../experiments/edit'
import type { Experiment } from '../experiments/schema'

export interface Variant {
  readonly title: string
  readonly edits: readonly (readonly [path: string, value: unknown])[]
}

/** The open experiment as it is: alone, it is trained with several seeds. */
export const UNCHANGED: Variant = { title: 'unchanged', edits: [] }

/** Whether nothing differs but the seeds of one experiment. */
export const isAlone = (variants: readonly Variant[]): boolean => variants.length === 1 && variants[0]!.edits.length === 0

/** Applies the edits one after another, up to the first invalid one. */
export const withEdits = (base: Experiment, edits: Variant['edits']): Edited =>
  edits.reduce<Edited>((edited, [path, value]) => (edited.ok ? withEdit(edited.experiment, path, value) : edited), {
    ok: true,
    experiment: base,
  })
