/** Runs come back as they were kept; a name stays; what is deleted can be brought back; what does not fit drops the right ones. */
import 'fake-indexeddb/auto'
import { beforeEach, expect, it } from 'vitest'
import { runOf } from '../testing/runs'
import { deleteRuns, editRun, listRuns, onRunsChanged, readDetail, saveRun, undoDelete } from './store'

beforeEach(async () => {
  await deleteRuns((await listRuns()).map(({ id }) => id))
})

const save = (id: string, change = {}) => {
  const { summary, detail } = runOf(id, change)
  return saveRun(summary, detail)
}

it('lists summaries, the newest first, and reads details one at a time', async () => {
  await save('list-a', { started: 1 })
  await save('list-b', { started: 2 })
  expect((await listRuns()).map(({ id }) => id)).toEqual(['list-b', 'list-a'])
  expect(await readDetail('list-a')).toEqual(runOf('list-a').detail)
  expect(await readDetail('nowhere')).toBeUndefined()
  expect((await listRuns())[0]!.byteLength).toBeGreaterThan(1000)
})

it('keeps the name, the note and the tags that the user gave while the run continues', async () => {
  await save('named', { step: 5 })
  await editRun('named', { tags: [' Wide  net', 'wide net', '', 'for, the paper'] })
  await editRun('named', { name: '  wide  ' })
  await editRun('named', { note: 'better' })
  await save('named', { step: 9 })
  expect(await listRuns()).toMatchObject([{ id: 'named', name: 'wide', note: 'better', tags: ['wide net', 'for the paper'], step: 9 }])
})

it('leaves the detail as it was where only the summary is saved', async () => {
  await save('alone')
  const before = (await listRuns())[0]!
  await saveRun({ ...before, step: 77 })
  expect((await listRuns())[0]).toEqual({ ...before, step: 77 })
  expect(await readDetail('alone')).toBeDefined()
})

it('brings back what was deleted last, whole, and keeps nothing of a run that is deleted and continues', async () => {
  await save('gone-a')
  await save('gone-b')
  const before = await listRuns()
  await deleteRuns(['gone-a', 'gone-b'])
  await save('gone-a')
  expect(await listRuns()).toEqual([])
  expect(await undoDelete()).toBe(2)
  expect(await listRuns()).toEqual(before)
  expect(await readDetail('gone-b')).toEqual(runOf('gone-b').detail)
  expect(await undoDelete()).toBe(0)
  await save('gone-a', { step: 1234 })
  expect((await listRuns()).find(({ id }) => id === 'gone-a')?.step).toBe(1234)
})

it('drops those without a name first, the longest untouched of them, never the one that is saved', async () => {
  const bounds = { runs: 3, bytes: 2 ** 30 }
  const one = async (id: string, change: object) => {
    const { summary, detail } = runOf(id, change)
    return (await saveRun(summary, detail, bounds)).map((run) => run.id)
  }
  expect(await one('titled', { updated: 1, name: 'mine' })).toEqual([])
  expect(await one('old', { updated: 2 })).toEqual([])
  expect(await one('new', { updated: 9 })).toEqual([])
  expect(await one('late', { updated: 0 })).toEqual(['old'])
  expect(await readDetail('old')).toBeUndefined()
  const { byteLength } = (await listRuns())[0]!
  const { summary, detail } = runOf('big', { updated: 10 })
  const dropped = await saveRun(summary, detail, { runs: 9, bytes: 2.5 * byteLength })
  expect(dropped.map(({ id }) => id)).toEqual(['late', 'new'])
  expect((await listRuns()).map(({ id }) => id).sort()).toEqual(['big', 'titled'])
})

it('says in a sentence that the browser is full, and keeps what there was', async () => {
  await save('full', { step: 1 })
  const put = IDBObjectStore.prototype.put
  IDBObjectStore.prototype.put = () => {
    throw new DOMException('no more', 'QuotaExceededError')
  }
  try {
    await expect(save('full', { step: 2 })).rejects.toThrow(/no more room: the run is not saved/)
  } finally {
    IDBObjectStore.prototype.put = put
  }
  expect((await listRuns())[0]!.step).toBe(1)
})

it('tells of changes, until it is told to stop', async () => {
  let changes = 0
  const stop = onRunsChanged(() => changes++)
  await save('told')
  expect(changes).toBe(1)
  stop()
  await save('told')
  expect(changes).toBe(1)
})

it('is told of changes in another page', async () => {
  const other = new BroadcastChannel('membrane.runs')
  const told = new Promise((resolve) => onRunsChanged(() => resolve('told')))
  other.postMessage({ kind: 'changed' })
  expect(await told).toBe('told')
  other.close()
})

it('lists a run that was kept before there were tags as one without', async () => {
  const { summary, detail } = runOf('old')
  const { tags: _, ...before } = summary
  await saveRun(before as typeof summary, detail)
  expect((await listRuns()).map(({ tags }) => tags)).toEqual([[]])
})
