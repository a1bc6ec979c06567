/** Diagnoses in plain words, each with a one-click change. What is found is in health-notes. */
import { attempt, edit, recover, showDialog } from '../actions'
import { useMembrane } from '../charts/hooks'
import { Icon } from '../controls/icons'
import { openDataDialog } from '../data'
import { useLab } from '../store'
import { diagnose, type Note } from './health-notes'

const MOST_NOTES = 4

export function Health() {
  const problems = useLab((state) => state.problems)
  const run = useLab((state) => state.run)
  const device = useLab((state) => state.device)
  const open = useLab((state) => state.open)
  const draft = useLab((state) => state.draft)
  // As often as the network strip: both speak of the same batch.
  const frame = useMembrane(500)
  const { notes, fine } = diagnose({ problems, run, device, open, draft }, frame?.layers ?? [])
  return (
    <section className="health" aria-label="Health">
      <div className="head-row">
        <h2>Health</h2>
        <span className="muted">{countOf(notes.length, fine)}</span>
      </div>
      {notes.length === 0 && (
        <p className="muted health-fine">{frame ? 'Nothing to look at.' : 'What the probes see is said here once training has begun.'}</p>
      )}
      {notes.slice(0, MOST_NOTES).map((note) => (
        <NoteCard key={note.id} note={note} />
      ))}
    </section>
  )
}

function countOf(notes: number, fine: number): string {
  const checks = `${fine} ${fine === 1 ? 'check' : 'checks'} fine`
  return notes === 0 ? checks : `${notes} to look at, ${checks}`
}

function NoteCard({ note }: { note: Note }) {
  const hidden = useLab((state) => state.hidden)
  // Where the settings are hidden, none is changed from here.
  const offered = hidden.includes('experiment') ? [] : note.remedies
  return (
    <article className={`note ${note.severity}`}>
      <h3>
        {note.severity === 'warn' ? <Icon sign="warn" className="sign" /> : <Icon sign="info" className="sign" />}
        <span>{note.title}</span>
      </h3>
      <p>{note.text}</p>
      {(offered.length > 0 || note.action) && (
        <div className="remedies">
          {note.action === 'resume' && (
            <button type="button" onClick={() => attempt(recover())}>
              Resume
            </button>
          )}
          {note.action === 'data' && (
            <button type="button" onClick={openDataDialog}>
              Choose its files
            </button>
          )}
          {note.action === 'presets' && !hidden.includes('presets') && (
            <button type="button" onClick={() => showDialog('presets')}>
              Choose another experiment
            </button>
          )}
          {offered.map((remedy) => (
            <button key={remedy.label} type="button" onClick={() => edit(remedy.path, remedy.value)}>
              <span>{remedy.label}</span>
              {remedy.effect && <em>{remedy.effect}</em>}
            </button>
          ))}
        </div>
      )}
    </article>
  )
}
