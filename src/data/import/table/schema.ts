/**
 * What is known of a table of features before it becomes a set, and what a person chooses of how it does: the page and the worker that
 * opens files speak of it. Data, and what is read off it.
 */

/** Rows and columns that are shown of a table. */
export const [SHOWN_ROWS, SHOWN_COLUMNS] = [8, 24]

export interface TableFound {
  readonly name: string
  readonly path: string
  /** With values, the first among them. */
  readonly rows: number
  /** The cells of the first row. */
  readonly first: readonly string[]
  /** The first row is taken for the names of the columns unless another is chosen. */
  readonly titled: boolean
  /** "commas" */
  readonly between: string
  /** The rows after the first, and their first columns, as they are written. */
  readonly head: readonly (readonly string[])[]
  /** The column that is taken for the labels unless another is chosen. */
  readonly label: number
}

export interface TableChoice {
  /** The first row has the names of the columns, and no sample. */
  readonly titled: boolean
  /** The column of the labels. */
  readonly label: number
  /** Of which rows are for testing. */
  readonly seed: number
}

export const tableChoiceFor = ({ titled, label }: Pick<TableFound, 'titled' | 'label'>): TableChoice => ({ titled, label, seed: 0 })

type Chosen = Pick<TableChoice, 'titled'>

/** The names of the columns: those of the first row, or "column 3". */
export const namesOf = ({ first }: Pick<TableFound, 'first'>, { titled }: Chosen): string[] =>
  first.map((cell, c) => (titled && cell !== '' ? cell : `column ${c + 1}`))

/** Rows that are samples, how many of them and the first. */
export const samplesOf = ({ first, head, rows }: TableFound, { titled }: Chosen) =>
  titled ? { rows: rows - 1, head } : { rows, head: [first.slice(0, SHOWN_COLUMNS), ...head].slice(0, SHOWN_ROWS) }

/** What a choice makes of a table. */
export interface TablePlan {
  readonly classes: readonly { readonly name: string; readonly train: number; readonly test: number }[]
  /** Columns, in their order. */
  readonly features: readonly number[]
  /** Columns that are no features, and why: in sentences. */
  readonly left: readonly string[]
}

/** Rows of each half. */
export const countsOf = ({ classes }: Pick<TablePlan, 'classes'>): { readonly train: number; readonly test: number } => ({
  train: classes.reduce((sum, { train }) => sum + train, 0),
  test: classes.reduce((sum, { test }) => sum + test, 0),
})

/** Columns that are named one by one. */
const NAMED = 12

/** "4 features: a, b, c, d" */
export function featureWords(names: readonly string[]): string {
  const more = names.length > NAMED ? `, and ${names.length - NAMED} more` : ''
  return `${names.length} feature${names.length === 1 ? '' : 's'}: ${names.slice(0, NAMED).join(', ')}${more}`
}

/** How numbers become what a network receives, in a sentence. */
export const SCALED =
  'Each feature is scaled to 0 to 1 by its range in the training rows, in steps of 1/255; beyond that range it is 0 or 1 in the test.'
