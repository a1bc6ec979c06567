/** Collects the finished runs of a folder in one file of runs, together with their study. Reads and writes one run at a time. */
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { runFileName, runFilePieces } from '../../runs/file'
import type { SavedRun } from '../../runs/json'
import type { StudyResult } from '../../studies/study'
import { listDone, troubleOf } from './folder'
import type { Manifest } from './manifest'
import { readResult, runOf } from './result'

export interface Collected {
  readonly file: string
  readonly runs: number
  readonly broke: number
  /** The number of unfinished runs. */
  readonly missing: number
  /** The number of runs computed by each machine. */
  readonly nodes: Readonly<Record<string, number>>
  /** The number of runs computed by each adapter. */
  readonly adapters: Readonly<Record<string, number>>
  readonly notes: readonly string[]
}

/** @throws FolderTrouble in a sentence. */
export async function collect(folder: string, manifest: Manifest, to?: string): Promise<Collected> {
  const file = to ?? join(folder, runFileName(new Date()))
  const results: StudyResult[] = []
  const nodes: Record<string, number> = {}
  const adapters: Record<string, number> = {}
  const notes: string[] = []
  const done = await listDone(folder)
  let runs = 0
  async function* oneByOne(): AsyncGenerator<SavedRun> {
    for (const claim of done) {
      const read = await readResult(folder, manifest, claim)
      const run = typeof read === 'string' ? read : await runOf(read)
      if (typeof read === 'string' || typeof run === 'string') {
        notes.push(typeof read === 'string' ? read : (run as string))
        continue
      }
      results.push(read.result)
      if (run === null) continue
      runs++
      nodes[read.node] = (nodes[read.node] ?? 0) + 1
      adapters[read.adapter] = (adapters[read.adapter] ?? 0) + 1
      yield run
    }
  }
  const { id, title, study, app, tasks } = manifest
  const partial = `${file}.partial`
  try {
    const pieces = runFilePieces(oneByOne(), app, () => ({ id, title, ...study, results }))
    await pipeline(Readable.from(pieces), createGzip(), createWriteStream(partial))
    await rename(partial, file)
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined)
    throw troubleOf(file, error)
  }
  if (Object.keys(adapters).length > 1)
    notes.push(
      `${Object.keys(adapters).length} adapters computed these runs: those of one are comparable to the last bit, those of several in statistics only.`,
    )
  return { file, runs, broke: results.filter(({ ok }) => !ok).length, missing: tasks.count - done.length, nodes, adapters, notes }
}
