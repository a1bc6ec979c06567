/** The messages shown when the browser provides no webcam. */
import { expect, test } from 'vitest'
import { refusalText } from './film'

test.each([
  ['NotAllowedError', 'The browser was not allowed to use the camera: allow it'],
  ['SecurityError', 'The browser was not allowed to use the camera: allow it'],
  ['NotFoundError', 'There is no camera: connect one'],
  ['OverconstrainedError', 'There is no camera: connect one'],
  ['NotReadableError', 'The camera cannot be read: another program may be using it. End that'],
  ['AbortError', 'The camera cannot be read: another program may be using it. End that'],
  ['InvalidStateError', 'The camera could not be opened (as the browser says it). Choose another source.'],
])('%s', (name, words) => {
  expect(refusalText(new DOMException('as the browser says it', name))).toContain(words)
})

test('an error that is not a DOMException', () => {
  expect(refusalText(new Error('no such thing'))).toBe('The camera could not be opened (no such thing). Choose another source.')
})
