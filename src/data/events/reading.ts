/** What readers of event files have in common: a file, what is asked of it, what is found out about it. Types; no format. */
import type { ReadAt } from '../formats/read-at'
import type { ByteStream } from '../formats/stream'
import type { ReadHooks } from './facts'
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

/** An image that a camera took while it recorded events. */
export interface RecordedImage {
  /** The end of its exposure, as the recording counts: microseconds. */
  readonly time: number
  readonly width: number
  readonly height: number
  /** Gray, or red, green and blue. */
  readonly channels: 1 | 3
  /** [height, width, channels]; used again when it has been taken. */
  readonly pixels: Uint8Array
}

export interface EventReader {
  readonly format: string
  /** By content; by name only where the format has no mark of its own. @param head the first bytes, 512 or more if there are so many. */
  readonly recognizes: (path: string, head: Uint8Array) => boolean
  /** @throws FormatError in words that follow the file's name, with the byte offset. */
  readonly read: (file: EventFile, sink: Sink, hooks: ReadHooks) => Promise<void>
  /** All of a file's recordings, where there may be thousands: it is opened once. The sink of one is asked for when the last is done. */
  readonly readEach?: (file: EventFile, next: () => Sink, hooks: ReadHooks) => Promise<void>
  /** The images next to the events, one after the other, where a format has any. @throws as `read` does. */
  readonly readImages?: (file: EventFile, take: (picture: RecordedImage) => void, hooks: ReadHooks) => Promise<void>
}
