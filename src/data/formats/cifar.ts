/**
 * The binary records of CIFAR-10 and CIFAR-100: one label byte (or a coarse and a fine one), then 1024 bytes each of red, green
 * and blue. A pure parser; the channels of the resulting images are interleaved.
 */
import { FormatError } from './format-error'
import { interleave } from './planes'

const SIDE = 32
const PIXELS = SIDE * SIDE

export interface Records {
  readonly images: Uint8Array
  readonly labels: Uint8Array
}

/**
 * @param labelBytes 1, or 2 of which the second is read.
 * @throws FormatError if the file is not a whole number of records, or a label is not a class.
 */
export function parseCifar(bytes: Uint8Array, labelBytes: 1 | 2, classes: number): Records {
  const record = labelBytes + 3 * PIXELS
  if (bytes.length === 0 || bytes.length % record !== 0)
    throw new FormatError(
      `is ${bytes.length} bytes long, which is no whole number of records of ${record}: it is truncated or of another format`,
    )
  const count = bytes.length / record
  const labels = new Uint8Array(count)
  const planes = new Uint8Array(count * 3 * PIXELS)
  for (let n = 0; n < count; n++) {
    const label = bytes[n * record + labelBytes - 1]!
    if (label >= classes) throw new FormatError(`calls record ${n} a ${label}; labels from 0 to ${classes - 1} would fit`)
    labels[n] = label
    planes.set(bytes.subarray(n * record + labelBytes, (n + 1) * record), n * 3 * PIXELS)
  }
  return { images: interleave(planes, count, PIXELS), labels }
}
