/**
 * Training computes what it computed when testing/training-bits.json was recorded, to the last bit: presets that are quick on a
 * software adapter, each kind of network and optimizer among them. "npx tsx src/headless/training-bits.ts" checks all that is recorded.
 */
import { expect, test } from 'vitest'
import { measureBits, readBitsFile, sectionOf } from '../headless/bits/measure'
import { testGpu } from '../testing/gpu'

const gpu = await testGpu()
const file = await readBitsFile()

const QUICK: readonly string[] = [
  '#blank.1',
  '#window.1',
  '#copy.1',
  '#gsc.1&data.batch=16&network.hidden=32,32,32',
  '#s-mnist-wide-small.1&encoder.pool=4&data.batch=16',
  '#ps-mnist.1&encoder.pool=4&data.batch=32&network.hidden=32,48,48',
  '#resnet19-cifar10.1&network.width=0.0625&data.batch=8',
  '#vggsnn-cifar10-dvs.1&network.width=0.0625&data.batch=8&data.frames=3&data.height=32&data.width=32&run.microBatches=2',
  '#shd.1&data.batch=8&network.hidden=32',
  '#csnn.1&data.batch=5',
  '#simulated-n-mnist.1&data.batch=10',
  '#tutorial.1&data.batch=16&encoder.steps=5',
  '#tutorial.1&data.batch=16&encoder.steps=5&neuron.storedPotentials.kind=half',
]

test.each(QUICK)('%s', async (link) => {
  const { adapter, runs } = sectionOf(file, gpu)
  const recorded = runs[link]
  if (!recorded) throw new Error(`${link} is not recorded on ${adapter}: npx tsx src/headless/training-bits.ts --record '${link}'`)
  expect(await measureBits(gpu, link, recorded.steps), `recorded on ${adapter}, computed on ${gpu.info.description}`).toEqual(recorded)
})

test('an adapter without a section is told how to record one', () => {
  const other = { ...gpu, info: { ...gpu.info, profile: 'gpu' as const, description: 'Another adapter' } }
  expect(() => sectionOf(file, other)).toThrow('has no section for the adapter Another adapter')
})
