/** Class probability by step, as a table. */
import { inkOn, magnitude, rgb } from '../../base/magnitude'
import { useLab } from '../../state/store'
import { type ClassNames, useClassNames } from './class-names'
import { type ClassProbabilities, predictedClass, probability, shownClasses } from './class-probabilities'
import css from './classification.module.css'

/** Steps shown at most; more are thinned to these. */
const MOST_ROWS = 8

export function ProbabilityTable({ shown }: { shown: ClassProbabilities }) {
  const dark = useLab((state) => state.theme) === 'dark'
  const names = useClassNames()
  const classes = shownClasses(shown)
  const answer = predictedClass(shown, shown.steps - 1)
  return (
    <table className={css.probabilities}>
      <thead>
        <tr>
          <th scope="col">step</th>
          <ClassHeads classes={classes} names={names} answer={answer} />
        </tr>
      </thead>
      <tbody>
        {rowsOf(shown.steps).map((step) => (
          <tr key={step}>
            <th scope="row">{step + 1}</th>
            {classes.map((label) => {
              const p = probability(shown, step, label)
              const color = magnitude(p, dark)
              return (
                <td key={label} className={label === predictedClass(shown, step) ? css.top : undefined}>
                  <span style={{ background: rgb(color), color: p < 0.005 ? 'var(--ink3)' : inkOn(color) }}>{Math.round(100 * p)}</span>
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** Letters that stand beside each other over the columns of a table; longer names stand upright. */
const MOST_ACROSS = 24

/** A column for each class. */
export function ClassHeads(props: { readonly classes: readonly number[]; readonly names: ClassNames; readonly answer?: number | null }) {
  const { classes, names, answer } = props
  const longest = Math.max(...classes.map((label) => names.of(label).length))
  const upright = names.words !== null && longest * classes.length > MOST_ACROSS
  return classes.map((label) => (
    <th key={label} scope="col" className={label === answer ? css.on : undefined} data-help={names.of(label)}>
      {upright ? <span className={css.upright}>{names.of(label)}</span> : names.of(label)}
    </th>
  ))
}

/** First, last, and evenly between. */
function rowsOf(steps: number): number[] {
  const rows = Math.min(steps, MOST_ROWS)
  return Array.from({ length: rows }, (_, at) => (rows === 1 ? 0 : Math.round((at * (steps - 1)) / (rows - 1))))
}
