/** NIRData: what is written lies as the nir package writes and reads it, event by event, in its order of neurons. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Dataset, Group } from 'h5wasm'
import { expect, test } from 'vitest'
import { openHdf5File } from '../../data/formats/hdf5-file'
import type { LayerInfo } from '../../readings/layers'
import { writeNirData } from './data-file'
import { type NodeData, nodesOf } from './nodes'

/** Two samples of two steps and three neurons; the first sample fires three times, the second not at all. */
const NODE: NodeData = {
  node: 'lif1',
  steps: 2,
  neurons: 3,
  membrane: [Float32Array.of(0.5, 1.5, -0.25, 2, 1, 0), Float32Array.of(0, 0.125, 0.25, 0.375, 0.5, 0.625)],
  spikes: [Uint8Array.of(0, 1, 0, 1, 1, 0), new Uint8Array(6)],
}

const plain = (value: unknown): unknown =>
  ArrayBuffer.isView(value) ? Array.from(value as Float64Array, Number) : typeof value === 'bigint' ? Number(value) : value

/** Everything in a file: attributes, types, shapes and values by path. */
async function contentOf(bytes: Uint8Array): Promise<Record<string, unknown>> {
  const { file, library, close } = await openHdf5File(bytes.length, (from, count) => bytes.subarray(from, from + count))
  const content: Record<string, unknown> = {}
  const walk = (group: Group, path: string): void => {
    for (const [name, attribute] of Object.entries(group.attrs)) content[`${path}@${name}`] = plain(attribute.value)
    for (const name of group.keys()) {
      const entry = group.get(name)
      if (entry instanceof library.Group) walk(entry, `${path}/${name}`)
      else if (entry instanceof library.Dataset) {
        const { shape, dtype, value } = entry as Dataset
        content[`${path}/${name}`] = { shape: [...shape!], dtype, value: plain(value) }
      }
    }
  }
  walk(file, '')
  close()
  return content
}

test('a file is in every group, attribute, type and number as the package writes it', async () => {
  const theirs = gunzipSync(readFileSync(new URL('../../testing/nir/package-data.h5.gz', import.meta.url)))
  const ours = await contentOf(await writeNirData([NODE, { ...NODE, node: 'relu2', spikes: undefined }], 0.25))
  expect(ours).toEqual(await contentOf(theirs))
  expect(ours).toMatchObject({
    '@__type__': 'NIRGraphData',
    '/nodes/lif1@__type__': 'NIRNodeData',
    '/nodes/lif1/observables/membrane@dt': 0.25,
    '/nodes/lif1/observables/spikes@t_max': 0.5,
  })
})

test('an event is in the middle of its step; missing ones are -1 at infinity', async () => {
  const content = await contentOf(await writeNirData([NODE], 0.25))
  const never = Number.POSITIVE_INFINITY
  expect(content['/nodes/lif1/observables/spikes/idx']).toMatchObject({ shape: [2, 3], value: [1, 0, 1, -1, -1, -1] })
  expect(content['/nodes/lif1/observables/spikes/time']).toMatchObject({ value: [0.125, 0.375, 0.375, never, never, never] })
  const silent = await contentOf(await writeNirData([{ ...NODE, spikes: [new Uint8Array(6), new Uint8Array(6)] }], 1))
  expect(silent['/nodes/lif1/observables/spikes/idx']).toMatchObject({ shape: [2, 1], value: [-1, -1] })
})

test('steps are counted from times without rounding to others', async () => {
  for (const dt of [1, 1e-3, 1e-4, 0.1])
    for (const steps of [1, 3, 29, 57, 100, 113, 1000]) {
      const spikes = [new Uint8Array(steps).fill(1)]
      const content = await contentOf(
        await writeNirData([{ node: 'a', steps, neurons: 1, membrane: [new Float32Array(steps)], spikes }], dt),
      )
      const time = (content['/nodes/a/observables/spikes/time'] as { value: number[] }).value
      // Time bins as `to_time_gridded` of the nir package computes them.
      expect(time.map((t) => Math.floor(t / dt))).toEqual(spikes[0]!.map((_, t) => t).reduce<number[]>((all) => [...all, all.length], []))
      expect(Math.trunc((content['/nodes/a/observables/spikes@t_max'] as number) / dt)).toBe(steps)
    }
})

test('a feature map is by channel, row and column; analog neurons have no spikes; learned decays no other name', () => {
  const layer = (name: string, shape: number[]) => ({ name, shape }) as unknown as LayerInfo
  const sample = (name: string, values: number[]) => ({
    layer: name,
    steps: 1,
    neurons: values.length,
    membrane: Float32Array.from(values),
    spikes: Uint8Array.from(values, (value) => value % 2),
  })
  // One row and two columns of three channels; the channels of a position are adjacent.
  const nodes = nodesOf(
    [[sample('plif1', [0, 1, 2, 10, 11, 12]), sample('relu2', [1, 2])]],
    [layer('input', [4]), layer('plif1', [1, 2, 3]), layer('relu2', [2])],
    ({ name }) => name === 'relu2',
  )
  expect(nodes.map(({ node }) => node)).toEqual(['lif1', 'relu2'])
  expect([...nodes[0]!.membrane[0]!]).toEqual([0, 10, 1, 11, 2, 12])
  expect([...nodes[0]!.spikes![0]!]).toEqual([0, 0, 1, 1, 0, 0])
  expect(nodes[1]!.spikes).toBeUndefined()
})
