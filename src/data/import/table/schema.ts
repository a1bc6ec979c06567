/**
 * What is known of a table of features before it becomes a data set, and how the user chooses to convert it. The page and the worker that
 * reads files exchange these records. Data, and what is derived from it.
 */

/** The rows and columns of a table that the page shows. */
export const [SHOWN_ROWS, SHOWN_COLUMNS] = [8, 24]

export interface TableFound {
  readonly name: string
  readonly path: string
  /** The number of rows with values, including the first. */
  readonly rows: number
  /** The cells of the first row. */
  readonly first: readonly string[]
  /** Whether the first row appears to hold the names of the columns. */
  readonly titled: boolean
  /** The delimiter in words: "commas". */
  readonly between: string
  /** The text of the rows after the first, in their first columns. */
  readonly head: readonly (readonly string[])[]
  /** The column that appears to hold the labels. */
  readonly label: number
}

export interface TableChoice {
  /** Whether the first row holds the names of the columns instead of a sample. */
  readonly titled: boolean
  /** The column of the labels. */
  readonly label: number
  /** The seed that selects the rows for testing. */
  readonly seed: number
}

export const tableChoiceFor = ({ titled, label }: Pick<TableFound, 'titled' | 'label'>): TableChoice => ({ titled, label, seed: 0 })

type Chosen = Pick<TableChoice, 'titled'>

/** The names of the columns: those in the first row, or "column 3". */
export const namesOf = ({ first }: Pick<TableFound, 'first'>, { titled }: Chosen): string[] =>
  first.map((cell, c) => (titled && cell !== '' ? cell : `column ${c + 1}`))

/** Rows that are samples, how many of them and the first. */
export const samplesOf = ({ first, head, rows }: TableFound, { titled }: Chosen) =>
  titled ? { rows: rows - 1, head } : { rows, head: [first.slice(0, SHOWN_COLUMNS), ...head].slice(0, SHOWN_ROWS) }

/** What a choice makes of a table. */
export interface TablePlan {
  readonly classes: readonly { readonly name: string; readonly train: number; readonly test: number }[]
  /** The indices of the feature columns, in order. */
  readonly features: readonly number[]
  /** Columns that are not features and why, a sentence each. */
  readonly left: readonly string[]
}

/** The number of rows of each half. */
export const countsOf = ({ classes }: Pick<TablePlan, 'classes'>): { readonly train: number; readonly test: number } => ({
  train: classes.reduce((sum, { train }) => sum + train, 0),
  test: classes.reduce((sum, { test }) => sum + test, 0),
})

/** The maximum number of columns that are listed by name. */
const NAMED = 12

/** Describes the features: "4 features: a, b, c, d". */
export function featureText(names: readonly string[]): string {
  const more = names.length > NAMED ? `, and ${names.length - NAMED} more` : ''
  return `${names.length} feature${names.length === 1 ? '' : 's'}: ${names.slice(0, NAMED).join(', ')}${more}`
}

/** Describes how numbers are scaled for the network. */
export const SCALED =
  'Each feature is scaled to 0 to 1 by its range in the training rows, in steps of 1/255; beyond that range it is 0 or 1 in the test.'
