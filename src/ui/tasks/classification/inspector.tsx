/** What the network answers: to a digit drawn here, to a pinned test sample, to one that it gets wrong. Only gray pictures are drawn. */

import { useEffect, useMemo, useState } from 'react'
import { classesOf } from '../../base/classes'
import { newestFrame } from '../../base/frames'
import { HeadOf } from '../../base/offers'
import { Segments } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import { useFrames } from '../../state/hooks'
import { attempt } from '../../state/notices'
import { selectSample, showDialog } from '../../state/shown'
import { useLab } from '../../state/store'
import { MIXING, MIXING_WHY, useMixing, useWarmingUp, WARMING_UP, WARMING_UP_WHY } from '../../state/warm-up'
import { Digit, usePicture } from '../../views/shared/digit'
import { type ClassNames, useClassNames } from './class-names'
import css from './classification.module.css'
import { DrawingPad } from './drawing-pad'
import { answerOf, type Evidence, evidenceOf, likeliest, probability } from './evidence'
import { EvidenceTable } from './evidence-table'
import { predict } from './questions'
import { imageOf, labelOf } from './streams'
import { ConfusionTable, MisclassifiedList, TestSummary } from './test-set'

const DEBOUNCE_MS = 120
const COLOR = 'Drawing needs grayscale images.'
const FRAMES = 'These samples are recordings of events, drawn with all their frames together: there is nothing to draw.'
const SEQUENCE = 'These samples are sequences, with time running down and channels right: there is nothing to draw.'

/** What is on the pad: the pinned sample, or an image of one's own with its true class if it has one. */
type Subject = { readonly kind: 'sample' } | { readonly kind: 'image'; readonly image: Uint8Array; readonly label?: number }

export function Inspector() {
  const [tab, setTab] = useState<'picture' | 'test set'>('picture')
  const [subject, setSubject] = useState<Subject>({ kind: 'sample' })
  const { height, width, channels, sequence, frame: events } = usePicture()
  const size = height * width * channels
  const refusal = events ? FRAMES : sequence ? SEQUENCE : channels > 1 ? COLOR : null
  const empty = useMemo(() => new Uint8Array(size), [size])
  // Where images are of another size, the one on the pad means nothing.
  useEffect(() => setSubject({ kind: 'sample' }), [size])
  const sample = useLab((state) => state.sample)
  const count = useLab((state) => state.pinned)
  useFrames(['sample'], 500)
  const frame = newestFrame('sample')?.frame
  const pinned = frame?.sample === sample ? frame : undefined
  const image = subject.kind === 'image' ? subject.image : pinned ? imageOf(pinned) : empty
  const drawn = useAnswer(subject.kind === 'image' ? subject.image : null)
  const shown = subject.kind === 'image' ? drawn : pinned && evidenceOf(pinned)
  const truth = subject.kind === 'image' ? subject.label : pinned && labelOf(pinned)
  const choose = (next: number) => {
    selectSample((next + count) % count)
    setSubject({ kind: 'sample' })
  }
  const subjectWords = `showing ${subject.kind === 'sample' ? `test sample ${sample + 1} of ${count}` : 'an image'}`

  return (
    <section aria-label="Inspector" data-view="inspector">
      <div className={controlsCss.headRow}>
        <h2>Inspector</h2>
        <HeadOf value="Inspector">
          <Segments
            label="What to inspect"
            value={tab}
            options={[
              { value: 'picture', text: 'image' },
              { value: 'test set', text: 'test set' },
            ]}
            choose={setTab}
          />
        </HeadOf>
      </div>
      <div className={css.draw}>
        {sequence ? (
          <Digit
            image={image}
            className={css.pad}
            label={`${events ? `Recording of ${height} frames of ${events.width} by ${events.height} pixels` : `Sequence of ${height} steps and ${width} channels`}, ${subjectWords}.`}
          />
        ) : (
          <DrawingPad
            image={image}
            fresh={subject.kind === 'sample' || subject.label !== undefined}
            label={`${refusal ? 'Picture' : 'Drawing pad'}, ${width} by ${height} pixels, ${subjectWords}. ${refusal ?? 'Draw here.'}`}
            change={(next) => setSubject({ kind: 'image', image: next })}
          />
        )}
        <AnswerWords shown={shown ?? null} truth={truth} empty={image.every((value) => value === 0)} refusal={refusal} />
      </div>
      <div className={css.padTools}>
        <button
          type="button"
          className={classesOf(controlsCss.iconButton, css.turn)}
          aria-label="Previous test sample"
          disabled={count === 0}
          onClick={() => choose(sample - 1)}
        >
          ‹
        </button>
        <span className={controlsCss.muted}>
          {subject.kind === 'sample'
            ? count === 0
              ? 'no test sample yet'
              : `test sample${pinned ? ` ${pinned.index}` : ''}, ${sample + 1} of ${count}`
            : subject.label === undefined
              ? 'your drawing'
              : 'from the test set'}
        </span>
        <button
          type="button"
          className={classesOf(controlsCss.iconButton, css.turn)}
          aria-label="Next test sample"
          disabled={count === 0}
          onClick={() => choose(sample + 1)}
        >
          ›
        </button>
        {events ? (
          <button
            type="button"
            className={classesOf(controlsCss.textButton, controlsCss.push)}
            title="Step by step, with what a layer fires"
            onClick={playSample}
          >
            Play
            <span className={controlsCss.hidden}> the sample in the event player</span>
          </button>
        ) : subject.kind === 'sample' ? (
          <span className={classesOf(controlsCss.muted, controlsCss.push)} title={refusal ?? undefined}>
            {refusal ? 'no drawing' : 'draw on it'}
          </span>
        ) : refusal ? null : (
          <button
            type="button"
            className={classesOf(controlsCss.textButton, controlsCss.push)}
            onClick={() => setSubject({ kind: 'image', image: empty })}
          >
            Clear
          </button>
        )}
      </div>
      <h3 className={controlsCss.sub}>
        Class evidence by step <span className={controlsCss.unit}>probability, %</span>
      </h3>
      {shown ? (
        <EvidenceTable shown={shown} />
      ) : (
        <p className={controlsCss.muted}>{refusal ? `Choose a test sample. ${refusal}` : 'Draw something, or choose a test sample.'}</p>
      )}
      {tab === 'test set' && <TestSummary />}
      <MisclassifiedList
        eager={tab === 'test set'}
        open={(example) => setSubject({ kind: 'image', image: example.image, label: example.label })}
      />
      {tab === 'test set' && <ConfusionTable />}
    </section>
  )
}

const playSample = (): void =>
  attempt(
    import('../../state/player').then(({ setPlayer }) => {
      setPlayer({ network: true, networkOf: 'sample' })
      showDialog('events')
    }),
  )

interface AnswerProps {
  readonly shown: Evidence | null
  readonly truth: number | undefined
  readonly empty: boolean
  /** Why nothing can be drawn. */
  readonly refusal: string | null
}

function AnswerWords({ shown, truth, empty, refusal }: AnswerProps) {
  const warmingUp = useWarmingUp()
  const mixing = useMixing()
  const names = useClassNames()
  if (!shown || empty)
    return <p className={classesOf(css.answer, controlsCss.muted)}>{refusal ?? 'Draw something: the network answers as you go.'}</p>
  const last = shown.steps - 1
  const [first, final] = [answerOf(shown, 0), answerOf(shown, last)]
  return (
    <div className={css.answer}>
      {final === null ? (
        <span>{tieWords(likeliest(shown, last), shown.classes, names)}</span>
      ) : (
        <>
          <span className={controlsCss.muted}>Network answers</span>
          <p className={css.row}>
            <b className={names.words ? css.name : css.big}>{names.of(final)}</b>
            <b>{Math.round(100 * probability(shown, last, final))} %</b>
          </p>
        </>
      )}
      <span>
        after {shown.steps} {shown.steps === 1 ? 'step' : 'steps'}
      </span>
      {shown.steps > 1 && first !== null && (
        <span className={controlsCss.muted}>
          after 1: {names.of(first)}, {Math.round(100 * probability(shown, 0, first))} %
        </span>
      )}
      {truth !== undefined && (
        <span className={truth === final || final === null ? controlsCss.muted : controlsCss.warnText}>
          {truth === final ? 'right' : `it is ${names.is(truth)}`}
        </span>
      )}
      {warmingUp && (
        <span className={controlsCss.muted} title={WARMING_UP_WHY}>
          {WARMING_UP}
        </span>
      )}
      {mixing && (
        <span className={controlsCss.muted} title={MIXING_WHY}>
          {MIXING}
        </span>
      )}
    </div>
  )
}

/** Why there is no answer, of the classes that share the top. */
function tieWords(top: readonly number[], classes: number, names: ClassNames): string {
  if (top.length === 0) return 'No prediction: the class probabilities are not finite.'
  if (top.length === classes) return 'No prediction yet: all classes are equally probable.'
  return `No prediction yet: ${top.slice(0, -1).map(names.of).join(', ')} and ${names.of(top.at(-1)!)} are equal.`
}

/** The network's answer to an image: asked soon after it changed, and again as the network learns. */
function useAnswer(image: Uint8Array | null): Evidence | null {
  const [answer, setAnswer] = useState<{ image: Uint8Array; evidence: Evidence } | null>(null)
  const open = useLab((state) => state.open)
  const tick = useFrames(['sample'], 1000)
  useEffect(() => {
    if (!image || image.every((value) => value === 0)) return
    let current = true
    const timer = setTimeout(() => {
      attempt(
        Promise.resolve()
          .then(() => predict(image))
          .then((reading) => {
            if (current) setAnswer({ image, evidence: evidenceOf(reading) })
          }),
      )
    }, DEBOUNCE_MS)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [image, open, tick])
  return image && answer ? answer.evidence : null
}
