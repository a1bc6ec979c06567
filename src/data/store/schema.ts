/** What this browser lists of a data set that it keeps, and what one may be called; `store.ts` keeps its samples. Pure. */
import { type DataSpec, isKnownTitle } from '../datasets/schema'
import { type Counts, MAX_NAME } from '../schema'

/** Of a set with a name there may be fewer samples than its kind says. */
export interface KeptSet extends Counts {
  /** As an experiment names it, with the defaults of everything but the set itself. */
  readonly data: DataSpec
  readonly bytes: number
  /** Of a custom set: what its classes are called. */
  readonly classNames?: readonly string[] | undefined
  /** What was done with the files that the user should know, in sentences. */
  readonly note?: string | undefined
  /** When it was opened, as ISO 8601. */
  readonly added: string
}

type Named<D> = Extract<D, { readonly name: string }>

/** Whether the set has a name of its own, which can be another. */
export const hasName = <D extends { readonly kind: string }>(data: D): data is Named<D> => data.kind === 'own' || data.kind === 'ownEvents'

/** A name as it is kept: on one line, without spaces at its ends. @throws Error with what is wrong with it. */
export function setName(typed: string): string {
  const name = typed.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim()
  if (name === '') throw new Error('A data set needs a name.')
  if (name.length > MAX_NAME) throw new Error(`The name has ${name.length} characters; up to ${MAX_NAME} fit.`)
  if (isKnownTitle(name)) throw new Error(`“${name}” is what the lab calls another set. Give this one a name of its own.`)
  return name
}
