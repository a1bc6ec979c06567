/** The errors of an evaluation, by kind, and in words. Pure; draws nothing. */

import { fixed } from '../../../format'
import type { Failure, FailureKind } from '../../../tasks/detection/detail'
import { sampleName } from '../../state/labels/experiment-label'
import { capital } from '../../state/labels/metric-labels'
import { className } from './class-label'

export const KINDS = ['missed', 'class', 'box', 'false'] as const satisfies readonly FailureKind[]

export const KIND_TEXTS: Readonly<Record<FailureKind, { readonly text: string; readonly help: string }>> = {
  missed: { text: 'missed', help: 'An object that no box of any class overlaps with an IoU of 0.5 or more.' },
  class: { text: 'class', help: 'A box that fits an object, of another class.' },
  box: { text: 'box', help: 'The class is correct, but the box fits poorly: an IoU from 0.1 to 0.5.' },
  false: { text: 'false', help: 'A box where nothing is.' },
}

/** The failures of one kind, in the order of the evaluation. */
export const failuresOf = (failures: readonly Failure[], kind: FailureKind): readonly Failure[] =>
  failures.filter((failure) => failure.kind === kind)

/** Describes a failure in two short lines: "disc → square", "0.81". */
export function failureText({ kind, truth, detection, iou }: Failure, classes: readonly string[]): readonly [string, string] {
  const [is, found] = [truth && className(classes, truth.classIndex), detection && className(classes, detection.classIndex)]
  const score = detection ? fixed(detection.score, 2) : ''
  if (kind === 'missed') return [`${is} missed`, truth && truth.speed > 0 ? `${fixed(truth.speed, 0)} px/s` : '']
  if (kind === 'class') return [`${is} → ${found}`, score]
  if (kind === 'box') return [`${found} ${score}`, `IoU ${fixed(iou, 2)}`]
  return [`no ${found}`, score]
}

export function failureSentence(failure: Failure, classes: readonly string[]): string {
  const { kind, truth, detection, iou, sample } = failure
  const [is, found] = [
    truth && className(classes, truth.classIndex),
    detection && `${className(classes, detection.classIndex)} of score ${fixed(detection.score, 2)}`,
  ]
  const what = {
    missed: `a ${is} that no box finds`,
    class: `a ${is}, found as a ${found}`,
    box: `a ${is} and a poor box, a ${found}, IoU ${fixed(iou, 2)}`,
    false: `a box at nothing, a ${found}`,
  }[kind]
  return `${capital(sampleName(sample))}: ${what}. Open the scene.`
}
