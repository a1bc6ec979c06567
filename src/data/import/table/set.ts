/**
 * Converts a table of features to a set: a feature is a pixel of an image with a single row. A fifth of each class is for testing, and
 * features are scaled by the range of the training rows, so that nothing of the test set is known in training.
 */
import { permute, randomKey, streamOf } from '../../../engine/random'
import { MAX_FEATURES } from '../../schema'
import type { ImportedSet } from '../../store/store'
import { finishSet, type Part, shortened } from '../set'
import { ImportError } from '../source-file'
import { NO_WORD, type Table } from './read'
import { featureText, SCALED, type TableChoice, type TablePlan } from './schema'

/** One in this many rows of a class is for testing. */
const TEST_SHARE = 5
/** With fewer rows, consecutive numbers can be a coincidence. */
const MIN_COUNTED = 10

interface Split {
  readonly plan: TablePlan
  /** The label of each row. */
  readonly labels: Uint8Array
  readonly train: Uint32Array
  readonly test: Uint32Array
}

/** @throws ImportError that says what does not fit. */
export const planOf = (table: Table, choice: TableChoice): TablePlan => splitOf(table, choice).plan

/** @throws ImportError that says what does not fit. */
export async function convertTable(table: Table, choice: TableChoice): Promise<ImportedSet> {
  const { plan, labels, train, test } = splitOf(table, choice)
  const scale = scaleOf(table, plan.features, train)
  const { name, path } = table.found
  const names = table.columns.map((column) => column.name)
  const part = (rows: Uint32Array): Part => ({
    count: rows.length,
    height: 1,
    width: plan.features.length,
    channels: 1,
    images: scale(rows),
    labels: Uint8Array.from(rows, (row) => labels[row]!),
    imagesPath: path,
    labelsPath: path,
  })
  const note = [
    `${featureText(plan.features.map((c) => names[c]!))}. ${SCALED}`,
    `Labels: ${names[choice.label]}. A fifth of each class is for testing, by seed ${choice.seed}.`,
    ...plan.left,
  ].join(' ')
  return finishSet({ train: part(train), test: part(test), name, classNames: plan.classes.map((one) => one.name), note })
}

function splitOf(table: Table, choice: TableChoice): Split {
  const { numbers } = table
  const { features, left } = featuresIn(table, choice.label)
  const { names, labels } = classesIn(table, choice.label)
  const rows = names.map((): number[] => [])
  for (const [row, label] of labels.entries()) rows[label]!.push(row)
  const lone = rows.findIndex(({ length }) => length === 1)
  if (lone >= 0)
    throw refused(
      table,
      `has a single row of the class “${names[lone]}”, row ${numbers[rows[lone]![0]!]}. Two are needed, one of them for testing`,
    )
  const halves = rows.map((of, label) => {
    const test = Math.max(1, Math.round(of.length / TEST_SHARE))
    const key = randomKey(choice.seed, streamOf('table'), label)
    const order = of.map((_, i) => of[permute(i, of.length, key)]!)
    return { test: order.slice(0, test), train: order.slice(test) }
  })
  const classes = names.map((name, label) => ({ name, train: halves[label]!.train.length, test: halves[label]!.test.length }))
  const all = (half: 'train' | 'test') => Uint32Array.from(halves.flatMap((of) => of[half])).sort()
  return { plan: { classes, features, left }, labels, train: all('train'), test: all('test') }
}

const refused = ({ found: { path } }: Table, what: string): ImportError => new ImportError(`${path} ${what}.`)

/** The classes in order, sorted numerically if they are numbers, and the class index of each row. */
function classesIn(table: Table, label: number): { readonly names: readonly string[]; readonly labels: Uint8Array } {
  const { columns, codes, numbers } = table
  const { name, words, missing } = columns[label]!
  if (missing !== null) throw refused(table, `has no label in row ${missing}, column “${name}”. Fill it in, or leave out the row`)
  if (words === null)
    throw refused(table, `has more than 256 different values in column “${name}”: too many for classes. Choose another for the labels`)
  const width = columns.length
  const found = [...new Set(Array.from(numbers, (_, row) => codes[row * width + label]!))]
  const order = new Intl.Collator('en', { numeric: true }).compare
  const sorted = found.toSorted((a, b) => order(words[a]!, words[b]!) || (words[a]! < words[b]! ? -1 : 1))
  const names = sorted.map((code) => shortened(words[code]!))
  if (names.length < 2)
    throw refused(table, `has a single class: column “${name}” says “${names[0]}” in every row. There must be two or more`)
  const places = new Uint8Array(NO_WORD)
  for (const [place, code] of sorted.entries()) places[code] = place
  return { names, labels: Uint8Array.from(numbers, (_, row) => places[codes[row * width + label]!]!) }
}

/** The numeric columns except that of the labels, and why each other column is left out. */
function featuresIn(table: Table, label: number): Pick<TablePlan, 'features' | 'left'> {
  const features: number[] = []
  const left: string[] = []
  for (const [c, { name, text, empty }] of table.columns.entries()) {
    if (c === label) continue
    if (empty) left.push(`“${name}” is left out: it has no values.`)
    else if (text) left.push(`“${name}” is left out: “${shortened(text.cell)}” in row ${text.row} is no number.`)
    else if (countsRows(table, c)) left.push(`“${name}” is left out: it numbers the rows.`)
    else features.push(c)
  }
  if (features.length === 0) throw refused(table, 'has no column of numbers besides that of the labels')
  if (features.length > MAX_FEATURES) throw refused(table, `has ${features.length} columns of numbers; up to ${MAX_FEATURES} features fit`)
  const holes = features.map((c) => table.columns[c]!).filter(({ missing }) => missing !== null)
  const [hole] = holes.toSorted((a, b) => a.missing! - b.missing!)
  if (hole)
    throw refused(table, `has no value in row ${hole.missing}, column “${hole.name}”. Fill it in, or leave out the row or the column`)
  return { features, left }
}

/** Whether a column counts the rows, each number being one more than the previous. */
function countsRows({ numbers, values, columns }: Table, column: number): boolean {
  const at = (row: number) => values[row * columns.length + column]!
  return numbers.length >= MIN_COUNTED && numbers.every((_, row) => row === 0 || at(row) === at(row - 1) + 1)
}

/** Scales rows to bytes: 0 is the minimum of the training rows and 255 the maximum. A constant feature is 0. */
function scaleOf({ values, columns }: Table, features: readonly number[], train: Uint32Array): (rows: Uint32Array) => Uint8Array {
  const min = new Float64Array(features.length).fill(Number.POSITIVE_INFINITY)
  const max = new Float64Array(features.length).fill(Number.NEGATIVE_INFINITY)
  for (const row of train)
    for (const [f, c] of features.entries()) {
      const value = values[row * columns.length + c]!
      if (value < min[f]!) min[f] = value
      if (value > max[f]!) max[f] = value
    }
  return (rows) => {
    const scaled = new Uint8Array(rows.length * features.length)
    for (const [i, row] of rows.entries())
      for (const [f, c] of features.entries()) {
        const range = max[f]! - min[f]!
        const share = range > 0 ? (values[row * columns.length + c]! - min[f]!) / range : 0
        scaled[i * features.length + f] = Math.round(255 * Math.min(1, Math.max(0, share)))
      }
    return scaled
  }
}
