/** What a preset is, and how one is written down: a frozen experiment with a name that links may use for ever. */
import type * as z from 'zod'
import { VERSION } from './version'

export interface Preset<Spec = unknown> {
  readonly name: string
  readonly title: string
  readonly summary: string
  /** The method or tutorial it stands for, as the gallery's group. */
  readonly family: string
  /** Within the family. */
  readonly group?: 'tasks' | 'for a laptop' | 'as in the paper'
  /** A preset that differs in one thing, one click away. */
  readonly counterpart?: string
  readonly experiment: Spec
}

type Written<Schema extends z.ZodType> = Omit<Preset, 'experiment'> & { experiment: Omit<z.input<Schema>, 'version' | 'task'> }

/** How the presets of one task are written: with what differs from the defaults. */
export const presetsOf =
  <Schema extends z.ZodType>(schema: Schema, task: string) =>
  (written: Written<Schema>): Preset<z.infer<Schema>> => ({
    ...written,
    experiment: schema.parse({ version: VERSION, task, ...written.experiment }),
  })
