/** The contents of a DVS-SLR folder: recordings by sign, light and position, and the files that yield none. */

import { SLR_LIGHTS, SLR_POSITIONS, SLR_SIGNS } from '../../../../../data/events/slr/schema'
import { halfOf } from '../../../../../data/import/slr/schema'
import { Classes, ClassTable } from '../class-table'
import { Notes } from '../import'
import css from './slr-import.module.css'
import type { SlrProps } from './slr-sample'

const TABLES: readonly (readonly [key: 'label' | 'light' | 'position', title: string, names: readonly string[]])[] = [
  ['label', 'Sign', SLR_SIGNS],
  ['light', 'Light', SLR_LIGHTS],
  ['position', 'Position', SLR_POSITIONS],
]

export function SlrTables({ found: { samples, left }, choice: { pairing } }: SlrProps) {
  const rowsOf = (key: (typeof TABLES)[number][0], names: readonly string[]) => {
    const counts = names.map((name, n) => ({ name, ...(key === 'label' && { label: n }), train: 0, test: 0 }))
    for (const tag of samples) counts[tag[key]]![halfOf(tag, pairing)]++
    return counts.filter(({ train, test }) => train + test > 0)
  }
  return (
    <Classes
      label="Recordings"
      tables={
        <div className={css.counts}>
          {TABLES.map(([key, title, names]) => (
            <ClassTable key={key} title={title} rows={rowsOf(key, names)} />
          ))}
        </div>
      }
    >
      <Notes
        label="What is left out, and what is not known"
        lines={['No split was published. Users are for training or for testing, so that the test is of people who were not seen.']}
        warn={left}
      />
    </Classes>
  )
}
