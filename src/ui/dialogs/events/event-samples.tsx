/** The recordings of a folder that were looked at, as the frames that a choice makes of them. Each opens in the player. */

import type { EventChoice, EventsFound } from '../../../data/import/schema'
import { grouped } from '../../../format'
import { usePainter } from '../../base/paint'
import { drawPicture, pictureScale, pictureWords } from '../../base/picture'
import { chooseFrame, play, useImport } from '../../state/event-import'
import { attempt } from '../../state/notices'
import css from './event-wizard.module.css'
import { durationWords } from './event-words'

export function EventSamples({ found, choice: { framing } }: { found: EventsFound; choice: EventChoice }) {
  const preview = useImport((state) => state.preview)
  const frame = useImport((state) => state.frame)
  const { frames } = framing
  const words = frame === null ? `all ${frames} together` : `frame ${frame + 1} of ${frames}`
  return (
    <section aria-label="Samples" className={css.samples}>
      <label className={css.frame}>
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
      <ul>
        {found.looked.map((one, n) => (
          <li key={`${one.path} ${one.first}`}>
            <button
              type="button"
              title={`${found.classes[one.label]?.name}: ${one.path}\n${one.width} × ${one.height} pixels. Play it.`}
              onClick={() => attempt(play(n, found))}
            >
              <Picture values={preview?.pictures[n]} {...framing} name={found.classes[one.label]?.name ?? ''} />
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

interface PictureProps {
  readonly values: Float32Array | undefined
  readonly height: number
  readonly width: number
  readonly polarities: 1 | 2
  readonly name: string
}

function Picture({ values, height, width, polarities, name }: PictureProps) {
  const shape = { height, width, channels: polarities }
  const ref = usePainter(
    [],
    (context, area) => {
      // While a choice is looked at, what is here may be of another size.
      if (values?.length !== height * width * polarities) return
      const scale = Math.min(area.width / width, area.height / height)
      const place = {
        x: (area.width - scale * width) / 2,
        y: (area.height - scale * height) / 2,
        width: scale * width,
        height: scale * height,
      }
      drawPicture(context, pictureWords(values, shape, pictureScale(values), area.dark), shape, place)
    },
    [values, height, width, polarities],
  )
  return <canvas ref={ref} role="img" aria-label={`Counts of events of a sample of ${name}`} />
}
