/**
 * Signs of life. A worker rewrites its file regularly; the file server's clock says how old it is, so that clocks of different machines are
 * never compared. The claims of a worker that is gone, by the age of its file or for certain, are given back.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import * as z from 'zod'
import { type Claim, claimFile, giveBack, listClaimed, placeOf } from './folder'
import { addLine } from './lines'

const text = z.string().max(400)
const beatSchema = z.object({
  worker: text,
  /** The name of its machine, or the scheduler's name for it. */
  node: text,
  /** Identifies the machine within which its process id is valid; empty where unknown. */
  place: text,
  pid: z.int(),
  /** The scheduler's job id, and how many times the job was restarted. */
  job: text.nullable(),
  restart: z.int(),
  adapter: text,
  software: z.boolean(),
})
export type Beat = z.infer<typeof beatSchema>

/** Identifies a machine, its boot and its process table, of which containers on one machine have several. */
export function placeHere(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${hostname()} ${boot} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return ''
  }
}

const beatFile = (folder: string, worker: string): string => placeOf(folder, 'beats', `${worker}.json`)

export const beat = (folder: string, of: Beat): Promise<void> => writeFile(beatFile(folder, of.worker), JSON.stringify(of))
export const endBeat = (folder: string, worker: string): Promise<void> => rm(beatFile(folder, worker), { force: true })

/** The sign of life of a worker; null if there is none, or while it is being written. */
export async function readBeat(folder: string, worker: string): Promise<Beat | null> {
  try {
    return beatSchema.parse(JSON.parse(await readFile(beatFile(folder, worker), 'utf8')))
  } catch {
    return null
  }
}

/** The current time in milliseconds by the file system's clock. */
async function fileClock(folder: string): Promise<number> {
  const file = placeOf(folder, 'beats', `clock-${randomBytes(6).toString('hex')}`)
  await writeFile(file, '')
  const { mtimeMs } = await stat(file)
  await rm(file, { force: true })
  return mtimeMs
}

const timeOf = (path: string, of: 'mtimeMs' | 'ctimeMs'): Promise<number | null> =>
  stat(path).then(
    (found) => found[of],
    () => null,
  )

/** Whether a worker is known to be gone, before its file is old enough to tell. */
export type IsGone = (beat: Beat) => boolean

/** Whether the worker was a process of this machine that no longer exists. */
export function hasDied({ place, pid }: Beat): boolean {
  if (place === '' || place !== placeHere()) return false
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

/** Gives back the claims of workers that are gone. @returns these claims */
export async function giveBackStale(folder: string, staleMs: number, isGone: IsGone, by: string): Promise<Claim[]> {
  const claimed = await listClaimed(folder)
  if (claimed.length === 0) return []
  const now = await fileClock(folder)
  const released: Claim[] = []
  for (const claim of claimed) {
    const of = await readBeat(folder, claim.worker)
    // Without a sign of life, the claim counts from the time at which the token was moved.
    const last = (await timeOf(beatFile(folder, claim.worker), 'mtimeMs')) ?? (await timeOf(claimFile(folder, claim), 'ctimeMs'))
    if (last === null || !((of && isGone(of)) || now - last > staleMs)) continue
    if (!(await giveBack(folder, claim))) continue
    released.push(claim)
    await addLine(folder, claim.task, { event: 'given back', step: 0, worker: claim.worker, by }).catch(() => undefined)
  }
  return released
}

/** The workers with a recent sign of life. */
export async function workersAlive(folder: string, staleMs: number, isGone: IsGone): Promise<Beat[]> {
  const files = (await readdir(placeOf(folder, 'beats'))).filter((name) => name.endsWith('.json'))
  const now = files.length > 0 ? await fileClock(folder) : 0
  const found: Beat[] = []
  for (const name of files) {
    const of = await readBeat(folder, name.slice(0, -'.json'.length))
    const last = await timeOf(placeOf(folder, 'beats', name), 'mtimeMs')
    if (of && last !== null && now - last <= staleMs && !isGone(of)) found.push(of)
  }
  return found
}
