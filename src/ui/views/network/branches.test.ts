/** Parallel streams in the network strip: the order and the numbers of layers do not change. */
import { expect, test } from 'vitest'
import type { LayerInfo } from '../../../readings/layers'
import { columnsOf, partsOf } from './branches'

const layer = (name: string): LayerInfo => {
  const branch = name.startsWith('event.') ? 'event' : name.startsWith('frame.') ? 'frame' : undefined
  return { name, kind: 'lif', ...(branch && { branch }), shape: [1], inputs: 1, parameters: 0, watchable: [] }
}

test('two streams are one part, and what is behind counts on', () => {
  const parts = partsOf(['input', 'event.lif1', 'event.lif2', 'frame.lif1', 'frame.lif2', 'lif3', 'output'].map(layer))
  expect(parts.map(({ kind }) => kind)).toEqual(['layer', 'branches', 'layer', 'layer'])
  expect(columnsOf(parts)).toBe(5)
  const all = parts.flatMap((part) => (part.kind === 'layer' ? [part.item] : [...part.event, ...part.frame]))
  expect(all.map(({ number }) => number)).toEqual([0, 1, 2, 3, 4, 5, 6])
  expect(all.map(({ layer: { name } }) => name).slice(1, 4)).toEqual(['event.lif1', 'event.lif2', 'frame.lif1'])
})

test('without streams every layer is a part', () => {
  expect(columnsOf(partsOf(['input', 'lif1', 'output'].map(layer)))).toBe(3)
})
