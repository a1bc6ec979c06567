/** A preview of one label's sample: its bins, its boxes, and what was left out. */

import { TRUTH_COLUMNS } from '../../../../../data/boxes/schema'
import { type BoxChoice, type BoxCost, type BoxesFound, type BoxPreview, classNamesOf } from '../../../../../data/import/boxes/schema'
import { counted, fixed, grouped } from '../../../../../format'
import { Select } from '../../../../base/select'
import { type ImportProps, Notes, ShownSlider, Unread } from '../import'
import { BoxCanvas } from './box-canvas'
import css from './box-import.module.css'

/** The shown recording and the time of the shown label. */
export interface BoxShown {
  readonly recording: number
  readonly time: number
}

export type BoxProps = ImportProps<BoxesFound, BoxChoice, BoxShown, BoxPreview, BoxCost>

export function BoxSample({ found, choice, shown: { recording, time }, preview, unread, show }: Omit<BoxProps, 'choose' | 'set'>) {
  const { times } = found.recordings[recording]!
  const label = `label ${grouped(time + 1)} of ${grouped(times)}`
  const names = classNamesOf(found, choice)
  const boxes = preview ? boxesLabel(preview.truths, names) : ''
  return (
    <section aria-label="A sample">
      <label className={css.which}>
        Recording{' '}
        <Select
          value={recording}
          options={found.recordings.map(({ path }, value) => ({ value, text: path }))}
          choose={(next) => show({ recording: next, time: Math.min(time, found.recordings[next]!.times - 1) })}
        />
      </label>
      {times > 1 && (
        <ShownSlider
          label="Label that is shown"
          text={preview?.t === undefined ? label : `${label}, ${fixed(preview.t / 1e6, 2)} s`}
          max={times - 1}
          value={time}
          change={(time) => show({ time })}
        />
      )}
      <figure className={css.image}>
        <BoxCanvas preview={preview} choice={choice} names={names} label={`Events of all bins, with boxes: ${boxes || 'none'}`} />
        <figcaption>
          {preview && `${counted(preview.events, 'event')} in ${counted(choice.bins, 'bin')}, all of them together. ${boxes || 'No box'}.`}
        </figcaption>
      </figure>
      <Unread text={unread} />
      <Notes label="What becomes of it" lines={preview?.notes ?? []} />
    </section>
  )
}

/** "1 × car, 2 × pedestrian". */
function boxesLabel(truths: Float32Array, names: readonly string[]): string {
  const counts = new Map<number, number>()
  for (let at = 0; at < truths.length; at += TRUTH_COLUMNS) counts.set(truths[at]!, (counts.get(truths[at]!) ?? 0) + 1)
  return [...counts].map(([label, count]) => `${count} × ${names[label] ?? ''}`).join(', ')
}
