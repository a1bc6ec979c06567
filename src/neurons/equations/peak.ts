/** Half the window of a text's own surrogate: how far from 0 its slope is still a tenth of its peak, looked for on a grid. Pure. */
import { programOf } from './program'
import { simulate } from './reference'
import type { Model } from './tree'

const [REACH, STEP] = [20, 0.01]

export function peakWidth(model: Model): number {
  // The surrogate alone, as the output of a text whose input is its argument.
  const { variable, value } = model.surrogate!
  const at = { line: 1, column: 1 }
  const alone: Model = {
    parameters: model.parameters,
    inits: [],
    surrogate: null,
    lines: [
      { name: variable, value: { kind: 'name', name: 'x', at }, at },
      ...['mean', 'std', 'gain', 'leak'].map((name) => ({
        name,
        value: { kind: 'number', value: name === 'std' || name === 'gain' ? 1 : 0, at } as const,
        at,
      })),
      { name: 's', value, at },
    ],
  }
  const parameter = (name: string) => {
    const { start } = model.parameters.find((one) => one.name === name)!
    return start.kind === 'number' ? start.value : (start.a + start.b) / 2
  }
  const grid = Array.from({ length: 2 * (REACH / STEP) + 1 }, (_, i) => i * STEP - REACH)
  const slopes = simulate(programOf(alone), grid, { parameter, surrogate: { spike: () => 0, slope: () => 0 } }).of('s')
  const peak = slopes.reduce((max, slope) => Math.max(max, Number.isFinite(slope) ? slope : 0), 0)
  return slopes.reduce((reach, slope, i) => (slope >= peak / 10 ? Math.max(reach, Math.abs(grid[i]!)) : reach), STEP)
}
