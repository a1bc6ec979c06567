/** A sample in another light: the same movement, darker images, and the sample of the set where the light is its own. */
import { expect, test } from 'vitest'
import { testGpu } from '../../testing/gpu'
import { relight } from './cameras'
import { makeSigns } from './make'
import { signsSchema } from './schema'

const gpu = await testGpu()
const spec = signsSchema.parse({ kind: 'twoStreamSigns', trainSubjects: 1, testSubjects: 1, testLight: 'dim' })
const mean = (bytes: Uint8Array) => bytes.reduce((sum, byte) => sum + byte, 0) / bytes.length

test('in its own light it is the sample of the set, to the byte', async () => {
  const { test: half } = await makeSigns(spec, gpu, () => undefined)
  const made = await relight(gpu, spec, 'test', 3, 0.3)
  const events = half.images.length / half.count
  const frames = half.more!.frames!.values as Uint8Array
  expect(made.events).toEqual(half.images.slice(3 * events, 4 * events))
  expect(made.frames).toEqual(frames.slice(3 * made.frames.length, 4 * made.frames.length))
})

test('less light makes darker images, and other events', async () => {
  const [bright, dark] = [await relight(gpu, spec, 'test', 0, 1), await relight(gpu, spec, 'test', 0, 0.1)]
  expect(mean(dark.frames)).toBeLessThan(0.5 * mean(bright.frames))
  expect(dark.events).not.toEqual(bright.events)
})

test('says what it cannot make', async () => {
  await expect(relight(gpu, spec, 'test', 999, 1)).rejects.toThrow('no sample 999')
  await expect(relight(gpu, spec, 'test', 0, 0.01)).rejects.toThrow('from 0.05 to 1')
})
