/** Undo is offered where it leads to what the page shows, and not to settings that a link hides. */
import { beforeEach, expect, it } from 'vitest'
import { withEdit } from '../../experiments/form'
import { sayUndone } from './notices'
import { setLab, store } from './store'

const { draft, preset, draftRun } = store.getState()
const edited = withEdit(draft, 'run.seed', 77)
const other = edited.ok ? edited.experiment : draft
const said = () => {
  sayUndone('Reset to step 0.', 'Undo brings the run back.')
  return store.getState().notice
}

beforeEach(() => setLab({ notice: null, hidden: [], draft, past: [{ experiment: other, preset, run: draftRun }] }))

it('offers undo of an edit', () => {
  expect(said()).toEqual({ kind: 'info', text: 'Reset to step 0. Undo brings the run back.', undo: true })
})

it('offers none that leads to other settings where the link hides them', () => {
  setLab({ hidden: ['experiment'] })
  expect(said()).toEqual({ kind: 'info', text: 'Reset to step 0.' })
})

it('offers there to go back to a run of the same settings', () => {
  setLab({ hidden: ['experiment'], past: [{ experiment: structuredClone(draft), preset, run: draftRun }] })
  expect(said()).toMatchObject({ undo: true })
})
