/** Describes in a sentence what an encoder sends. Pure. */
import type { EncoderSpec } from '../../../data/encoders/schema'
import { fixed } from '../../../format'
import { imageScale } from '../../base/bitmap'
import { arrivalOf, type Sample } from './input-image'

const FRAME_VALUES = {
  counts: 'Frames of counts: how many events a pixel had',
  binary: 'Frames of 0 and 1: whether a pixel had an event',
  log: 'Frames of log2(1 + how many events a pixel had)',
}
const FRAME_ORDERS = {
  recorded: 'one a step as recorded',
  reversed: 'the last first',
  shuffled: 'in a random order for each sample',
  collapsed: 'the mean of all at every step',
  // An inspected sample is from the test set.
  testReversed: 'the last first in tests',
  testShuffled: 'in tests in a random order for each sample',
}

export function inputSentence(encoder: EncoderSpec, data: ArrayLike<number> | undefined, sample: Sample): string {
  switch (encoder.kind) {
    case 'direct': {
      if (!data) return 'Direct: the same currents at every step.'
      const { low, high } = imageScale(data, 1)
      if (low === 0) return 'Direct: brightness as current, from 0 to 1.'
      const middle = sample.channels === 3 ? 'gray is 0' : 'blue below 0, orange above'
      return `Normalized currents within ±${fixed(high, 1)}: ${middle}.`
    }
    case 'poisson':
      return `Poisson: the probability of a spike is the brightness${encoder.rate < 1 ? ` times ${encoder.rate}` : ''}.`
    case 'latency':
      return 'Latency: one spike a pixel, the brighter the earlier.'
    case 'pixels': {
      const { rows, columns } = arrivalOf(encoder, sample)
      const order = encoder.permuted ? 'in a random order' : 'in reading order'
      return `One pixel a step, ${order}: ${columns} × ${rows} = ${rows * columns} steps.`
    }
    case 'rows':
      return sample.sequence
        ? `Step by step: ${sample.width} channels at each of ${sample.height} steps.`
        : `One row a step, from the top: ${sample.width} pixels at each of ${sample.height} steps.`
    case 'camera': {
      const events = data ? `, ${Array.from(data).reduce((sum, count) => sum + count, 0)} events` : ''
      return `Simulated event camera: the image moves along a triangle${events}. ${encoder.binary ? 'Whether' : 'How often'} each pixel fired in a step.`
    }
    case 'frames':
      return `${FRAME_VALUES[encoder.values]}, ${FRAME_ORDERS[encoder.order]}.`
    default:
      return encoder satisfies never
  }
}
