/** Scores of attention in words. */
import { expect, test } from 'vitest'
import type { ScoresReading } from '../../../readings/sample'
import { keyOf, overlayRange, relationText, scoresSummary, scoreText, symbolOf } from './scores'

const score = (change: Partial<ScoresReading>): ScoresReading => ({
  layer: 'fusion',
  stream: 'event',
  of: 'temporal',
  weighs: ['frame'],
  shape: [2, 1],
  data: Float32Array.of(0.25, 0.75),
  ...change,
})

test('a score has the letter of the equations, and says whose it is and what it weighs', () => {
  expect({ symbol: symbolOf(score({})), text: scoreText(score({})) }).toEqual({ symbol: 'Aᵉ', text: 'of events, weighs frames' })
  const own = score({ of: 'spatial', stream: 'frame', weighs: ['frame'] })
  expect({ symbol: symbolOf(own), text: scoreText(own), key: keyOf(own) }).toEqual({
    symbol: 'Bᶠ',
    text: 'of frames, weighs them',
    key: 'fusion.frame.spatial',
  })
  expect(relationText(own, 'frame')).toBe('weighed by Bᶠ')
  expect(relationText(score({ of: 'spatial' }), 'event')).toBe('Bᵉ is read off it')
})

test('a summary has the range, and the value of a temporal score at the step', () => {
  expect(scoresSummary([score({})], null)).toBe('Aᵉ of events, weighs frames: 0.25 to 0.75.')
  expect(scoresSummary([score({}), score({ of: 'spatial' })], 1)).toBe(
    'Aᵉ of events, weighs frames: 0.25 to 0.75, 0.75 at step 2. Bᵉ of events, weighs frames: 0.25 to 0.75.',
  )
})

test('scores that are all alike are not drawn as if they were far apart', () => {
  expect(overlayRange(score({}))).toEqual([0.25, 0.75])
  const [low, high] = overlayRange(score({ data: Float32Array.of(0.5, 0.5) }))
  expect(low).toBeCloseTo(0.49)
  expect(high).toBeCloseTo(0.51)
  expect(overlayRange(score({ data: Float32Array.of(1, 1) }))).toEqual([0.98, 1])
})
