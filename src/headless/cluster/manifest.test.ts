/** What a folder says of itself comes back, or is refused with what to do. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { madeData, small } from '../../testing/data'
import { madeFolder, roomFor, seeds } from '../../testing/tasks'
import { codeHash, readManifest, readTasks, refuseOtherCode } from './manifest'
import { planTasks, refuseOtherData } from './plan'

const change = async (folder: string, file: string, from: string | RegExp, to: string) => {
  const path = join(folder, file)
  const text = await readFile(path, 'utf8')
  const changed = text.replace(from, to)
  expect(changed).not.toBe(text)
  await writeFile(path, changed)
}

test('manifest and tasks come back as they were written', async () => {
  const { folder, manifest, tasks } = await madeFolder(seeds(3))
  const read = await readManifest(folder)
  expect(read).toEqual(manifest)
  expect(await readTasks(folder, read)).toEqual(tasks)
  expect(tasks.map(({ experiment }) => experiment.run.seed)).toEqual([1, 2, 3])
  expect(() => refuseOtherCode(folder, read)).not.toThrow()
})

test('so does a comparison', async () => {
  const variants = [
    { title: 'low', edits: [['neuron.threshold', 0.5]] },
    { title: 'high', edits: [['neuron.threshold', 2]] },
  ] as const
  const { folder, manifest, tasks } = await madeFolder({ kind: 'compare', base: small(), variants, times: [2, 3], seeds: [1], steps: 4 })
  expect((await readManifest(folder)).study).toEqual(manifest.study)
  expect(tasks.map(({ title }) => title)).toEqual(['low, T 2, seed 1', 'high, T 2, seed 1', 'low, T 3, seed 1', 'high, T 3, seed 1'])
})

test.each([
  ['manifest.json', /"steps": 5/, '"steps": 6', 'was edited'],
  ['manifest.json', /"version": 1,/, '"version": 2,', 'is of version 2, and this lab reads version 1'],
  ['manifest.json', /"membrane-tasks"/, '"other"', 'is not that of a folder of tasks'],
  ['manifest.json', /[\s\S]{40}$/, '', 'is not JSON: it was edited or cut off'],
  ['manifest.json', /"rows": \d+/, '"rows": "many"', 'is damaged at rows'],
  ['tasks.jsonl', /"seed":2/, '"seed":5', 'is not as it was written'],
])('%s with %s as %s is refused', async (file, from, to, message) => {
  const { folder, manifest } = await madeFolder(seeds(3))
  await change(folder, file, from, to)
  const read = file === 'tasks.jsonl' ? readTasks(folder, manifest) : readManifest(folder)
  await expect(read).rejects.toThrow(message)
})

test('what is no folder of tasks, and one that another code made, are refused', async () => {
  await expect(readManifest(await roomFor())).rejects.toThrow('is no folder of tasks: it has no manifest.json')
  const { folder, manifest } = await madeFolder(seeds(2))
  const other = 'a'.repeat(64)
  expect(() => refuseOtherCode(folder, { ...manifest, code: other })).toThrow('other code')
  expect(() => refuseOtherCode(folder, { ...manifest, shaders: other })).toThrow('other shaders')
  expect(codeHash()).toBe(manifest.code)
})

test('data are looked for before anything is written, and known again by their samples', async () => {
  const study = seeds(2)
  const asked = { study, preset: 'window', samples: null, dataFolder: null, seconds: { checkpoint: 1, beat: 1, stale: 9 } }
  const gone = async () => Promise.reject(new Error('MNIST is not here.'))
  await expect(planTasks(asked, gone, () => undefined)).rejects.toThrow('MNIST is not here.')
  const data = madeData(200, 60)
  const { manifest } = await planTasks(
    asked,
    async () => data,
    () => undefined,
  )
  expect(Object.keys(manifest.data)).toHaveLength(1)
  expect(() => refuseOtherData(manifest, study.base, madeData(200, 60))).not.toThrow()
  expect(() => refuseOtherData(manifest, study.base, madeData(200, 61))).toThrow('are not those that the tasks were made with')
})

test('a study at fault is refused in its words', async () => {
  const study = { ...seeds(2), axes: [{ path: 'run.seed', values: [1, 1] }] }
  const asked = { study, preset: 'window', samples: null, dataFolder: null, seconds: { checkpoint: 1, beat: 1, stale: 9 } }
  await expect(
    planTasks(
      asked as never,
      async () => madeData(200, 60),
      () => undefined,
    ),
  ).rejects.toThrow('appears twice')
})
