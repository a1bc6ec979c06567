/** The offer to resume runs of earlier visits: the newest in a line, the others on request. Resuming itself is in resume.ts. */

import { useMemo, useState } from 'react'
import type { ResumableRun } from '../../worker/protocol'
import { IconButton, LinkButton, PushButton } from '../base/buttons'
import { classesOf } from '../base/classes'
import { Icon } from '../base/icons'
import controlsCss from '../base/style/controls.module.css'
import { resumableRuns } from '../state/runs/resumable'
import { discard, dismissResumable, takeBackDiscard } from '../state/runs/resume'
import { useRuns } from '../state/runs/runs'
import { attempt } from '../state/session/notices'
import { resumeRun } from '../state/session/opening'
import { useLab } from '../state/store/store'
import css from './link-notes.module.css'
import { offerText, titleOf } from './resume-text'

export function ResumeNotes() {
  const resumable = useLab((state) => state.resumable)
  const hidden = useLab((state) => state.hidden)
  const open = useLab((state) => state.open)
  const offers = useMemo(() => resumableRuns(resumable ?? [], hidden, open), [resumable, hidden, open])
  const [all, setAll] = useState(false)
  if (offers.length === 0) return null
  const shown = all ? offers : offers.slice(0, 1)
  const more = offers.length - 1
  return (
    <aside className={classesOf(css.linkNotes, css.resumeNotes)} aria-label="Runs to resume">
      <ul>
        {shown.map((run) => (
          <Offer key={run.id} run={run} />
        ))}
      </ul>
      {more > 0 && (
        <LinkButton aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Only the newest' : `${more} more`}
        </LinkButton>
      )}
      <IconButton className={controlsCss.push} aria-label="Dismiss" onClick={dismissResumable}>
        <Icon sign="close" />
      </IconButton>
    </aside>
  )
}

function Offer({ run }: { run: ResumableRun }) {
  const [gone, setGone] = useState(false)
  const reached = useRuns(({ list }) => list?.find(({ id }) => id === run.id)?.step ?? 0)
  const words = run.readable ? offerText(run, reached) : 'A saved run is damaged, or of another version of the lab, and cannot be resumed.'
  const name = run.readable ? titleOf(run) : 'the run'
  if (gone)
    return (
      <li>
        <span className={controlsCss.muted} role="status">
          Discarded: {name}.
        </span>
        <LinkButton
          onClick={() => {
            takeBackDiscard(run.id)
            setGone(false)
          }}
        >
          Undo<span className={controlsCss.hidden}> discarding {name}</span>
        </LinkButton>
      </li>
    )
  return (
    <li>
      <span>{words}</span>
      {run.readable && (
        <PushButton onClick={() => attempt(resumeRun(run.id))}>
          Resume<span className={controlsCss.hidden}> {name}</span>
        </PushButton>
      )}
      <LinkButton
        onClick={() => {
          discard(run.id)
          setGone(true)
        }}
      >
        Discard<span className={controlsCss.hidden}> {name}</span>
      </LinkButton>
    </li>
  )
}
