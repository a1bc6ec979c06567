/** One label of a recording as a choice makes it a sample: its bins, its boxes, and what became of them. */

import { TRUTH_COLUMNS } from '../../../data/boxes/schema'
import { type BoxChoice, type BoxesFound, classNamesOf } from '../../../data/import/boxes/schema'
import { counted, fixed, grouped } from '../../../format'
import controlsCss from '../../base/style/controls.module.css'
import wizardCss from '../../base/style/wizard.module.css'
import { showBoxes, useBoxImport } from '../../state/imports/box-import'
import { BoxCanvas } from './box-canvas'
import css from './box-wizard.module.css'

export function BoxSample({ found, choice }: { found: BoxesFound; choice: BoxChoice }) {
  const recording = useBoxImport((state) => state.recording)
  const time = useBoxImport((state) => state.time)
  const preview = useBoxImport((state) => state.preview)
  const unread = useBoxImport((state) => state.unread)
  const { times } = found.recordings[recording]!
  const words = `label ${grouped(time + 1)} of ${grouped(times)}`
  const names = classNamesOf(found, choice)
  const boxes = preview ? boxWords(preview.truths, names) : ''
  return (
    <section aria-label="A sample">
      <label className={css.which}>
        Recording{' '}
        <select value={recording} onChange={({ currentTarget }) => showBoxes(found, Number(currentTarget.value), time)}>
          {found.recordings.map(({ path }, n) => (
            <option key={path} value={n}>
              {path}
            </option>
          ))}
        </select>
      </label>
      {times > 1 && (
        <label className={wizardCss.slider}>
          <input
            type="range"
            min={0}
            max={times - 1}
            value={time}
            aria-label="Label that is shown"
            aria-valuetext={words}
            onChange={({ currentTarget }) => showBoxes(found, recording, currentTarget.valueAsNumber)}
          />
          <output>
            {words}
            {preview?.t !== undefined && `, ${fixed(preview.t / 1e6, 2)} s`}
          </output>
        </label>
      )}
      <figure className={css.picture}>
        <BoxCanvas preview={preview} choice={choice} names={names} label={`Events of all bins, with boxes: ${boxes || 'none'}`} />
        <figcaption>
          {preview && `${counted(preview.events, 'event')} in ${counted(choice.bins, 'bin')}, all of them together. ${boxes || 'No box'}.`}
        </figcaption>
      </figure>
      {unread !== null && (
        <p role="status" className={controlsCss.problem}>
          {unread}
        </p>
      )}
      <ul className={wizardCss.notes} aria-label="What becomes of it">
        {preview?.notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </section>
  )
}

/** "1 × car, 2 × pedestrian". */
function boxWords(truths: Float32Array, names: readonly string[]): string {
  const counts = new Map<number, number>()
  for (let at = 0; at < truths.length; at += TRUTH_COLUMNS) counts.set(truths[at]!, (counts.get(truths[at]!) ?? 0) + 1)
  return [...counts].map(([label, count]) => `${count} × ${names[label] ?? ''}`).join(', ')
}
