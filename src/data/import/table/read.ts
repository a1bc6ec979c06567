/** A table of features as in its file: the numbers and words of each column, and which column has the labels. */
import { type Delimiter, delimiterOf, type Row, rowsOf, textOf } from '../../formats/delimited'
import { FormatError } from '../../formats/format-error'
import { MAX_CLASSES } from '../../schema'
import { shortened } from '../set'
import { ImportError, naming, type SourceFile, wholeOf } from '../source-file'
import { namesOf, SHOWN_COLUMNS, SHOWN_ROWS, type TableChoice, type TableFound } from './schema'

interface Column {
  readonly name: string
  /** The distinct cells, if they are few enough for classes; null otherwise. */
  readonly words: readonly string[] | null
  /** The first cell whose value is not a number. */
  readonly text: { readonly row: number; readonly cell: string } | null
  /** The number of the first row without a value. */
  readonly missing: number | null
  /** Whether no row has a value. */
  readonly empty: boolean
}

export interface Table {
  readonly file: SourceFile
  readonly found: TableFound
  /** Whether the first row is read as the names of the columns. */
  readonly titled: boolean
  readonly columns: readonly Column[]
  /** The number of each row in the file. */
  readonly numbers: Uint32Array
  /** [rows, columns]; NaN if a cell is not a number. */
  readonly values: Float32Array
  /** [rows, columns]: the index in a column's words; NO_WORD if there is no value, or there are too many words. */
  readonly codes: Uint16Array
}

export const NO_WORD = 0xffff

/** The maximum numbers of file bytes, rows and cells; more would take gigabytes of memory. */
const [MAX_FILE, MAX_ROWS, MAX_CELLS] = [2 ** 27, 2 ** 20, 2 ** 25]
const FIRST_ROOM = 1024

const BETWEEN: Readonly<Record<Delimiter, string>> = { '\t': 'tabs', ';': 'semicolons', ',': 'commas' }

const NAME = /\.(csv|tsv|tab|data)(\.gz)?$/i

/** The only table among files of no other kind, by its name. @throws ImportError if there are several. */
export function tableIn(files: readonly SourceFile[]): SourceFile | undefined {
  const [one, other] = files.filter(({ path }) => NAME.test(path))
  if (one && other)
    throw new ImportError(`${one.path} and ${other.path} are both tables. Choose one: a part of its rows is set apart for testing.`)
  return one
}

/**
 * @param titled whether the first row has names; inferred from the rows by default. @throws ImportError with the row and column of the
 * fault.
 */
export const readTable = (file: SourceFile, titled?: boolean): Promise<Table> =>
  naming(file.path, async () => tableOf(file, textOf(await wholeOf(file, MAX_FILE)), titled))

/** The table with the chosen use of its first row, read again if that differs. */
export const asChosen = async (table: Table, { titled }: Pick<TableChoice, 'titled'>): Promise<Table> =>
  titled === table.titled ? table : readTable(table.file, titled)

function tableOf(file: SourceFile, text: string, asked?: boolean): Table {
  const delimiter = delimiterOf(text)
  const rows = rowsOf(text, delimiter)
  const first = rows.next()
  if (first.done) throw new FormatError('has no rows')
  const { cells: top } = first.value
  // Whether the first row has names is judged by the other rows.
  const columns = top.map(() => createColumn())
  const grid = createGrid(columns, delimiter)
  const isCount = countIn(top)
  let counts = isCount ? 1 : 0
  for (const row of rows) {
    grid.add(row)
    if (isCount?.(row.cells)) counts++
  }
  const words = columns.some((column, c) => column.isNumeric() && numberOf(top[c]!, delimiter) === undefined && !isMissing(top[c]!))
  const names = words || (counts === 1 && columns.some((column) => column.isNumeric()))
  const titled = asked ?? names
  if (!titled) grid.add(first.value, 0)
  const { numbers, values, codes } = grid.end(titled)
  if (numbers.length < 2) throw new FormatError('has a single row. A table of features has one for each sample')
  const shown = top.map(shortened)
  const called = namesOf({ first: shown }, { titled })
  const ended = columns.map((column, c) => column.end(called[c]!))
  const found: TableFound = {
    name: file.path.split('/').at(-1)!.replace(NAME, '') || 'Table',
    path: file.path,
    rows: grid.rows(),
    first: shown,
    titled: names,
    between: BETWEEN[delimiter],
    head: grid.head,
    label: labelIn(ended),
  }
  return { file, found, titled, columns: ended, numbers, values, codes }
}

const shownOf = (cells: readonly string[]): string[] => cells.slice(0, SHOWN_COLUMNS).map(shortened)

/** The minimum number of consecutive integers that count as names; fewer can be values. */
const MIN_COUNT = 3
/** Numeric names start with one of these, or with a year. */
const [FIRST_NAMES, YEARS] = [[0, 1], { from: 1000, to: 2999 }]

/**
 * Checks whether the first row can have numbers as names, as pandas writes columns without names: consecutive integers from 0, from 1 or
 * from a year. Returns a function that tells whether another row counts in the same columns, in which case the first row is a sample;
 * null if the first row has no such numbers.
 */
function countIn(top: readonly string[]): ((cells: readonly string[]) => boolean) | null {
  const places = [...top.keys()].filter((c) => WHOLE.test(top[c]!))
  const counts = (cells: readonly string[]): boolean =>
    places.every((c, i) => WHOLE.test(cells[c]!) && Number(cells[c]) === Number(cells[places[0]!]) + i)
  const start = Number(top[places[0]!])
  const begins = FIRST_NAMES.includes(start) || (start >= YEARS.from && start <= YEARS.to)
  return places.length >= MIN_COUNT && begins && counts(top) && top.every((cell, c) => places.includes(c) || !NUMBER.test(cell))
    ? counts
    : null
}
const WHOLE = /^(?:0|[1-9]\d{0,8})$/

/** The last column with words that could be classes, otherwise the last one. */
function labelIn(columns: readonly Column[]): number {
  const last = columns.findLastIndex(({ text, words }) => text !== null && words !== null)
  return last >= 0 ? last : columns.length - 1
}

/** Whether a cell stands for a missing value. */
const isMissing = (cell: string): boolean => MISSING.test(cell)
const MISSING = /^(?:|\?|na|n\/a|nan|null)$/i

const NUMBER = /^[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d{1,3})?$/i

/** The value of a cell; undefined if it is not a number in single precision. A comma is a decimal comma unless it is the delimiter. */
function numberOf(cell: string, delimiter: Delimiter): number | undefined {
  if (!NUMBER.test(cell) || (delimiter === ',' && cell.includes(','))) return undefined
  const value = Math.fround(Number(cell.replace(',', '.')))
  return Number.isFinite(value) ? value : undefined
}

function createColumn() {
  let places: Map<string, number> | null = new Map()
  let text: Column['text'] = null
  let missing: number | null = null
  let numbers = 0
  return {
    isNumeric: (): boolean => numbers > 0 && text === null,
    /** @returns the index of the word. */
    add(cell: string, row: number, value: number | undefined): number {
      if (value !== undefined) numbers++
      else if (isMissing(cell)) {
        missing = Math.min(row, missing ?? row)
        return NO_WORD
      } else if (text === null || row < text.row) text = { row, cell }
      const known = places?.get(cell)
      if (known !== undefined || !places) return known ?? NO_WORD
      places.set(cell, places.size)
      if (places.size <= MAX_CLASSES) return places.size - 1
      places = null
      return NO_WORD
    },
    end: (name: string): Column => ({
      name,
      words: places && [...places.keys()],
      text,
      missing,
      empty: numbers === 0 && text === null,
    }),
  }
}

/** A growing table of numbers and words; its first row is reserved. */
function createGrid(columns: readonly ReturnType<typeof createColumn>[], delimiter: Delimiter) {
  const width = columns.length
  let room = FIRST_ROOM
  let count = 1
  let numbers = new Uint32Array(room)
  let values = new Float32Array(room * width)
  let codes = new Uint16Array(room * width)
  const head: (readonly string[])[] = []
  /** The first row with a decimal comma, and with a decimal point. */
  const marks: { comma?: number; point?: number } = {}
  const grow = (): void => {
    room *= 2
    const grown = [new Uint32Array(room), new Float32Array(room * width), new Uint16Array(room * width)] as const
    grown[0].set(numbers)
    grown[1].set(values)
    grown[2].set(codes)
    ;[numbers, values, codes] = grown
  }
  return {
    head,
    rows: (): number => count,
    add({ cells, number }: Row, at = count): void {
      if (cells.length !== width) throw new FormatError(`has ${cells.length} cells in row ${number}, and ${width} in the first`)
      if (at === count) {
        if (++count > MAX_ROWS || count * width > MAX_CELLS)
          throw new FormatError(`has too many rows: up to ${MAX_ROWS} are read, and up to ${MAX_CELLS} cells`)
        if (count > room) grow()
        if (head.length < SHOWN_ROWS) head.push(shownOf(cells))
      }
      numbers[at] = number
      for (let c = 0; c < width; c++) {
        const cell = cells[c]!
        const value = numberOf(cell, delimiter)
        if (value !== undefined && cell.includes(',')) marks.comma ??= number
        if (value !== undefined && cell.includes('.')) marks.point ??= number
        values[at * width + c] = value ?? Number.NaN
        codes[at * width + c] = columns[c]!.add(cell, number, value)
      }
    },
    end(titled: boolean) {
      const { comma, point } = marks
      if (comma !== undefined && point !== undefined)
        throw new FormatError(`has a decimal comma in row ${comma} and a decimal point in row ${point}: one of them would fit`)
      const from = titled ? 1 : 0
      return {
        numbers: numbers.subarray(from, count),
        values: values.subarray(from * width, count * width),
        codes: codes.subarray(from * width, count * width),
      }
    },
  }
}
