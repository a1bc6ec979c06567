/** Recordings of a cochlea, of SHD or SSC, as events: the channel is the column, all are ON. A file holds thousands; one is read. */
import { FormatError } from '../../formats/format-error'
import { isHdf5 } from '../../formats/hdf5'
import { openSpikes, samePerSpike, UNITS } from '../../formats/spikes-file'
import { randomAccess } from '../../import/read-at'
import type { EventReader } from '../reading'

export const spikesH5: EventReader = {
  format: 'Spikes in HDF5',
  recognizes: (_, head) => isHdf5(head),
  async read(file, sink, { progress, signal, recording = 0 }) {
    const { size, readAt } = await randomAccess(file)
    signal?.throwIfAborted()
    const { times, units, labels, close } = await openSpikes(size, readAt)
    try {
      const label = labels[recording]
      if (label === undefined) throw new FormatError(`holds ${labels.length} recordings, and none with the number ${recording}`)
      const [t, u] = [times.read(recording, recording + 1)[0]!, units.read(recording, recording + 1)[0]!]
      samePerSpike(t, u, recording)
      sink.about({ recordings: labels.length, label })
      sink.sensor(UNITS, 1)
      for (const i of inOrder(t)) {
        const time = t[i]!
        if (time >= 0 && time < Infinity) sink.event(Math.round(1e6 * time), u[i]!, 0, 1, NaN)
        else sink.note('spikes at no time, skipped', NaN)
      }
      progress?.(size, size)
    } finally {
      close()
    }
  },
}

/** By time; a file need not have them so. */
const inOrder = (times: ArrayLike<number>): Uint32Array =>
  Uint32Array.from({ length: times.length }, (_, i) => i).sort((a, b) => times[a]! - times[b]! || a - b)
