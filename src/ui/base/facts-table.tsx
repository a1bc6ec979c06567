/** A table of names and facts, in two columns. */
import { classesOf } from './classes'
import { Term } from './help'
import controlsCss from './style/controls.module.css'

export interface Fact {
  readonly name: string
  /** The key of its glossary entry; null for plain words. */
  readonly term: string | null
  readonly value: string
}

interface FactsProps {
  readonly facts: readonly Fact[]
  readonly caption?: string
  readonly className?: string | undefined
}

export function FactsTable({ facts, caption, className }: FactsProps) {
  return (
    <table className={classesOf(controlsCss.facts, className)}>
      {caption && <caption>{caption}</caption>}
      <tbody>
        {facts.map(({ name, term, value }) => (
          <tr key={name}>
            <th scope="row">{term ? <Term term={term}>{name}</Term> : name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
