/** Facts about a recording, notes from reading it, and the player's keys. */

import { grouped, percent, si, UNKNOWN } from '../../../format'
import { classesOf } from '../../base/classes'
import { type Fact, FactsTable } from '../../base/facts-table'
import controlsCss from '../../base/style/controls.module.css'
import { lengthOf, type Played } from '../../state/imports/event-player'
import { durationLabel } from '../../state/labels/event-label'
import { useHasSteps } from './event-network'
import { OtherRecording, SaveRecording } from './event-opening'
import css from './event-player.module.css'
import { keysText } from './player-keys'

/** Above this share of faulty events, a warning is shown. */
const HARMLESS = 0.01

export function EventFacts({ shown }: { shown: Played }) {
  const { name, format, width, height, events, total, first, last, on, notes, faults, guessed } = shown
  const hasNetwork = useHasSteps()
  const sensor = `${width} × ${height} pixels${guessed ? ', guessed: the file does not say' : ''}`
  const facts: readonly Fact[] = [
    { name: 'File', term: null, value: name },
    { name: 'Format', term: null, value: format },
    { name: 'Sensor', term: 'sensorField', value: sensor },
    { name: 'Events', term: 'eventRecording', value: grouped(total) },
    { name: 'Duration', term: null, value: total > 0 ? durationLabel(last - first) : UNKNOWN },
    { name: 'Mean rate', term: 'eventRate', value: last > first ? `${si((1e6 * total) / (last - first))} events/s` : UNKNOWN },
    { name: 'ON share', term: 'polarity', value: total > 0 ? percent(on) : UNKNOWN },
    ...(shown.label === undefined ? [] : [{ name: 'Class', term: null, value: String(shown.label) }]),
    { name: 'First stamp', term: 'eventRecording', value: total > 0 ? `${grouped(first)} µs` : UNKNOWN },
  ]
  const part =
    events.count < total
      ? `The player shows the first ${grouped(events.count)} events, ${durationLabel(lengthOf(shown))}: the page holds no more at a time.`
      : null
  return (
    <>
      <FactsTable className={css.facts} facts={facts} />
      <OtherRecording shown={shown} />
      {part && <p className={controlsCss.problem}>{part}</p>}
      {faults > HARMLESS && (
        <p className={classesOf(controlsCss.problem, css.faults)}>
          {percent(faults)} of the file’s events are faulty: playback differs from what was recorded.
        </p>
      )}
      {notes.length > 0 && (
        <ul className={css.notes} aria-label="Notes from reading the file">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <SaveRecording />
      <p className={classesOf(controlsCss.muted, css.keys)}>{keysText(hasNetwork)}</p>
    </>
  )
}
