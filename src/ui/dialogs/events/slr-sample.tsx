/** One recording of a folder of DVS-SLR as a choice makes it: both streams at a step, what became of it, and which one is shown. */

import { SLR_LIGHTS, SLR_POSITIONS, SLR_SIGNS } from '../../../data/events/slr/schema'
import { lossWords } from '../../../data/import/schema'
import type { SlrChoice, SlrFound, SlrTag } from '../../../data/import/slr/schema'
import { grouped } from '../../../format'
import controlsCss from '../../base/style/controls.module.css'
import wizardCss from '../../base/style/wizard.module.css'
import { chooseSample, chooseStep, useSlrImport } from '../../state/imports/slr-import'
import { durationWords } from './event-words'
import slrCss from './slr-wizard.module.css'
import { StreamCanvas } from './stream-canvas'

export function SlrSampleView({ found, choice: { pairing } }: { found: SlrFound; choice: SlrChoice }) {
  const { frames, height, width, channels } = pairing
  const shown = useSlrImport((state) => state.sample)
  const step = useSlrImport((state) => state.step)
  const preview = useSlrImport((state) => state.preview)
  const words = `step ${step + 1} of ${frames}`
  const tag = found.samples[shown]!
  const name = `user ${tag.user}, ${SLR_SIGNS[tag.label]}, ${SLR_LIGHTS[tag.light]}, ${SLR_POSITIONS[tag.position]}`
  return (
    <section aria-label="A sample">
      <Which found={found} tag={tag} />
      <label className={wizardCss.slider}>
        <input
          type="range"
          min={0}
          max={frames - 1}
          value={step}
          aria-label="Step that is shown"
          aria-valuetext={words}
          onChange={({ currentTarget }) => chooseStep(currentTarget.valueAsNumber)}
        />
        <output>{words}</output>
      </label>
      <div className={slrCss.streams}>
        <figure>
          <StreamCanvas
            of="events"
            values={preview?.counts}
            height={height}
            width={width}
            channels={2}
            label={`Counts of events of ${name}, ${words}`}
          />
          <figcaption>Events since the step before</figcaption>
        </figure>
        <figure>
          <StreamCanvas
            of="pictures"
            values={preview?.picture}
            height={height}
            width={width}
            channels={channels}
            label={`Picture of ${name}, ${words}`}
          />
          <figcaption>The picture at its end</figcaption>
        </figure>
      </div>
      <Became frames={frames} />
    </section>
  )
}

const WHICH: readonly (readonly [key: 'user' | 'label' | 'light' | 'position', label: string, words: (value: number) => string])[] = [
  ['user', 'User', String],
  ['label', 'Sign', (value) => SLR_SIGNS[value]!],
  ['light', 'Light', (value) => SLR_LIGHTS[value]!],
  ['position', 'Position', (value) => SLR_POSITIONS[value]!],
]

function Which({ found, tag }: { found: SlrFound; tag: SlrTag }) {
  return (
    <p className={slrCss.which}>
      {WHICH.map(([key, label, words]) => (
        <label key={key}>
          {label}{' '}
          <select value={tag[key]} onChange={({ currentTarget }) => chooseSample(found, { [key]: Number(currentTarget.value) })}>
            {[...new Set(found.samples.map((one) => one[key]))]
              .sort((a, b) => a - b)
              .map((value) => (
                <option key={value} value={value}>
                  {words(value)}
                </option>
              ))}
          </select>
        </label>
      ))}
    </p>
  )
}

/** What became of the recording as a whole. */
function Became({ frames }: { frames: number }) {
  const preview = useSlrImport((state) => state.preview)
  const unread = useSlrImport((state) => state.unread)
  if (unread !== null)
    return (
      <p role="status" className={controlsCss.problem}>
        {unread}
      </p>
    )
  if (!preview) return null
  const { events, first, last, pictures, pairs, notes } = preview
  const ends =
    pairs > frames ? `, of which the first ${frames} are kept` : pairs < frames ? `: the last is repeated up to step ${frames}` : ''
  return (
    <ul aria-label="What becomes of it" className={wizardCss.notes}>
      <li>
        {grouped(events)} events in {durationWords(last - first)}, {grouped(pictures)} pictures. {grouped(pairs)} pairs{ends}.
      </li>
      {[...lossWords(preview), ...notes].map((sentence) => (
        <li key={sentence}>{sentence}</li>
      ))}
    </ul>
  )
}
