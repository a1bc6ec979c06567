/** The lessons, each with a link that a lecturer can send. */

import { LESSON_NAMES, LESSON_TITLES, type LessonName } from '../../../share/lesson'
import { LinkButton, PushButton } from '../../base/buttons'
import { useSignal } from '../../base/signal'
import { Modal } from '../../shared/dialog'
import { copyLink, openLesson } from '../../state/links/links'
import { attempt } from '../../state/session/notices'
import { openDocs } from '../../state/settings/docs'
import { startTour } from '../../state/settings/tour'
import css from './learn.module.css'
import type { Progress } from './lesson'
import { LESSONS } from './lessons'
import { reached, reachedIn } from './reached'

const linkOf = (name: string): string => `${location.href.replace(/#.*$/, '')}#lesson=${name}`

/** "done" or "2 of 5 done"; empty for a lesson not begun. */
function doneText(name: LessonName, progress: Progress): string {
  const { length } = LESSONS[name].steps
  if (progress.length === 0) return ''
  return progress.length >= length ? '✓ done' : `${progress.length} of ${length} done`
}

export function LessonsDialog() {
  const all = useSignal(reached)
  return (
    <Modal>
      <p>
        Each opens an experiment, paused, with a text next to it. It needs no knowledge of spiking networks, and a few minutes of training.
      </p>
      <ol className={css.lessons}>
        {LESSON_NAMES.map((name) => (
          <li key={name}>
            <h3>
              {LESSON_TITLES[name]} <span className={css.done}>{doneText(name, reachedIn(all, name))}</span>
            </h3>
            <p>{LESSONS[name].purpose}</p>
            <p className={css.ways}>
              <PushButton aria-label={`Open ${LESSON_TITLES[name]}`} onClick={() => attempt(openLesson(name))}>
                Open
              </PushButton>
              <LinkButton aria-label={`Copy the link to ${LESSON_TITLES[name]}`} onClick={() => attempt(copyLink(linkOf(name)))}>
                Copy link
              </LinkButton>
              <code>#lesson={name}</code>
            </p>
          </li>
        ))}
      </ol>
      <p className={css.ways}>
        <LinkButton onClick={startTour}>Tour of the page</LinkButton>
        <LinkButton onClick={() => openDocs('papers.md')}>Papers: their claims, and what is seen here</LinkButton>
      </p>
    </Modal>
  )
}
