/** What readers of event files have in common: a file, what is asked of it, what is found out about it. Types; no format. */
import type { ReadAt } from '../formats/hdf5'
import type { ByteStream } from '../formats/stream'
import type { Sensor } from './events'
import type { Sink } from './sink'

/** A file as it was chosen, or one inside an archive: it has a `blob`, or can be opened. */
export interface EventFile {
  readonly path: string
  readonly blob?: Blob
  /** Its bytes, read at once: where files lie on a disk. */
  readonly readAt?: ReadAt
  readonly open?: () => ByteStream
  /** Its length, where that is known and there is no `blob`. */
  readonly size?: number
}

export interface ReadHooks {
  /** Told after each block. The total is 0 while it is not known. */
  readonly progress?: (doneBytes: number, totalBytes: number) => void
  readonly signal?: AbortSignal
  /** Which recording of a file that holds many, from 0. */
  readonly recording?: number
  /** The most events that are taken; the rest is counted, and a note says so. */
  readonly most?: number
  /** The sensor of a file that does not say its own. */
  readonly sensor?: Sensor
}

/** What is known of a recording when it has been read. Times in microseconds; 0 where there are no events. */
export interface RecordingFacts extends Sensor {
  readonly format: string
  /** Those that were taken. */
  readonly events: number
  readonly first: number
  readonly last: number
  /** The share of ON events. */
  readonly on: number
  /** How many recordings the file holds; the facts are of one. */
  readonly recordings: number
  /** Events of the file that were not taken: outside the sensor, at an impossible time, or beyond the most. */
  readonly skipped: number
  /** Something was skipped or mended. */
  readonly flawed: boolean
  /** Events of the file with a fault: outside the sensor, at an impossible time, or before the one before. */
  readonly faulty: number
  /** The file does not say its sensor: it is the smallest usual one that holds the events, or just holds them. */
  readonly guessed: boolean
  /** The class that the file gives it. */
  readonly label?: number
  /** What was skipped or mended, a sentence each. */
  readonly notes: readonly string[]
}

export interface EventReader {
  readonly format: string
  /** By content; by name only where the format has no mark of its own. @param head the first bytes, 512 or more if there are so many. */
  readonly recognizes: (path: string, head: Uint8Array) => boolean
  /** @throws FormatError in words that follow the file's name, with the byte offset. */
  readonly read: (file: EventFile, sink: Sink, hooks: ReadHooks) => Promise<void>
  /** All of a file's recordings, where there may be thousands: it is opened once. The sink of one is asked for when the last is done. */
  readonly readEach?: (file: EventFile, next: () => Sink, hooks: ReadHooks) => Promise<void>
}
