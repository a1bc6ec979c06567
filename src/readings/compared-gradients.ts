/** How the gradient of each layer's parameters compares with others: numbers, rows of tables, and a sentence. */
import { counted } from '../format'
import type { TextTable } from './gradient-flow'

/** A number with its standard error. */
export interface Estimate {
  readonly value: number
  readonly error: number
}

/** The cosines of a gradient with another one: of each layer, and of all of them; null where one of them is 0. */
export interface ComparedGradient {
  readonly title: string
  readonly cosines: readonly (number | null)[]
}

/** The cosine of a layer, or of all. Null if the draws do not distinguish a gradient from 0. */
export interface TrueCosine {
  readonly cosine: Estimate | null
  /** The norm of the surrogate gradient over that of the true one. */
  readonly ratio: Estimate | null
}

/** A surrogate gradient next to the true one: in each layer, and in all of them. */
interface ComparedWithTruth {
  readonly title: string
  readonly layers: readonly TrueCosine[]
}

export interface ComparedGradients {
  /** Those with neurons, from the input on. */
  readonly layers: readonly string[]
  readonly samples: number
  readonly others: readonly ComparedGradient[]
  readonly truth: { readonly draws: number; readonly rows: readonly ComparedWithTruth[] } | { readonly why: string }
}

/** What the comparison means, in a sentence or two. */
export function comparedSentence({ others, truth, samples }: ComparedGradients): string {
  const own = 'rows' in truth ? truth.rows[0]?.layers.at(-1)?.cosine : undefined
  const known = others.flatMap(({ title, cosines }) => (typeof cosines.at(-1) === 'number' ? [{ title, cosine: cosines.at(-1)! }] : []))
  const least = known.reduce<(typeof known)[number] | undefined>((low, one) => (low && low.cosine <= one.cosine ? low : one), undefined)
  return [
    own &&
      `With the true gradient of the expected loss, that of this network has the cosine ${own.value.toFixed(2)} ± ${own.error.toFixed(2)}.`,
    own === null && 'So many draws do not tell the true gradient from 0.',
    least &&
      `Of the other choices, the one that changes the gradient most is ${least.title}: cosine ${least.cosine.toFixed(2)} on ${counted(samples, 'sample')}.`,
    !least && others.length > 0 && 'This gradient is 0, or all others are.',
  ]
    .filter(Boolean)
    .join(' ')
}

const digits = (value: number | null): string => (value === null ? '–' : value.toFixed(4))
const withError = (found: Estimate | null): string => (found ? `${digits(found.value)} ± ${found.error.toPrecision(2)}` : '–')

/** A row for each other gradient, or surrogate, and a column for each layer. */
export function comparedTables({ layers, samples, others, truth }: ComparedGradients): TextTable[] {
  const heads = (first: string) => [first, ...layers, 'all layers']
  const on = `on ${counted(samples, 'sample')}`
  const tables: TextTable[] = []
  if (others.length > 0)
    tables.push({
      caption: `Cosine of the gradient with that of another choice, ${on}; – where one of them is 0.`,
      heads: heads('another choice'),
      rows: others.map(({ title, cosines }) => [title, ...cosines.map(digits)]),
    })
  if ('why' in truth) return tables
  const drawn = `${on} with ${truth.draws} draws each, with standard errors; – where the draws do not tell a gradient from 0.`
  const tableOf = (what: keyof TrueCosine, caption: string): TextTable => ({
    caption: `${caption}, ${drawn}`,
    heads: heads('surrogate'),
    rows: truth.rows.map(({ title, layers: found }) => [title, ...found.map((one) => withError(one[what]))]),
  })
  return [
    ...tables,
    tableOf('cosine', 'Cosine of the surrogate gradient with the true one of the expected loss'),
    tableOf('ratio', 'Norm of the surrogate gradient over that of the true one'),
  ]
}
