/** Preparing data files: done once, done again where something is missing or wrong, and said where it cannot be done. */
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { prepareData } from './prepare-data'

const content = Buffer.from('seventy thousand digits'.repeat(100))
const file = {
  path: 'set/digits.bin',
  from: 'digits',
  sha256: createHash('sha256').update(content).digest('hex'),
  byteLength: content.length,
  packedLength: 100,
}
let from = ''
let to = ''
const said: string[] = []
const prepare = () => prepareData({ from, to, files: [file], say: (line) => said.push(line) })

beforeEach(async () => {
  from = await mkdtemp(join(tmpdir(), 'membrane-from-'))
  to = await mkdtemp(join(tmpdir(), 'membrane-to-'))
  said.length = 0
  await writeFile(join(from, 'digits'), content)
})
afterEach(async () => {
  await rm(from, { recursive: true })
  await rm(to, { recursive: true })
})

it('prepares once, and again only what is damaged', async () => {
  expect(await prepare()).toEqual([])
  const target = join(to, file.path)
  expect(gunzipSync(await readFile(target))).toEqual(content)
  const { mtimeMs } = await stat(target)
  expect(await prepare()).toEqual([])
  expect(said).toHaveLength(1)
  expect((await stat(target)).mtimeMs).toBe(mtimeMs)
  await writeFile(target, 'cut')
  expect(await prepare()).toEqual([])
  expect(said).toHaveLength(2)
  expect(gunzipSync(await readFile(target))).toEqual(content)
})

it('needs no source where the data are ready', async () => {
  await prepare()
  await rm(join(from, 'digits'))
  expect(await prepare()).toEqual([])
})

it('says what is missing and how to mend it', async () => {
  await rm(join(from, 'digits'))
  const [problem] = await prepare()
  expect(problem).toBe('digits is not installed, so public/data/set/digits.bin cannot be prepared. Run "npm install".')
})

it('refuses a file with another hash', async () => {
  await writeFile(join(from, 'digits'), 'six digits')
  const [problem] = await prepare()
  expect(problem).toMatch(/^digits is not the original file: 10 bytes with SHA-256 .* Delete node_modules and run "npm install" again\.$/)
  expect(said).toEqual([])
})
