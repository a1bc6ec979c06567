/** Tokens that are moved: each task is in one place, has one owner at a time and comes to its end once, whatever ends a worker. */
import { appendFile, mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { madeState, roomFor, selfOf } from '../../testing/tasks'
import { beat, giveBackStale, hasDied, placeHere } from './beats'
import {
  addTasks,
  type Claim,
  claimNext,
  createFolder,
  FolderTrouble,
  finish,
  giveBack,
  holds,
  listClaimed,
  listDone,
  listTodo,
  placeOf,
  resultFile,
  troubleOf,
  writeWhole,
} from './folder'
import { addLine, newestLines } from './lines'
import { packState, readStateFile } from './saved-state'

async function tasks(count: number): Promise<string> {
  const folder = join(await roomFor(), 'tasks')
  await createFolder(folder)
  await addTasks(folder, count)
  return folder
}

test('of many who ask at the same time each gets another task, and none is lost', async () => {
  const folder = await tasks(60)
  const claims = await Promise.all(Array.from({ length: 80 }, (_, i) => claimNext(folder, `w${i}`)))
  const got = claims.filter((claim): claim is Claim => claim !== null)
  // A worker that is too late for every token that it saw gets none and looks again.
  const rest: Claim[] = []
  for (let claim = await claimNext(folder, 'late'); claim; claim = await claimNext(folder, 'late')) rest.push(claim)
  expect([...got, ...rest].map(({ task }) => task).sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i))
  expect(await listTodo(folder)).toEqual([])
  expect((await listClaimed(folder)).length).toBe(60)
})

test('one whose task was given to another does not end it, and its result is gone', async () => {
  const folder = await tasks(1)
  const slow = (await claimNext(folder, 'slow'))!
  expect(await giveBack(folder, slow)).toBe(true)
  const quick = (await claimNext(folder, 'quick'))!
  expect(await holds(folder, slow)).toBe(false)
  expect(await finish(folder, slow, 'of the slow')).toBe(false)
  expect(await finish(folder, quick, 'of the quick')).toBe(true)
  expect(await finish(folder, slow, 'of the slow')).toBe(false)
  expect(await giveBack(folder, slow)).toBe(false)
  expect(await listDone(folder)).toEqual([quick])
  expect(await readdir(placeOf(folder, 'results'))).toEqual(['00000@quick.json'])
  expect(await readFile(resultFile(folder, quick), 'utf8')).toBe('of the quick')
})

test('an answer that a server lost is no failure: the token is where it should be', async () => {
  const folder = await tasks(1)
  const claim = (await claimNext(folder, 'w'))!
  expect(await finish(folder, claim, 'once')).toBe(true)
  // The same rename again, as a client repeats it.
  expect(await finish(folder, claim, 'once')).toBe(true)
  expect((await listDone(folder)).length).toBe(1)
})

test('who is gone is known by the age of its last sign of life, or at once where its process is no longer there', async () => {
  const folder = await tasks(4)
  const [living, silent, dead, never] = ['living', 'silent', 'dead', 'never']
  for (const worker of [living, silent, dead, never]) await claimNext(folder, worker)
  await beat(folder, selfOf(living))
  await beat(folder, selfOf(silent))
  const old = new Date(Date.now() - 100_000)
  await utimes(placeOf(folder, 'beats', 'silent.json'), old, old)
  // No process has this number.
  await beat(folder, selfOf(dead, { place: placeHere(), pid: 2 ** 22 + 1 }))
  const given = await giveBackStale(folder, 60_000, hasDied, 'me')
  expect(given.map(({ worker }) => worker).sort()).toEqual([dead, silent])
  expect((await listClaimed(folder)).map(({ worker }) => worker).sort()).toEqual([living, never])
  expect((await newestLines(folder, given[0]!.task)).at(-1)).toMatchObject({ event: 'given back', by: 'me' })
  // Checking leaves no file behind, not even the one that reads the folder's clock.
  expect((await readdir(placeOf(folder, 'beats'))).sort()).toEqual(['dead.json', 'living.json', 'silent.json'])
})

test('half a line is no line, and the next begins anew', async () => {
  const folder = await tasks(1)
  await addLine(folder, 0, { event: 'claimed', step: 0, worker: 'a' })
  await appendFile(placeOf(folder, 'lines', '00000.jsonl'), '{"event":"step","step":12,"wor')
  expect((await newestLines(folder, 0)).map(({ event }) => event)).toEqual(['claimed'])
  await addLine(folder, 0, { event: 'claimed', step: 7, worker: 'b' })
  await appendFile(placeOf(folder, 'lines', '00000.jsonl'), '{"event":"what","step":1,"worker":"b"}\nnull\n\n')
  expect(await newestLines(folder, 0)).toMatchObject([
    { event: 'claimed', step: 0 },
    { event: 'claimed', step: 7, worker: 'b' },
  ])
})

test('a checkpoint comes back as it was, and one that is cut off, damaged or foreign does not', async () => {
  const file = join(await roomFor(), 'checkpoint')
  const state = madeState(12, 'shaders')
  await writeWhole(file, packState(state))
  expect(await readStateFile(file)).toEqual(state)
  const bytes = await readFile(file)
  for (const damaged of [
    bytes.subarray(0, bytes.length - 3),
    bytes.map((byte, i) => (i === 60 ? byte ^ 1 : byte)),
    Buffer.from('no checkpoint'),
    Buffer.alloc(0),
  ]) {
    await writeFile(file, damaged)
    expect(await readStateFile(file)).toBeNull()
  }
  await writeFile(file, packState({ ...state, version: 9 } as never))
  expect(await readStateFile(file)).toBeNull()
  expect(await readStateFile(`${file}s`)).toBeNull()
})

test('files that are no tokens are left alone', async () => {
  const folder = await tasks(1)
  await writeFile(placeOf(folder, 'todo', '.nfs000001'), '')
  await writeFile(placeOf(folder, 'claimed', 'notes.txt'), '')
  await mkdir(placeOf(folder, 'done', 'mine'))
  expect(await listTodo(folder)).toEqual([0])
  expect(await listClaimed(folder)).toEqual([])
  expect(await listDone(folder)).toEqual([])
})

test('a folder that is there is not written over, and a disk says what is wrong with it in a sentence', async () => {
  const folder = await tasks(1)
  await expect(createFolder(folder)).rejects.toThrow('is there already')
  await expect(claimNext(join(folder, 'nowhere'), 'w')).rejects.toBeInstanceOf(FolderTrouble)
  expect(troubleOf('F', Object.assign(new Error('x'), { code: 'ENOSPC' })).message).toBe(
    'There is no room left for F (ENOSPC). What is done stays: make room, and go on.',
  )
  expect(troubleOf('F', Object.assign(new Error('x'), { code: 'EACCES' })).message).toContain('cannot be written to')
})
