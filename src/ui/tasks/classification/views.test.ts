/** The texts about a classification: its samples, its outputs and its report. Needs no browser. */
import { expect, it } from 'vitest'
import { presetNamed } from '../../../experiments/presets'
import { sampleFrame } from '../../../testing/frames'
import { viewsOf } from '../registry'
import { isImage } from './streams'

const open = presetNamed('window')!.experiment
const named = { open, outputNames: [] }
const views = viewsOf(open)
const frame = sampleFrame({ layers: 1, steps: 2, neurons: 4, threshold: 1, decay: 0.2, batch: 1 })

it('tells the picture of a sample and what it is', () => {
  expect(views.describeSample(frame, named)).toEqual({ image: frame.streams.images, label: 'a 4' })
  const images = frame.streams.images as Uint8Array
  expect(views.describeSample({ ...frame, index: 'custom', streams: { images } }, named)).toEqual({ image: images })
})

it('takes no sample of another task for an image, as one may still be there when another experiment opens', () => {
  expect(isImage(frame)).toBe(true)
  expect(isImage({ ...frame, streams: { inputs: Float32Array.of(1, 2), target: Float32Array.of(3) } })).toBe(false)
})

it('tells what the network says after a step', () => {
  const readout = Float32Array.of(...Array(10).fill(0), ...Array(9).fill(0), 50)
  const reading = { ...frame, readout }
  expect([0, 1].map((step) => views.describeOutput(reading, step, named))).toEqual(['no prediction yet', 'predicts 9, 100\u00a0%'])
})

it('answers an evaluation with a row for each class', () => {
  const detail = { classes: 2, confusion: Uint32Array.of(3, 1, 0, 4), predictions: new Uint32Array(8) }
  expect(views.describeReport({ part: 'test', step: 5, values: { testLoss: 0.5, testAccuracy: 0.875 }, detail })).toEqual({
    loss: 0.5,
    accuracy: 0.875,
    confusion: [
      [3, 1],
      [0, 4],
    ],
  })
})
