/** The inspected sample as an image, on which the user can draw where the data allow it. */

import { Digit } from '../../shared/digit'
import css from './classification.module.css'
import { DrawingPad } from './drawing-pad'
import type { Inspected } from './use-subject'

export function Pad({ inspected }: { inspected: Inspected }) {
  const { picture, subject, setSubject, refusal, sample, count, image } = inspected
  const { height, width, sequence, frame: events } = picture
  const subjectText = `showing ${subject.kind === 'sample' ? `test sample ${sample + 1} of ${count}` : 'an image'}`
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
      label={`${refusal ? 'Picture' : 'Drawing pad'}, ${width} by ${height} pixels, ${subjectText}. ${refusal ?? 'Draw here.'}`}
      change={(next) => setSubject({ kind: 'image', image: next })}
    />
  )
}
