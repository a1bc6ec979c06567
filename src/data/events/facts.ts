/** What is asked of whoever reads a recording, and what is known of it afterwards. Types. */
import type { Sensor } from './events'

export interface ReadHooks {
  /** Told after each block. The total is 0 while it is not known. */
  readonly progress?: (doneBytes: number, totalBytes: number) => void
  readonly signal?: AbortSignal
  /** Which recording of a file that holds many, from 0. */
  readonly recording?: number
  /** The most events that are taken; the rest is counted, and a note says so. */
  readonly max?: number
  /** The sensor of a file that does not say its own. */
  readonly sensor?: Sensor
  /** The images next to the events are read, too: that they are passed over here is no fault. */
  readonly pictures?: boolean
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
