/** A few numbers next to each other, large, with their names. */

import type { ReactNode } from 'react'
import { Term } from './help'

interface NamedValue {
  readonly name: string
  /** The key of its glossary entry; without it or help, the name is plain words. */
  readonly term?: string | null | undefined
  readonly help?: string | undefined
  readonly value: ReactNode
  readonly className?: string | undefined
}

/** @param metrics Those that do not apply may be undefined or false. */
export function MetricsList({
  metrics,
  className,
}: {
  metrics: readonly (NamedValue | undefined | false)[]
  className: string | undefined
}) {
  return (
    <dl className={className}>
      {metrics
        .filter((metric) => !!metric)
        .map(({ name, term, help, value, className }) => (
          <div key={name}>
            <dt>
              {term || help ? (
                <Term term={term} help={help}>
                  {name}
                </Term>
              ) : (
                name
              )}
            </dt>
            <dd className={className}>{value}</dd>
          </div>
        ))}
    </dl>
  )
}
