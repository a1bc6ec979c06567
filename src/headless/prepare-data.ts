/**
 * Prepares the data sets: checks the files that npm installed against their hashes and compresses them into public/data.
 * Does nothing where that is done. Run by npm before start, test and build, and after an install (`--install`), where a
 * failure is said and does not fail the install.
 */
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { SOURCES } from '../data/datasets/load'
import type { DataFile } from '../data/datasets/source'
import { DATA_FOLDER, ROOT } from './read-files'

/** What was prepared from what: path -> hash of the source and length of the result. */
type Stamps = Record<string, { sha256: string; packed: number }>

export interface PrepareOptions {
  /** Where the source files are: node_modules. */
  readonly from: string
  /** Where the prepared files go. */
  readonly to: string
  readonly files: readonly DataFile[]
  readonly say: (line: string) => void
}

/** @returns the problems, as sentences; none if every file is ready. */
export async function prepareData({ from, to, files, say }: PrepareOptions): Promise<string[]> {
  const stampFile = `${to}/prepared.json`
  const stamps = await readStamps(stampFile)
  const problems: string[] = []
  for (const file of files) {
    const target = `${to}/${file.path}`
    const stamp = stamps[file.path]
    if (stamp?.sha256 === file.sha256 && (await lengthOf(target)) === stamp.packed) continue
    const bytes = await readFile(`${from}/${file.from}`).catch(() => undefined)
    if (!bytes) {
      problems.push(`${file.from} is not installed, so public/data/${file.path} cannot be prepared. Run "npm install".`)
      continue
    }
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    if (sha256 !== file.sha256) {
      problems.push(
        `${file.from} is not the original file: ${bytes.length} bytes with SHA-256 ${sha256}, where ${file.byteLength} bytes with ${file.sha256} ` +
          'were expected. Delete node_modules and run "npm install" again.',
      )
      continue
    }
    say(`preparing public/data/${file.path}`)
    const packed = await promisify(gzip)(bytes, { level: 9 })
    await writeWhole(target, packed)
    stamps[file.path] = { sha256, packed: packed.length }
    await writeWhole(stampFile, `${JSON.stringify(stamps, null, 2)}\n`)
  }
  return problems
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

/** Under its own name only when complete, so that an interrupted run leaves nothing that looks finished. */
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
  const install = process.argv.includes('--install')
  const files = Object.values(SOURCES).flatMap((source) => source.files)
  const problems = await prepareData({ from: `${ROOT}node_modules`, to: DATA_FOLDER, files, say: (line) => console.log(line) }).catch(
    (error: unknown) => [`The data could not be prepared: ${error instanceof Error ? error.message : String(error)}`],
  )
  for (const problem of problems) console.error(problem)
  if (problems.length > 0 && !install) process.exitCode = 1
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main()
