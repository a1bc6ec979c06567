/** The packet layout of AEDAT 3.1: lines that start with #, then packets of one event type each, with a header of 28 bytes. */
import { FormatError } from '../../formats/format-error'
import type { EventFile } from '../reading'
import { readTextHeader } from '../text-header'

/** The size of a packet header in bytes. */
export const AEDAT3_HEADER = 28
/** One overflow in a packet header, in microseconds. */
export const AEDAT3_OVERFLOW = 2 ** 31

/** The header lines and the offset of the first packet. @throws FormatError if the version differs or the file is compressed. */
export async function openAedat3(file: EventFile): Promise<{ readonly lines: readonly string[]; readonly length: number }> {
  const { lines, length } = await readTextHeader(file, '#', '!END-HEADER')
  if (lines[0] !== '!AER-DAT3.1') throw new FormatError(`is ${lines[0]!.slice(1)}; AEDAT 2.0, 3.1 and 4 are read`)
  const packed = lines.find((line) => /^Format:.*serialized/i.test(line))
  if (packed) throw new FormatError(`has packed times (${packed}); Format: RAW would fit`)
  return { lines, length }
}

export function aedat3Packet(view: DataView, offset: number) {
  const [size, overflow, capacity, count] = [4, 12, 16, 20].map((at) => view.getInt32(at, true)) as [number, number, number, number]
  if (size < 0 || capacity < 0 || count < 0 || count > capacity || overflow < 0)
    throw new FormatError(
      `has a damaged packet at byte ${offset}: it claims ${count} of ${capacity} events of ${size} bytes, and ${overflow} overflows of time`,
    )
  return { type: view.getInt16(0, true), size, overflow, count, bytes: size * capacity }
}
