/** A lesson's text next to the views: steps that tick themselves off, what each found, and a question with a hidden answer. */

import { useEffect, useRef, useState } from 'react'
import { LESSON_NAMES, LESSON_TITLES, type LessonName } from '../../../share/lesson'
import { IconButton, LinkButton } from '../../base/buttons'
import { Icon } from '../../base/icons'
import { Scrolling } from '../../base/parts'
import { useSignal } from '../../base/signal'
import { openLesson } from '../../state/links/links'
import { attempt } from '../../state/session/notices'
import { reset } from '../../state/session/opening'
import { openDocs } from '../../state/settings/docs'
import { setLab, store } from '../../state/store/store'
import { advance, type Progress } from './lesson'
import css from './lesson-panel.module.css'
import { LessonText, Step } from './lesson-step'
import { Stray } from './lesson-stray'
import { LESSONS } from './lessons'
import { reached, reachedIn, setReached } from './reached'
import { onSeen, seenNow } from './seen'

/** Updates the open lesson's progress as the state of the lab changes. */
function useProgress(name: LessonName): Progress {
  const progress = reachedIn(useSignal(reached), name)
  useEffect(() => {
    const look = () => {
      const now = reachedIn(reached.get(), name)
      const next = advance(LESSONS[name], now, seenNow())
      if (next !== now) setReached(name, next)
    }
    look()
    return onSeen(look)
  }, [name])
  return progress
}

/** Opens the lesson's experiment, at step 0 even if it was trained. */
async function openAtStart(name: LessonName): Promise<void> {
  await openLesson(name)
  if (store.getState().progress?.step) await reset()
}

/** Scrolls the next part into view, by as little as possible. */
function keepInView(part: HTMLElement | null): void {
  const box = part?.closest<HTMLElement>('[role=group]')
  if (!part || !box) return
  const [at, room] = [part.getBoundingClientRect(), box.getBoundingClientRect()]
  const below = at.bottom - room.bottom + MARGIN
  if (below > 0) box.scrollTop += Math.min(below, at.top - room.top)
  else if (at.top < room.top) box.scrollTop -= room.top - at.top
}
const MARGIN = 8

export function LessonPanel({ name }: { name: LessonName }) {
  // The key changes with the lesson and with each restart, so that both start at the top.
  const [times, setTimes] = useState(0)
  return <Opened key={`${name} ${times}`} name={name} again={() => setTimes(times + 1)} />
}

function Opened({ name, again }: { name: LessonName; again: () => void }) {
  const { about, steps, columns, question, answer, more } = LESSONS[name]
  const progress = useProgress(name)
  const present = useRef<HTMLLIElement>(null)
  const asked = useRef<HTMLParagraphElement>(null)
  useEffect(() => {
    if (progress.length > 0) keepInView(present.current ?? asked.current)
  }, [progress.length])
  const next = LESSON_NAMES[LESSON_NAMES.indexOf(name) + 1]
  const startOver = () => {
    setReached(name, [])
    attempt(openAtStart(name).then(again))
  }
  return (
    <aside className={css.lesson} aria-label="Lesson">
      <div className={css.head}>
        <h2>{LESSON_TITLES[name]}</h2>
        <IconButton aria-label="Leave the lesson" onClick={() => setLab({ lesson: null })}>
          <Icon sign="close" />
        </IconButton>
      </div>
      <Stray name={name} />
      <Scrolling className={css.text} label="Text of the lesson">
        <p>
          <LessonText text={about} />
        </p>
        <ol>
          {steps.map((step, at) => (
            <Step key={step.text} step={step} found={progress[at]} present={at === progress.length ? present : null} />
          ))}
        </ol>
        <p role="status" className={css.count}>
          {progress.length === steps.length ? 'All is done.' : `${progress.length} of ${steps.length} done.`}
        </p>
        <Runs columns={columns} progress={progress} />
        <h3>A question</h3>
        <p ref={asked}>{question}</p>
        <details onToggle={({ currentTarget }) => currentTarget.open && currentTarget.scrollIntoView({ block: 'nearest' })}>
          <summary>Show the answer</summary>
          <p>{answer}</p>
        </details>
        <p className={css.ways}>
          {next && <LinkButton onClick={() => attempt(openLesson(next))}>Next lesson: {LESSON_TITLES[next]}</LinkButton>}
          <LinkButton aria-haspopup="dialog" onClick={() => openDocs(more.see)}>
            In the docs: {more.title}
          </LinkButton>
          <LinkButton onClick={startOver}>Start over</LinkButton>
          <LinkButton aria-haspopup="dialog" onClick={() => setLab({ dialog: 'lessons' })}>
            All lessons
          </LinkButton>
        </p>
      </Scrolling>
    </aside>
  )
}

/** The table of what was found in each run, for comparison. */
function Runs({ columns, progress }: { columns: readonly string[]; progress: Progress }) {
  const rows = progress.flatMap(({ row }) => (row ? [row] : []))
  if (rows.length < 2) return null
  return (
    <table className={css.runs}>
      <caption>Your runs</caption>
      <thead>
        <tr>
          <td />
          {columns.map((column) => (
            <th key={column} scope="col">
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([run, ...cells]) => (
          <tr key={run}>
            <th scope="row">{run}</th>
            {cells.map((cell, at) => (
              <td key={columns[at]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
