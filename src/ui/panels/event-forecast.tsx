/** What a choice takes and what it loses, before anything is converted. */
import { type EventChoice, type EventsFound, MOST_FRAME_BYTES, type Preview } from '../../data/import/schema'
import { grouped } from '../charts/format'
import { FactsTable } from '../controls/facts-table'
import { bytes } from '../controls/words'
import { type ImportCost, useImport } from '../event-import'

export function EventForecast({ found, choice }: { found: EventsFound; choice: EventChoice }) {
  const cost = useImport((state) => state.cost)
  const preview = useImport((state) => state.preview)
  const refused = useImport((state) => state.refused)
  return (
    <section aria-label="What it takes and loses" className="wizard-forecast">
      {cost && <Takes cost={cost} found={found} />}
      {refused !== null ? (
        <p role="alert" className="problem error">
          {refused}
        </p>
      ) : (
        preview && (
          <ul aria-label="What is lost, by the recordings looked at">
            {lossesOf(preview, choice).map((loss) => (
              <li key={loss}>{loss}</li>
            ))}
          </ul>
        )
      )}
    </section>
  )
}

function Takes({ cost: { train, test, samples, graphics, refused }, found }: { cost: ImportCost; found: EventsFound }) {
  const all = found.classes.reduce((sum, counts) => sum + counts.train + counts.test, 0)
  const thinned = train + test < all
  const rows = [
    ['Samples', `${grouped(train)} for training, ${grouped(test)} for testing`],
    ['Kept in this browser', bytes(samples)],
    [
      'Graphics memory',
      graphics === null
        ? `${bytes(samples)}, and what a network takes`
        : `${bytes(graphics.all)}: ${bytes(graphics.samples)} of samples, ${bytes(graphics.all - graphics.samples)} of network`,
    ],
  ] as const
  return (
    <>
      <FactsTable facts={rows} />
      {refused && (
        <p role="alert" className="problem error">
          One sample of each class alone comes to {bytes(samples)}, and up to {bytes(MOST_FRAME_BYTES)} fit. Choose fewer or smaller frames.
        </p>
      )}
      {thinned && !refused && (
        <p className="problem warning">
          All {grouped(all)} samples would not fit {bytes(MOST_FRAME_BYTES)}: the same share of each class is kept. Fewer or smaller frames
          keep more.
        </p>
      )}
    </>
  )
}

function lossesOf(
  { events, skipped, outside, unsliced, saturated, slices: [least, most] }: Preview,
  { framing: { slice, frames } }: EventChoice,
): string[] {
  const share = (count: number) => `${((100 * count) / Math.max(1, events)).toFixed(count < events / 1000 ? 3 : 1)} % of events`
  const losses: string[] = []
  if (skipped > 0) losses.push(`${share(skipped)} lie outside the sensor, or are more than are looked at.`)
  if (outside > 0) losses.push(`${share(outside)} lie outside the field.`)
  if (unsliced > 0) losses.push(`${share(unsliced)} are in no frame.`)
  if (saturated > 0) losses.push(`${share(saturated)} count beyond 255 in a pixel of a frame, and are lost.`)
  if ((slice === 'timeWindow' || slice === 'eventCount') && (least !== frames || most !== frames)) {
    const range = least === most ? `${least}` : `${least} to ${most}`
    const ends = [most > frames && `the first ${frames} are kept`, least < frames && 'what is missing stays empty']
    losses.push(`Recordings have ${range} frames: ${ends.filter(Boolean).join(', ')}.`)
  }
  return losses.length > 0 ? losses : ['Every event of the recordings looked at is counted.']
}
