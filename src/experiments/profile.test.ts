/** A profile counts every call of a training step, its bytes and its operations, with timestamps and without; nothing here asserts a time. */
import { expect, test } from 'vitest'
import { countsOf } from '../data/streams'
import { countDispatches } from '../engine/memory'
import { measureRates, slopeOf } from '../engine/rates'
import { openRun } from '../experiments/run'
import { disposable } from '../headless/disposable'
import { profileRows, profileSentence, sharesOf, totalOf } from '../readings/profile'
import { madeData, small } from '../testing/data'
import { kernelGpu } from '../testing/gpu'
import { buildExperiment } from './build'
import { presetNamed } from './presets'
import { bytesOf, operationsOf, profileStep } from './profile'

const gpu = await kernelGpu()
const data = madeData(60, 20)
const opened = async () => disposable(await openRun(gpu, buildExperiment(small({}), { counts: countsOf(data) }), data))

test.each([
  ['timestamps', gpu],
  ['alone', { ...gpu, info: { ...gpu.info, features: [] } }],
] as const)('all calls are profiled by %s', async (method, device) => {
  using run = await opened()
  const seen: number[] = []
  const profile = await profileStep(device, run, { ms: 50, onProgress: (done) => seen.push(done) })
  const { stages, operations } = run.built
  const ops = stages.flatMap(({ program }) => run.compiled.programs[program]!.ops.filter((op) => !op.watch))
  expect(profile.method).toBe(method)
  const total = totalOf(profile.kernels)
  expect(total.calls).toBe(countDispatches(ops))
  expect(total.bytes).toBe(bytesOf(ops))
  // Rows of features are padded to multiples of four, and the prediction counts the features.
  expect(total.operations).toBe(operationsOf(ops))
  expect(total.operations).toBeGreaterThanOrEqual(operations)
  for (const { ms } of profile.kernels) expect(ms).toBeGreaterThanOrEqual(0)
  expect(seen).toEqual([...seen].sort((a, b) => a - b))
})

test('a profile that is stopped rejects with the reason', async () => {
  using run = await opened()
  const stopped = new AbortController()
  const profile = profileStep(gpu, run, { onProgress: (done) => done === 1 && stopped.abort(new Error('stopped')), signal: stopped.signal })
  await expect(profile).rejects.toThrow('stopped')
})

test('the products of kernels are those that the cost predicts, for presets of full size', () => {
  for (const name of ['blank', 'csnn', 'resnet19-narrow', 's-mnist-small', 'dvs-slr', 'eas-shapes', 'tecos-lvm', 'grsn-cart']) {
    const { stages, programs, operations } = buildExperiment(presetNamed(name)!.experiment)
    const counted = stages.reduce((sum, { program, repeat }) => sum + repeat * operationsOf(programs[program]!), 0)
    expect(counted / operations, name).toBeGreaterThan(0.8)
    expect(counted / operations, name).toBeLessThan(1.25)
  }
})

test('the rates of a device are positive, and a slope leaves out what is paid once', async () => {
  const rates = await measureRates(gpu)
  for (const rate of Object.values(rates)) expect(rate).toBeGreaterThan(0)
  expect(slopeOf([64, 128, 256], [5 + 64 * 0.03, 5 + 128 * 0.03, 5 + 256 * 0.03])).toBeCloseTo(0.03, 10)
})

const RATES = { bytesPerSecond: 2e9, operationsPerSecond: 1e10, dispatchMs: 0.02 }
const KERNEL = { kernel: 'layers/linear-forward', calls: 2, ms: 4, bytes: 4e6, operations: 2e7 }

test('shares are of the rates of the device, and absent without a product', () => {
  expect(sharesOf(KERNEL, RATES).bandwidth).toBeCloseTo(0.5, 12)
  expect(sharesOf(KERNEL, RATES).arithmetic).toBeCloseTo(0.5, 12)
  expect(sharesOf({ ...KERNEL, operations: 0 }, RATES).arithmetic).toBeNull()
})

test('the sentence has the gap between the calls and the step; the file a row for each kernel', () => {
  const profile = {
    method: 'timestamps',
    steps: 5,
    stepMs: 10,
    rates: RATES,
    kernels: [KERNEL, { ...KERNEL, kernel: 'a', operations: 0 }],
  } as const
  expect(profileSentence(profile)).toContain(
    'its 4 calls of 2 kernels take 8.00\u00a0ms. The other 2.00\u00a0ms (20.0\u00a0%) lie between them',
  )
  expect(profileSentence({ ...profile, method: 'alone', stepMs: 7 })).toContain('calls cost less than the timing')
  expect(profileRows(profile)).toEqual([
    ['kernel', 'calls', 'ms', 'share_of_time', 'bytes', 'operations', 'share_of_bandwidth', 'share_of_multiply_adds'],
    ['layers/linear-forward', 2, 4, 0.5, 4e6, 2e7, 0.5, 0.5],
    ['a', 2, 4, 0.5, 4e6, 0, 0.5, ''],
  ])
})
