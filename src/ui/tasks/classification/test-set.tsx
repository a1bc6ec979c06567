/** The samples of an evaluation as the network sees them: samples it gets wrong, and which class it takes for which. */

import { useEffect, useState } from 'react'
import { fixed, grouped, percent } from '../../../format'
import { type HeldOut, valueIn } from '../../../readings/metrics'
import type { ClassificationDetail, Misclassified } from '../../../tasks/classification/detail'
import { classesOf } from '../../base/classes'
import { figureItem } from '../../base/figure'
import { newestFrame } from '../../base/frames'
import { helpOf, Term } from '../../base/help'
import { inkOn, magnitude, rgb } from '../../base/magnitude'
import { SaveMenu } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import { Digit } from '../../shared/digit'
import { EvaluateButton } from '../../shared/evaluate-button'
import { useWatched } from '../../state/labels/watched'
import { useFrames } from '../../state/session/frame-hooks'
import { attempt } from '../../state/session/notices'
import { useLab } from '../../state/store/store'
import { confusionFigure } from './class-figures'
import { type ClassNames, useClassNames } from './class-names'
import css from './classification.module.css'
import { ClassHeads } from './probability-table'
import { misclassified } from './questions'

const SHOWN = 12

type Example = Misclassified['examples'][number]

/** @param eager also asks while training runs, which delays it briefly. */
export function MisclassifiedList({ eager, open }: { eager: boolean; open: (example: Example & { part: HeldOut }) => void }) {
  const [found, setFound] = useState<Misclassified | null>(null)
  const running = useLab((state) => state.run.kind === 'running')
  const experiment = useLab((state) => state.open)
  useFrames(['report'], 1000)
  const report = newestFrame('report')
  const tested = report && `${report.part} ${report.step}`
  const names = useClassNames()
  useEffect(() => {
    if (tested === undefined) {
      setFound(null)
      return
    }
    if (running && !eager) return
    let current = true
    attempt(
      misclassified(SHOWN).then((next) => {
        if (current) setFound(next)
      }),
    )
    return () => {
      current = false
    }
  }, [tested, running, eager, experiment])

  if (!found) return null
  return (
    <>
      <h3 className={controlsCss.sub}>
        Misclassified
        <span className={controlsCss.unit}>
          <b>{grouped(found.total)}</b> of {grouped(found.samples)} {report?.part} samples
        </span>
      </h3>
      <div className={css.misclassified} data-named={names.words !== null || undefined}>
        {found.examples.slice(0, SHOWN).map((example) => (
          <button
            key={example.index}
            type="button"
            {...helpOf(`Sample ${example.index}: is ${names.of(example.label)}, predicted ${names.of(example.prediction)}`)}
            onClick={() => open({ ...example, part: report?.part ?? 'test' })}
          >
            <Digit image={example.image} />
            <AsWhat names={names} {...example} />
          </button>
        ))}
      </div>
    </>
  )
}

function AsWhat({ names, label, prediction }: { names: ClassNames } & Pick<Example, 'label' | 'prediction'>) {
  if (!names.words) return `${label} → ${prediction}`
  return (
    <>
      <span>{names.of(label)}</span>
      <span>→ {names.of(prediction)}</span>
    </>
  )
}

/** The result of the newest evaluation and its training step, with buttons to evaluate now. */
export function TestSummary() {
  useFrames(['report'], 250)
  const watched = useWatched()
  const test = newestFrame('report')
  return (
    <div className={css.testSummary}>
      <p>
        {test ? (
          <>
            <b>{percent(valueIn(test, 'testAccuracy'), 2)}</b> <Term term="accuracy">correct</Term>, <Term term="loss">loss</Term>{' '}
            <b>{fixed(valueIn(test, 'testLoss'), 3)}</b>
            <span className={controlsCss.muted}>
              {' '}
              at batch {grouped(test.step)}
              {watched === 'validation' && `, ${test.part} set`}
            </span>
          </>
        ) : (
          <span className={controlsCss.muted}>Not evaluated yet.</span>
        )}
      </p>
      <EvaluateButton
        text="Evaluate now"
        help={`Evaluates the whole ${watched} set with the current weights. Training continues afterwards.`}
      />
      {watched === 'validation' && (
        <EvaluateButton
          text="Test now"
          help="Evaluates the test set, which the run records: what is chosen by what it shows is chosen on the test set."
          of="test"
        />
      )}
    </div>
  )
}

export function ConfusionTable() {
  useFrames(['report'], 1000)
  const dark = useLab((state) => state.theme) === 'dark'
  const frame = newestFrame('report')
  const names = useClassNames()
  if (!frame) return null
  const detail = frame.detail as ClassificationDetail
  const classes = Array.from({ length: detail.classes }, (_, label) => label)
  const count = (label: number, predicted: number) => detail.confusion[label * detail.classes + predicted] ?? 0
  const largest = Math.max(
    1,
    ...classes.flatMap((label) => classes.filter((predicted) => predicted !== label).map((predicted) => count(label, predicted))),
  )
  return (
    <>
      <h3 className={controlsCss.sub}>
        <Term term="confusion">Confusion</Term> <span className={controlsCss.unit}>rows: true, columns: predicted</span>
        <SaveMenu compact subject="Inspector, confusion" items={[figureItem(() => confusionFigure(frame, names))]} />
      </h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls where there are many classes, and keys must reach it. */}
      <section className={css.confusionScroll} aria-label="Confusion" tabIndex={0}>
        <table className={classesOf(css.probabilities, css.confusion)} data-named={names.words !== null || undefined}>
          <thead>
            <tr>
              <th scope="col">true</th>
              <ClassHeads classes={classes} names={names} />
            </tr>
          </thead>
          <tbody>
            {classes.map((label) => (
              <tr key={label}>
                <th scope="row" data-help={names.of(label)}>
                  {names.of(label)}
                </th>
                {classes.map((predicted) => {
                  const color = magnitude(label === predicted ? 0 : count(label, predicted) / largest, dark)
                  return (
                    <td key={predicted}>
                      <span style={label === predicted ? undefined : { background: rgb(color), color: inkOn(color) }}>
                        {count(label, predicted)}
                      </span>
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}
