/** A surrogate as a formula: a field for its text, and a plot of the formula and its integral while it is typed. */
import type { ComponentProps } from 'react'
import { significant } from '../../format'
import { type Formula, formulaIn, readFormula } from '../../neurons/equations/formula'
import { formulaAt, formulaHalfWidth } from '../../neurons/equations/peak'
import { type Pen, stroke } from '../base/draw'
import { Chart } from './chart'
import { EquationsEditor } from './equations-editor'
import css from './equations-field.module.css'
import { drawPlane, roundEnds } from './plane'

export function FormulaField(props: ComponentProps<typeof EquationsEditor>) {
  const found = readFormula(props.value)
  return (
    <>
      <EquationsEditor faults={found.ok ? [] : found.faults} {...props} />
      {found.ok && (
        <div className={css.plot}>
          <FormulaPlot formula={formulaIn(props.value)} text={props.value} />
        </div>
      )}
    </>
  )
}

const POINTS = 241

/** The formula at points around 0, as far as its window or twice that, and its integral from the first of them on. */
export function formulaCurves(formula: Formula) {
  const reach = Math.max(1, 2 * formulaHalfWidth(formula))
  const step = (2 * reach) / (POINTS - 1)
  const z = Array.from({ length: POINTS }, (_, n) => n * step - reach)
  const slope = z.map((at) => formulaAt(formula, at))
  const integral = [0]
  for (let n = 1; n < POINTS; n++) integral.push(integral[n - 1]! + (step * (slope[n]! + slope[n - 1]!)) / 2)
  return { z, slope, integral }
}

function FormulaPlot({ formula, text }: { readonly formula: Formula; readonly text: string }) {
  const { z, slope, integral } = formulaCurves(formula)
  const { variable } = formula
  const draw = (pen: Pen) => {
    const [low, high] = roundEnds([0, ...slope, ...integral])
    const plane = drawPlane(
      pen,
      { low: z[0]!, high: z.at(-1)!, title: variable, unit: null },
      { low, high, title: `∂s/∂${variable}`, unit: null },
    )
    plane.inside(() => {
      for (const [values, color] of [
        [integral, pen.colors.spk],
        [slope, pen.colors.win],
      ] as const)
        stroke(pen, { color, width: 1.5 * pen.r }, (path) => {
          for (const [n, value] of values.entries()) if (Number.isFinite(value)) path.lineTo(plane.x(z[n]!), plane.y(value))
        })
    })
  }
  return (
    <Chart
      title="Formula"
      term="surrogateFormula"
      help="Green: the formula, which replaces the derivative of a spike. Orange: its integral, the smooth spike that has this derivative. At the first of four steps, before anything was measured: mean 0, std 1, gain 1, leak 0."
      file="surrogate-formula"
      draw={draw}
      inputs={[text]}
      sentence={`∂s/∂${variable} for ${variable} from ${significant(z[0]!)} to ${significant(z.at(-1)!)}: at most ${significant(Math.max(...slope))}, ${significant(integral.at(-1)!)} in all.`}
      table={() => ({
        caption: 'The formula and its integral',
        heads: [variable, `∂s/∂${variable}`, 'integral'],
        rows: z.map((at, n) => ({ name: significant(at), values: [slope[n]!, integral[n]!] })),
        units: null,
        digits: 'significant',
      })}
      figure={{ scope: text.trim().split('\n').join('; '), height: (width) => Math.max(180, 0.5 * width), apart: true }}
      height={150}
    />
  )
}
