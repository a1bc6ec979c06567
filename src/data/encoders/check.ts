/** Checks an encoder against the samples that it reads. */

import { error, type Problem, warning } from '../../problem'
import { cameraProblems } from '../camera/check'
import { type DataSpec, dataShape } from '../datasets/schema'
import type { DataShape } from '../schema'
import { type EncoderSpec, isInTime, onlyEncoder, stepsOf } from './schema'

const READING = { rows: 'step by step', frames: 'frame by frame' }
const MAX_STEPS = 4096

/** Reports an encoder that cannot read the set; other problems would only follow from that. */
export function readingProblems(set: DataShape, encoder: EncoderSpec): Problem[] {
  const only = onlyEncoder(set)
  if (only && encoder.kind !== only)
    return [
      error(
        'encoder.kind',
        `A sample of ${set.title} is already a sequence${set.frame ? ' of frames' : ''}: it must be read ${READING[only]}.`,
        { label: `Read it ${READING[only]}`, path: 'encoder', value: { kind: only } },
      ),
    ]
  if (encoder.kind !== 'frames' || set.frame) return []
  return [
    error('encoder.kind', `${set.title} has no frames of events to read.`, {
      label: 'Encode directly',
      path: 'encoder',
      value: { kind: 'direct' },
    }),
  ]
}

export const latencyProblems = (encoder: EncoderSpec): Problem[] =>
  encoder.kind === 'latency' && encoder.steps < 2
    ? [warning('encoder.steps', 'With one step, latency carries no information: every lit pixel fires at once.')]
    : []

/** The number of steps of a sample, and what the encoder loses. */
export function stepProblems(data: DataSpec, encoder: EncoderSpec): Problem[] {
  const { height, width } = dataShape(data)
  const steps = stepsOf(data, encoder)
  const pool = encoder.kind === 'pixels' ? encoder.pool : 1
  const problems: Problem[] = []
  if (pool > Math.min(height, width))
    problems.push(
      error('encoder.pool', `A pooling window of ${pool} pixels does not fit into ${height} × ${width}.`, {
        label: 'Disable pooling',
        path: 'encoder.pool',
        value: 1,
      }),
    )
  else if (steps < 1 || steps > MAX_STEPS)
    problems.push(
      error(
        isInTime(encoder) ? 'encoder.kind' : 'encoder.steps',
        `A sample would take ${steps} steps; the range is 1 to ${MAX_STEPS}. Pool more pixels, or read row by row.`,
      ),
    )
  if (height % pool !== 0 || width % pool !== 0)
    problems.push(
      warning('encoder.pool', `${height} × ${width} pixels is not divisible by ${pool}: the remainder at the right and bottom is dropped.`),
    )
  return encoder.kind === 'camera' ? [...problems, ...cameraProblems(encoder)] : problems
}
