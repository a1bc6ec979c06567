/** Which spike of a raster is picked, by a place in time and by keys, on a layer whose spikes can be counted by hand. */
import { beforeEach, expect, test } from 'vitest'
import { pickedSpike } from '../../state/selection/picked-spike'
import { setLab } from '../../state/store/store'
import { downward, pickByKey, pickSpike } from './raster-hops'

/** Six steps of two neurons: neuron 0 fires at steps 1 and 4, neuron 1 at step 3. */
const spikes = Uint8Array.of(0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0)
const layer = { steps: 6, neurons: 2, membrane: new Float32Array(12), spikes }
const picked = () => {
  const spike = pickedSpike.get()
  return spike && [spike.layer, spike.neuron, spike.step]
}

beforeEach(() => {
  pickedSpike.set(null)
  setLab({ neuron: 0, timeStep: null })
})

test('the spike of a neuron that is nearest in time is picked, or none where it has none', () => {
  pickSpike('lif1', layer, 0, 0)
  expect(picked()).toEqual(['lif1', 0, 1])
  pickSpike('lif1', layer, 0, 5)
  expect(picked()).toEqual(['lif1', 0, 4])
  pickSpike('lif1', { ...layer, spikes: new Uint8Array(12) }, 0, 5)
  expect(picked()).toBeNull()
})

test('Enter picks a spike and then the next one of its neuron, others follow the neuron once one is picked, Escape picks none', () => {
  pickByKey('ArrowRight', 'lif1', layer)
  expect(picked()).toBeNull()
  const after = (key: string) => {
    pickByKey(key, 'lif1', layer)
    return picked()
  }
  expect(['Enter', 'Enter', 'Enter'].map(after)).toEqual([
    ['lif1', 0, 1],
    ['lif1', 0, 4],
    ['lif1', 0, 1],
  ])
  setLab({ neuron: 1 })
  expect(after('ArrowRight')).toEqual(['lif1', 1, 3])
  expect(after('Escape')).toBeNull()
})

test('a spike of another layer is not that of this one', () => {
  pickSpike('lif2', layer, 0, 4)
  pickByKey('ArrowRight', 'lif1', layer)
  expect(picked()).toEqual(['lif2', 0, 4])
  pickByKey('Enter', 'lif1', layer)
  expect(picked()).toEqual(['lif1', 0, 1])
})

test('time runs down and neurons lie side by side', () => {
  const place = { left: 40, top: 2, width: 100, rowHeight: 10, height: 60 }
  expect(downward(place)(3, 0.25)).toEqual([65, 37])
})
