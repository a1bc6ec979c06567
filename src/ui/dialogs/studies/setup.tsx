/** What a comparison and a sweep share: fields, notes, the button that starts them, their duration and their progress. */

import { type ComponentProps, type ReactNode, useId } from 'react'
import type { Experiment } from '../../../experiments/schema'
import { counted, grouped } from '../../../format'
import type { Problem } from '../../../problem'
import { durationOf, MIN_TIMED_STEPS, type Pace, type Position } from '../../../studies/pace'
import { scheduleNote, warmUpNote } from '../../../studies/short-runs'
import { LinkButton, PushButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { LongWork } from '../../base/long-work'
import { NumberField } from '../../base/number-field'
import controlsCss from '../../base/style/controls.module.css'
import { Wrong } from '../../base/wrong'
import { clock } from '../../state/labels/experiment-label'
import { lengthLabel } from '../../state/labels/time-label'
import { showDialog } from '../../state/selection/select'
import { edit } from '../../state/session/edit'
import { attempt } from '../../state/session/notices'
import { useLab } from '../../state/store/store'
import css from './compare.module.css'

interface FieldProps {
  readonly label: string
  /** The label's name in the glossary. */
  readonly term: string
  readonly hint: string
  /** The error in what was typed. */
  readonly message: string | null | undefined
  readonly children: (ids: { id: string; describedBy: string }) => ReactNode
}

export function Field({ label, term, hint, message, children }: FieldProps) {
  const id = useId()
  return (
    <div className={css.field}>
      <label htmlFor={id} data-help="" data-about={term}>
        {label}
      </label>
      {children({ id, describedBy: `${id}hint` })}
      <span id={`${id}hint`} className={controlsCss.muted}>
        {hint}
      </span>
      {message && <Wrong role="alert">{message}</Wrong>}
    </div>
  )
}

type StepsFieldProps = Pick<FieldProps, 'message'> & Pick<ComponentProps<typeof NumberField>, 'value' | 'invalid' | 'refuse' | 'change'>

/** The number of training steps of each run. */
export function StepsField({ message, ...field }: StepsFieldProps) {
  const open = useLab((state) => state.open)
  const progress = useLab((state) => state.progress)
  return (
    <Field label="Training steps" term="batch" hint={lengthLabel(open, progress ?? {})} message={message}>
      {(ids) => <NumberField {...ids} {...field} integer min={1} max={progress?.totalSteps ?? 1} step={10} />}
    </Field>
  )
}

interface StartProps {
  readonly disabled: boolean
  readonly act: () => Promise<unknown>
  readonly children: ReactNode
}

export function Start({ disabled, act, children }: StartProps) {
  const ready = useLab((state) => state.run.kind !== 'idle' && state.run.kind !== 'compiling')
  return (
    <p className={css.start}>
      <PushButton className={controlsCss.primary} disabled={disabled || !ready} onClick={() => attempt(act())}>
        Start
      </PushButton>
      {children}
    </p>
  )
}

export const Note = ({ text }: { readonly text: string | null }) => text && <p className={controlsCss.problem}>{text}</p>

interface Runs {
  readonly runs: readonly { readonly experiment: Experiment }[]
  /** The training steps of each. */
  readonly steps: number
}
const experimentsOf = ({ runs }: Runs) => runs.map(({ experiment }) => experiment)

/** A note that tests after so few steps show nothing yet. */
export const WarmUpNote = (study: Runs) => <Note text={warmUpNote(experimentsOf(study), study.steps)} />

/** Notes on what so few steps do not reach. */
export function ShortNotes(study: Runs) {
  const totalSteps = useLab(({ progress }) => progress?.totalSteps ?? 1)
  return (
    <>
      <WarmUpNote {...study} />
      <Note text={scheduleNote(experimentsOf(study), study.steps, totalSteps)} />
    </>
  )
}

/** What happens to the open run meanwhile, where it has begun. */
export function PauseNote() {
  const begun = useLab(({ progress }) => (progress?.step ?? 0) > 0)
  return begun && <p className={controlsCss.muted}>The open run pauses, and is back afterwards where it was.</p>
}

/** Where the runs are saved, and how long the tables last. */
export const KeptNote = ({ kept }: { readonly kept: boolean }) => (
  <p className={controlsCss.muted}>
    {kept
      ? 'These results stay here until the next ones, also when the page is loaded again. '
      : 'These results are too many for this browser to keep when the page is loaded again: save them as JSON. '}
    <LinkButton onClick={() => showDialog('runs')}>Their runs</LinkButton>
  </p>
)

/** The problems that prevent a study, each with the change of the open experiment that would fix it. */
export function Problems({ problems }: { problems: readonly Problem[] }) {
  return problems.map(({ message, severity, remedy }) => (
    <p key={message} className={classesOf(controlsCss.problem, severity === 'error' && controlsCss.error)}>
      {message} {remedy && <PushButton onClick={() => edit(remedy.path, remedy.value)}>{remedy.label}</PushButton>}
    </p>
  ))
}

interface AheadProps {
  /** The training steps of each run. */
  readonly steps: number
  /** The work of all runs, and that of a training step of the open experiment, in the same unit. */
  readonly work: number
  readonly stepWork: number
  readonly runs: number
  /** As measured in the last study of the open experiment. */
  readonly pace: Pace | null
}

/** How many runs there will be, and how long they take. */
export const RunsAhead = ({ steps, ...props }: AheadProps) => (
  <span>
    {counted(props.runs, 'run')} of {counted(steps, 'step')}. <Duration {...props} />
  </span>
)

/** The duration as measured, else estimated from the training speed of the open experiment, without evaluations. */
function Duration({ work, stepWork, runs, pace }: Omit<AheadProps, 'steps'>) {
  const progress = useLab((state) => state.progress)
  const batch = useLab((state) => state.open.data.batch)
  const rate = progress && progress.step >= MIN_TIMED_STEPS ? progress.samplesPerSecond : 0
  if (pace) return `Roughly ${clock(durationOf(pace, work, runs))}.`
  if (rate > 0) return `Roughly ${clock(((1000 * batch) / rate / stepWork) * work)} of training, plus building and testing.`
  return 'How long that takes is known once the first run is under way.'
}

interface StudyProgressProps extends Pick<ComponentProps<typeof LongWork>, 'label' | 'done' | 'total' | 'cancel'> {
  readonly at: Position
  readonly runs: number
  readonly run: string
  readonly steps: number
  readonly pace: Pace | null
}

/** @param run the label of the current run */
export const StudyProgress = ({ at, runs, run, steps, pace, ...work }: StudyProgressProps) => (
  <LongWork {...work} status={`Run ${at.run + 1} of ${runs}: ${run}`}>
    Step {grouped(at.step)} of {grouped(steps)}
    {at.doing && `, ${at.doing}`}
    {pace && `, roughly ${clock(durationOf(pace, work.total - work.done, runs - at.run))} left`}
  </LongWork>
)
