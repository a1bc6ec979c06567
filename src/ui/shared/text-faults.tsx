/** What is wrong with a text of equations or a formula, each fault with its line, its column and what to write instead. */
import type { Fault } from '../../neurons/equations/tree'
import { Wrong } from '../base/wrong'
import css from './equations-field.module.css'

/** The most faults that are said at once. */
const MOST = 4

/** The faults as sentences, from top to bottom. */
export function faultSentences(faults: readonly Fault[]): readonly string[] {
  const said = faults.slice(0, MOST).map(({ line, column, message }) => `Line ${line}, column ${column}: ${message}.`)
  const left = faults.length - said.length
  return left > 0 ? [...said, `${left} more below.`] : said
}

export const TextFaults = ({ id, faults }: { readonly id: string; readonly faults: readonly Fault[] }) => (
  <div id={id} role="status" className={css.faults}>
    {faultSentences(faults).map((sentence) => (
      <Wrong key={sentence}>{sentence}</Wrong>
    ))}
  </div>
)
