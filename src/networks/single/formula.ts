/** The spike of a single neuron whose surrogate is a formula. Nothing was measured: mean is 0, std and gain are 1. Pure. */
import { type Formula, formulaIn, isMoving, readFormula } from '../../neurons/equations/formula'
import { formulaAt, formulaHalfWidth, type Reading, UNMEASURED } from '../../neurons/equations/peak'
import type { SpikeFunction } from '../../neurons/surrogate/reference'

interface FormulaSpike extends SpikeFunction {
  readonly halfWidths: readonly number[]
}

/** A formula with faults passes no gradient. @param leak the decay of a built-in neuron, else 0 */
export function formulaSpike(text: string, steps: number, leak: number): FormulaSpike {
  const spike = (x: number) => Number(x >= 0)
  if (!readFormula(text).ok) return { spike, slope: () => 0, halfWidths: Array<number>(steps).fill(0) }
  const formula = formulaIn(text)
  const at = (t: number): Reading => ({ ...UNMEASURED, t, T: steps, leak })
  return { spike, slope: (x, t) => formulaAt(formula, x, at(t)), halfWidths: halfWidths(formula, steps, at) }
}

function halfWidths(formula: Formula, steps: number, at: (t: number) => Reading): number[] {
  const first = formulaHalfWidth(formula, at(0))
  return Array.from({ length: steps }, (_, t) => (isMoving(formula) ? formulaHalfWidth(formula, at(t)) : first))
}
