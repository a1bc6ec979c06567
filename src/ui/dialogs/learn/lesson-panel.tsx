/** The text of a lesson next to the views: steps that tick themselves off, what was found at each, and a question with its answer to open. */

import { Fragment, useEffect, useRef, useState } from 'react'
import { LESSON_NAMES, LESSON_TITLES, type LessonName } from '../../../share/lesson'
import { Term } from '../../base/help'
import { Icon } from '../../base/icons'
import { Scrolling } from '../../base/parts'
import { showRegion } from '../../base/spotlight'
import controlsCss from '../../base/style/controls.module.css'
import { openDocs } from '../../state/docs'
import { openLesson } from '../../state/links'
import { attempt } from '../../state/notices'
import { reset } from '../../state/opening'
import { setLab, store, useLab } from '../../state/store'
import { step as trainSteps } from '../../state/training'
import { advance, type LessonStep, type Progress, partsOf } from './lesson'
import css from './lesson-panel.module.css'
import { LESSONS } from './lessons'
import { onSeen, seenNow } from './seen'

/** How far each lesson is, for as long as the page lives. */
const reached = new Map<LessonName, Progress>()

/** Of a lesson that is open: it follows what is seen. */
function useProgress(name: LessonName): readonly [Progress, () => void] {
  const [progress, setProgress] = useState<Progress>(() => reached.get(name) ?? [])
  useEffect(() => {
    let now = reached.get(name) ?? []
    const look = () => {
      const next = advance(LESSONS[name], now, seenNow())
      if (next === now) return
      now = next
      reached.set(name, next)
      setProgress(next)
    }
    setProgress(now)
    look()
    return onSeen(look)
  }, [name])
  const forget = () => {
    reached.delete(name)
    setProgress([])
  }
  return [progress, forget]
}

/** Its experiment, at step 0 where it was trained. */
async function openAtStart(name: LessonName): Promise<void> {
  await openLesson(name)
  if (store.getState().progress?.step) await reset()
}

export function LessonPanel({ name }: { name: LessonName }) {
  // Another lesson begins at its top, and one that starts over follows anew.
  const [times, setTimes] = useState(0)
  return <Opened key={`${name} ${times}`} name={name} again={() => setTimes(times + 1)} />
}

function Opened({ name, again }: { name: LessonName; again: () => void }) {
  const { about, steps, question, answer, more } = LESSONS[name]
  const [progress, forget] = useProgress(name)
  const next = LESSON_NAMES[LESSON_NAMES.indexOf(name) + 1]
  const startOver = () => {
    forget()
    attempt(openAtStart(name).then(again))
  }
  return (
    <aside className={css.lesson} aria-label="Lesson">
      <div className={css.head}>
        <h2>{LESSON_TITLES[name]}</h2>
        <button type="button" className={controlsCss.iconButton} aria-label="Leave the lesson" onClick={() => setLab({ lesson: null })}>
          <Icon sign="close" />
        </button>
      </div>
      <Scrolling className={css.text} label="Text of the lesson">
        <p>
          <LessonText text={about} />
        </p>
        <ol>
          {steps.map((step, at) => (
            <Step key={step.text} step={step} found={progress[at]} present={at === progress.length} />
          ))}
        </ol>
        <p role="status" className={css.count}>
          {progress.length === steps.length ? 'All is done.' : `${progress.length} of ${steps.length} done.`}
        </p>
        <h3>A question</h3>
        <p>{question}</p>
        <details onToggle={({ currentTarget }) => currentTarget.open && currentTarget.scrollIntoView({ block: 'nearest' })}>
          <summary>Show the answer</summary>
          <p>{answer}</p>
        </details>
        <p className={css.ways}>
          {next && (
            <button type="button" className={controlsCss.textButton} onClick={() => attempt(openLesson(next))}>
              Next lesson: {LESSON_TITLES[next]}
            </button>
          )}
          <button type="button" className={controlsCss.textButton} aria-haspopup="dialog" onClick={() => openDocs(more.see)}>
            In the docs: {more.title}
          </button>
          <button type="button" className={controlsCss.textButton} onClick={startOver}>
            Start over
          </button>
          <button type="button" className={controlsCss.textButton} aria-haspopup="dialog" onClick={() => setLab({ dialog: 'lessons' })}>
            All lessons
          </button>
        </p>
      </Scrolling>
    </aside>
  )
}

interface StepProps {
  readonly step: LessonStep
  /** What there was to see; undefined where it is not done. */
  readonly found: string | undefined
  /** It is the next to be done. */
  readonly present: boolean
}

function Step({ step, found, present }: StepProps) {
  const done = found !== undefined
  const ref = useRef<HTMLLIElement>(null)
  useEffect(() => {
    const box = ref.current?.parentElement?.parentElement
    if (present && box && ref.current) box.scrollTop = Math.max(0, ref.current.offsetTop - 0.3 * box.clientHeight)
  }, [present])
  return (
    <li ref={ref} className={present ? css.present : undefined} aria-current={present ? 'step' : undefined}>
      <span className={css.tick} role="img" aria-label={done ? 'done' : 'not done yet'}>
        {done ? '✓' : ''}
      </span>
      <LessonText text={step.text} />{' '}
      {step.where !== undefined && (
        <button
          type="button"
          className={controlsCss.textButton}
          aria-label={`Show me ${step.where}`}
          onClick={() => showRegion(step.where!, step.setting)}
        >
          Show me
        </button>
      )}
      {present && step.train !== undefined && <Train to={step.train} />}
      {found && <p className={css.found}>{found}</p>}
    </li>
  )
}

/** Trains the open run up to a batch. */
function Train({ to }: { to: number }) {
  const at = useLab(({ progress, draftRun }) => (progress?.id === draftRun ? progress.step : 0))
  const running = useLab(({ run }) => run.kind === 'running')
  return (
    <p className={css.train}>
      <button type="button" className={controlsCss.pushButton} disabled={running || at >= to} onClick={() => attempt(trainSteps(to - at))}>
        Train to batch {to}
      </button>
    </p>
  )
}

const LessonText = ({ text }: { text: string }) =>
  partsOf(text).map((part) => (
    <Fragment key={part.text}>
      {part.kind === 'term' ? <Term term={part.word}>{part.text}</Term> : part.kind === 'strong' ? <b>{part.text}</b> : part.text}
    </Fragment>
  ))
