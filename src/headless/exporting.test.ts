/** `npm run export`: what it writes of an experiment and its weights, and what it refuses. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readNirFile } from '../interop/nir/file'
import { writeSafetensors } from '../interop/safetensors'
import { exportFiles } from './exporting'

const LINK = '#blank.1&network.hidden=3'
let folder: string
let weights: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'membrane-export-'))
  weights = join(folder, 'given.safetensors')
  const shapes = { 'linear1.weight': [3, 784], 'linear1.bias': [3], 'output.weight': [10, 3], 'output.bias': [10] }
  const tensors = Object.entries(shapes).map(([name, shape]) => ({
    name,
    shape,
    data: new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(0.5),
  }))
  await writeFile(weights, new Uint8Array(writeSafetensors(tensors)))
})
afterAll(() => rm(folder, { recursive: true }))

const run = (...args: string[]) => exportFiles([...args, '--out', folder])

test('code, graph and weights are packed, and a line says what is in the zip', async () => {
  const [zip] = await run(LINK, '--weights', weights, '--code', 'snntorch', '--nir', 'euler', '--zip')
  const file = join(folder, 'blank.zip')
  expect(zip).toMatchObject({ path: file, about: 'code/snntorch.py, network.nir, weights.safetensors' })
  const entries = await new ZipReader(new Uint8ArrayReader(new Uint8Array(await readFile(file))), { useWebWorkers: false }).getEntries()
  const bytesOf = async (path: string) => {
    const entry = entries.find(({ filename }) => filename === path)
    if (!entry || entry.directory) throw new Error(`no ${path}`)
    return entry.getData(new Uint8ArrayWriter())
  }
  expect(new TextDecoder().decode(await bytesOf('code/snntorch.py'))).toContain('exported from Membrane for snnTorch.')
  expect([...(await readNirFile(await bytesOf('network.nir'))).nodes.keys()]).toContain('lif1')
  expect(Buffer.from(await bytesOf('weights.safetensors'))).toEqual(await readFile(weights))
})

test.each([
  [
    'weights of another network',
    ['#blank.1&network.hidden=4', '--weights', 'GIVEN', '--nir', 'euler'],
    /linear1\.weight is \[3,784\] in the file/,
  ],
  ['a graph without weights', [LINK, '--nir', 'euler'], /A NIR graph holds weights: give their file with --weights/],
  ['an unknown framework', [LINK, '--code', 'keras'], /--code takes one of spikingJelly, snnTorch, norse, not keras/],
  ['nothing asked for', [LINK], /What to write\?/],
])('%s is refused in a sentence', async (_, args, sentence) => {
  await expect(run(...args.map((word) => (word === 'GIVEN' ? weights : word)))).rejects.toThrow(sentence)
})
