/** The HDF5 files of the Spiking Heidelberg Digits and the Spiking Speech Commands: cochlea recordings with labels. */
import { FormatError } from './format-error'
import { type Lists, openHdf5 } from './hdf5'
import type { ReadAt } from './read-at'

export interface SpikesFile {
  /** Times in seconds. */
  readonly times: Lists
  /** Channels of the cochlea. */
  readonly units: Lists
  /** The label of each recording. */
  readonly labels: Uint8Array
  /** The speaker of each recording, where the file says so. */
  readonly speakers?: Uint32Array<ArrayBuffer> | undefined
  readonly close: () => void
}

export const UNITS = 700
/** The number of classes of the Speech Commands; the Heidelberg Digits have fewer. */
const MAX_CLASSES = 35

/** @throws FormatError if it is not such a file. The caller must close it. */
export async function openSpikes(size: number, readAt: ReadAt): Promise<SpikesFile> {
  const hdf5 = await openHdf5(size, readAt)
  try {
    const times = hdf5.lists('spikes/times', 'fractions')
    const units = hdf5.lists('spikes/units', 'whole numbers')
    const numbers = hdf5.numbers('labels')
    if (times.count !== numbers.length || units.count !== numbers.length)
      throw new FormatError(
        `has ${times.count} samples in spikes/times, ${units.count} in spikes/units and ${numbers.length} in labels: there must be as many of each`,
      )
    if (numbers.length === 0) throw new FormatError('has no samples')
    const stray = numbers.findIndex((label) => !(label >= 0 && label < MAX_CLASSES))
    if (stray >= 0) throw new FormatError(`calls sample ${stray} a ${numbers[stray]} in labels; 0 to ${MAX_CLASSES - 1} would fit`)
    const speakers = hdf5.has('extra/speaker') ? Uint32Array.from(hdf5.numbers('extra/speaker')) : undefined
    if (speakers && speakers.length !== numbers.length)
      throw new FormatError(`has ${numbers.length} samples, and ${speakers.length} in extra/speaker: there must be as many of each`)
    return { times, units, labels: Uint8Array.from(numbers), speakers, close: hdf5.close }
  } catch (error) {
    hdf5.close()
    throw error
  }
}

/** @param sample the index of the recording, for messages. @throws FormatError if the numbers of times and units differ. */
export function samePerSpike(times: ArrayLike<number>, units: ArrayLike<number>, sample: number): void {
  if (times.length !== units.length)
    throw new FormatError(
      `has lists of different lengths for sample ${sample}, ${times.length} in spikes/times and ${units.length} in spikes/units: each spike has one of both`,
    )
}
