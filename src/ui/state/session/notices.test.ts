/** Undo is offered where it leads to what the page shows, and not to settings that a link hides; a message is of the place where it was said. */
import { beforeEach, expect, it } from 'vitest'
import { withEdit } from '../../../experiments/edit'
import { showDialog } from '../selection/select'
import { setLab, store } from '../store/store'
import { say, sayUndone } from './notices'

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

it('offers none that leads to other settings if the link hides them', () => {
  setLab({ hidden: ['experiment'] })
  expect(said()).toEqual({ kind: 'info', text: 'Reset to step 0.' })
})

it('then still offers to return to a run with the same settings', () => {
  setLab({ hidden: ['experiment'], past: [{ experiment: structuredClone(draft), preset, run: draftRun }] })
  expect(said()).toMatchObject({ undo: true })
})

it('removes informative messages of the page when a dialog opens, and keeps errors', () => {
  say('Theme of the system.')
  showDialog('runs')
  expect(store.getState().notice).toBeNull()
  say('1 run came in.')
  expect(store.getState().notice?.text).toBe('1 run came in.')
  showDialog(null)
  expect(store.getState().notice).toBeNull()
  say('The set could not be read.', 'error')
  showDialog('data')
  expect(store.getState().notice?.kind).toBe('error')
  showDialog(null)
})
