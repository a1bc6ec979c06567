/** What a form needs to know of a field in addition to its type: words, unit, help. Attached to zod schemas as metadata; data, no code. */
import * as z from 'zod'

// Checks are not compiled: the page allows no code made of text, and what asks whether it may would be reported as a breach.
z.config({ jitless: true })

export interface FieldMeta {
  readonly label: string
  /** One or two sentences: what it does, and when to change it. */
  readonly help: string
  /** Its term in the glossary. Fields inside it have the same term unless they name another. */
  readonly term?: string
  /** As in the equations: θ, β, κ. */
  readonly symbol?: string
  readonly unit?: string
  /** A slider where the range is short and every value is meaningful; the choice of a teacher, for a text that names one. */
  readonly control?: 'slider' | 'teacher'
  readonly scale?: 'log'
  readonly step?: number
  /** Follows from something else: it is listed where experiments are compared, and has no row in the form. */
  readonly fact?: true
  /** Seldom changed: the form folds it away until it differs from its preset or is asked for. */
  readonly rare?: true
  /** The field has an effect only if one of these conditions holds; otherwise the form has no row for it. */
  readonly when?: readonly Condition[]
}

/** The value of another field, by its name in the same object or by its path in the experiment, which begins with a slash: `/readout.kind`. */
export type Condition = Readonly<Record<string, unknown>>

export type ChoiceMeta = FieldMeta & {
  /** Labels of the choices of a union or enum, in the order shown. */
  readonly choices?: Readonly<Record<string, string>>
  /** For a union that may be absent: the name of that choice, which comes first. */
  readonly absent?: string
}

/** What a choice of a union or enum is called on the screen. */
export const choiceLabel = (schema: { meta(): unknown }, choice: string): string =>
  (schema.meta() as ChoiceMeta | undefined)?.choices?.[choice] ?? choice

export const field = <S extends z.ZodType>(schema: S, meta: ChoiceMeta): S => schema.meta({ ...meta }) as S

/** A number in [low, high], with what it is if not given. */
export const number = (low: number, high: number, initial: number, meta: FieldMeta) =>
  field(z.number().min(low).max(high), meta).default(initial)
export const integer = (low: number, high: number, initial: number, meta: FieldMeta) =>
  field(z.int().min(low).max(high), meta).default(initial)
export const flag = (initial: boolean, meta: FieldMeta) => field(z.boolean(), meta).default(initial)
export const choice = <const C extends readonly [string, ...string[]]>(choices: C, initial: C[number], meta: ChoiceMeta) =>
  field(z.enum(choices), meta).default(initial as never)

/** One line of an equation panel: left side, relation, right side; `{name}` is replaced by the present value of a parameter. */
export type Equation = readonly [left: string, relation: '=' | '≈' | '←', right: string]

/** The same schema, whose fields have an effect only where one of the conditions holds. */
export const effectiveWhen = <S extends z.ZodType>(schema: S, ...when: readonly Condition[]): S => schema.meta({ ...schema.meta(), when })
