/** What this browser lists of a data set that it keeps; `store.ts` keeps its samples. Data, no code. */
import type { DataSpec } from '../datasets/schema'
import type { Counts } from '../schema'

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
