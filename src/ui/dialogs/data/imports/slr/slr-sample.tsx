/** A preview of one DVS-SLR recording: both streams at a time step, notes on its conversion, and the choice of the recording. */

import { SLR_LIGHTS, SLR_POSITIONS, SLR_SIGNS } from '../../../../../data/events/slr/schema'
import { lossText } from '../../../../../data/import/schema'
import type { SlrChoice, SlrCost, SlrFound, SlrPreview, SlrTag } from '../../../../../data/import/slr/schema'
import { grouped } from '../../../../../format'
import { Select } from '../../../../base/select'
import type { GraphicsCost } from '../../../../state/imports/import-learner'
import { durationLabel } from '../../../../state/labels/event-label'
import { type ImportProps, Notes, ShownSlider, Unread } from '../import'
import { StreamCanvas } from '../stream-canvas'
import css from './slr-import.module.css'

/** The shown recording and its time step. */
export interface SlrShown {
  readonly sample: number
  readonly step: number
}
export type SlrCosts = SlrCost & { readonly graphics: GraphicsCost | null }
export type SlrProps = ImportProps<SlrFound, SlrChoice, SlrShown, SlrPreview, SlrCosts>

export function SlrSample(props: SlrProps) {
  const { found, choice, shown, preview, show } = props
  const { frames, height, width, channels } = choice.pairing
  const step = Math.min(shown.step, frames - 1)
  const label = `step ${step + 1} of ${frames}`
  const tag = found.samples[shown.sample]!
  const name = `user ${tag.user}, ${SLR_SIGNS[tag.label]}, ${SLR_LIGHTS[tag.light]}, ${SLR_POSITIONS[tag.position]}`
  return (
    <section aria-label="A sample">
      <SamplePicker {...props} />
      <ShownSlider label="Step that is shown" text={label} max={frames - 1} value={step} change={(step) => show({ step })} />
      <div className={css.streams}>
        <figure>
          <StreamCanvas
            stream="events"
            values={preview?.counts}
            height={height}
            width={width}
            channels={2}
            label={`Counts of events of ${name}, ${label}`}
          />
          <figcaption>Events since the step before</figcaption>
        </figure>
        <figure>
          <StreamCanvas
            stream="images"
            values={preview?.image}
            height={height}
            width={width}
            channels={channels}
            label={`Image of ${name}, ${label}`}
          />
          <figcaption>The image at its end</figcaption>
        </figure>
      </div>
      <ConversionNotes {...props} />
    </section>
  )
}

const PROPERTIES: readonly (readonly [key: 'user' | 'label' | 'light' | 'position', label: string, nameOf: (value: number) => string])[] = [
  ['user', 'User', String],
  ['label', 'Sign', (value) => SLR_SIGNS[value]!],
  ['light', 'Light', (value) => SLR_LIGHTS[value]!],
  ['position', 'Position', (value) => SLR_POSITIONS[value]!],
]

function SamplePicker({ found, shown, show }: SlrProps) {
  return (
    <p className={css.which}>
      {PROPERTIES.map(([key, label, nameOf]) => (
        <label key={key}>
          {label}{' '}
          <Select
            value={found.samples[shown.sample]![key]}
            options={[...new Set(found.samples.map((one) => one[key]))]
              .sort((a, b) => a - b)
              .map((value) => ({ value, text: nameOf(value) }))}
            choose={(value) => show({ sample: nearestSample(found, shown.sample, { [key]: value }) })}
          />
        </label>
      ))}
    </p>
  )
}

/** The recording that has the requested property and shares most of the others with the previous one. */
function nearestSample({ samples }: SlrFound, before: number, change: Partial<SlrTag>): number {
  const wanted = { ...samples[before], ...change }
  const likeness = (tag: SlrTag) =>
    PROPERTIES.reduce((sum, [key]) => sum + (tag[key] !== wanted[key] ? 0 : change[key] === undefined ? 1 : PROPERTIES.length), 0)
  let best = 0
  for (const [n, tag] of samples.entries()) if (likeness(tag) > likeness(samples[best]!)) best = n
  return best
}

/** What the import makes of the whole recording. */
function ConversionNotes({ choice, preview, unread }: SlrProps) {
  const { frames } = choice.pairing
  if (unread !== null) return <Unread text={unread} />
  if (!preview) return null
  const { events, first, last, pictures, pairs, notes } = preview
  const ends =
    pairs > frames ? `, of which the first ${frames} are kept` : pairs < frames ? `: the last is repeated up to step ${frames}` : ''
  const counts = `${grouped(events)} events in ${durationLabel(last - first)}, ${grouped(pictures)} images. ${grouped(pairs)} pairs${ends}.`
  return <Notes label="What becomes of it" lines={[counts, ...lossText(preview), ...notes]} />
}
