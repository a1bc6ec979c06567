/** What a choice takes and what it loses, before anything is converted. */

import { useId } from 'react'
import { MAX_FRAME_BYTES } from '../../../data/events/schema'
import { type EventChoice, type EventsFound, lossWords, type Preview } from '../../../data/import/schema'
import { grouped } from '../../../format'
import { classesOf } from '../../base/classes'
import { type Fact, FactsTable } from '../../base/facts-table'
import controlsCss from '../../base/style/controls.module.css'
import wizardCss from '../../base/style/wizard.module.css'
import { type ImportCost, useImport } from '../../state/imports/event-import'
import { bytes } from '../../state/labels/experiment-label'
import css from './event-wizard.module.css'
import { lookedWords } from './event-words'

export function EventForecast({ found, choice }: { found: EventsFound; choice: EventChoice }) {
  const cost = useImport((state) => state.cost)
  const preview = useImport((state) => state.preview)
  const refused = useImport((state) => state.refused)
  const by = useId()
  return (
    <section aria-label="What it takes and loses" className={classesOf(wizardCss.forecast, css.losses)}>
      {cost && <Takes cost={cost} found={found} />}
      {refused !== null ? (
        <p role="alert" className={classesOf(controlsCss.problem, controlsCss.error)}>
          {refused}
        </p>
      ) : (
        preview && (
          <>
            <p id={by}>{lookedWords(found.looked.length, samplesOf(found))}</p>
            <ul aria-labelledby={by}>
              {lossesOf(preview, choice).map((loss) => (
                <li key={loss}>{loss}</li>
              ))}
            </ul>
          </>
        )
      )}
    </section>
  )
}

const samplesOf = ({ classes }: EventsFound): number => classes.reduce((sum, { train, test }) => sum + train + test, 0)

function Takes({ cost: { train, test, samples, graphics, refused }, found }: { cost: ImportCost; found: EventsFound }) {
  const all = samplesOf(found)
  const thinned = train + test < all
  const held =
    graphics === null
      ? `${bytes(samples)}, and what a network takes`
      : `${bytes(graphics.all)}: ${bytes(graphics.samples)} of samples, ${bytes(graphics.all - graphics.samples)} of network`
  const facts: readonly Fact[] = [
    { name: 'Samples', term: 'halves', value: `${grouped(train)} for training, ${grouped(test)} for testing` },
    { name: 'Kept in this browser', term: 'keptSet', value: bytes(samples) },
    { name: 'Graphics memory', term: 'graphicsMemory', value: held },
  ]
  return (
    <>
      <FactsTable facts={facts} />
      {refused && (
        <p role="alert" className={classesOf(controlsCss.problem, controlsCss.error)}>
          One sample of each class alone comes to {bytes(samples)}, and up to {bytes(MAX_FRAME_BYTES)} fit. Choose fewer or smaller frames.
        </p>
      )}
      {thinned && !refused && (
        <p className={controlsCss.problem}>
          All {grouped(all)} samples would not fit {bytes(MAX_FRAME_BYTES)}: the same share of each class is kept. Fewer or smaller frames
          keep more.
        </p>
      )}
    </>
  )
}

function lossesOf(preview: Preview, { framing: { slice, frames } }: EventChoice): string[] {
  const [least, most] = preview.slices
  const losses = lossWords(preview)
  if ((slice === 'timeWindow' || slice === 'eventCount') && (least !== frames || most !== frames)) {
    const range = least === most ? `${least}` : `${least} to ${most}`
    const ends = [most > frames && `the first ${frames} are kept`, least < frames && 'what is missing stays empty']
    losses.push(`Recordings have ${range} frames: ${ends.filter(Boolean).join(', ')}.`)
  }
  return losses.length > 0 ? losses : ['Every event of the recordings looked at is counted.']
}
