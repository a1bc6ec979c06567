/** Names and what there is to say of each, in two columns. */
import controlsCss from './style/controls.module.css'

interface FactsProps {
  readonly facts: readonly (readonly [name: string, value: string])[]
  readonly caption?: string
}

export function FactsTable({ facts, caption }: FactsProps) {
  return (
    <table className={controlsCss.facts}>
      {caption && <caption>{caption}</caption>}
      <tbody>
        {facts.map(([name, value]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
