/** The synthesizer: the same sound each time, and one warning of Node's less. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createSynthesizer } from './speak'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'membrane-speech-'))
})
afterAll(() => rm(folder, { recursive: true }))

it('leaves out the warning that WASI is experimental, and no other', async () => {
  const warnings: string[] = []
  const listen = ({ message }: Error) => warnings.push(message)
  process.on('warning', listen)
  const ready = createSynthesizer(folder)
  process.emitWarning('something else')
  await ready
  await new Promise(setImmediate)
  process.off('warning', listen)
  expect(warnings).toEqual(['something else'])
})

it('says a word, the same each time, slower and higher where asked', async () => {
  const speak = await createSynthesizer(folder)
  const seven = { voice: 'slt', word: 'seven', stretch: 1, pitch: 1 }
  const sound = await speak(seven)
  expect(sound.rate).toBe(16_000)
  expect(sound.samples.length).toBe(12_560)
  expect(await speak(seven)).toEqual(sound)
  expect((await speak({ ...seven, stretch: 1.2 })).samples.length).toBeGreaterThan(1.1 * 12_560)
  const higher = await speak({ ...seven, pitch: 1.3 })
  expect(higher.samples.length).toBe(12_560)
  expect(higher).not.toEqual(sound)
})
