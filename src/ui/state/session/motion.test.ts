/** Data that arrived while views were paused are requested again, and restored only if they belong to the shown run. The worker is a stand-in. */
import { beforeEach, expect, it, vi } from 'vitest'
import { scalarRows } from '../../../testing/frames'
import type { Client } from '../../../worker/client'
import type { Progress } from '../../../worker/protocol'
import { clearFrames } from '../../base/frames'
import { setLab } from '../store/store'
import { history } from './history'
import { catchUp } from './motion'
import { setClient } from './worker-connection'

vi.stubGlobal('requestAnimationFrame', () => 0)
vi.stubGlobal('document', { hidden: false })
let answer = () => {}
const rows = () => new Promise((resolve) => (answer = () => resolve(scalarRows(0, 6, 600))))

beforeEach(() => {
  setClient({ api: { scalars: rows, tests: async () => [] } } as unknown as Client)
  clearFrames()
  setLab({ progress: { id: 'one', step: 6 } as Progress })
})

it('has the data of the worker, even if nothing was drawn before', async () => {
  const asked = catchUp()
  answer()
  await asked
  expect(history.curves.rows.count).toBe(6)
})

it('is not added to the history of a run that was opened meanwhile', async () => {
  const asked = catchUp()
  clearFrames()
  answer()
  await asked
  expect(history.curves.rows.count).toBe(0)
})

it('is not requested before anything was learned', async () => {
  setLab({ progress: { id: 'one', step: 0 } as Progress })
  setClient(null)
  await catchUp()
  expect(history.curves.rows.count).toBe(0)
})
