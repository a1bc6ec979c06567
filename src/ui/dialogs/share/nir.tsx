/** The open network as a NIR file for a chosen reader, with what the format loses; a sample's data at its nodes; and opening NIR files. */

import { useEffect, useId, useState } from 'react'
import { NIR_TARGETS, type NirTarget, TARGET_TEXTS } from '../../../interop/nir/targets'
import { PushButton } from '../../base/buttons'
import { parseNumber } from '../../base/number-field'
import { Select } from '../../base/select'
import controlsCss from '../../base/style/controls.module.css'
import { Wrong } from '../../base/wrong'
import { FileButton } from '../../shared/file-button'
import { attempt } from '../../state/session/notices'
import { useLab } from '../../state/store/store'
import css from './share-dialog.module.css'

type NirNotes = { readonly warnings: readonly string[] } | { readonly refused: string }

export function Nir() {
  const id = useId()
  const [target, setTarget] = useState<NirTarget>('euler')
  const [notes, setNotes] = useState<NirNotes | null>(null)
  const [shown, setShown] = useState(false)
  const [step, setStep] = useState('')
  const dt = step.trim() === '' ? undefined : Number(parseNumber(step))
  const noStep = dt !== undefined && !(dt > 0)
  const experiment = useLab((state) => state.open)
  const closed = useLab((state) => state.layers.length === 0 || state.run.kind === 'compiling')
  useEffect(() => {
    if (shown) attempt(import('../../state/imports/nir').then(({ nirText }) => setNotes(nirText(experiment, target))))
  }, [shown, experiment, target])
  const save = async () => (await import('../../state/imports/nir')).saveNir(target)
  const saveData = async () => (await import('../../state/imports/nir')).saveNirData(target)
  const open = async (file: Blob, name: string) => void (await (await import('../../state/imports/nir')).openNir(file, name, dt))
  const refused = notes !== null && 'refused' in notes
  return (
    <details className={css.teaching} onToggle={(event) => setShown(event.currentTarget.open)}>
      <summary>For other frameworks and chips: NIR</summary>
      <p>
        A graph of layers and neurons with their weights, as Norse, SpikingJelly, snnTorch, Sinabs and others read it. They choose the step
        and do not all look at the same numbers: say who is to read it.
      </p>
      <p>
        <label htmlFor={id}>For </label>
        <Select
          id={id}
          aria-describedby={`${id}help`}
          value={target}
          options={NIR_TARGETS.map((value) => ({ value, text: TARGET_TEXTS[value].title }))}
          choose={setTarget}
        />
      </p>
      <p id={`${id}help`} className={controlsCss.muted}>
        {TARGET_TEXTS[target].help}
      </p>
      {notes && 'refused' in notes && <Wrong>{notes.refused}</Wrong>}
      {notes && 'warnings' in notes && (
        <ul aria-label="What is lost in the file">
          {notes.warnings.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      <p className={controlsCss.muted}>
        NIRData are spikes and potentials of the sample on show, by node of the graph, as such frameworks exchange them.
      </p>
      <p>
        <label htmlFor={`${id}step`}>Step when opening a file, in the unit of its time constants </label>
        <input
          id={`${id}step`}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          size={12}
          placeholder="as the file says"
          aria-invalid={noStep || undefined}
          aria-describedby={noStep ? `${id}noStep` : undefined}
          value={step}
          onChange={(event) => setStep(event.currentTarget.value)}
        />
      </p>
      {noStep && <Wrong id={`${id}noStep`}>The step is a number above 0, such as 0.001; leave it empty to take that of the file.</Wrong>}
      <div className={controlsCss.openers}>
        <PushButton disabled={closed || refused} onClick={() => attempt(save())}>
          Save as NIR
        </PushButton>
        <PushButton disabled={closed} onClick={() => attempt(saveData())}>
          Save the sample as NIRData
        </PushButton>
        <FileButton text="Open a NIR file …" disabled={closed || noStep} open={([file]) => file && attempt(open(file.blob, file.path))} />
      </div>
    </details>
  )
}
