/** The text of the single neuron and what is wrong with it, and a file in its place. */

import { useId } from 'react'
import { type Fault, LIMITS } from '../../../neurons/equations/tree'
import { EquationsEditor } from '../../shared/equations-editor'
import { OneFileButton } from '../../shared/file-button'
import { TextFaults } from '../../shared/text-faults'
import { attempt, say } from '../../state/session/notices'
import { setEquations } from '../../state/settings/single-neuron'

interface TypedProps {
  readonly text: string
  readonly faults: readonly Fault[]
}

/** The fewest and the most lines that are visible at once. */
const HEIGHTS = [6, 22] as const

export function TypedEquations({ text, faults }: TypedProps) {
  const id = useId()
  return (
    <>
      <EquationsEditor
        aria-label="Equations"
        aria-describedby={`${id}faults`}
        faults={faults}
        heights={HEIGHTS}
        maxLength={LIMITS.length}
        value={text}
        change={setEquations}
      />
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
  // A character has at most four bytes.
  const text = file.size <= 4 * LIMITS.length ? (await file.text()).replaceAll(/\r\n?/g, '\n') : null
  if (text === null || text.length > LIMITS.length)
    return say(`“${file.name}” is longer than ${LIMITS.length} characters, the most that a text of equations has.`)
  setEquations(text)
}
