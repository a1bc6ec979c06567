/** What a choice costs and leaves out, computed before the conversion. */

import { useId } from 'react'
import { MAX_FRAME_BYTES } from '../../../../../data/events/schema'
import { type EventChoice, type EventsFound, lossText, type Preview } from '../../../../../data/import/schema'
import { grouped } from '../../../../../format'
import { classesOf } from '../../../../base/classes'
import { FactsTable } from '../../../../base/facts-table'
import controlsCss from '../../../../base/style/controls.module.css'
import wizardCss from '../../../../base/style/wizard.module.css'
import { lookedLabel } from '../../../../state/labels/event-label'
import { bytes } from '../../../../state/labels/experiment-label'
import { Refusal, samplesFact } from '../import'
import css from './event-import.module.css'
import type { EventCost, EventProps } from './event-samples'

export function EventForecast({ found, choice, cost, preview, unread }: EventProps) {
  const by = useId()
  return (
    <section aria-label="What it takes and loses" className={classesOf(wizardCss.forecast, css.losses)}>
      {cost && <Takes cost={cost} all={samplesOf(found)} />}
      <Refusal text={unread} />
      {preview && (
        <>
          <p id={by}>{lookedLabel(found.looked.length, samplesOf(found))}</p>
          <ul aria-labelledby={by}>
            {lossesOf(preview, choice).map((loss) => (
              <li key={loss}>{loss}</li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

const samplesOf = ({ classes }: EventsFound): number => classes.reduce((sum, { train, test }) => sum + train + test, 0)

function Takes({ cost: { train, test, samples, graphics, refused }, all }: { cost: EventCost; all: number }) {
  const held =
    graphics === null
      ? `${bytes(samples)}, and what a network takes`
      : `${bytes(graphics.all)}: ${bytes(graphics.samples)} of samples, ${bytes(graphics.all - graphics.samples)} of network`
  const fits = bytes(MAX_FRAME_BYTES)
  return (
    <>
      <FactsTable
        facts={[
          samplesFact({ train, test }),
          { name: 'Saved in this browser', term: 'keptSet', value: bytes(samples) },
          { name: 'Graphics memory', term: 'graphicsMemory', value: held },
        ]}
      />
      {refused ? (
        <Refusal
          text={`One sample of each class alone comes to ${bytes(samples)}, and up to ${fits} fit. Choose fewer or smaller frames.`}
        />
      ) : (
        train + test < all && (
          <p className={controlsCss.problem}>
            All {grouped(all)} samples would not fit {fits}: the same share of each class is kept. Fewer or smaller frames keep more.
          </p>
        )
      )}
    </>
  )
}

function lossesOf(preview: Preview, { framing: { slice, frames } }: EventChoice): string[] {
  const [min, max] = preview.slices
  const losses = lossText(preview)
  if ((slice === 'timeWindow' || slice === 'eventCount') && (min !== frames || max !== frames)) {
    const range = min === max ? `${min}` : `${min} to ${max}`
    const ends = [max > frames && `the first ${frames} are kept`, min < frames && 'what is missing stays empty']
    losses.push(`Recordings have ${range} frames: ${ends.filter(Boolean).join(', ')}.`)
  }
  return losses.length > 0 ? losses : ['Every event of the recordings looked at is counted.']
}
