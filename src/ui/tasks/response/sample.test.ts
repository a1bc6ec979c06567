/** A clip of a movie as a pinned sample, in words and as a frame. No browser. */
import { expect, it } from 'vitest'
import { clipText, frameAt, isClip, outputAt, outputText, receivedText } from './sample'

/** Two steps of three cells, on frames of 2 × 2 with one before the first step. */
const clip = {
  sample: 0,
  index: 7,
  layers: [],
  steps: 2,
  outputs: 3,
  readout: Float32Array.of(0, 1, 1, 0, 0, 0),
  streams: { stimulus: Float32Array.from({ length: 12 }, (_, at) => at), responses: new Uint8Array(24) },
}
const shape = { height: 2, width: 2 }

it('is told from a sample of another task', () => {
  expect({ responses: isClip(clip), images: isClip({ streams: { images: new Uint8Array(4) } }) }).toEqual({
    responses: true,
    images: false,
  })
})

it('has the frame of a step, behind those before the first', () => {
  expect([0, 1].map((step) => [...frameAt(clip, shape, step)])).toEqual([
    [4, 5, 6, 7],
    [8, 9, 10, 11],
  ])
})

it('has what is said of the cells after a step', () => {
  expect([...outputAt(clip, 0)]).toEqual([0, 1, 1])
  expect([0, 1].map((step) => outputText(clip, step, false))).toEqual(['2 of 3 cells spike', '0 of 3 cells spike'])
  expect(outputText(clip, 0, true)).toBe('predicts 0.667 spikes a bin, mean of 3 cells')
  expect(clipText(clip)).toBe('a clip of 2 bins')
  expect([1, 20].map((window) => receivedText(shape, window))).toEqual([
    'Frame by frame: 2 × 2 pixels a bin.',
    'Frame by frame: 2 × 2 pixels a bin, with the 19 before.',
  ])
})
