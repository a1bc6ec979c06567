/** The history of learned parameters: stored by layer and name, in words and rows, and with its gaps. No canvas. */
import { beforeEach, expect, it, vi } from 'vitest'
import { membraneFrames, type SyntheticRun } from '../../../testing/frames'
import { clearFrames, receiveFrame } from '../../base/frames'
import { history, putGaps, takeFrames } from '../../state/session/history'
import { learnedRows, learnedText, stretchesOf } from './learned-chart'

vi.stubGlobal('requestAnimationFrame', () => 0)
const world: SyntheticRun = { layers: 2, steps: 4, neurons: 16, threshold: 1, decay: 0.2, batch: 10 }
const frame = membraneFrames(world, 1, 0)
const take = (step: number, mean: number, min: number, max: number) => {
  const layers = frame.layers.map((layer, at) => (at === 0 ? { ...layer, learned: [{ name: 'beta', mean, min, max }] } : layer))
  receiveFrame({ ...frame, step, layers })
  takeFrames()
}
const beta = () => history.learned.get('hidden 1.beta')!

beforeEach(() => {
  clearFrames()
  takeFrames()
})

it('is kept of the layers that have some, and is forgotten with the frames', () => {
  take(1, 1.5, 1.5, 1.5)
  take(5, 1.5, 1.25, 2)
  expect([...history.learned.keys()]).toEqual(['hidden 1.beta'])
  expect(learnedRows(beta(), 10)).toEqual([
    [1, 0.1, 1.5, 1.5, 1.5],
    [5, 0.5, 1.5, 1.25, 2],
  ])
  clearFrames()
  takeFrames()
  expect(history.learned.size).toBe(0)
})

it('is one number where all values are equal, else mean and ends', () => {
  take(1, 1.5, 1.5, 1.5)
  take(5, 1.5, 1.25, 2)
  expect(learnedText(beta(), 4)).toBe('1.50')
  expect(learnedText(beta(), 5)).toBe('mean 1.50, from 1.25 to 2.00')
})

it('breaks where nothing was watched', () => {
  for (const step of [1, 2, 90, 91]) take(step, 1, 1, 1)
  putGaps([{ from: 2, to: 90 }])
  expect(stretchesOf(beta())).toEqual([
    [0, 1],
    [2, 3],
  ])
})
