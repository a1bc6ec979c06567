/** The subject of the inspector and the views: the pinned test sample, or an image, with the network's prediction for it. */

import { useEffect, useMemo, useRef, useState } from 'react'
import type { DataShape } from '../../../data/schema'
import type { SampleFrame } from '../../../readings/sample'
import { newestFrame } from '../../base/frames'
import { useSampleShape } from '../../shared/digit'
import { showCustomSample } from '../../state/selection/select'
import { useFrames } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import { classProbabilitiesOf } from './class-probabilities'
import { type CustomImage, framesOf, imageIn, isImage, labelOf } from './streams'
import { usePrediction } from './use-prediction'

const ROW = 'These samples are rows of features: there is nothing to draw.'
const COLOR = 'Drawing needs grayscale images.'
const FRAMES = 'These samples are recordings of events, drawn with all their frames together: there is nothing to draw.'
const PAIRS = 'These samples are recordings of two cameras: there is nothing to draw.'
const SEQUENCE = 'These samples are sequences, with time running down and channels right: there is nothing to draw.'

/** The pinned sample, or an image from the user with its true class if it has one. */
export type Subject = { readonly kind: 'sample' } | CustomSubject
type CustomSubject = CustomImage & {
  readonly kind: 'image'
  readonly label?: number
  /** The index of the sample in the test set. */
  readonly index?: number
  /** For a test sample generated again under another light: the light level, and the subject it replaces. */
  readonly relit?: { readonly level: number; readonly from: Subject }
}

export type Inspected = ReturnType<typeof useSubject>

export function useSubject() {
  const [subject, setSubject] = useState<Subject>({ kind: 'sample' })
  const sampleShape = useSampleShape()
  const { height, width, channels } = sampleShape
  const size = height * width * channels
  const empty = useMemo(() => new Uint8Array(size), [size])
  // If the size of images has changed, the image on the pad is no longer valid.
  useEffect(() => setSubject({ kind: 'sample' }), [size])
  useCustomSample(subject, () => setSubject({ kind: 'sample' }))
  const sample = useLab((state) => state.sample)
  const count = useLab((state) => state.pinned)
  useFrames(['sample'], 500)
  const frame = newestFrame('sample')?.frame
  const pinned = frame?.sample === sample && isImage(frame) ? frame : undefined
  const image = subject.kind === 'image' ? subject.image : pinned ? imageIn(pinned) : empty
  // A sample that is shown in every view arrives together with its prediction.
  const custom = sampleShape.pictures && frame?.index === 'custom' ? classProbabilitiesOf(frame) : undefined
  const drawn = usePrediction(subject.kind === 'image' && !sampleShape.pictures ? subject : null)
  const frames = subject.kind === 'image' ? subject.frames : pinned && framesOf(pinned)
  const shown = subject.kind === 'image' ? (custom ?? drawn) : pinned && classProbabilitiesOf(pinned)
  const truth = subject.kind === 'image' ? subject.label : pinned && labelOf(pinned)
  return {
    subject,
    setSubject,
    sampleShape,
    refusal: refusalOf(sampleShape),
    empty,
    sample,
    count,
    index: pinned?.index,
    image,
    frames,
    light: pinned?.streams.light?.[0],
    taken: pinned && conditionsText(sampleShape, pinned),
    shown: shown ?? null,
    truth,
  }
}

/** The interval, in ms, at which a drawing in progress is sent to all views. */
const SHOW_MS = 60

/** @param leave is called when another sample was chosen, here or elsewhere. */
function useCustomSample(subject: Subject, leave: () => void): void {
  const custom = useLab((state) => state.customSample)
  const before = useRef(custom)
  useEffect(() => {
    if (before.current && !custom) leave()
    before.current = custom
  })
  const last = useRef(0)
  useEffect(() => {
    if (subject.kind === 'sample') return showCustomSample(null)
    const timer = setTimeout(
      () => {
        last.current = performance.now()
        showCustomSample({ images: subject.image, ...(subject.frames && { frames: subject.frames }) })
      },
      Math.max(0, last.current + SHOW_MS - performance.now()),
    )
    return () => clearTimeout(timer)
  }, [subject])
  useEffect(() => () => showCustomSample(null), [])
}

/** How a sample was taken: "dim, back, subject 16". */
function conditionsText({ conditions = [] }: DataShape, { streams }: SampleFrame): string {
  const values = conditions.flatMap(({ title, values: names, name }) => {
    const value = names[streams[name]?.[0] ?? -1]
    return value === undefined ? [] : [/^\d+$/.test(value) ? `${title.toLowerCase()} ${value}` : value]
  })
  return values.join(', ')
}

/** Explains why nothing can be drawn; null if drawing is possible. */
function refusalOf({ height, channels, sequence, frame: events, pictures }: ReturnType<typeof useSampleShape>): string | null {
  if (pictures) return PAIRS
  if (events) return FRAMES
  if (sequence) return SEQUENCE
  if (height === 1) return ROW
  return channels > 1 ? COLOR : null
}
