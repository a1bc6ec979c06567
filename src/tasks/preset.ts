/** Presets: fixed experiments, each under a name that links may use permanently. */
import type * as z from 'zod'
import { VERSION } from './version'

export interface Preset<Spec = unknown> {
  readonly name: string
  readonly title: string
  readonly summary: string
  /** The method or tutorial that it reproduces; the gallery groups presets by it. */
  readonly family: string
  /** The group within the family. */
  readonly group?: 'tasks' | 'for a laptop' | 'as in the paper'
  /** The name of a preset that differs in one aspect; the page offers to open it. */
  readonly counterpart?: string
  /** What the page calls this preset where another one names it as its counterpart: "Fixed-window version". */
  readonly asCounterpart?: string
  readonly experiment: Spec
}

type Written<Schema extends z.ZodType> = Omit<Preset, 'family' | 'experiment'> & { experiment: Omit<z.input<Schema>, 'version' | 'task'> }

/** How the presets of a family of one task are written: with what differs from the defaults. */
export const presetsOf =
  <Schema extends z.ZodType>(schema: Schema, task: string) =>
  (family: string, presets: readonly Written<Schema>[]): readonly Preset<z.infer<Schema>>[] =>
    presets.map((written) => ({ ...written, family, experiment: schema.parse({ version: VERSION, task, ...written.experiment }) }))
