/** The surest failures of the newest evaluation, each a small scene that opens the sample. */
import { useEffect, useMemo, useRef, useState } from 'react'
import type { DetectionDetail, Failure, FailureKind } from '../../../tasks/detection/detail'
import { classesOf } from '../../base/classes'
import { penOf } from '../../base/draw'
import { newestFrame } from '../../base/frames'
import { helpOf } from '../../base/help'
import { usePainter } from '../../base/paint'
import { Segments } from '../../base/parts'
import { useSignal } from '../../base/signal'
import controlsCss from '../../base/style/controls.module.css'
import inspectorCss from '../../base/style/inspector.module.css'
import { useOnScreen } from '../../base/use-on-screen'
import { PolarityLegend } from '../../shared/polarity-legend'
import { useWatched } from '../../state/labels/watched'
import { useFrames } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import css from './detection.module.css'
import { fullOf } from './events-image'
import { failureSentence, failuresOf, failureText, KIND_TEXTS, KINDS } from './failures'
import { EvaluateRow } from './precision-view'
import { askScene } from './questions'
import { drawScene, fitted } from './scene-chart'
import { createThumbnails, type Thumbnails } from './thumbnails'

export function FailuresView({ show }: { readonly show: (sample: number) => void }) {
  useFrames(['report'], 250)
  const open = useLab((state) => state.open)
  const thumbnails = useMemo(() => createThumbnails(askScene), [open])
  const [kind, choose] = useState<FailureKind>('missed')
  const watched = useWatched()
  const report = newestFrame('report')
  const detail = report?.detail as DetectionDetail | undefined
  // Scenes are shown of the part that is watched; of the test set there are only the numbers.
  const failures = report?.part === watched && detail ? detail.failures : []
  return (
    <>
      <EvaluateRow step={report?.step} />
      {detail && (
        <>
          <div className={classesOf(inspectorCss.row, css.tools)}>
            <Segments
              label="Kind of failure"
              value={kind}
              options={KINDS.map((value) => ({
                value,
                text: `${KIND_TEXTS[value].text} ${failuresOf(failures, value).length}`,
                title: KIND_TEXTS[value].help,
              }))}
              choose={choose}
            />
          </div>
          <Gallery
            failures={failuresOf(failures, kind)}
            kind={kind}
            thumbnails={thumbnails}
            show={show}
            classes={detail.classes.map(({ name }) => name)}
          />
          <p className={inspectorCss.legend}>
            <PolarityLegend />
          </p>
          <p className={controlsCss.muted}>{KIND_TEXTS[kind].help} Some of each kind, the surest boxes first; a click opens the scene.</p>
        </>
      )}
    </>
  )
}

interface GalleryProps {
  readonly failures: readonly Failure[]
  readonly kind: FailureKind
  readonly classes: readonly string[]
  readonly thumbnails: Thumbnails
  readonly show: (sample: number) => void
}

function Gallery({ failures, kind, ...of }: GalleryProps) {
  if (failures.length === 0) return <p className={controlsCss.muted}>None of this kind.</p>
  return (
    <div className={css.gallery}>
      {failures.map((failure) => (
        <FailureButton key={JSON.stringify([kind, failure])} failure={failure} {...of} />
      ))}
    </div>
  )
}

type ButtonProps = Omit<GalleryProps, 'failures' | 'kind'> & { readonly failure: Failure }

function FailureButton({ failure, classes, thumbnails, show }: ButtonProps) {
  const host = useRef<HTMLButtonElement>(null)
  const { sample, truth, detection } = failure
  const seen = useOnScreen(host)
  useEffect(() => {
    if (seen) thumbnails.want(sample)
  }, [seen, thumbnails, sample])
  const thumbnail = useSignal(thumbnails.thumbnailOf(sample))
  const ref = usePainter(
    [],
    (context, area, colors) => {
      const pen = penOf(context, area, colors)
      if (!thumbnail) return
      const room = { x: 0, y: 0, width: area.width, height: area.height }
      const boxes = { truths: truth ? [truth] : [], detections: detection ? [detection] : [] }
      drawScene(pen, { ...thumbnail, ...boxes, full: fullOf(thumbnail.counts), words: false }, fitted(thumbnail, room))
    },
    [thumbnail, failure],
  )
  const [first, second] = failureText(failure, classes)
  return (
    <button
      ref={host}
      type="button"
      aria-label={failureSentence(failure, classes)}
      {...helpOf(failureSentence(failure, classes))}
      onClick={() => show(sample)}
    >
      <canvas ref={ref} />
      <span>{first}</span>
      <span>{second}</span>
    </button>
  )
}
