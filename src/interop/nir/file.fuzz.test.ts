/** Whatever a NIR file contains, reading it gives a network or an error in a sentence. */
import { describe, expect, test, vi } from 'vitest'
import { affine, braille, chained, cubaLif, lif, linear, node } from '../../testing/nir/layouts'
import { readNirFile, writeNirFile } from './file'
import { alike, floats, type NirGraph, whole } from './graph'
import { fromNir } from './read'

const RUNS = 100

const ends = { input: node('Input', { shape: whole(2) }), output: node('Output', { shape: whole(2) }) }
const plain = chained({
  input: ends.input,
  fc: affine(2, 2),
  n: lif([2], 1e-3, 1, { odd: floats(Float32Array.of(1)) }),
  output: ends.output,
})
const synaptic = chained({ input: ends.input, fc: affine(2, 2), n: cubaLif([2], 5e-4, 1e-3), output: ends.output })
const recurrent: NirGraph = {
  ...plain,
  nodes: new Map([...plain.nodes, ['back', linear(2, 2)], ['wait', node('Delay', { delay: alike(3e-4, [2]) })], ['last', affine(2, 2)]]),
  edges: [
    ['input', 'fc'],
    ['fc', 'n'],
    ['n', 'wait'],
    ['wait', 'back'],
    ['back', 'n'],
    ['n', 'last'],
    ['last', 'output'],
  ],
}

let read = async (bytes: Uint8Array) => fromNir(await readNirFile(bytes))
/** The HDF5 library does not survive some files and then rejects all later ones. */
async function startAgain(): Promise<void> {
  vi.resetModules()
  const [file, graph] = await Promise.all([import('./file'), import('./read')])
  read = async (bytes) => graph.fromNir(await file.readNirFile(bytes))
}

/** Written before anything is damaged. */
const written: [string, Uint8Array][] = []
for (const [name, graph] of [
  ['a chain', plain],
  ['synaptic currents', synaptic],
  ['a cycle with a delay', recurrent],
  ['a graph in a graph', braille()],
] as const)
  written.push([name, await writeNirFile(graph)])

describe('bytes that are damaged anywhere end in a network or a sentence', () => {
  test.each(written)('%s', async (_, sound) => {
    for (let i = 0; i < RUNS; i++) {
      const bytes = sound.slice()
      for (let k = 0; k < 3; k++) bytes[(7919 * i + 104_729 * k) % bytes.length] = (37 * i + 11 * k) % 256
      const error = await read(bytes).then(
        () => null,
        (thrown: unknown) => thrown,
      )
      if (error === null) continue
      expect(error).toBeInstanceOf(Error)
      const { name, message } = error as Error
      expect(name).toBe('NirRefusal')
      expect(message).toMatch(/^[A-Z].{10,600}\.$/s)
      if (message.includes('broke down over a damaged file')) await startAgain()
    }
  })
})
