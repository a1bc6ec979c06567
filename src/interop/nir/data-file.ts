/**
 * NIRData: the activity of a NIR graph's nodes for samples, in one HDF5 file, as `nir.read_data` of the Python package reads it. The type of
 * a group is in its attribute __type__: the file NIRGraphData, /nodes/NAME NIRNodeData, /nodes/NAME/observables/NAME one kind of data.
 * Source: https://neuroir.org and `nir/data_ir` of the package, of January 2026. Potentials are numbers by step; spikes are events, since
 * a grid of spikes has to be of NumPy's bool, a type that h5wasm does not write.
 */
import type { Group } from 'h5wasm'
import { writtenHdf5 } from '../../data/formats/hdf5-file'
import type { NodeData } from './nodes'

/** @param dt the duration of one step, in units of time. Events are in the middle of their step, so that rounding does not move them to another. */
export const writeNirData = (nodes: readonly NodeData[], dt: number): Promise<Uint8Array<ArrayBuffer>> =>
  writtenHdf5((file) => {
    const inner = typed(file, 'NIRGraphData').create_group('nodes')
    for (const node of nodes) {
      const observables = typed(inner.create_group(node.node), 'NIRNodeData').create_group('observables')
      writeMembrane(observables, node, dt)
      if (node.spikes) writeSpikes(observables, node, node.spikes, dt)
    }
  })

function typed(group: Group, type: string): Group {
  group.create_attribute('__type__', type)
  return group
}

/** [samples, steps, neurons]. */
function writeMembrane(observables: Group, { steps, neurons, membrane }: NodeData, dt: number): void {
  const group = typed(observables.create_group('membrane'), 'TimeGriddedData')
  group.create_attribute('dt', dt, null, '<d')
  const data = new Float32Array(membrane.length * steps * neurons)
  for (const [sample, values] of membrane.entries()) data.set(values, sample * steps * neurons)
  group.create_dataset({ name: 'data', data, shape: [membrane.length, steps, neurons] })
}

/** [samples, events], sorted by time and neuron; the last event of a sample is followed by neuron -1 at an infinite time. */
function writeSpikes(observables: Group, { steps, neurons }: NodeData, spikes: readonly Uint8Array[], dt: number): void {
  const group = typed(observables.create_group('spikes'), 'EventData')
  group.create_attribute('n_neurons', neurons, null, '<q')
  group.create_attribute('t_max', endOf(steps, dt), null, '<d')
  const counts = spikes.map((of) => of.reduce((sum, spike) => sum + spike, 0))
  const longest = Math.max(1, ...counts)
  const shape = [spikes.length, longest]
  const idx = new BigInt64Array(spikes.length * longest).fill(-1n)
  const time = new Float64Array(spikes.length * longest).fill(Number.POSITIVE_INFINITY)
  for (const [sample, of] of spikes.entries()) {
    let at = sample * longest
    for (let place = of.indexOf(1); place >= 0; place = of.indexOf(1, place + 1)) {
      idx[at] = BigInt(place % neurons)
      time[at++] = (Math.floor(place / neurons) + 0.5) * dt
    }
  }
  group.create_dataset({ name: 'idx', data: idx, shape })
  group.create_dataset({ name: 'time', data: time, shape })
}

/** The end time. The package counts steps as int(t_max / dt), which could round down. */
function endOf(steps: number, dt: number): number {
  const end = steps * dt
  return Math.floor(end / dt) < steps ? end * (1 + Number.EPSILON) : end
}
