/** `npm run train`: the files of weights that it writes, also when it is stopped, and where it refuses to begin. */
import { execFile, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readSafetensors } from '../interop/safetensors'
import { ROOT } from './read-files'

const TEAM = '#remember-ippo.2&network.units=4&network.observation=4&network.shortcut=4&network.heads=4&data.batch=8&data.test=8'
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'membrane-train-'))
})
afterAll(() => rm(folder, { recursive: true }))

const words = (args: readonly string[]) => ['--import', 'tsx', 'src/headless/train.ts', ...args]
const train = (...args: readonly string[]) => promisify(execFile)(process.execPath, words(args), { cwd: ROOT })
const weightsIn = async (file: string) => readSafetensors(new Uint8Array(await readFile(file)).buffer).tensors

test('the last weights and the best ones are written, and a rate that has only begun to fall is mentioned', async () => {
  const [latest, best] = [join(folder, 'latest.safetensors'), join(folder, 'best.safetensors')]
  const { stdout, stderr } = await train(
    `${TEAM}&validation.kind=starts&schedule.kind=cosine`,
    '--steps',
    '2',
    '--save',
    latest,
    '--save-best',
    best,
  )
  expect(stdout).toContain(JSON.stringify({ saved: latest, weights: 'latest' }))
  expect(stdout).toContain(JSON.stringify({ saved: best, weights: 'best' }))
  expect(stderr).toContain('2 are only the beginning')
  const [last, kept] = [await weightsIn(latest), await weightsIn(best)]
  expect(last.map(({ name }) => name)).toContain('policy.weight')
  expect(kept.map(({ name, shape }) => [name, shape])).toEqual(last.map(({ name, shape }) => [name, shape]))
})

test('Ctrl C ends the training, and the weights so far are written', async () => {
  const file = join(folder, 'stopped.safetensors')
  const child = spawn(process.execPath, words([TEAM, '--no-test', '--save', file]), { cwd: ROOT })
  let printed = ''
  child.stdout.on('data', (chunk) => {
    // The second one would end the process.
    if (!printed.includes('"step"') && `${chunk}`.includes('"step"')) child.kill('SIGINT')
    printed += chunk
  })
  const code = await new Promise((resolve) => child.on('close', resolve))
  expect(code).toBe(0)
  expect(printed).toContain(JSON.stringify({ saved: file, weights: 'latest' }))
  expect(await weightsIn(file)).not.toEqual([])
})

test.each([
  ['a folder that does not exist', [TEAM, '--save', '/nowhere/weights.safetensors'], /there is no folder \/nowhere/],
  ['best weights where none are kept', ['#coincidence.2', '--save-best', 'best.safetensors'], /keeps no best weights/],
])('%s is refused before anything is trained', async (_, args, message) => {
  await expect(train(...args, '--steps', '1')).rejects.toThrow(message)
})
