/** What a check of a layer's gradient found, and how it reads in words. */

/** One derivative of the weighted outputs of some neurons, in three ways. */
export interface GradientPoint {
  /** The parameter; null for the input current of one step. */
  readonly parameter: string | null
  /** By central differences, in float64. */
  readonly numeric: number
  /** By backpropagation, in float64. */
  readonly analytic: number
  /** By the kernels of the adapter. */
  readonly gpu: number
}

export interface GradientCheck {
  readonly layer: string
  /** Why this layer cannot be checked, in a sentence; null if it was. */
  readonly why: string | null
  /** How many neurons were checked, each on one sample. */
  readonly traces: number
  readonly points: readonly GradientPoint[]
  /** Derivatives that were left out, since the function has a kink or a jump there. */
  readonly kinks: number
  /** Neurons that were left out, since a potential within rounding of the threshold spikes in one precision alone. */
  readonly flipped: number
}

/** The largest relative errors that count as agreement: of float64, and of the kernels in float32. */
const TOLERANCE = { analytic: 1e-5, gpu: 1e-3 } as const

/** Derivatives below it are rounding: outputs and their weights are of the order of 1. */
const NEGLIGIBLE = 1e-8

/** The derivatives of a layer by one parameter, or by the current. */
export interface CheckedRow {
  readonly layer: string
  readonly parameter: string | null
  readonly count: number
  /** The largest numeric one. */
  readonly largest: number
  /** The largest differences to the numeric one, relative to the largest. */
  readonly analytic: number
  readonly gpu: number
  readonly agrees: boolean
}

export function rowsOf(checks: readonly GradientCheck[]): CheckedRow[] {
  return checks.flatMap(({ layer, points }) =>
    [...new Set(points.map(({ parameter }) => parameter))].map((parameter) => {
      const own = points.filter((point) => point.parameter === parameter)
      const largest = maxOf(own.map(({ numeric }) => Math.abs(numeric)))
      const worst = (key: 'analytic' | 'gpu') => {
        const difference = maxOf(own.map((point) => Math.abs(point[key] - point.numeric)))
        return difference / Math.max(largest, NEGLIGIBLE)
      }
      const [analytic, gpu] = [worst('analytic'), worst('gpu')]
      // Written so that a value that is not finite does not agree.
      const agrees = analytic <= TOLERANCE.analytic && gpu <= TOLERANCE.gpu
      return { layer, parameter, count: own.length, largest, analytic, gpu, agrees }
    }),
  )
}

const maxOf = (values: readonly number[]): number => values.reduce((max, value) => Math.max(max, value), 0)

/** Whether a row agrees, in a table; derivatives that are all 0 check nothing. */
export const agreementText = ({ agrees, largest }: CheckedRow): 'yes' | 'no' | 'all are 0' =>
  agrees ? (largest < NEGLIGIBLE ? 'all are 0' : 'yes') : 'no'

export const directionText = (parameter: string | null): string => parameter ?? 'input current'

/** What was found, in a sentence or two. */
export function gradientSentence(checks: readonly GradientCheck[]): string {
  const rows = rowsOf(checks)
  if (rows.length === 0) return checks.find(({ why }) => why !== null)?.why ?? 'No derivative could be compared.'
  const wrong = rows.filter(({ agrees }) => !agrees)
  const count = rows.reduce((sum, row) => sum + row.count, 0)
  if (wrong.length > 0) {
    const [worst] = [...wrong].sort((a, b) => Math.max(b.analytic, b.gpu) - Math.max(a.analytic, a.gpu))
    const { layer, parameter, analytic, gpu } = worst!
    const which = analytic > TOLERANCE.analytic ? 'The analytic gradient' : 'The gradient of the kernels'
    return `${which} differs from the numeric one: by ${shareText(Math.max(analytic, gpu))} in ${layer}, ${directionText(parameter)}${wrong.length > 1 ? `, and in ${wrong.length - 1} more` : ''}.`
  }
  const passing = rows.filter((row) => agreementText(row) === 'yes')
  if (passing.length === 0) return `All ${count} derivatives are 0, in every way: no gradient passes at these potentials.`
  const [analytic, gpu] = [maxOf(rows.map((row) => row.analytic)), maxOf(rows.map((row) => row.gpu))]
  const compared = passing.reduce((sum, row) => sum + row.count, 0)
  const zero = count === compared ? '' : ` ${count - compared} more are 0, in every way: no gradient passes there.`
  return `The gradient is right: ${compared} derivatives agree with numeric ones, to ${shareText(analytic)} in float64 and to ${shareText(gpu)} on this adapter.${zero}`
}

/** What was left out, in a sentence or two; null if nothing was. */
export function leftOutSentence(checks: readonly GradientCheck[]): string | null {
  const sum = (key: 'kinks' | 'flipped') => checks.reduce((total, check) => total + check[key], 0)
  const [kinks, flipped] = [sum('kinks'), sum('flipped')]
  const said = [
    ...(kinks > 0 ? [`Left out, since the surrogate or the equations have a kink or a jump there: derivatives, ${kinks}.`] : []),
    ...(flipped > 0 ? [`Left out, since a potential is within rounding of the threshold: neurons, ${flipped}.`] : []),
  ]
  return said.length > 0 ? said.join(' ') : null
}

/** A relative error: “3e-8”. */
export const shareText = (share: number): string => (share === 0 ? '0' : share.toExponential(0))
