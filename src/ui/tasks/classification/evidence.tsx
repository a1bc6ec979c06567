/** Class evidence: small bars of the last step for the strip, and the table by step for the inspector. */

import { newestFrame } from '../../base/frames'
import { inkOn, magnitude, rgb } from '../../base/magnitude'
import { type ClassNames, useClassNames } from '../../state/class-names'
import { useFrames } from '../../state/hooks'
import { useLab } from '../../state/store'

/** Steps shown at most; more are thinned to these. */
const MOST_ROWS = 8

/** Classes shown at most; of more, those that are likeliest after the last step. */
const MOST_CLASSES = 12

export interface Evidence {
  /** [steps, classes] */
  readonly evidence: Float32Array
  readonly steps: number
  readonly classes: number
}

export const probability = ({ evidence, classes }: Evidence, step: number, label: number): number => evidence[step * classes + label] ?? 0

const classesOf = (shown: Evidence): number[] => {
  const last = (label: number) => probability(shown, shown.steps - 1, label)
  return Array.from({ length: shown.classes }, (_, label) => label)
    .sort((a, b) => last(b) - last(a))
    .slice(0, MOST_CLASSES)
    .sort((a, b) => a - b)
}

/** The likeliest class after a step; several where they are equal. */
export function likeliest(shown: Evidence, step: number): number[] {
  const labels = Array.from({ length: shown.classes }, (_, label) => label)
  const most = Math.max(...labels.map((label) => probability(shown, step, label)))
  return labels.filter((label) => probability(shown, step, label) === most)
}

/** The likeliest class after a step, where there is one. */
export function answerOf(shown: Evidence, step: number): number | null {
  const [answer, other] = likeliest(shown, step)
  return other === undefined ? (answer ?? null) : null
}

export function EvidenceBars() {
  useFrames(['sample'], 500)
  const frame = newestFrame('sample')?.frame
  if (!frame) return null
  const steps = frame.evidence.length / frame.classes
  const shown = { evidence: frame.evidence, classes: frame.classes, steps }
  return (
    <span className="evidence-bars" aria-hidden="true">
      {classesOf(shown).map((label) => (
        <i key={label} style={{ height: `${Math.max(3, 100 * probability(shown, steps - 1, label))}%` }} />
      ))}
    </span>
  )
}

export function EvidenceTable({ shown }: { shown: Evidence }) {
  const dark = useLab((state) => state.theme) === 'dark'
  const names = useClassNames()
  const classes = classesOf(shown)
  const answer = answerOf(shown, shown.steps - 1)
  return (
    <table className="evidence">
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
                <td key={label} className={label === answerOf(shown, step) ? 'top' : undefined}>
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
    <th key={label} scope="col" className={label === answer ? 'on' : undefined} title={names.of(label)}>
      {upright ? <span className="upright">{names.of(label)}</span> : names.of(label)}
    </th>
  ))
}

/** First, last, and evenly between. */
function rowsOf(steps: number): number[] {
  const rows = Math.min(steps, MOST_ROWS)
  return Array.from({ length: rows }, (_, at) => (rows === 1 ? 0 : Math.round((at * (steps - 1)) / (rows - 1))))
}
