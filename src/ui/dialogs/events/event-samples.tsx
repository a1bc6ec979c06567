/** The recordings of a folder that were looked at, as the frames that a choice makes of them. Each opens in the player. */

import type { EventChoice, EventsFound } from '../../../data/import/schema'
import { grouped } from '../../../format'
import { helpOf } from '../../base/help'
import wizardCss from '../../base/style/wizard.module.css'
import { chooseFrame, play, useImport } from '../../state/imports/event-import'
import { attempt } from '../../state/session/notices'
import css from './event-wizard.module.css'
import { durationWords } from './event-words'
import { StreamCanvas } from './stream-canvas'

export function EventSamples({ found, choice: { framing } }: { found: EventsFound; choice: EventChoice }) {
  const preview = useImport((state) => state.preview)
  const frame = useImport((state) => state.frame)
  const { frames, height, width, polarities, pictures } = framing
  const size = { height, width }
  const words = frame === null ? `all ${frames} together` : `frame ${frame + 1} of ${frames}`
  return (
    <section aria-label="Samples" className={css.samples}>
      <label className={wizardCss.slider}>
        <input
          type="range"
          min={0}
          max={frames}
          value={frame === null ? 0 : frame + 1}
          aria-label="Frame that is shown"
          aria-valuetext={words}
          onChange={({ currentTarget: { valueAsNumber: value } }) => chooseFrame(value === 0 ? null : value - 1)}
        />
        <output>{words}</output>
      </label>
      {pictures && <p className={css.caption}>Counts of events, and beside them the picture that is seen at their end.</p>}
      <ul data-both={pictures !== undefined || undefined}>
        {found.looked.map((one, n) => (
          <li key={`${one.path} ${one.first}`}>
            <button
              type="button"
              {...helpOf(`${found.classes[one.label]?.name}: ${one.path}, ${one.width} × ${one.height} pixels. Play it.`)}
              onClick={() => attempt(play(n, found))}
            >
              <span className={css.streams}>
                <StreamCanvas
                  of="events"
                  values={preview?.pictures[n]}
                  {...size}
                  channels={polarities}
                  label={`Counts of events of a sample of ${found.classes[one.label]?.name}`}
                />
                {pictures && (
                  <StreamCanvas
                    of="pictures"
                    values={preview?.seen?.[n]}
                    {...size}
                    channels={pictures}
                    label={`The picture ${frame === null ? 'at its end' : 'with it'}`}
                  />
                )}
              </span>
              <b>{found.classes[one.label]?.name}</b>
              <small>
                {grouped(one.events)} events, {durationWords(one.last - one.first)}
              </small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
