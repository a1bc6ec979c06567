/** Times the readers of event files: events per second from memory, and the memory needed for a file of a gigabyte. */
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readEvents, readRecording } from '../../data/events/read'
import { fileAt } from '../load-data'
import { RECORDINGS } from './made-recordings'

export interface ReaderTiming {
  readonly format: string
  readonly events: number
  /** Events per second: the median of several readings. */
  readonly perSecond: number
  /** Events per second of the fastest reading. */
  readonly max: number
}

const EVENTS = 8_000_000
const READINGS = 5

/** Times each format in turn, from a Blob in memory; the events are dropped. */
export async function* timeReaders(): AsyncGenerator<ReaderTiming> {
  for (const [format, { path, make }] of Object.entries(RECORDINGS)) {
    const file = { path, blob: new Blob([make(EVENTS)]) }
    const seconds: number[] = []
    let read = 0
    for (let i = 0; i < READINGS; i++) {
      const start = performance.now()
      const facts = await readEvents(file, () => undefined)
      seconds.push((performance.now() - start) / 1000)
      if (facts.format !== format) throw new Error(`${format} was read as ${facts.format}`)
      read = facts.events
    }
    seconds.sort((a, b) => a - b)
    yield { format, events: read, perSecond: read / seconds[Math.floor(READINGS / 2)]!, max: read / seconds[0]! }
  }
}

export interface ReaderMemory {
  readonly events: number
  readonly seconds: number
  /** The peak growth of the process, in megabytes. */
  readonly grown: number
  /** The size of the result, in megabytes. */
  readonly result: number
}

/** Reads a DAT of 125,000,000 events from disk: in chunks that are dropped, or as a whole recording. */
export async function readGigabyte(whole: boolean): Promise<ReaderMemory> {
  const folder = await mkdtemp(join(tmpdir(), 'membrane-bench-'))
  try {
    const path = join(folder, 'gigabyte.dat')
    const part = RECORDINGS['Prophesee DAT']!.make(1_000_000)
    const handle = await open(path, 'w')
    await handle.write(part)
    for (let i = 1; i < 125; i++) await handle.write(part, part.length - 8_000_000)
    await handle.close()
    const file = await fileAt(path)
    const resident = () => process.memoryUsage.rss() / 1e6
    const before = resident()
    let grown = 0
    const progress = () => {
      grown = Math.max(grown, resident() - before)
    }
    const start = performance.now()
    const facts = whole ? (await readRecording(file, { progress })).facts : await readEvents(file, () => undefined, { progress })
    progress()
    const { events } = facts
    return { events, seconds: (performance.now() - start) / 1000, grown, result: whole ? (13 * events) / 1e6 : 0 }
  } finally {
    await rm(folder, { recursive: true })
  }
}
