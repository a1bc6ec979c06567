/** The lessons, each with the link that a lecturer can send. */
import { LESSON_NAMES, LESSON_TITLES } from '../../../share/lesson'
import controlsCss from '../../base/style/controls.module.css'
import { Modal } from '../../state/dialog'
import { copyLink, openLesson } from '../../state/links'
import { attempt } from '../../state/notices'
import { startTour } from '../../state/tour'
import css from './learn.module.css'

const linkOf = (name: string): string => `${location.href.replace(/#.*$/, '')}#lesson=${name}`

export function LessonsDialog() {
  return (
    <Modal title="Lessons">
      <p>
        Each opens an experiment, paused, with a text next to it. It needs no knowledge of spiking networks, and a few minutes of training.
      </p>
      <ol className={css.lessons}>
        {LESSON_NAMES.map((name) => (
          <li key={name}>
            <h3>{LESSON_TITLES[name]}</h3>
            <p className={css.ways}>
              <button
                type="button"
                className={controlsCss.pushButton}
                aria-label={`Open ${LESSON_TITLES[name]}`}
                onClick={() => attempt(openLesson(name))}
              >
                Open
              </button>
              <button
                type="button"
                className={controlsCss.textButton}
                aria-label={`Copy the link to ${LESSON_TITLES[name]}`}
                onClick={() => attempt(copyLink(linkOf(name)))}
              >
                Copy link
              </button>
              <code>#lesson={name}</code>
            </p>
          </li>
        ))}
      </ol>
      <p>
        <button type="button" className={controlsCss.textButton} onClick={startTour}>
          Tour of the page
        </button>
      </p>
    </Modal>
  )
}
