/** Mixers in float64, for tests: one row at a time, its weights given. */

export interface MixerRow {
  readonly q: readonly number[]
  /** [agents][embed] */
  readonly w1: readonly (readonly number[])[]
  readonly b1: readonly number[]
  readonly w2: readonly number[]
  readonly v: number
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)
const elu = (x: number) => (x > 0 ? x : Math.expm1(x))

const hiddenOf = ({ q, w1, b1 }: MixerRow) => b1.map((b, e) => b + sum(q.map((value, n) => value * Math.abs(w1[n]![e]!))))

export const totalOf = (row: MixerRow): number => row.v + sum(hiddenOf(row).map((h, e) => elu(h) * Math.abs(row.w2[e]!)))

/** The derivatives of the total; the one by v is 1. */
export function mixerBackwardOf(row: MixerRow): Omit<MixerRow, 'v'> {
  const hidden = hiddenOf(row)
  const b1 = hidden.map((h, e) => Math.abs(row.w2[e]!) * (h > 0 ? 1 : Math.exp(h)))
  return {
    b1,
    w2: hidden.map((h, e) => elu(h) * Math.sign(row.w2[e]!)),
    q: row.w1.map((weights) => sum(weights.map((w, e) => Math.abs(w) * b1[e]!))),
    w1: row.w1.map((weights, n) => weights.map((w, e) => row.q[n]! * Math.sign(w) * b1[e]!)),
  }
}
