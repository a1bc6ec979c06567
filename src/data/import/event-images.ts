/**
 * The images that a camera took next to a recording's events: selects the image that is current at the end of each event frame, and
 * reduces it to the size of a frame.
 */
import type { Recording, Sensor } from '../events/events'
import type { ReadHooks } from '../events/facts'
import { type Framing, slicesOf } from '../events/frames'
import { createReducer } from '../events/images'
import { readImages } from '../events/read'
import type { EventFile } from '../events/reading'
import { FormatError } from '../formats/format-error'

export interface ImagesFound extends Sensor {
  /** The end of each exposure, in the recording's own time in microseconds; non-decreasing. */
  readonly times: readonly number[]
  readonly channels: 1 | 3
}

const MAX_IMAGES = 1_000_000

/** The images of a file; undefined if it has none. @throws FormatError if their sizes differ. */
export async function findImages(file: EventFile, hooks: ReadHooks = {}): Promise<ImagesFound | undefined> {
  const times: number[] = []
  let first: Omit<ImagesFound, 'times'> | undefined
  await readImages(
    file,
    ({ time, width, height, channels }) => {
      first ??= { width, height, channels }
      if (width !== first.width || height !== first.height || channels !== first.channels)
        throw new FormatError(`has images of ${first.width} × ${first.height} and of ${width} × ${height} pixels: all must be alike`)
      if (times.length === MAX_IMAGES) throw new FormatError(`has more than ${MAX_IMAGES} images`)
      times.push(Math.max(time, times.at(-1) ?? time))
    },
    hooks,
  )
  return first && { ...first, times }
}

/**
 * Fills in the images of a recording's frames: the last whose exposure ended by the first event after a frame, or the first of all.
 * @param into [steps, height, width, channels]
 * @throws FormatError if there are none, or they are not of the sensor's size; or the abort reason.
 */
export async function fillImages(
  file: EventFile,
  recording: Recording,
  framing: Framing,
  channels: 1 | 3,
  into: Uint8Array,
  hooks: ReadHooks = {},
): Promise<void> {
  const found = await findImages(file, hooks)
  if (!found) throw new FormatError('has no images next to its events')
  if (found.width !== recording.width || found.height !== recording.height)
    throw new FormatError(
      `has images of ${found.width} × ${found.height} pixels, and its events lie on ${recording.width} × ${recording.height}`,
    )
  const wanted = seenAt(recording, framing, found.times)
  const { field, height, width, steps } = framing
  const size = height * width * channels
  const part = {
    left: Math.floor((recording.width - field.width) / 2),
    top: Math.floor((recording.height - field.height) / 2),
    ...field,
  }
  const reduce = createReducer({ size: recording, part, from: found.channels, height, width, channels })
  let [n, step] = [0, 0]
  await readImages(
    file,
    ({ pixels }) => {
      const from = step
      for (; step < steps && wanted[step] === n; step++)
        if (step === from) reduce(pixels, into.subarray(step * size, (step + 1) * size))
        else into.copyWithin(step * size, from * size, (from + 1) * size)
      n++
    },
    hooks,
  )
}

/** The index of the image of each frame; frames beyond the end of the recording repeat the last one. */
function seenAt({ events }: Recording, framing: Framing, times: readonly number[]): Uint32Array {
  const { borders } = slicesOf(events, framing)
  const filled = borders.length / 2
  const seen = new Uint32Array(framing.steps)
  let image = 0
  for (let step = 0; step < framing.steps; step++) {
    if (step < filled && events.count > 0) {
      const end = events.t[Math.min(borders[2 * step + 1]!, events.count - 1)]!
      while (image + 1 < times.length && times[image + 1]! <= end) image++
    }
    seen[step] = image
  }
  return seen
}
