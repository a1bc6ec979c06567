/** The sender of frames: one frame in flight per kind, the newest waits, tests are never dropped. */
import { expect, test } from 'vitest'
import { createFrameSender, type FramePort } from './frame-sender'
import type { Frame } from './protocol'

const setUp = () => {
  const sent: Frame[] = []
  const port: FramePort = { postMessage: (frame) => void sent.push(frame as Frame), onmessage: null }
  const ack = (kind: string) => port.onmessage?.({ data: { ack: kind } } as MessageEvent)
  return { sent, ack, frameSender: createFrameSender(port) }
}
const weights = (step: number): Frame => ({ kind: 'weights', step, layer: 'lif1', low: -1, high: 1, counts: new Uint32Array(67) })
const tested = (step: number): Frame => ({
  kind: 'report',
  part: 'test',
  step,
  epoch: 1,
  values: { testLoss: 1, testAccuracy: 1 },
  detail: { confusion: new Uint32Array(4), classes: 2 },
})

test('while a frame is out the newest waits, and leaves when the page has answered', () => {
  const { sent, ack, frameSender } = setUp()
  expect(frameSender.ready('weights')).toBe(true)
  for (const step of [1, 2, 3]) frameSender.post(weights(step))
  expect(sent).toEqual([weights(1)])
  expect(frameSender.ready('weights')).toBe(false)
  ack('weights')
  expect(sent).toEqual([weights(1), weights(3)])
  ack('weights')
  expect(sent.length).toBe(2)
  expect(frameSender.ready('weights')).toBe(true)
})

test('kinds do not wait for each other, and no test is dropped', () => {
  const { sent, frameSender } = setUp()
  frameSender.post(weights(1))
  for (const step of [1, 2, 3]) frameSender.post(tested(step))
  expect(sent.map((f) => f.kind)).toEqual(['weights', 'report', 'report', 'report'])
})

test('an answer that is no answer changes nothing', () => {
  const { sent, ack, frameSender } = setUp()
  frameSender.post(weights(1))
  ack('membrane')
  ack(undefined as never)
  expect(sent.length).toBe(1)
  expect(frameSender.ready('weights')).toBe(false)
})

test('rows of scalars that had to wait arrive together', () => {
  const { sent, ack, frameSender } = setUp()
  const rows = (...steps: number[]): Frame => ({
    kind: 'scalars',
    rows: { step: Uint32Array.from(steps), columns: { trainLoss: Float32Array.from(steps) } },
  })
  for (const frame of [rows(1), rows(2, 3), rows(4)]) frameSender.post(frame)
  ack('scalars')
  expect(sent).toEqual([rows(1), rows(2, 3, 4)])
  // Frames of a finished run do not delay those of another.
  const ofNext = { ...rows(1), run: 'next' } as Frame
  for (const frame of [rows(5), ofNext]) frameSender.post(frame)
  ack('scalars')
  expect(sent.at(-1)).toEqual(ofNext)
})
