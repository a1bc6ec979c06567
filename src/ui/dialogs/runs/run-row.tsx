/** A run in the list: a summary, and when unfolded its name, its note, its provenance, and its actions. */

import { useEffect, useId, useState } from 'react'
import type { RunSummary } from '../../../runs/record'
import { printTags, readTags } from '../../../runs/tags'
import { PushButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { helpOf } from '../../base/help'
import controlsCss from '../../base/style/controls.module.css'
import { changeLines } from '../../state/labels/change-label'
import { runTitle, scoreLabel, scoreTitle, stateLabel, usualTitle, whenLabel } from '../../state/labels/run-label'
import { isResumable } from '../../state/runs/resume'
import { runUnderWay, useRuns } from '../../state/runs/runs'
import { showDialog } from '../../state/selection/select'
import { attempt } from '../../state/session/notices'
import { resumeRun } from '../../state/session/opening'
import { useAnswer } from '../../state/session/use-answer'
import { RunMark, RunThumbnail } from './run-thumbnail'
import css from './runs.module.css'
import { copyRunLink, noteRun, openRun, removeRuns, renameRun, tagRun } from './runs-work'

interface Props {
  readonly run: RunSummary
  readonly chosen: boolean
  readonly tick: (on: boolean) => void
  readonly open: boolean
  readonly show: () => void
}

export function RunRow({ run, chosen, tick, open, show }: Props) {
  const slot = useRuns((state) => (chosen ? state.slots[run.id] : undefined))
  const title = runTitle(run)
  const part = useId()
  return (
    <li className={classesOf(css.runRow, open && css.open)}>
      <label className={css.runTick} data-help="Overlay it on the others">
        <input type="checkbox" checked={chosen} aria-label={`Draw ${title}`} onChange={(event) => tick(event.currentTarget.checked)} />
        {slot !== undefined && <RunMark slot={slot} />}
      </label>
      <button type="button" data-run-head className={css.runHead} aria-expanded={open} aria-controls={part} onClick={show}>
        <RunThumbnail thumbnail={run.thumbnail} />
        <span className={css.runNames}>
          <b>{title}</b>
          <span className={controlsCss.muted}>
            {whenLabel(run.started)}, {stateLabel(run)}
            {run.id === runUnderWay() && ', open now'}
          </span>
          {run.tags.length > 0 && (
            <span className={css.tags}>
              {run.tags.map((tag) => (
                <i key={tag}>{tag}</i>
              ))}
            </span>
          )}
        </span>
        <span className={css.runScore}>
          {scoreLabel(run)}
          <span className={controlsCss.hidden}> {scoreTitle(run)}</span>
        </span>
      </button>
      {open && (
        <div id={part} className={css.runMore}>
          <Written
            label="Name"
            value={run.name}
            placeholder={usualTitle(run)}
            max={200}
            save={(name) => attempt(renameRun(run.id, name))}
          />
          <Written label="Note" value={run.note} placeholder="" max={4000} long save={(note) => attempt(noteRun(run.id, note))} />
          <Written
            label="Tags"
            value={printTags(run.tags)}
            placeholder="short words, with commas between"
            max={600}
            save={(text) => attempt(tagRun(run.id, readTags(text)))}
          />
          <ChangesOf run={run} />
          {run.error && <p className={css.runError}>{run.error}</p>}
          {run.sweep && (
            <p className={controlsCss.muted}>
              Point {run.sweep.point + 1} of the sweep “{run.sweep.title}”.
            </p>
          )}
          <p className={controlsCss.muted}>
            Computed by {run.provenance.adapter || 'an adapter without a name'}
            {run.provenance.software && ' (software)'}
            {run.provenance.node && ` on ${run.provenance.node}`}, lab {run.provenance.app}, shaders{' '}
            <code>{run.provenance.shaders.slice(0, 12) || 'unknown'}</code>, seed {run.experiment.run.seed}. If all four are the same, the
            link gives the same bits.
          </p>
          <p className={css.runActs}>
            <ResumeButton run={run} />
            <ViewButton run={run} />
            <PushButton onClick={() => attempt(openRun(run))}>Open its experiment</PushButton>
            <PushButton onClick={() => attempt(copyRunLink(run))}>Copy link</PushButton>
            <PushButton onClick={() => attempt(removeRuns([run.id]))}>Delete</PushButton>
          </p>
        </div>
      )}
    </li>
  )
}

function ChangesOf({ run: { experiment } }: { run: RunSummary }) {
  const lines = changeLines(experiment)
  if (lines.length === 0) return null
  return (
    <div className={css.runChanges}>
      <p>Changed while training:</p>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  )
}

/** A button that resumes the run, if its weights are saved and no other tab has it open. */
function ResumeButton({ run: { id, step } }: { run: RunSummary }) {
  const resumable = useAnswer(() => isResumable(id).catch(() => false), [id, step])
  if (!resumable) return null
  return (
    <PushButton
      {...helpOf('Continues with its weights, paused at the step at which they were saved')}
      onClick={() => attempt(resumeRun(id).then(() => showDialog(null)))}
    >
      Resume
    </PushButton>
  )
}

function ViewButton({ run }: { run: RunSummary }) {
  return (
    <PushButton
      {...helpOf('Its curves and snapshots in the views of the lab')}
      onClick={() => attempt(import('../../state/runs/viewed-run').then(({ viewRun }) => viewRun(run.id)))}
    >
      Look at it
    </PushButton>
  )
}

/** A text field that saves when it loses focus or on Enter; Escape restores the text. */
function Written(props: { label: string; value: string; placeholder: string; max: number; long?: boolean; save: (text: string) => void }) {
  const { label, value, placeholder, max, long, save } = props
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  const commit = () => {
    if (text.trim() !== value) save(text)
  }
  const id = useId()
  const shared = {
    id,
    value: text,
    placeholder,
    maxLength: max,
    onChange: (event: { currentTarget: { value: string } }) => setText(event.currentTarget.value),
    onBlur: commit,
  }
  return (
    <p className={css.runWritten}>
      <label htmlFor={id}>{label}</label>
      {long ? (
        <textarea {...shared} rows={2} />
      ) : (
        <input
          {...shared}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit()
            if (event.key !== 'Escape' || text === value) return
            event.stopPropagation()
            event.preventDefault()
            setText(value)
          }}
        />
      )}
    </p>
  )
}
