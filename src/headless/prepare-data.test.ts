/** Preparing data files: done once, done again where something is missing or wrong, and said where it cannot be done. */
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { installed, made, type Obtain, prepareData } from './prepare-data'

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
const prepare = (obtain: Obtain = installed(from)) => prepareData({ files: [file], obtain, to, say: (line) => said.push(line) })

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
  expect(problem).toMatch(/^digits is not as it should be: 10 bytes with SHA-256 .* Delete node_modules and run "npm install" again\.$/)
  expect(said).toEqual([])
})

it('makes what is not installed, once', async () => {
  const files = [
    { ...file, path: 'made/one.bin' },
    { ...file, path: 'made/two.bin' },
  ]
  let times = 0
  const obtain = made('Numbers', () => {
    times++
    return Promise.resolve(new Map(files.map(({ path }) => [path, content])))
  })
  const options = { files, obtain, to, say: (line: string) => said.push(line) }
  expect(await prepareData(options)).toEqual([])
  expect(gunzipSync(await readFile(join(to, 'made/two.bin')))).toEqual(content)
  expect(await prepareData(options)).toEqual([])
  expect(times).toBe(1)
})

it('says once why a set could not be made, and leaves no file of it', async () => {
  const files = [
    { ...file, path: 'made/one.bin' },
    { ...file, path: 'made/two.bin' },
  ]
  const obtain = made('Numbers', () => Promise.reject(new Error('no voice')))
  expect(await prepareData({ files, obtain, to, say: (line) => said.push(line) })).toEqual([
    'The data set Numbers is missing, because it could not be made here: no voice.',
  ])
  await expect(stat(join(to, 'made/one.bin'))).rejects.toThrow('ENOENT')
})
