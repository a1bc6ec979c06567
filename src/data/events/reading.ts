/** The types that readers of event files share: a file, its images, and a reader. Independent of formats. */
import type { ReadAt } from '../formats/read-at'
import type { ByteStream } from '../formats/stream'
import type { ReadHooks } from './facts'
import type { Sink } from './sink'

/** A chosen file or one inside an archive. It has a `blob` or can be opened. */
export interface EventFile {
  readonly path: string
  readonly blob?: Blob
  /** Reads bytes synchronously, for files on a disk. */
  readonly readAt?: ReadAt
  readonly open?: () => ByteStream
  /** The length in bytes, if it is known and there is no `blob`. */
  readonly size?: number
}

/** An image that a camera took while it recorded events. */
export interface RecordedImage {
  /** The end of its exposure in microseconds, in the recording's own time. */
  readonly time: number
  readonly width: number
  readonly height: number
  /** 1: gray. 3: red, green and blue. */
  readonly channels: 1 | 3
  /** [height, width, channels]; the buffer is reused after the callback returns. */
  readonly pixels: Uint8Array
}

export interface EventReader {
  readonly format: string
  /**
   * Recognizes a format by content, and by name only if it has no signature. @param head the first bytes, at least 512 if there are that
   * many.
   */
  readonly recognizes: (path: string, head: Uint8Array) => boolean
  /** @throws FormatError in words that follow the file's name, with the byte offset. */
  readonly read: (file: EventFile, sink: Sink, hooks: ReadHooks) => Promise<void>
  /**
   * Reads all recordings of a file with thousands of them, and opens it only once. `next` is called for each recording after the previous
   * one is complete.
   */
  readonly readEach?: (file: EventFile, next: () => Sink, hooks: ReadHooks) => Promise<void>
  /** Reads the images next to the events one after the other, for formats that have images. @throws as `read` does. */
  readonly readImages?: (file: EventFile, take: (image: RecordedImage) => void, hooks: ReadHooks) => Promise<void>
}
