/** Diagnoses in plain words, each with one-click changes. The rules that find them are in src/health. */

import { useState } from 'react'
import type { Note } from '../../../health/evidence'
import { LinkButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { newestFrame } from '../../base/frames'
import { FullSizeButton, useFull, useViewMarks } from '../../base/full-size'
import { Icon } from '../../base/icons'
import { HeadOf } from '../../base/palette-actions'
import { useSignal } from '../../base/signal'
import controlsCss from '../../base/style/controls.module.css'
import { useThisView } from '../../base/this-view'
import { openDataDialog } from '../../state/imports/data-sets'
import { recover } from '../../state/runs/resume'
import { showDialog, showSmallPresets } from '../../state/selection/select'
import { editAll } from '../../state/session/edit'
import { useFrames } from '../../state/session/frame-hooks'
import { attempt } from '../../state/session/notices'
import { openDocs } from '../../state/settings/docs'
import { foldHealth } from '../../state/settings/preferences'
import { useLab } from '../../state/store/store'
import css from './health.module.css'
import { healthNow, rules } from './now'

/** Notes that are read at a glance; the others are a click away. */
const MAX_NOTES = 4

export function HealthPanel() {
  useLab((state) => state.open)
  useLab((state) => state.draft)
  useLab((state) => state.problems)
  useLab((state) => state.run.kind)
  useLab((state) => state.device)
  // Updated as often as the network strip, because both describe the same batch.
  useFrames(['membrane', 'scalars', 'report'], 500)
  useSignal(rules)
  const { notes, fine } = healthNow()
  const title = useThisView()?.title
  const folded = useFolded()
  const fold = () => foldHealth(!folded)
  return (
    <section className={css.health} {...useViewMarks()}>
      <div className={controlsCss.headRow}>
        <h2>
          <button type="button" className={css.fold} aria-expanded={!folded} onClick={fold}>
            {title}
            <Icon sign="chevron" />
          </button>
        </h2>
        <span className={controlsCss.muted}>{countOf(notes.length, fine)}</span>
        <HeadOf value={title ?? null}>
          <FullSizeButton />
        </HeadOf>
      </div>
      {!folded && <Notes notes={notes} />}
    </section>
  )
}

/** A view that fills the page is read, and what stopped a run is with its remedy. */
function useFolded(): boolean {
  const full = useFull()
  return useLab(({ healthFolded, run }) => healthFolded && run.kind !== 'failed') && !full
}

function Notes({ notes }: { notes: readonly Note[] }) {
  const [all, setAll] = useState(false)
  const more = notes.length - MAX_NOTES
  return (
    <>
      {notes.length === 0 && (
        <p className={classesOf(controlsCss.muted, css.fine)}>
          {newestFrame('membrane') ? 'Nothing to look at.' : 'Findings are listed here once training has begun.'}
        </p>
      )}
      {notes.slice(0, all ? notes.length : MAX_NOTES).map((note) => (
        <NoteCard key={note.id} note={note} />
      ))}
      <div className={css.foot}>
        {more > 0 && (
          <LinkButton aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? 'Show fewer' : `${more} more`}
          </LinkButton>
        )}
        <LinkButton onClick={() => showDialog('health')}>What is checked</LinkButton>
      </div>
    </>
  )
}

function countOf(notes: number, fine: number): string {
  const checks = `${fine} ${fine === 1 ? 'check' : 'checks'} fine`
  return [...(notes > 0 ? [`${notes} to look at`] : []), ...(fine > 0 ? [checks] : [])].join(', ')
}

function NoteCard({ note }: { note: Note }) {
  const hidden = useLab((state) => state.hidden)
  // If the settings are hidden, this view does not change them either.
  const offered = hidden.includes('experiment') ? [] : note.remedies
  return (
    <article data-severity={note.severity} className={classesOf(css.note, note.severity === 'warn' && css.warn)}>
      <h3>
        {note.severity === 'warn' ? <Icon sign="warn" className={css.sign} /> : <Icon sign="info" className={css.sign} />}
        <span>{note.title}</span>
      </h3>
      <p>
        {note.text}{' '}
        <LinkButton aria-haspopup="dialog" aria-label={`${note.title}: in the docs`} onClick={() => openDocs(note.see)}>
          in the docs
        </LinkButton>
      </p>
      {(offered.length > 0 || note.action) && (
        <div className={css.remedies}>
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
            <button type="button" onClick={showSmallPresets}>
              Choose a small experiment
            </button>
          )}
          {offered.map((remedy) => (
            <button key={remedy.label} type="button" onClick={() => editAll(remedy.changes)}>
              <span>{remedy.label}</span>
              {remedy.effect && <em>{remedy.effect}</em>}
            </button>
          ))}
        </div>
      )}
    </article>
  )
}
