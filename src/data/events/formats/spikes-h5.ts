/** Cochlea recordings of SHD or SSC as events: the channel is the column, all are ON. A file holds thousands; one of them is read. */
import { FormatError } from '../../formats/format-error'
import { isHdf5 } from '../../formats/hdf5'
import { randomAccess } from '../../formats/read-at'
import { openSpikes, type SpikesFile, samePerSpike, UNITS } from '../../formats/spikes-file'
import type { ReadHooks } from '../facts'
import type { EventFile, EventReader } from '../reading'
import type { Sink } from '../sink'

export const spikesH5: EventReader = {
  format: 'Spikes in HDF5',
  recognizes: (_, head) => isHdf5(head),
  async read(file, sink, hooks) {
    const { recording = 0 } = hooks
    await opened(file, hooks, (spikes) => {
      const { length } = spikes.labels
      if (!(recording in spikes.labels)) throw new FormatError(`holds ${length} recordings, and none with the number ${recording}`)
      take(spikes, recording, sink)
    })
  },
  async readEach(file, next, hooks) {
    await opened(file, hooks, (spikes) => {
      for (let recording = 0; recording < spikes.labels.length; recording++) {
        hooks.signal?.throwIfAborted()
        take(spikes, recording, next())
      }
    })
  },
}

async function opened(file: EventFile, { progress, signal }: ReadHooks, work: (spikes: SpikesFile) => void): Promise<void> {
  const { size, readAt } = await randomAccess(file, { signal })
  signal?.throwIfAborted()
  const spikes = await openSpikes(size, readAt)
  try {
    work(spikes)
    progress?.(size, size)
  } finally {
    spikes.close()
  }
}

function take({ times, units, labels }: SpikesFile, recording: number, sink: Sink): void {
  const [t, u] = [times.read(recording, recording + 1)[0]!, units.read(recording, recording + 1)[0]!]
  samePerSpike(t, u, recording)
  sink.about({ recordings: labels.length, label: labels[recording]! })
  sink.sensor(UNITS, 1)
  for (const i of inOrder(t)) {
    const time = t[i]!
    if (time >= 0 && time < Infinity) sink.event(Math.round(1e6 * time), u[i]!, 0, 1, NaN)
    else sink.note('spikes at no time, skipped', NaN)
  }
}

/** The order by time; most files are sorted already. */
function inOrder(times: ArrayLike<number>): Uint32Array {
  const order = Uint32Array.from({ length: times.length }, (_, i) => i)
  const sorted = order.every((i) => i === 0 || times[i]! >= times[i - 1]!)
  return sorted ? order : order.sort((a, b) => times[a]! - times[b]! || a - b)
}
