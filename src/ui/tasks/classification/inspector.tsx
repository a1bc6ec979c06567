/** The predictions of the network for a drawn digit, a pinned test sample or a misclassified one. Only grayscale images can be drawn. */

import { figureItem } from '../../base/figure'
import { Term } from '../../base/help'
import { SaveMenu, Segments } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import inspectorCss from '../../base/style/inspector.module.css'
import { AttributionButton } from '../../shared/attribution-button'
import { Digit } from '../../shared/digit'
import { InspectorFrame, useTab } from '../../shared/inspector-frame'
import { PolarityLegend } from '../../shared/polarity-legend'
import { sampleName } from '../../state/labels/experiment-label'
import { useWatched, watchedNow } from '../../state/labels/watched'
import { useLab } from '../../state/store/store'
import { AccuracyGroups } from './accuracy-groups'
import { probabilityFigure } from './class-figures'
import { useClassNames } from './class-names'
import { predictsAtOnce } from './class-probabilities'
import css from './classification.module.css'
import { DrawingPad } from './drawing-pad'
import { PadTools } from './pad-tools'
import { PredictionLabel } from './prediction-label'
import { ProbabilityTable } from './probability-table'
import { ConfusionTable, MisclassifiedList, TestSummary } from './test-set'
import { TwoStreamPad } from './two-streams'
import { type Inspected, useSubject } from './use-subject'

const TABS = { image: null, 'test set': null }

export function Inspector() {
  const [tab, setTab] = useTab<keyof typeof TABS>('image', TABS)
  const inspected = useSubject()
  const watched = useWatched()
  const { setSubject, refusal, sampleShape, image, shown, truth, subject, index } = inspected
  const names = useClassNames()
  const atOnce = useLab(({ open }) => predictsAtOnce(open))
  const subjectText = subject.kind === 'sample' && index !== undefined ? sampleName(index) : 'an image from the Inspector'

  return (
    <InspectorFrame
      tools={
        <Segments
          label="What to inspect"
          value={tab}
          options={[
            { value: 'image', text: 'image' },
            { value: 'test set', text: `${watched} set` },
          ]}
          choose={setTab}
        />
      }
    >
      {sampleShape.pictures && <TwoStreamPad inspected={inspected} />}
      <div className={css.draw} data-streams={sampleShape.pictures && true}>
        {!sampleShape.pictures && <Pad inspected={inspected} />}
        <PredictionLabel shown={shown} truth={truth} empty={image.every((value) => value === 0)} refusal={refusal} />
      </div>
      <PadTools inspected={inspected} />
      {sampleShape.frame?.polarities === 2 && !sampleShape.pictures && (
        <p className={inspectorCss.legend}>
          <PolarityLegend />
        </p>
      )}
      <h3 className={controlsCss.sub}>
        <Term term="probability">Class probability by step</Term> <span className={controlsCss.unit}>%</span>
        {shown && (
          <SaveMenu
            compact
            subject="Inspector, class probability"
            items={[figureItem(() => probabilityFigure(shown, names, subjectText, atOnce))]}
          />
        )}
      </h3>
      {shown ? (
        <>
          <ProbabilityTable shown={shown} />
          {!sampleShape.pictures && (
            <p className={css.ask}>
              <AttributionButton />
            </p>
          )}
        </>
      ) : (
        <p className={controlsCss.muted}>
          {refusal ? `Choose a ${watched} sample. ${refusal}` : `Draw something, or choose a ${watched} sample.`}
        </p>
      )}
      {tab === 'test set' && <TestSummary />}
      {tab === 'test set' && <AccuracyGroups />}
      <MisclassifiedList
        eager={tab === 'test set'}
        open={({ image, frames, label, index, part }) =>
          setSubject({ kind: 'image', image, ...(frames && { frames }), label, ...(part === watched && { index }) })
        }
      />
      {tab === 'test set' && <ConfusionTable />}
    </InspectorFrame>
  )
}

/** The inspected sample as an image, on which the user can draw if the data allow it. */
function Pad({ inspected }: { inspected: Inspected }) {
  const { sampleShape, subject, setSubject, refusal, sample, count, image } = inspected
  const { height, width, sequence, frame: events } = sampleShape
  const subjectText = `showing ${subject.kind === 'sample' ? `${watchedNow()} sample ${sample + 1} of ${count}` : 'an image'}`
  if (sequence)
    return (
      <Digit
        image={image}
        className={css.pad}
        label={`${events ? `Recording of ${height} frames of ${events.width} by ${events.height} pixels` : `Sequence of ${height} steps and ${width} channels`}, ${subjectText}.`}
      />
    )
  return (
    <DrawingPad
      image={image}
      fresh={subject.kind === 'sample' || subject.label !== undefined}
      label={`${refusal ? 'Image' : 'Drawing pad'}, ${width} by ${height} pixels, ${subjectText}. ${refusal ?? 'Draw here.'}`}
      change={(next) => setSubject({ kind: 'image', image: next })}
    />
  )
}
