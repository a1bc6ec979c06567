/** What is known of a recording, what was done with it as it was read, and the keys of the player. */
import { durationWords } from '../charts/event-words'
import { grouped, percent, si } from '../charts/format'
import { lengthOf, type Played } from '../player'
import { OtherRecording, SaveRecording } from './event-opening'
import { PLAYER_KEYS } from './player-keys'

export function EventFacts({ shown }: { shown: Played }) {
  const { name, format, width, height, events, total, first, last, on, notes } = shown
  const facts: readonly (readonly [string, string])[] = [
    ['File', name],
    ['Format', format],
    ['Sensor', `${width} × ${height} pixels`],
    ['Events', grouped(total)],
    ['Duration', durationWords(last - first)],
    ['Mean rate', `${si(last > first ? (1e6 * total) / (last - first) : total)} events/s`],
    ['ON share', percent(on)],
    ...(shown.label === undefined ? [] : [['Class', String(shown.label)] as const]),
    ['First stamp', `${grouped(first)} µs`],
  ]
  const part =
    events.count < total
      ? `Played are the first ${grouped(events.count)} events, ${durationWords(lengthOf(shown))}: the page holds no more at a time.`
      : null
  return (
    <>
      <table className="facts player-facts">
        <tbody>
          {facts.map(([label, value]) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <OtherRecording shown={shown} />
      {part && <p className="problem warning">{part}</p>}
      {notes.length > 0 && (
        <ul className="player-notes" aria-label="What was done as it was read">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <SaveRecording />
      <p className="muted player-keys">{PLAYER_KEYS}</p>
    </>
  )
}
