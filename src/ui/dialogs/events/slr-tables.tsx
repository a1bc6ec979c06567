/** What a folder of DVS-SLR holds: how many recordings of each sign, light and position, and the files that make none. */

import { SLR_LIGHTS, SLR_POSITIONS, SLR_SIGNS } from '../../../data/events/slr/schema'
import { halfOf, type SlrChoice, type SlrFound, type SlrTag } from '../../../data/import/slr/schema'
import { grouped } from '../../../format'
import { Term } from '../../base/help'
import controlsCss from '../../base/style/controls.module.css'
import wizardCss from '../../base/style/wizard.module.css'
import css from './event-wizard.module.css'
import slrCss from './slr-wizard.module.css'

const TABLES: readonly (readonly [key: 'label' | 'light' | 'position', title: string, values: readonly string[]])[] = [
  ['label', 'Sign', SLR_SIGNS],
  ['light', 'Light', SLR_LIGHTS],
  ['position', 'Position', SLR_POSITIONS],
]

/** Files that are named. */
const NAMED = 100

export function SlrTables({ found: { samples, left }, choice }: { found: SlrFound; choice: SlrChoice }) {
  return (
    <section className={css.classes} aria-label="Recordings">
      <div className={slrCss.counts}>
        {TABLES.map(([key, title, values]) => (
          <CountTable key={key} title={title} values={values} samples={samples} of={(tag) => tag[key]} choice={choice} />
        ))}
      </div>
      <ul className={wizardCss.notes} aria-label="What is left out, and what is not known">
        <li>No split was published. Users are for training or for testing, so that the test is of people who were not seen.</li>
        {left.slice(0, NAMED).map((sentence) => (
          <li key={sentence} className={controlsCss.warnText}>
            {sentence}
          </li>
        ))}
        {left.length > NAMED && <li className={controlsCss.warnText}>And {grouped(left.length - NAMED)} more.</li>}
      </ul>
    </section>
  )
}

interface CountTableProps {
  readonly title: string
  readonly values: readonly string[]
  readonly samples: readonly SlrTag[]
  readonly of: (tag: SlrTag) => number
  readonly choice: SlrChoice
}

/** A row for each value that is here. */
function CountTable({ title, values, samples, of, choice: { pairing } }: CountTableProps) {
  const counts = values.map(() => ({ train: 0, test: 0 }))
  for (const tag of samples) counts[of(tag)]![halfOf(tag, pairing)]++
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{title}</th>
          <th scope="col">
            <Term term="halves">Training</Term>
          </th>
          <th scope="col">
            <Term term="halves">Test</Term>
          </th>
        </tr>
      </thead>
      <tbody>
        {counts.map(({ train, test }, n) =>
          train + test === 0 ? null : (
            <tr key={values[n]}>
              <th scope="row">
                {title === 'Sign' && <span className={controlsCss.muted}>{n}</span>} {values[n]}
              </th>
              <td>{grouped(train)}</td>
              <td>{grouped(test)}</td>
            </tr>
          ),
        )}
      </tbody>
    </table>
  )
}
