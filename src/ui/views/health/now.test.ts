/** Evidence from a task whose first metric is not the one that training lowers, and whose loss may rise in a healthy run. */
import { expect, it, vi } from 'vitest'
import { presetNamed } from '../../../experiments/presets'
import { RULES } from '../../../health/rules'
import { clearFrames, receiveFrame } from '../../base/frames'
import { takeFrames } from '../../state/session/history'
import { setLab } from '../../state/store/store'
import { evidenceNow } from './now'

const STEPS = 80
const step = Uint32Array.from({ length: STEPS }, (_, at) => at + 1)
const rising = Float32Array.from(step, (at) => 20 + at)

const rule = RULES.find(({ id }) => id === 'rate-high')!

/** What the rule finds in a run in which all named metrics rise. */
function found(preset: string, names: readonly string[]) {
  const open = presetNamed(preset)!.experiment
  setLab({ open, draft: open })
  clearFrames()
  takeFrames()
  receiveFrame({ kind: 'scalars', rows: { step, columns: Object.fromEntries(names.map((name) => [name, rising])) } })
  takeFrames()
  return rule.find(evidenceNow())
}

it('an agent whose returns and values rise has no learning rate that is too high, nor a model of cells that learns to spike', () => {
  vi.stubGlobal('requestAnimationFrame', () => 0)
  expect(found('grsn-cart', ['trainReturn', 'valueLoss', 'gradientNorm', 'rate'])).toBeNull()
  expect(Array.from(evidenceNow().curves.loss)).toEqual(Array.from(rising))
  expect(found('grsn-cart', ['trainReturn', 'gradientNorm', 'rate'])).toBeNull()
  expect(found('tecos-lvm', ['trainLoss', 'gradientNorm', 'rate'])).toBeNull()
  expect(found('window', ['trainLoss', 'gradientNorm', 'rate'])).toMatchObject({ title: 'The loss is higher than at the start' })
  vi.unstubAllGlobals()
})
