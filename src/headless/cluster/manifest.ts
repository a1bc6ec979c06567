/**
 * The manifest of a folder of tasks: its study, code and data. Written once, and validated when read, since anyone may have changed it:
 * another version, other code, or an edit is refused with what to do.
 */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import * as z from 'zod'
import type { Experiment } from '../../experiments/schema'
import { readExperiment } from '../../share/read'
import { MAX_STUDY_RUNS, readStudy, type Study } from '../../studies/study'
import { ROOT } from '../read-files'
import { shadersHash } from '../shaders'
import { FolderTrouble, troubleOf, writeWhole } from './folder'

const FORMAT = 'membrane-tasks'
const VERSION = 1
const MAX_BYTES = 64 * 2 ** 20

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

const text = z.string().max(2000)
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const seconds = z.number().min(0).max(1e6)
const manifestSchema = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  id: z.string().regex(/^[\w-]{1,64}$/),
  title: text,
  /** Milliseconds since 1970. */
  created: z.number(),
  preset: text,
  app: text,
  /** SHA-256 of all shaders. */
  shaders: hash,
  /** SHA-256 of everything else that determines the bits of a run. */
  code: hash,
  study: z.unknown(),
  /** The number of training samples; null for all. */
  samples: z.int().min(1).nullable(),
  /** The folder of data sets that do not come with the lab. */
  dataFolder: text.nullable(),
  /** SHA-256 of the samples of each set read from files, by key. */
  data: z.record(z.string().max(4000), hash),
  /** The number of tasks, and SHA-256 of tasks.jsonl. */
  tasks: z.object({ count: z.int().min(1).max(MAX_STUDY_RUNS), sha256: hash }),
  /** The seconds between two checkpoints, between two signs of life, and until a silent worker counts as gone. */
  seconds: z.object({ checkpoint: seconds, beat: seconds, stale: seconds }),
  /** The maximum number of rows of a run's curves; longer curves are thinned. */
  rows: z.int().min(1),
  /** SHA-256 of all of the above. */
  sha256: hash,
})
export type Manifest = Omit<z.infer<typeof manifestSchema>, 'study' | 'sha256'> & { readonly study: Study }

export interface Task {
  readonly task: number
  readonly title: string
  readonly key: { readonly point: number } | { readonly variant: number; readonly time: number; readonly seed: number }
  /** The experiment as it is trained. */
  readonly experiment: Experiment
  /** The experiment as it is saved. */
  readonly meant: Experiment
}

const manifestFile = (folder: string): string => join(folder, 'manifest.json')
const tasksFile = (folder: string): string => join(folder, 'tasks.jsonl')

export const newManifest = (of: Omit<Manifest, 'format' | 'version' | 'tasks' | 'shaders' | 'code'>, tasks: readonly Task[]): Manifest => ({
  format: FORMAT,
  version: VERSION,
  ...of,
  shaders: shadersHash(),
  code: codeHash(),
  tasks: { count: tasks.length, sha256: sha256(linesOf(tasks)) },
})

const linesOf = (tasks: readonly Task[]): string => tasks.map((task) => `${JSON.stringify(task)}\n`).join('')

export const writeTasks = (folder: string, tasks: readonly Task[]): Promise<void> => writeWhole(tasksFile(folder), linesOf(tasks))

/** Written last: a folder with a manifest is complete. */
export const writeManifest = (folder: string, manifest: Manifest): Promise<void> =>
  writeWhole(manifestFile(folder), `${JSON.stringify({ ...manifest, sha256: sha256(JSON.stringify(manifest)) }, null, 2)}\n`)

// ---- in

const readText = async (path: string, folder: string): Promise<string> => {
  try {
    const file = await open(path, 'r')
    try {
      if ((await file.stat()).size > MAX_BYTES) throw new FolderTrouble(`${path} is longer than any of this lab.`)
      return await file.readFile('utf8')
    } finally {
      await file.close()
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new FolderTrouble(`${folder} is no folder of tasks: it has no ${relative(folder, path)}.`)
    throw troubleOf(folder, error)
  }
}

const BEGIN_ANEW = 'Its results stay; begin another folder with npm run sweep or compare.'

/** @throws FolderTrouble in a sentence. */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = manifestFile(folder)
  const value = parsed(await readText(path, folder), path)
  const { format, version } = value as { format?: unknown; version?: unknown }
  if (format !== FORMAT) throw new FolderTrouble(`${path} is not that of a folder of tasks.`)
  if (version !== VERSION)
    throw new FolderTrouble(
      `${folder} is of version ${JSON.stringify(version)?.slice(0, 20)}, and this lab reads version ${VERSION}. Use the lab that made it.`,
    )
  const read = manifestSchema.safeParse(value)
  if (!read.success) {
    const [issue] = read.error.issues
    throw new FolderTrouble(`${path} is damaged at ${issue?.path.join('.') || 'its beginning'}. ${BEGIN_ANEW}`)
  }
  const { sha256: said, ...rest } = value as Record<string, unknown>
  if (sha256(JSON.stringify(rest)) !== said)
    throw new FolderTrouble(`${path} was edited: its runs would not be those that were asked for. Put it back as it was. ${BEGIN_ANEW}`)
  const study = readStudy(read.data.study, (base) => {
    const experiment = readExperiment(base)
    return experiment.ok ? experiment.experiment : null
  })
  if (!study) throw new FolderTrouble(`${path} holds no sweep and no comparison that this lab can read. ${BEGIN_ANEW}`)
  const { sha256: _, ...manifest } = read.data
  return { ...manifest, study }
}

function parsed(text: string, path: string): object {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // The error below reports it.
  }
  throw new FolderTrouble(`${path} is not JSON: it was edited or cut off. Put it back as it was. ${BEGIN_ANEW}`)
}

/** The tasks as they were planned. @throws FolderTrouble where they are not those of the manifest. */
export async function readTasks(folder: string, { tasks }: Manifest): Promise<Task[]> {
  const text = await readText(tasksFile(folder), folder)
  if (sha256(text) !== tasks.sha256)
    throw new FolderTrouble(`${tasksFile(folder)} is not as it was written. Put it back as it was. ${BEGIN_ANEW}`)
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Task)
}

// ---- what determines the bits

/** Parts of src that do not affect the results of a run. */
const UNRELATED = /^(ui|testing|worker|health)\/|\.test\.tsx?$|^main\.tsx$/

/** A hash of everything that determines the results except the shaders: the sources and the installed packages. */
export function codeHash(): string {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(join(ROOT, 'src'), join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !UNRELATED.test(path))
    .sort()
  const digest = createHash('sha256').update(readFileSync(join(ROOT, 'package-lock.json')))
  for (const path of files) digest.update(`\n${path}\n`).update(readFileSync(join(ROOT, 'src', path)))
  return digest.digest('hex')
}

/** @throws FolderTrouble where this lab would compute other bits than the folder was made for. */
export function refuseOtherCode(folder: string, { shaders, code, app }: Manifest): void {
  if (shaders === shadersHash() && code === codeHash()) return
  throw new FolderTrouble(
    `${folder} was made by another state of the lab (version ${app}, ${shaders === shadersHash() ? 'other code' : 'other shaders'}): its runs would not be comparable. Work on it with the code that made it. ${BEGIN_ANEW}`,
  )
}

export async function appVersion(): Promise<string> {
  return (JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as { version: string }).version
}
