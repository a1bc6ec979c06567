/** One step of a lesson: its text, a button that highlights its part of the page, one that trains to its batch, and what was found. */

import { Fragment, type RefObject, useId } from 'react'
import { LinkButton, PushButton } from '../../base/buttons'
import { Term } from '../../base/help'
import { showRegion } from '../../base/spotlight'
import { showDialog } from '../../state/selection/select'
import { attempt } from '../../state/session/notices'
import { step as trainSteps } from '../../state/session/training'
import { useLab } from '../../state/store/store'
import { type Found, type LessonStep, partsOf, unmetOf, watchedEvery } from './lesson'
import css from './lesson-panel.module.css'

interface StepProps {
  readonly step: LessonStep
  /** What the step found; undefined if it is not done. */
  readonly found: Found | undefined
  /** For the next step to do: a ref to its element; otherwise null. */
  readonly present: RefObject<HTMLLIElement | null> | null
}

export function Step({ step, found, present }: StepProps) {
  return (
    <li ref={present} className={present ? css.present : undefined} aria-current={present ? 'step' : undefined}>
      <span className={css.tick} role="img" aria-label={found ? 'done' : 'not done yet'}>
        {found ? '✓' : ''}
      </span>
      <LessonText text={step.text} />{' '}
      {step.where !== undefined && (
        <LinkButton aria-label={`Show me ${step.where}`} onClick={() => show(step.where!, step.control)}>
          Show me
        </LinkButton>
      )}
      {present && step.train !== undefined && <Train step={step} to={step.train} />}
      {found && found.text !== '' && <p className={css.found}>{found.text}</p>}
    </li>
  )
}

/** Shows a control. If the window is too narrow for the form, its fields are in a dialog. */
function show(where: string, control: string | undefined): void {
  if (where === 'Experiment' && control !== undefined && !document.querySelector(control)) showDialog('experiment')
  showRegion(where, control)
}

/** Trains the open run up to a batch, if the run is the one that the step describes. */
function Train({ step, to }: { step: LessonStep; to: number }) {
  const id = useId()
  const at = useLab(({ progress, draftRun }) => (progress?.id === draftRun ? progress.step : 0))
  const running = useLab(({ run }) => run.kind === 'running')
  const open = useLab((state) => state.open)
  const draft = useLab((state) => state.draft)
  const why = unmetOf(step, draft, open) ?? whyNot(at, to, running)
  // The text says what remains to be done.
  if (step.done && !running && at >= to) return null
  return (
    <p className={css.train}>
      <PushButton
        aria-disabled={why !== null}
        aria-describedby={why === null ? undefined : id}
        onClick={() => why === null && attempt(trainSteps(to - at, watchedEvery(to)))}
      >
        Train to batch {to}
      </PushButton>
      {why !== null && (
        <span id={id} className={css.why}>
          {why}
        </span>
      )}
    </p>
  )
}

function whyNot(at: number, to: number, running: boolean): string | null {
  if (running) return `Training: batch ${Math.min(at, to)} of ${to}.`
  return at >= to ? `Batch ${to} is trained. The tick comes with what is measured on it.` : null
}

export const LessonText = ({ text }: { text: string }) =>
  partsOf(text).map((part) => (
    <Fragment key={part.text}>
      {part.kind === 'term' ? <Term term={part.word}>{part.text}</Term> : part.kind === 'strong' ? <b>{part.text}</b> : part.text}
    </Fragment>
  ))
