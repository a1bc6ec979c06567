/** An offer says what resuming restores and what it does not. */
import { expect, it } from 'vitest'
import { DEFAULT_PRESET, presetNamed } from '../../experiments/presets'
import { offerText } from './resume-text'

const { experiment, title } = presetNamed(DEFAULT_PRESET)!
const run = { id: 'a', saved: Date.now(), experiment, preset: DEFAULT_PRESET, step: 64, totalSteps: 6000, byteLength: 1 }
const offer = `Resume the run of “${title}” from a moment ago? Step 64 of 6,000.`

it('of a run that is saved up to its last step shows that step', () => {
  expect(offerText({ ...run, atRiskMs: 5000 }, 64)).toBe(offer)
})

it('says how many steps are lost if that is known', () => {
  expect(offerText(run, 283)).toBe(`${offer} It had reached step 283 at least: 219 steps or more are lost.`)
  expect(offerText(run, 65)).toBe(`${offer} It had reached step 65 at least: 1 step or more are lost.`)
})

it('says what may be lost if the page ended before it could record its progress', () => {
  const may = 'If the page ended while it trained, up to 5 seconds of training after this step are lost.'
  expect(offerText(run, 0)).toBe(`${offer} ${may}`)
  expect(offerText({ ...run, atRiskMs: 3000 }, 40)).toBe(`${offer} ${may}`)
})

it('says how much may be lost of a run that takes long to save', () => {
  expect(offerText({ ...run, atRiskMs: 12_000 }, 64)).toBe(
    `${offer} Saving it takes long: if the page ended while it trained, up to 12 seconds of training after this step are lost.`,
  )
})
