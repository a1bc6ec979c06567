/** The options for reading a recording, and what is known of it afterwards. Types. */
import type { Sensor } from './events'

export interface ReadHooks {
  /** Called after each block. The total is 0 while it is unknown. */
  readonly progress?: (doneBytes: number, totalBytes: number) => void
  readonly signal?: AbortSignal
  /** The index of the recording, in a file that holds several. */
  readonly recording?: number
  /** The maximum number of events that are read; the rest is counted, and a note reports it. */
  readonly max?: number
  /** The sensor to assume for a file that does not state its own. */
  readonly sensor?: Sensor
  /** Whether the images next to the events are read too, separately, so that skipping them here is not noted. */
  readonly pictures?: boolean
}

/** What is known of a recording after it is read. Times in microseconds; 0 if there are no events. */
export interface RecordingFacts extends Sensor {
  readonly format: string
  /** The number of events that were read. */
  readonly events: number
  readonly first: number
  readonly last: number
  /** The fraction of ON events. */
  readonly on: number
  /** The number of recordings in the file; the facts describe one. */
  readonly recordings: number
  /** The number of events that were not read: outside the sensor, at an impossible time, or beyond the maximum. */
  readonly skipped: number
  /** Whether anything was skipped or corrected. */
  readonly flawed: boolean
  /** The number of faulty events: outside the sensor, at an impossible time, or earlier than the event before. */
  readonly faulty: number
  /** Whether the file does not state its sensor: it is then the smallest common one that holds the events, or their extent. */
  readonly guessed: boolean
  /** The class that the file states. */
  readonly label?: number
  /** What was skipped or corrected, a sentence each. */
  readonly notes: readonly string[]
}
