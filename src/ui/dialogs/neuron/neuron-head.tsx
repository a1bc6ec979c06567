/** The head of the single neuron: which model it is, what is done with it, and what was wrong with its link. */

import type { ReactNode } from 'react'
import type { SingleNeuron } from '../../../networks/single/schema'
import { PushButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { saveCsv } from '../../base/download'
import { type Figure, figureItem } from '../../base/figure'
import { SaveMenu, Segments, TextButton } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import { copyLink } from '../../state/links/links'
import { attempt } from '../../state/session/notices'
import { showBuiltIn, showEquations, useSingle } from '../../state/settings/single-neuron'
import { asEquations } from './exchange'
import css from './neuron.module.css'
import { neuronAddress } from './neuron-figure'

interface HeadProps {
  readonly spec: SingleNeuron
  readonly figure: (() => Figure) | null
  /** The table's rows, for a file. */
  readonly rows: (() => (string | number)[][]) | null
  readonly files?: readonly { readonly text: string; readonly act: () => void }[]
  readonly table: boolean
  readonly setTable: (table: boolean) => void
  /** The buttons of this model. */
  readonly children: ReactNode
  readonly said?: string | null
}

export function NeuronHead({ spec, figure, rows, files = [], table, setTable, children, said }: HeadProps) {
  const notes = useSingle((state) => state.notes)
  const faulty = useSingle((state) => state.faulty)
  const copy = async () => {
    const link = await neuronAddress(spec)
    // If copying fails, the link goes into the address bar.
    if (!(await copyLink(link))) history.replaceState(null, '', link)
  }
  return (
    <div className={css.head}>
      <span aria-hidden="true">Model</span>
      <Segments
        label="Model"
        value={spec.equations === undefined ? 'built-in' : 'text'}
        options={[
          { value: 'built-in', text: 'built-in', title: 'LIF, PLIF or noisy LIF, with their settings.' },
          { value: 'text', text: 'equations', title: 'A text that you type.' },
        ]}
        choose={(model) => (model === 'built-in' ? showBuiltIn() : showEquations(asEquations(spec.neuron)))}
      />
      {children}
      <PushButton onClick={() => attempt(copy())}>Copy link</PushButton>
      <TextButton text="Table" pressed={table} act={() => setTable(!table)} />
      <SaveMenu
        items={[
          ...(figure ? [figureItem(figure)] : []),
          ...(rows ? [{ text: 'Steps (CSV)', act: () => saveCsv('neuron.csv', rows()) }] : []),
          ...files,
        ]}
      />
      {said !== undefined && <p>{said}</p>}
      {notes.length > 0 && (
        <div role="alert" className={classesOf(controlsCss.problem, faulty && controlsCss.error, css.notes)}>
          {faulty && <p>This link could not be opened as it was meant. Open instead is what of it is understood.</p>}
          {notes.map((text) => (
            <p key={text}>{text}</p>
          ))}
        </div>
      )}
    </div>
  )
}
