/** Warns that the open experiment is not the lesson's, lists the differing settings, and offers to open the lesson's own. */

import { useEffect, useState } from 'react'
import type { Experiment } from '../../../experiments/schema'
import { LESSON_LINKS, type LessonName } from '../../../share/lesson'
import { decodeLink } from '../../../share/link'
import { LinkButton } from '../../base/buttons'
import { openLesson } from '../../state/links/links'
import { attempt } from '../../state/session/notices'
import { useLab } from '../../state/store/store'
import { straysOf } from './lesson'
import css from './lesson-panel.module.css'
import { LESSONS } from './lessons'

/** The experiment that the lesson opens; null until it is decoded. */
function useLessonExperiment(name: LessonName): Experiment | null {
  const [found, setFound] = useState<{ readonly name: LessonName; readonly experiment: Experiment } | null>(null)
  useEffect(() => {
    attempt(decodeLink(LESSON_LINKS[name]).then((read) => read.ok && setFound({ name, experiment: read.experiment })))
  }, [name])
  return found?.name === name ? found.experiment : null
}

const MAX_LISTED = 3

export function Stray({ name }: { name: LessonName }) {
  const own = useLessonExperiment(name)
  // The draft, as the form shows it: the network may still be compiling.
  const draft = useLab((state) => state.draft)
  const strays = own ? straysOf(LESSONS[name], draft, own) : []
  const more = strays.length - MAX_LISTED
  return (
    <div aria-live="polite">
      {strays.length > 0 && (
        <p className={css.stray}>
          Other settings than this lesson’s: {strays.slice(0, MAX_LISTED).join(', ')}
          {more > 0 && ` and ${more} more`}. You may see something else than it says.{' '}
          <LinkButton onClick={() => attempt(openLesson(name))}>Its own experiment</LinkButton>
        </p>
      )}
    </div>
  )
}
