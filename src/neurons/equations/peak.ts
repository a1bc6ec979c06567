/** The value of a surrogate that is a formula, and the window in which it passes a gradient, in float64. Pure. */
import type { Formula } from './formula'
import { VALUES } from './operations'
import type { Expression } from './tree'

/** What a formula reads besides its argument. */
export type Reading = Readonly<Record<'t' | 'T' | 'mean' | 'std' | 'gain' | 'leak', number>>

/** The values before anything was measured, at the first of four steps. */
export const UNMEASURED: Reading = { t: 0, T: 4, mean: 0, std: 1, gain: 1, leak: 0 }

export function formulaAt({ variable, value }: Formula, z: number, reading: Reading = UNMEASURED): number {
  const names: Readonly<Record<string, number>> = { ...reading, pi: Math.PI, [variable]: z }
  const of = (node: Expression): number => {
    if (node.kind === 'number') return node.value
    if (node.kind !== 'apply') return names[node.name]!
    const [a = 0, b = 0, c = 0] = node.args.map(of)
    return node.op === 'clamp' ? Math.min(Math.max(a, b), c) : VALUES[node.op as keyof typeof VALUES](a, b, c)
  }
  return of(value)
}

/** Points on either side of 0, each GROWTH times as far as the one before, and points around the mean. */
export const [FARTHEST, GROWTH, POINTS, AROUND, EIGHTH, HALVINGS] = [20, 1.12, 128, 64, 0.125, 20]

/** Half the window: how far from 0 the slope is still a tenth of its peak. */
export function formulaHalfWidth(formula: Formula, reading: Reading = UNMEASURED): number {
  const { mean, std } = reading
  const slopeAt = (z: number) => {
    const slope = formulaAt(formula, z, reading)
    return Number.isFinite(slope) ? slope : 0
  }
  const far = FARTHEST * Math.max(1, std) + Math.abs(mean)
  const grid = [
    0,
    ...Array.from({ length: POINTS }, (_, i) => far / GROWTH ** i).flatMap((z) => [z, -z]),
    ...Array.from({ length: AROUND }, (_, i) => mean + (i - AROUND / 2) * EIGHTH * std),
  ]
  const slopes = grid.map(slopeAt)
  const least = Math.max(...slopes) / 10
  if (!(least > 0)) return 0
  const last = grid.reduce((reach, z, i) => (slopes[i]! >= least && Math.abs(z) > Math.abs(reach) ? z : reach), 0)
  const side = last < 0 ? -1 : 1
  let [inside, outside] = [Math.abs(last), Math.abs(last) * GROWTH + EIGHTH * std]
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (inside + outside) / 2
    if (slopeAt(side * middle) >= least) inside = middle
    else outside = middle
  }
  return inside
}
