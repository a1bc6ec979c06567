/** Recordings with boxes on their way to a data set: the files, one label as a sample, what is chosen, what it takes, and the conversion. */

import { useEffect } from 'react'
import { type BoxChoice, type BoxesFound, boxRefusal } from '../../../data/import/boxes/schema'
import { counted, grouped } from '../../../format'
import { classesOf } from '../../base/classes'
import { FactsTable } from '../../base/facts-table'
import controlsCss from '../../base/style/controls.module.css'
import modalCss from '../../base/style/modal.module.css'
import wizardCss from '../../base/style/wizard.module.css'
import { convertBoxes, lookAtBoxes, useBoxesFound, useBoxImport } from '../../state/imports/box-import'
import { useData } from '../../state/imports/data-sets'
import { bytes } from '../../state/labels/experiment-label'
import { attempt } from '../../state/session/notices'
import { ConversionStart } from '../../views/shared/conversion-start'
import { Modal } from '../../views/shared/dialog'
import { BoxChoices } from './box-choices'
import { BoxFiles } from './box-files'
import { BoxSample } from './box-sample'
import css from './box-wizard.module.css'

export function BoxWizard() {
  const found = useBoxesFound()
  const choice = useBoxImport((state) => state.choice)
  return (
    <Modal title="Recordings with boxes" className={found ? classesOf(modalCss.full, wizardCss.window) : modalCss.wide}>
      {found && choice ? <Wizard found={found} choice={choice} /> : <BoxFiles />}
    </Modal>
  )
}

/** Typing is over when nothing has changed for this long. */
const SETTLE_MS = 200

function Wizard({ found, choice }: { found: BoxesFound; choice: BoxChoice }) {
  const recording = useBoxImport((state) => state.recording)
  const time = useBoxImport((state) => state.time)
  const refused = useBoxImport((state) => state.cost !== null && boxRefusal(state.cost) !== null)
  const converting = useData((data) => data.work !== null)
  useEffect(() => {
    if (converting) return
    const settled = setTimeout(() => attempt(lookAtBoxes()), SETTLE_MS)
    return () => clearTimeout(settled)
  }, [choice, recording, time, converting])
  return (
    <div className={wizardCss.wizard}>
      <Found found={found} />
      <div className={wizardCss.scrolls}>
        <BoxSample found={found} choice={choice} />
      </div>
      <div className={classesOf(wizardCss.scrolls, wizardCss.right)}>
        <fieldset disabled={converting} className={wizardCss.form} aria-label="How recordings become samples">
          <BoxChoices found={found} choice={choice} />
        </fieldset>
        <Forecast />
        <ConversionStart convert={convertBoxes} refused={refused} />
      </div>
    </div>
  )
}

/** Files that are named. */
const NAMED = 100

function Found({ found: { files, name, recordings, classes, left } }: { found: BoxesFound }) {
  const sum = (key: 'times' | 'boxes') => recordings.reduce((all, recording) => all + recording[key], 0)
  const boxes = sum('boxes')
  const of = files === 'caltech' ? 'N-Caltech101 by its names' : 'recordings and boxes as Prophesee keeps them'
  return (
    <div className={wizardCss.found}>
      <p>
        “{name}” holds {of}: {counted(recordings.length, 'recording')} with {boxes === 1 ? 'one box' : `${grouped(boxes)} boxes`}
        {files === 'prophesee' && ` at ${counted(sum('times'), 'time')}`}.
      </p>
      <details className={css.all}>
        <summary>Classes{left.length > 0 && `, and ${counted(left.length, 'file')} that are left out or not whole`}</summary>
        <p>{classes.map(({ id, name, boxes }) => `${name}${files === 'caltech' ? '' : ` (${id})`}: ${grouped(boxes)}`).join(', ')}</p>
        <ul className={wizardCss.notes} aria-label="What is left out, and why">
          {[...new Set(left.slice(0, NAMED))].map((sentence) => (
            <li key={sentence} className={controlsCss.warnText}>
              {sentence}
            </li>
          ))}
          {left.length > NAMED && <li className={controlsCss.warnText}>And {grouped(left.length - NAMED)} more.</li>}
        </ul>
      </details>
    </div>
  )
}

function Forecast() {
  const cost = useBoxImport((state) => state.cost)
  if (!cost) return null
  const { train, test, all } = cost
  const refusal = boxRefusal(cost)
  return (
    <section aria-label="What it takes" className={wizardCss.forecast}>
      <FactsTable
        facts={[
          { name: 'Samples, at most', term: 'halves', value: `${grouped(train)} for training, ${grouped(test)} for testing` },
          { name: 'Kept in this browser, at most', term: 'keptSet', value: bytes(cost.bytes) },
        ]}
      />
      {refusal !== null ? (
        <p role="alert" className={classesOf(controlsCss.problem, controlsCss.error)}>
          {refusal}
        </p>
      ) : (
        train + test < all.train + all.test && (
          <p className={controlsCss.problem}>
            All {grouped(all.train + all.test)} labels would not fit: they are thinned out evenly. A smaller picture, fewer bins or labels
            that are farther apart keep more.
          </p>
        )
      )}
    </section>
  )
}
