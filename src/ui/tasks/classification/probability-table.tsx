/** Class probability by step, as a table. */
import { Term } from '../../base/help'
import { inkOn, magnitude, rgb } from '../../base/magnitude'
import { evenly } from '../../base/scale'
import viewCss from '../../base/style/view.module.css'
import { useLab } from '../../state/store/store'
import { type ClassNames, useClassNames } from './class-names'
import { type ClassProbabilities, predictedClass, predictsAtOnce, probability, rowName, shownClasses } from './class-probabilities'
import css from './classification.module.css'

/** Steps that are all shown. */
const MAX_STEPS = 12
/** The largest number of rows; more are thinned, and the table says so. */
const MAX_ROWS = 8

export function ProbabilityTable({ shown }: { shown: ClassProbabilities }) {
  const dark = useLab((state) => state.theme) === 'dark'
  const atOnce = useLab(({ open }) => predictsAtOnce(open))
  const names = useClassNames()
  const classes = shownClasses(shown)
  const answer = predictedClass(shown, shown.steps - 1)
  const rows = rowsOf(shown.steps)
  return (
    <>
      <table className={css.probabilities}>
        <thead>
          <tr>
            <th scope="col">
              <Term term="timeStep">step</Term>
            </th>
            <ClassHeads classes={classes} names={names} answer={answer} />
          </tr>
        </thead>
        <tbody>
          {rows.map((step) => (
            <tr key={step}>
              <th scope="row">{rowName(step, atOnce)}</th>
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
      {rows.length < shown.steps && (
        <p className={viewCss.note}>
          {rows.length} of {shown.steps} steps
        </p>
      )}
    </>
  )
}

/** The total number of letters that fit above the columns of a table; longer names are rotated. */
const MAX_ACROSS = 24

/** A column for each class. */
export function ClassHeads(props: { readonly classes: readonly number[]; readonly names: ClassNames; readonly answer?: number | null }) {
  const { classes, names, answer } = props
  const longest = Math.max(...classes.map((label) => names.of(label).length))
  const upright = names.words !== null && longest * classes.length > MAX_ACROSS
  return classes.map((label) => (
    <th key={label} scope="col" className={label === answer ? css.on : undefined} data-help={names.of(label)}>
      {upright ? <span className={css.upright}>{names.of(label)}</span> : names.of(label)}
    </th>
  ))
}

/** All steps if they are few, otherwise the first, the last, and some evenly in between. */
const rowsOf = (steps: number): number[] => evenly(steps, steps <= MAX_STEPS ? MAX_STEPS : MAX_ROWS)
