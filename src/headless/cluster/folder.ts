/**
 * The folder by which many processes share the tasks of a study, on one machine or over NFS. A task is a token, an empty file that is
 * moved: todo/00007 -> claimed/00007@worker -> done/00007@worker, or back to todo. Nothing but rename and exclusive create decides
 * anything, so a token is in one place at a time and its task comes to its end once. Decides nothing about what a task is.
 */
import { randomBytes } from 'node:crypto'
import { access, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A problem with the folder or its disk, rather than with an experiment, as a sentence. */
export class FolderTrouble extends Error {}

export interface Claim {
  readonly task: number
  readonly worker: string
}

const PARTS = ['todo', 'claimed', 'done', 'results', 'lines', 'checkpoints', 'beats', 'logs'] as const
type Part = (typeof PARTS)[number]

/** "00007" */
const nameOf = (task: number): string => String(task).padStart(5, '0')
const tokenOf = ({ task, worker }: Claim): string => `${nameOf(task)}@${worker}`

export const placeOf = (folder: string, part: Part, name = ''): string => join(folder, part, name)
export const resultFile = (folder: string, claim: Claim): string => placeOf(folder, 'results', `${tokenOf(claim)}.json`)
export const linesFile = (folder: string, task: number): string => placeOf(folder, 'lines', `${nameOf(task)}.jsonl`)
export const checkpointFile = (folder: string, task: number): string => placeOf(folder, 'checkpoints', nameOf(task))
export const claimFile = (folder: string, claim: Claim): string => placeOf(folder, 'claimed', tokenOf(claim))

/** An error with an introduction that says what failed in the folder, so that the user knows what to do. */
export function troubleOf(folder: string, error: unknown): FolderTrouble {
  if (error instanceof FolderTrouble) return error
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new FolderTrouble(`There is no room left for ${folder} (${code}). What is done stays: make room, and go on.`)
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new FolderTrouble(`${folder} cannot be written to (${code}). What is done stays.`)
  return new FolderTrouble(`${folder}: ${message ?? String(error)}`)
}

/** Creates the folder and its subfolders. @throws FolderTrouble if it exists */
export async function createFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder)
    for (const part of PARTS) await mkdir(placeOf(folder, part))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new FolderTrouble(`${folder} is there already. Take another --folder, or go on with it: --follow ${folder}`)
    throw troubleOf(folder, error)
  }
}

export async function addTasks(folder: string, count: number): Promise<void> {
  for (let task = 0; task < count; task++) await (await open(placeOf(folder, 'todo', nameOf(task)), 'wx')).close()
}

const TODO = /^\d{5}$/
const TOKEN = /^(\d{5})@([\w.-]{1,120})$/

const list = async (folder: string, part: Part): Promise<string[]> => {
  try {
    return (await readdir(placeOf(folder, part))).sort()
  } catch (error) {
    throw troubleOf(folder, error)
  }
}

export const listTodo = async (folder: string): Promise<number[]> =>
  (await list(folder, 'todo')).filter((name) => TODO.test(name)).map(Number)

const claims = async (folder: string, part: Part): Promise<Claim[]> =>
  (await list(folder, part)).flatMap((name) => {
    const match = TOKEN.exec(name)
    return match ? [{ task: Number(match[1]), worker: match[2]! }] : []
  })
export const listClaimed = (folder: string): Promise<Claim[]> => claims(folder, 'claimed')
export const listDone = (folder: string): Promise<Claim[]> => claims(folder, 'done')

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/**
 * Moves a token. @returns whether this call moved it. A server may move a file and lose its reply: the client's retry then finds no
 * source, but the file is at its destination
 */
async function move(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return isThere(to)
  }
}

/** Workers that start at the same time begin to look for a task at a random one of this many. */
const SPREAD = 16

/** Claims one of the first free tasks; null where there is none. */
export async function claimNext(folder: string, worker: string): Promise<Claim | null> {
  const todo = await listTodo(folder)
  const from = Math.floor(Math.random() * Math.min(SPREAD, todo.length))
  for (const task of [...todo.slice(from), ...todo.slice(0, from)]) {
    const claim = { task, worker }
    if (
      await move(placeOf(folder, 'todo', nameOf(task)), claimFile(folder, claim)).catch((error) => Promise.reject(troubleOf(folder, error)))
    )
      return claim
  }
  return null
}

export const holds = (folder: string, claim: Claim): Promise<boolean> => isThere(claimFile(folder, claim))

/** Gives a task back for others to take, called by its owner or when its owner is gone. @returns whether the claim still held */
export async function giveBack(folder: string, claim: Claim): Promise<boolean> {
  try {
    await rename(claimFile(folder, claim), placeOf(folder, 'todo', nameOf(claim.task)))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw troubleOf(folder, error)
  }
}

/**
 * Ends a task with its result. The result is complete before the token is moved; the worker that moves it has ended the task.
 * @returns false if the claim was given back meanwhile: this result is discarded, and another worker's counts
 */
export async function finish(folder: string, claim: Claim, result: string, write: WriteWhole = writeWhole): Promise<boolean> {
  const file = resultFile(folder, claim)
  try {
    await write(file, result)
    const ended = await move(claimFile(folder, claim), placeOf(folder, 'done', tokenOf(claim)))
    await rm(ended ? checkpointFile(folder, claim.task) : file, { force: true })
    return ended
  } catch (error) {
    throw troubleOf(folder, error)
  }
}

/** Once all is done: removes what killed workers had begun to write, and checkpoints that nobody continues from. */
export async function sweepUp(folder: string): Promise<void> {
  const left = [
    ...(await list(folder, 'checkpoints')).map((name) => placeOf(folder, 'checkpoints', name)),
    ...(await list(folder, 'results')).filter((name) => PARTIAL.test(name)).map((name) => placeOf(folder, 'results', name)),
  ]
  await Promise.all(left.map((file) => rm(file, { force: true }))).catch((error) => Promise.reject(troubleOf(folder, error)))
}

const PARTIAL = /\.[0-9a-f]{8}\.partial$/

export type WriteWhole = (path: string, content: string | Uint8Array) => Promise<void>

/** Writes a file that gets its name only when it is complete and on disk, so that readers never see part of it, however the writer ends. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const partial = `${path}.${randomBytes(4).toString('hex')}.partial`
  try {
    await writeFile(partial, content, { flag: 'wx', flush: true })
    await rename(partial, path)
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined)
    throw error
  }
}
