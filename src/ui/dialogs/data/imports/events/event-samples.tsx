/** The previewed recordings of a folder as frames of the current choice, with their classes. Each can be opened in the player. */

import type { EventChoice, EventsFound, Preview } from '../../../../../data/import/schema'
import { grouped } from '../../../../../format'
import { helpOf } from '../../../../base/help'
import { importer } from '../../../../state/imports/data-sets'
import type { GraphicsCost } from '../../../../state/imports/import-learner'
import { durationLabel } from '../../../../state/labels/event-label'
import { showDialog } from '../../../../state/selection/select'
import { attempt } from '../../../../state/session/notices'
import { store } from '../../../../state/store/store'
import { Classes, ClassTable } from '../class-table'
import { type ImportProps, Notes, ShownSlider } from '../import'
import { StreamCanvas } from '../stream-canvas'
import css from './event-import.module.css'

export interface EventShown {
  /** The index of the shown frame; null shows the sum of all frames. */
  readonly frame: number | null
}

export interface EventCost {
  readonly train: number
  readonly test: number
  /** Bytes of all samples as saved. */
  readonly samples: number
  readonly graphics: GraphicsCost | null
  /** True if not even one sample of each class fits. */
  readonly refused: boolean
}

export type EventProps = ImportProps<EventsFound, EventChoice, EventShown, Preview, EventCost>

export function EventSamples({ found, choice: { framing }, shown, preview, show }: EventProps) {
  const { frames, height, width, polarities, pictures: channels } = framing
  const frame = shown.frame !== null && shown.frame < frames ? shown.frame : null
  const size = { height, width }
  return (
    <>
      <section aria-label="Samples" className={css.samples}>
        <ShownSlider
          label="Frame that is shown"
          text={frame === null ? `all ${frames} together` : `frame ${frame + 1} of ${frames}`}
          max={frames}
          value={frame === null ? 0 : frame + 1}
          change={(value) => show({ frame: value === 0 ? null : value - 1 })}
        />
        {channels && <p className={css.caption}>Counts of events, and next to them the image that is seen at their end.</p>}
        <ul data-both={channels !== undefined || undefined}>
          {found.looked.map((one, n) => (
            <li key={`${one.path} ${one.first}`}>
              <button
                type="button"
                {...helpOf(`${found.classes[one.label]?.name}: ${one.path}, ${one.width} × ${one.height} pixels. Play it.`)}
                onClick={() => attempt(play(n, found))}
              >
                <span className={css.streams}>
                  <StreamCanvas
                    stream="events"
                    values={preview?.counts[n]}
                    {...size}
                    channels={polarities}
                    label={`Counts of events of a sample of ${found.classes[one.label]?.name}`}
                  />
                  {channels && (
                    <StreamCanvas
                      stream="images"
                      values={preview?.images?.[n]}
                      {...size}
                      channels={channels}
                      label={`The image ${frame === null ? 'at its end' : 'with it'}`}
                    />
                  )}
                </span>
                <b>{found.classes[one.label]?.name}</b>
                <small>
                  {grouped(one.events)} events, {durationLabel(one.last - one.first)}
                </small>
              </button>
            </li>
          ))}
        </ul>
      </section>
      <ClassesFound found={found} />
    </>
  )
}

/** Shows a recording in the player; closing the player shows the import dialog again. */
async function play(n: number, found: EventsFound): Promise<void> {
  const { path, events: total, first, last, on, notes } = found.looked[n]!
  const [{ showRecording }, recording] = await Promise.all([import('../../../../state/imports/event-player'), importer.looked(n)])
  showRecording(recording, { name: path, format: found.format, total, first, last, on, notes })
  const stop = store.subscribe(({ dialog }) => {
    if (dialog === 'events') return
    stop()
    if (dialog === null) showDialog('import')
  })
}

/** The number of recordings whose notes are shown. */
const MAX_NOTED = 3

function ClassesFound({ found: { classes, notes, damaged, looked } }: { found: EventsFound }) {
  const noted = looked.filter((one) => one.notes.length > 0)
  const more = noted.length > MAX_NOTED ? [`The same, or the like, of ${noted.length - MAX_NOTED} more.`] : []
  const lines = [...notes, ...noted.slice(0, MAX_NOTED).map(({ path, notes }) => `${path}: ${notes.join(' ')}`), ...more]
  return (
    <Classes label="Classes" tables={<ClassTable title="Class" rows={classes.map((one, label) => ({ ...one, label }))} />}>
      <Notes label="Where they come from" lines={lines} warn={damaged} />
    </Classes>
  )
}
