/** Weights of teachers in a folder: what is stored is read again, and only the newest are kept. */
import { expect, test } from 'vitest'
import { memoryFolder } from './memory-folder'
import { MAX_TEACHERS, readTeacher, storeTeacher } from './teachers'

const fileOf = (value: number) => Uint8Array.of(value, value).buffer

test('a file is read by its fingerprint', async () => {
  const folder = memoryFolder()
  await storeTeacher(folder, 'ab', fileOf(3))
  expect(await readTeacher(folder, 'ab')).toEqual(fileOf(3))
  expect(await readTeacher(folder, 'cd')).toBeUndefined()
})

test('only so many are kept', async () => {
  const folder = memoryFolder()
  const all = Array.from({ length: MAX_TEACHERS + 2 }, (_, i) => `t${i}`)
  for (const [i, name] of all.entries()) await storeTeacher(folder, name, fileOf(i))
  const kept = await Promise.all(all.map((name) => readTeacher(folder, name)))
  expect(kept.filter((file) => file !== undefined)).toHaveLength(MAX_TEACHERS)
})

test('a full disk is said in words', async () => {
  const folder = memoryFolder({ left: 1 })
  await expect(storeTeacher(folder, 'ab', fileOf(3))).rejects.toThrow('no room for the weights of a teacher')
})
