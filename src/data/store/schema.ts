/** The listing of a data set that this browser stores, and the rules for its name; `store.ts` stores its samples. Pure. */
import { type DataSpec, isKnownTitle } from '../datasets/schema'
import { type Counts, MAX_NAME } from '../schema'

/** A named set may have fewer samples than its kind states. */
export interface StoredSet extends Counts {
  /** The data of an experiment with the set; everything else has its default. */
  readonly data: DataSpec
  readonly bytes: number
  /** Whether it is stored whose each training sample is. */
  readonly subjects?: true | undefined
  /** The class names of a custom set. */
  readonly classNames?: readonly string[] | undefined
  /** Notes for the user on how the files were converted, in sentences. */
  readonly note?: string | undefined
  /** When the set was added, as ISO 8601. */
  readonly added: string
}

type Named<D> = Extract<D, { readonly name: string }>

/** Whether the user can rename the set. */
export const hasName = <D extends { readonly kind: string }>(data: D): data is Named<D> => data.kind === 'own' || data.kind === 'ownEvents'

/** Normalizes a name: one line, without spaces at its ends. @throws Error that says what is wrong with it. */
export function setName(typed: string): string {
  const name = typed.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim()
  if (name === '') throw new Error('A data set needs a name.')
  if (name.length > MAX_NAME) throw new Error(`The name has ${name.length} characters; up to ${MAX_NAME} fit.`)
  if (isKnownTitle(name)) throw new Error(`“${name}” is the name of another data set. Choose a different name.`)
  return name
}
