/** Movies and responses on their way to a data set: the files, what their arrays and axes are, what is cut, and what comes of it. */

import { useEffect } from 'react'
import { shapeWords } from '../../../data/import/response/axes/schema'
import type { ResponsesFound } from '../../../data/import/response/schema'
import { counted } from '../../../format'
import { classesOf } from '../../base/classes'
import modalCss from '../../base/style/modal.module.css'
import wizardCss from '../../base/style/wizard.module.css'
import { useData } from '../../state/imports/data-sets'
import { convertResponses, lookAtResponses, useResponseImport, useResponsesFound } from '../../state/imports/response-import'
import { attempt } from '../../state/session/notices'
import { ConversionStart } from '../../views/shared/conversion-start'
import { Modal } from '../../views/shared/dialog'
import { ResponseCut } from './response-cut'
import { ResponseFiles } from './response-files'
import { ResponseLayout } from './response-layout'
import { ResponsePreview } from './response-preview'
import css from './response-wizard.module.css'

export function ResponseWizard() {
  const found = useResponsesFound()
  return (
    <Modal title="Movies and spike trains" className={found ? classesOf(modalCss.full, wizardCss.window) : modalCss.wide}>
      {found ? <Wizard found={found} /> : <ResponseFiles />}
    </Modal>
  )
}

/** Typing is over when nothing has changed for this long. */
const SETTLE_MS = 200

function Wizard({ found }: { found: ResponsesFound }) {
  const choice = useResponseImport((state) => state.choice)
  const at = useResponseImport((state) => state.at)
  const refused = useResponseImport((state) => !state.planned?.plan || state.unread !== null)
  const converting = useData((data) => data.work !== null)
  useEffect(() => {
    if (converting || !choice) return
    const settled = setTimeout(() => attempt(lookAtResponses()), SETTLE_MS)
    return () => clearTimeout(settled)
  }, [choice, at, converting])
  if (!choice) return null
  return (
    <div className={wizardCss.wizard}>
      <Files found={found} />
      <div className={wizardCss.scrolls}>
        <ResponsePreview />
      </div>
      <div className={classesOf(wizardCss.right, css.right)}>
        <div className={classesOf(wizardCss.scrolls, css.choices)}>
          <fieldset disabled={converting} className={wizardCss.form} aria-label="Layout and axes">
            <h3>Layout and axes</h3>
            <ResponseLayout found={found} choice={choice} />
          </fieldset>
          <fieldset disabled={converting} className={wizardCss.form} aria-label="What is kept">
            <h3>What is kept</h3>
            <ResponseCut found={found} choice={choice} />
          </fieldset>
        </div>
        <ConversionStart convert={convertResponses} refused={refused} />
      </div>
    </div>
  )
}

function Files({ found: { name, arrays, notes } }: { found: ResponsesFound }) {
  return (
    <div className={wizardCss.found}>
      <p>
        “{name}” holds {counted(arrays.length, 'array')}, of which names, sizes and a few numbers were read so far.
      </p>
      <details>
        <summary>Files and arrays</summary>
        <ul className={css.arrays}>
          {arrays.map(({ id, name: words, shape, type, members, reversedIn }) => (
            <li key={id}>
              <b>{words}</b>: {shapeWords(shape)}, {type}
              {members && `, an array for each of ${members.length} cells`}
              {reversedIn && `, axes as ${reversedIn} has them: ${shapeWords(shape.toReversed())}`}
            </li>
          ))}
        </ul>
      </details>
      {notes.map((note) => (
        <p key={note} className={css.warning}>
          {note}
        </p>
      ))}
    </div>
  )
}
