/** Evidence from a task whose first metric is not the one that training lowers, and whose loss may rise in a healthy run. */
import { expect, it, vi } from 'vitest'
import { withChange } from '../../../experiments/changes'
import { presetNamed } from '../../../experiments/presets'
import { RULES } from '../../../health/rules'
import { clearFrames, receiveFrame } from '../../base/frames'
import { takeFrames } from '../../state/session/history'
import { setLab, store } from '../../state/store/store'
import { evidenceNow } from './now'

const STEPS = 80
const step = Uint32Array.from({ length: STEPS }, (_, at) => at + 1)
const rising = Float32Array.from(step, (at) => 20 + at)

const rule = RULES.find(({ id }) => id === 'rate-high')!

/** Evaluates the rule on a run in which all named metrics rise. */
function found(preset: string, names: readonly string[]) {
  const open = presetNamed(preset)!.experiment
  setLab({ open, draft: open })
  clearFrames()
  takeFrames()
  receiveFrame({ kind: 'scalars', rows: { step, columns: Object.fromEntries(names.map((name) => [name, rising])) } })
  takeFrames()
  return rule.find(evidenceNow())
}

it('a remedy starts from the learning rate as it is, not as it was before a change while training', () => {
  vi.stubGlobal('requestAnimationFrame', () => 0)
  found('window', ['trainLoss', 'gradientNorm', 'rate'])
  const { open } = store.getState()
  const changed = withChange(open, 40, { rate: 3 })
  const numbers = {
    step: 60,
    totalSteps: 1000,
    epoch: 0,
    epochs: 1,
    stepsPerEpoch: 100,
    samplesPerSecond: 0,
    elapsedMs: 0,
    evaluating: false,
  }
  setLab({ open: changed, draft: changed, progress: { id: store.getState().draftRun, ...numbers } })
  expect(rule.find(evidenceNow())?.text).toContain('A learning rate of 3 is probably too high.')
  setLab({ open, draft: open, progress: null })
  vi.unstubAllGlobals()
})

it('an agent whose returns and values rise has no learning rate that is too high, nor a model of cells that learns to spike', () => {
  vi.stubGlobal('requestAnimationFrame', () => 0)
  expect(found('grsn-cart', ['trainReturn', 'valueLoss', 'gradientNorm', 'rate'])).toBeNull()
  expect(Array.from(evidenceNow().curves.loss)).toEqual(Array.from(rising))
  expect(found('grsn-cart', ['trainReturn', 'gradientNorm', 'rate'])).toBeNull()
  expect(found('tecos-lvm', ['trainLoss', 'gradientNorm', 'rate'])).toBeNull()
  expect(found('window', ['trainLoss', 'gradientNorm', 'rate'])).toMatchObject({ title: 'The loss is higher than at the start' })
  vi.unstubAllGlobals()
})
