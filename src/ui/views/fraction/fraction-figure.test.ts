/** The figure of the fractions shows the same comparison as the page: the fixed window, the window on trial, or the difference to A. */
import { afterEach, expect, it } from 'vitest'
import { membraneFrame, type SyntheticRun } from '../../../testing/frames'
import { penOf } from '../../base/draw'
import type { Colors } from '../../base/paint'
import { createSvgContext } from '../../base/svg-context'
import { lens } from '../../state/selection/lens'
import { pinned } from '../../state/selection/pinned'
import { fractionFigure } from './fraction-figure'

const world: SyntheticRun = { layers: 1, steps: 3, neurons: 64, threshold: 1, decay: 0.2, batch: 100 }
const frame = membraneFrame(world, 0, 3)
const COLORS = new Proxy({}, { get: () => '#123456' }) as Colors

function drawn() {
  const figure = fractionFigure([frame], undefined, frame.layer, null)
  const { context, elements } = createSvgContext({ measure: (_, words) => 6 * words.length, image: () => '' })
  if (!figure.drawing || !('paint' in figure.drawing)) throw new Error('It is not painted.')
  const area = { width: 400, height: 100, unit: 1, dark: false, figure: { family: 'Arial' } }
  figure.drawing.paint(context, area, COLORS)
  const texts = Array.from(elements().matchAll(/<text[^>]*>([^<]*)</g), ([, words]) => words!)
  return { texts, keys: figure.keys!(COLORS, false, penOf(context, area, COLORS)).map(({ label }) => label) }
}

afterEach(() => {
  lens.set(null)
  pinned.set(null)
})

it('has the fixed window next to the one in use', () => {
  const { texts, keys } = drawn()
  expect(texts.filter((words) => words.startsWith('+') || words.startsWith('−'))).toEqual([])
  expect(keys).toEqual(['window in use', 'fixed window, κ = 1: the small number'])
})

it('has the difference to A, and names the snapshot', () => {
  const before = { ...frame, available: frame.available.map((count) => Math.max(0, count - Math.round(0.125 * frame.total))) }
  pinned.set({ run: null, runId: '', stepsPerEpoch: 10, at: () => ({ step: 5, layers: [before] }) as never })
  const { texts, keys } = drawn()
  expect(texts.filter((words) => words.startsWith('+'))).toHaveLength(4)
  expect(keys.at(-1)).toMatch(/^± since A, in points; A: epoch 0\.50, batch 5/)
  // For another run the label has no "since", as A is not an earlier snapshot.
  pinned.set({ run: { id: 'r', name: 'Fixed window' }, runId: 'r', stepsPerEpoch: 10, at: () => ({ step: 5, layers: [before] }) as never })
  expect(drawn().keys.at(-1)).toMatch(/^± to A, in points; A: Fixed window/)
})

it('has what is on trial before either', () => {
  pinned.set({ run: null, runId: '', stepsPerEpoch: 10, at: () => ({ step: 5, layers: [frame] }) as never })
  lens.set({ threshold: 0.5, widen: 2 })
  expect(drawn().keys.at(-1)).toMatch(/^preview: θ 0\.50/)
})
