/** NIR files: there and back, the layout that the nir package reads, and the sentence where a file is none, too large or damaged. */
import { describe, expect, test } from 'vitest'
import { norse, sinabs } from '../../testing/nir/layouts'
import { readNirFile, writeNirFile } from './file'
import { type NirGraph, numbersIn, scalar } from './graph'

const plain = ({ nodes, edges, metadata }: NirGraph): unknown => ({
  nodes: Object.fromEntries(
    [...nodes].map(([name, { type, fields }]) => [
      name,
      {
        type,
        fields: Object.fromEntries(
          Object.entries(fields).map(([key, value]) => [
            key,
            typeof value === 'string' ? value : { shape: value.shape, data: Array.from(numbersIn(value)) },
          ]),
        ),
      },
    ]),
  ),
  edges,
  metadata: Object.keys(metadata).sort(),
})

type Library = typeof import('h5wasm')
let made = 0

/** Writes a file with the library, for content that this app does not write. */
async function written(work: (file: InstanceType<Library['File']>) => void): Promise<Uint8Array> {
  const { ready, File } = await import('h5wasm')
  const { FS } = await ready
  const name = `hostile-${made++}`
  // An old layout, which has no checksums.
  const file = new File(name, 'w', { libver: ['earliest', 'v108'] })
  work(file)
  file.close()
  const bytes = Uint8Array.from(FS.readFile(name) as Uint8Array)
  FS.unlink(name)
  return bytes
}

/** Writes a file with a root and a group for the nodes. */
const withNodes = (
  work: (nodes: InstanceType<Library['Group']>, root: InstanceType<Library['Group']>) => void,
  edges: string[] = ['a', 'b'],
) =>
  written((file) => {
    const root = file.create_group('node')
    root.create_dataset({ name: 'edges', data: edges, shape: [edges.length / 2, 2], dtype: 'S' })
    work(root.create_group('nodes'), root)
  })

test.each([
  ['dense', norse],
  ['maps', sinabs],
])('%s: what is written is read', async (_, graph) => {
  const metadata = { dt: scalar(1e-4), generator: 'Membrane' }
  const before = { ...graph(), metadata }
  expect(plain(await readNirFile(await writeNirFile(before)))).toEqual(plain(before))
})

describe('refused', () => {
  test('what is no HDF5, has no graph, or is cut off', async () => {
    await expect(readNirFile(new Uint8Array(100))).rejects.toThrow('This is no NIR file: it does not begin as HDF5 does.')
    const other = await written((file) => void file.create_dataset({ name: 'x', data: [1] }))
    await expect(readNirFile(other)).rejects.toThrow('it has no group named “node”')
    const whole = await writeNirFile(norse())
    for (const share of [0.1, 0.5, 0.9])
      await expect(readNirFile(whole.slice(0, share * whole.length))).rejects.toThrow(/damaged|no NIR file|no nodes|no type|no edges/)
  })

  test('a node without a type, with a type that is a number, with text for weights', async () => {
    await expect(readNirFile(await withNodes((nodes) => void nodes.create_group('a')))).rejects.toThrow(
      'The node “a” (unknown): it does not say its type.',
    )
    const number = withNodes((nodes) => void nodes.create_group('a').create_dataset({ name: 'type', data: [7] }))
    await expect(readNirFile(await number)).rejects.toThrow('The node “a” (unknown): it has numbers where text is expected.')
    const texts = withNodes((nodes) => {
      const group = nodes.create_group('a')
      group.create_dataset({ name: 'type', data: 'Affine' })
      group.create_dataset({ name: 'weight', data: ['x', 'y'], shape: [2], dtype: 'S' })
    })
    await expect(readNirFile(await texts)).rejects.toThrow('The node “a” (Affine): it has 2 texts where one is read.')
  })

  test.each([
    ['float16', [0x11, 0x20, 0x0f, 0, 2, 0, 0, 0, 0, 0, 16, 0, 10, 5, 0, 10, 15], /its weight holds numbers of 16 bits \(float16\)\. Save/],
    ['big-endian', [0x11, 0x21, 0x1f, 0, 4], /its weight holds big-endian numbers\. Save it as little-endian/],
  ])('%s weights, with how to save them', async (_, type, sentence) => {
    const file = await withNodes((nodes) => {
      const group = nodes.create_group('a')
      group.create_dataset({ name: 'type', data: 'Affine' })
      group.create_dataset({ name: 'weight', data: Float32Array.of(1, 2) })
    })
    // The library writes neither, so the description of a float32 is replaced.
    const at = Buffer.from(file).indexOf(Buffer.from([0x11, 0x20, 0x1f, 0, 4, 0, 0, 0]))
    file.set(type, at)
    await expect(readNirFile(file)).rejects.toThrow(sentence)
  })

  test('a tensor that is larger than anything, of which the file holds nothing', async () => {
    const huge = withNodes((nodes) => {
      const group = nodes.create_group('a')
      group.create_dataset({ name: 'type', data: 'Affine' })
      const weight = group.create_dataset({
        name: 'weight',
        data: Float32Array.of(1, 2),
        shape: [1, 2],
        maxshape: [null, null],
        chunks: [1, 2],
      })
      weight.resize([1_000_000, 1_000_000])
    })
    expect((await huge).length).toBeLessThan(100_000)
    await expect(readNirFile(await huge)).rejects.toThrow(
      'The node “a” (Affine): its weight is [1000000,1000000], with which the file has more than 67108864 numbers',
    )
  })

  test('more nodes than are read, graphs within graphs without end, edges that are no pairs', async () => {
    const many = withNodes((nodes) => {
      for (let i = 0; i < 1001; i++) nodes.create_group(`n${i}`)
    })
    await expect(readNirFile(await many)).rejects.toThrow('The graph has more than 1000 nodes, more than are read.')
    const endless = withNodes((nodes, root) => {
      root.create_dataset({ name: 'type', data: 'NIRGraph' })
      nodes.create_soft_link('/node', 'within')
    })
    await expect(readNirFile(await endless)).rejects.toThrow('graphs are nested more than 4 deep')
    const odd = written((file) => {
      const root = file.create_group('node')
      root.create_group('nodes')
      root.create_dataset({ name: 'edges', data: ['a', 'b', 'c'], shape: [3], dtype: 'S' })
    })
    await expect(readNirFile(await odd)).rejects.toThrow('its edges are [3], where pairs of names are expected')
  })
})
