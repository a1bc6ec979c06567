/** The text of equations with line numbers, and what is wrong with it, line by line. The tab key leaves it, as it leaves any field. */

import { type CSSProperties, useId, useState } from 'react'
import { type Fault, LIMITS } from '../../../neurons/equations/tree'
import { EquationsField } from '../../shared/equations-field'
import { OneFileButton } from '../../shared/file-button'
import { TextFaults } from '../../shared/text-faults'
import { attempt, say } from '../../state/session/notices'
import { setEquations } from '../../state/settings/single-neuron'
import css from './equations.module.css'

interface EditorProps {
  readonly text: string
  readonly faults: readonly Fault[]
}

/** The fewest and the most lines that are visible at once. */
const [FEWEST, MOST] = [6, 22]

export function EquationsEditor({ text, faults }: EditorProps) {
  const id = useId()
  const [scrolled, setScrolled] = useState(0)
  const lines = text.split('\n').length
  const faulty = new Set(faults.map(({ line }) => line))
  return (
    <>
      <div
        className={css.editor}
        data-uncovered
        style={
          {
            '--digits': String(lines).length,
            '--scrolled': `${-scrolled}px`,
            '--rows': Math.min(MOST, Math.max(FEWEST, lines)),
          } as CSSProperties
        }
      >
        <ol className={css.gutter} aria-hidden="true">
          {Array.from({ length: lines }, (_, index) => index + 1).map((line) => (
            <li key={line} data-fault={faulty.has(line) || undefined} />
          ))}
        </ol>
        <EquationsField
          aria-label="Equations"
          aria-describedby={`${id}faults`}
          aria-invalid={faults.length > 0 || undefined}
          maxLength={LIMITS.length}
          value={text}
          change={setEquations}
          onScroll={(event) => setScrolled(event.currentTarget.scrollTop)}
        />
      </div>
      <TextFaults id={`${id}faults`} faults={faults} />
    </>
  )
}

/** Opens a text file of this computer in place of the text. */
export const OpenText = () => (
  <OneFileButton
    text="Open a text file …"
    label="Text file of equations"
    accept=".txt,text/plain"
    open={(file) => attempt(openText(file))}
  />
)

async function openText(file: File) {
  // Four bytes are the most of one character.
  const text = file.size <= 4 * LIMITS.length ? (await file.text()).replaceAll(/\r\n?/g, '\n') : null
  if (text === null || text.length > LIMITS.length)
    return say(`“${file.name}” is longer than ${LIMITS.length} characters, the most that a text of equations has.`)
  setEquations(text)
}
