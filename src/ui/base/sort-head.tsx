/** The head of a column that sorts its table. */
import type { ReactNode } from 'react'
import { useAbout } from './help'

interface Props {
  readonly text: ReactNode
  /** The key of its glossary entry. */
  readonly term?: string | null | undefined
  readonly help?: string | undefined
  /** How the table is sorted by this column; null where it is not. */
  readonly way: 'ascending' | 'descending' | null
  readonly sort: () => void
  readonly className?: string | undefined
}

export function SortHead({ text, term, help, way, sort, className }: Props) {
  const about = useAbout(term, help)
  return (
    <th scope="col" aria-sort={way ?? undefined}>
      <button type="button" className={className} {...about} onClick={sort}>
        {text}
        <span aria-hidden="true">{way === null ? '' : way === 'ascending' ? ' ↑' : ' ↓'}</span>
      </button>
    </th>
  )
}
