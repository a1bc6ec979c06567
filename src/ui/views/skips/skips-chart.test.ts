/** What the map of skip lengths reads from its history, and its description. No canvas. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { SpanReading } from '../../../readings/membrane'
import { membraneFrames, type SyntheticRun } from '../../../testing/frames'
import { clearFrames, receiveFrame } from '../../base/frames'
import { history, takeFrames } from '../../state/session/history'
import { skipsAt, skipsIn, skipsText, skipTicks, topSkips } from './skips-chart'

vi.stubGlobal('requestAnimationFrame', () => 0)
const world: SyntheticRun = { layers: 2, steps: 4, neurons: 16, threshold: 1, decay: 0.2, batch: 10 }
const spans = (...shares: number[]): SpanReading => ({
  probabilities: Float32Array.from(shares),
  span: shares.indexOf(Math.max(...shares)) + 1,
  temperature: 0.66,
})
const frame = membraneFrames(world, 1, 0)
const take = (step: number, of: SpanReading | null) => {
  receiveFrame({ ...frame, step, layers: frame.layers.map((layer, index) => ({ ...layer, spans: index === 0 ? of : null })) })
  takeFrames()
}

beforeEach(() => {
  clearFrames()
  takeFrames()
})

describe('the history of spans', () => {
  it('is kept of the layers that have some, by training step', () => {
    take(1, spans(0.5, 0.25, 0.25))
    take(5, spans(0.25, 0.25, 0.5))
    expect([...history.spans.keys()]).toEqual(['hidden 1'])
    const series = history.spans.get('hidden 1')!
    expect(skipsIn(series)).toBe(3)
    expect(skipsAt(series, 4)).toMatchObject({ span: 1, probabilities: Float32Array.of(0.5, 0.25, 0.25) })
    expect(skipsAt(series, 5)).toMatchObject({ span: 3, temperature: Math.fround(0.66) })
  })
  it('is bounded, and is forgotten with the frames', () => {
    for (let step = 1; step <= 900; step++) take(step, spans(step, 0, 0))
    const series = history.spans.get('hidden 1')!
    expect(series.count).toBeLessThanOrEqual(400)
    expect(series.count).toBeGreaterThan(100)
    for (let row = 0; row < series.count; row++) expect(skipsAt(series, series.x[row]!)?.probabilities[0]).toBe(series.x[row])
    clearFrames()
    takeFrames()
    expect(history.spans.size).toBe(0)
  })
})

describe('spans in words', () => {
  it('are the one that evaluation uses, its share and the temperature', () => {
    expect(skipsText(spans(0.1, 0.82, 0.08))).toBe('skip 2, p 0.82, temperature 0.66')
    expect(skipsText({ ...spans(0, 1), temperature: 0.001 })).toBe('skip 2, p 1.00, temperature 1e−3')
  })
  it('are no single one while none has more than half', () => {
    expect(skipsText(spans(0.3, 0.5, 0.2))).toBe('skips 1–3, p ≤ 0.50, temperature 0.66')
  })
  it('are ranked by share, the shorter first where they are equal', () => {
    expect(topSkips(spans(0.25, 0.125, 0.5, 0.125), 3).map(({ span }) => span)).toEqual([3, 1, 2])
  })
  it.each([
    [41, 5, [1, 10, 20, 30, 40]],
    [6, 3, [1, 2, 4, 6]],
    [1, 4, [1]],
    [256, 2, [1, 100, 200]],
  ])('have an axis of whole numbers: %i with room for %i', (of, count, marks) => expect(skipTicks(of, count)).toEqual(marks))
})
