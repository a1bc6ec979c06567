/** The controls below the pad: other samples, a label of what is shown, and its actions. */

import { IconButton, LinkButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { helpOf, Term } from '../../base/help'
import controlsCss from '../../base/style/controls.module.css'
import { watchedNow } from '../../state/labels/watched'
import { selectSample, showDialog } from '../../state/selection/select'
import { attempt } from '../../state/session/notices'
import css from './classification.module.css'
import type { Inspected } from './use-subject'

export function PadTools({ inspected }: { inspected: Inspected }) {
  const { sample, count, setSubject } = inspected
  const choose = (next: number) => {
    selectSample((next + count) % count)
    setSubject({ kind: 'sample' })
  }
  return (
    <div className={css.padTools}>
      <IconButton
        className={css.turn}
        aria-label={`Previous ${watchedNow()} sample`}
        disabled={count === 0}
        onClick={() => choose(sample - 1)}
      >
        ‹
      </IconButton>
      <span className={controlsCss.muted}>{subjectName(inspected)}</span>
      <IconButton className={css.turn} aria-label={`Next ${watchedNow()} sample`} disabled={count === 0} onClick={() => choose(sample + 1)}>
        ›
      </IconButton>
      <PadAction inspected={inspected} />
    </div>
  )
}

function subjectName({ subject, count, index, sample }: Inspected): string {
  if (subject.kind === 'image' && subject.relit) return `${watchedNow()} sample ${subject.index}, relit`
  if (subject.kind === 'image') return subject.label === undefined ? 'your drawing' : 'from an evaluation'
  return count === 0
    ? `no ${watchedNow()} sample yet`
    : `${watchedNow()} sample${index === undefined ? '' : ` ${index}`}, ${sample + 1} of ${count}`
}

/** Plays the recording, clears the pad, or states whether it can be drawn on. */
function PadAction({ inspected: { sampleShape, subject, refusal, empty, setSubject } }: { inspected: Inspected }) {
  if (sampleShape.frame)
    return (
      <LinkButton className={controlsCss.push} {...helpOf('Step by step, with what a layer fires')} onClick={playSample}>
        Play
        <span className={controlsCss.hidden}> the sample in the event player</span>
      </LinkButton>
    )
  if (subject.kind === 'sample')
    return (
      <span className={classesOf(controlsCss.muted, controlsCss.push)}>
        {refusal ? <Term help={refusal}>no drawing</Term> : 'draw on it'}
      </span>
    )
  if (refusal) return null
  return (
    <LinkButton className={controlsCss.push} onClick={() => setSubject({ kind: 'image', image: empty })}>
      Clear
    </LinkButton>
  )
}

const playSample = (): void =>
  attempt(
    import('../../state/imports/event-player').then(({ setPlayer }) => {
      setPlayer({ network: true, networkOf: 'sample' })
      showDialog('events')
    }),
  )
