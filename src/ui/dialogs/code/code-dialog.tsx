/** The open experiment as PyTorch code for a framework: what it cannot express, the code, and its weights and data as files. */

import { type ReactNode, useMemo, useState } from 'react'
import { isLabeled } from '../../../data/datasets/schema'
import { FRAMEWORK_NAMES, FRAMEWORKS, type FrameworkName } from '../../../interop/code/export'
import { PushButton } from '../../base/buttons'
import { saveBlob } from '../../base/download'
import { Scrolling, Segments } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import { Modal } from '../../shared/dialog'
import { shared } from '../../state/links/links'
import { attempt, say } from '../../state/session/notices'
import { saveWeights } from '../../state/session/weights'
import { useLab } from '../../state/store/store'
import { codeOf } from './code'
import css from './code-dialog.module.css'
import { SaveArrays } from './save-arrays'

const CHOICES = FRAMEWORK_NAMES.map((value) => ({ value, text: FRAMEWORKS[value].title }))

export function CodeDialog() {
  const [framework, choose] = useState<FrameworkName>('spikingJelly')
  const { experiment, preset } = shared()
  const code = useMemo(() => codeOf(experiment, preset, framework), [experiment, preset, framework])
  return (
    <Modal className={css.code}>
      <p>
        One file of PyTorch: network, neurons, surrogate, loss, optimizer, data and seed. It evaluates with the weights that are saved here,
        and trains.
      </p>
      <Segments label="Framework" value={framework} options={CHOICES} choose={choose} />
      {'refused' in code ? (
        <p className={controlsCss.problem}>{code.refused}</p>
      ) : (
        <Taken text={code.text} notes={code.notes} name={`${preset}-${framework.toLowerCase()}.py`} preset={preset}>
          {code.arrays && isLabeled(experiment.data) && <SaveArrays data={experiment.data} shape={code.arrays} name={preset} />}
        </Taken>
      )}
    </Modal>
  )
}

interface TakenProps {
  readonly text: string
  readonly notes: readonly string[]
  readonly name: string
  readonly preset: string
  readonly children: ReactNode
}

function Taken({ text, notes, name, preset, children }: TakenProps) {
  const busy = useLab(({ layers, run }) => layers.length === 0 || run.kind === 'compiling')
  const copy = () => navigator.clipboard.writeText(text).then(() => say('Code copied.'))
  return (
    <>
      <h3>What differs there</h3>
      <ul className={css.notes}>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      <div className={controlsCss.openers}>
        <PushButton className={controlsCss.primary} onClick={() => saveBlob(name, new Blob([text], { type: 'text/x-python' }))}>
          Save code
        </PushButton>
        <PushButton onClick={() => attempt(copy())}>Copy code</PushButton>
        <PushButton disabled={busy} onClick={() => attempt(saveWeights(preset))}>
          Save weights
        </PushButton>
      </div>
      {children}
      <Scrolling label={`Code, ${text.trimEnd().split('\n').length} lines`} className={css.text}>
        <pre>
          <code>{text}</code>
        </pre>
      </Scrolling>
    </>
  )
}
