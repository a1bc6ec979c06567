/** Distillation in whole networks: the gradient of the sum, the teacher's outputs, what a weight of 0 leaves alone, and what is refused. */
import { expect, test } from 'vitest'
import { asOf, withChange } from '../../../experiments/changes'
import { check } from '../../../experiments/check'
import type { Experiment } from '../../../experiments/schema'
import { readSafetensors } from '../../../interop/safetensors'
import { experimentOf, fingerprintOf } from '../../../runs/teacher'
import { equalBits } from '../../../testing/close'
import { madeData, small } from '../../../testing/data'
import { testGpu } from '../../../testing/gpu'
import { lossesOf, openFor, readWeights, weightsOf, writeWeights } from '../../../testing/open'
import { slopesOf } from '../../../testing/slope'
import { classification } from '../builder'
import { teacherOf } from './schema'

const gpu = await testGpu()
const samples = madeData(60, 20)
type Change = NonNullable<Parameters<typeof small>[0]>

const none = { normalization: { kind: 'none' }, bias: true } as const
const spiking: Change = {
  surrogate: { kind: 'sigmoid', scale: 4 },
  neuron: { kind: 'lif', decay: 0.6, threshold: 0.5 },
  network: { kind: 'mlp', hidden: [13, 24], ...none },
}
/** An analog network of another size, with one step and a normalization. */
const analog: Change = {
  ...spiking,
  neuron: { kind: 'relu' },
  encoder: { kind: 'direct', steps: 1 },
  network: { kind: 'mlp', hidden: [9] },
}

/** The file of weights of a network after a few steps. */
async function taught(change: Change) {
  const e = small(change)
  using run = await openFor(gpu, e, samples)
  run.submit(5)
  const bytes = await readWeights(run, e)
  return { bytes, file: readSafetensors(bytes) }
}

/** The experiment that learns from a file. */
async function student(
  change: Change,
  { file }: Awaited<ReturnType<typeof taught>>,
  distillation: { weight?: number; temperature?: number } = {},
) {
  const teacher = teacherOf(experimentOf(file) as ReturnType<typeof small>)
  const fingerprint = await fingerprintOf(file)
  return {
    e: small({ ...change, distillation: { kind: 'teacher', name: 'made', fingerprint, teacher, ...distillation } }),
    data: { ...samples, teacher: file.tensors },
  }
}

const ofAnalog = await taught(analog)

test('the gradient is that of the loss and the weighted term', async () => {
  for (const change of [spiking, { ...spiking, run: { microBatches: 2 } }, { ...spiking, loss: { kind: 'meanOfCrossEntropy' } } as const]) {
    const { e, data } = await student(change, ofAnalog, { weight: 3, temperature: 2 })
    expect(check(e)).toEqual([])
    const { numeric, analytic } = await slopesOf(gpu, e, data, 0.008, [1, 0, 3])
    const alone = await slopesOf(gpu, small(change), samples)
    expect(Math.abs(analytic - numeric)).toBeLessThan(0.004 * Math.abs(analytic))
    expect(Math.abs(analytic - alone.analytic)).toBeGreaterThan(0.05 * Math.abs(analytic))
  }
})

test('a student with the weights of its teacher is as far from it as nothing', async () => {
  const before = await taught(spiking)
  const { e, data } = await student(spiking, before)
  using run = await openFor(gpu, e, data)
  run.submit(1)
  writeWeights(run, before.bytes)
  run.submit(1)
  const [apart, same] = await lossesOf(run, 'trainDistillation')
  expect(Math.abs(same!)).toBeLessThan(1e-6)
  expect(apart).toBeGreaterThan(1e-4)
})

test('a weight of 0 measures the term and leaves the bits of training alone; a large one brings the outputs together', async () => {
  const { e: zero, data } = await student(spiking, ofAnalog, { weight: 0 })
  const { e: pulled } = await student(spiking, ofAnalog, { weight: 30 })
  const runs = [await openFor(gpu, small(spiking), samples), await openFor(gpu, zero, data), await openFor(gpu, pulled, data)]
  for (const run of runs) run.submit(6)
  const weights = await Promise.all(runs.map(weightsOf))
  expect(equalBits(weights[0]!, weights[1]!)).toBe(true)
  expect(equalBits(weights[0]!, weights[2]!)).toBe(false)
  const [measured, smaller] = await Promise.all(runs.slice(1).map((run) => lossesOf(run, 'trainDistillation')))
  expect(measured![0]).toBe(smaller![0])
  expect(smaller!.at(-1)!).toBeLessThan(measured!.at(-1)!)
  for (const run of runs) run.destroy()
})

test('weight and temperature change while a run trains, without the teacher in each change', async () => {
  const { e } = await student(spiking, ofAnalog)
  const changed = withChange(e, 3, { distillationWeight: 2, distillationTemperature: 8 }) as typeof e
  expect(check(changed)).toEqual([])
  expect((asOf(changed, 3) as typeof e).distillation).toEqual({ ...e.distillation, weight: 2, temperature: 8 })
})

test('a teacher that is missing or does not fit is refused in words', async () => {
  const { e } = await student(spiking, ofAnalog)
  const { distillation } = e
  const told = (other: Experiment) => check(other).map(({ path, message }) => `${path}: ${message}`)
  expect(told({ ...e, distillation: { ...distillation!, fingerprint: '' } })).toEqual([
    expect.stringMatching(/^distillation.name: No teacher/),
  ])
  const classes = { ...distillation!, teacher: { ...distillation!.teacher!, classes: 47 } }
  expect(told({ ...e, distillation: classes })).toEqual([
    expect.stringMatching(/learned 47 classes of 28 × 28, and these are 10 classes of 28 × 28/),
  ])
  const frames = { ...distillation!, teacher: { ...distillation!.teacher!, encoder: { kind: 'frames' } } } as typeof distillation
  expect(told({ ...e, distillation: frames })).toEqual([expect.stringMatching(/does not fit this data set\. \S/)])
  expect(told({ ...e, loss: { kind: 'meanOfCrossEntropy' }, learning: { kind: 'sltt' } })).toEqual([
    expect.stringMatching(/online learning/),
  ])
  const sources = { read: () => Promise.reject(new Error('not read')), stored: async () => undefined, teacher: async () => undefined }
  await expect(classification.load(e, sources, () => undefined)).rejects.toThrow('The teacher “made” is not in this browser')
})

test('weights of other shapes than the experiment says are refused by name', async () => {
  const { e, data } = await student(spiking, ofAnalog)
  const wrong = data.teacher.map((t) => (t.name === 'linear1.weight' ? { ...t, shape: [3, 784], data: t.data.subarray(0, 3 * 784) } : t))
  await expect(openFor(gpu, e, { ...data, teacher: wrong })).rejects.toThrow(
    'linear1.weight is [3,784] in the file; this network needs [9,784]',
  )
})

test('a file of weights says whose they are, and its fingerprint is that of the values alone', async () => {
  const { file } = ofAnalog
  expect(await fingerprintOf({ ...file, metadata: {} })).toBe(await fingerprintOf(file))
  const [first, ...rest] = file.tensors
  const moved = { ...first!, data: first!.data.map((v, i) => (i === 0 ? v + 1 : v)) }
  expect(await fingerprintOf({ ...file, tensors: [moved, ...rest] })).not.toBe(await fingerprintOf(file))
  expect(() => experimentOf({ ...file, metadata: {} })).toThrow('does not say which network')
  expect(() => experimentOf({ ...file, metadata: { experiment: '{"version":2,"task":"gardening"}' } })).toThrow('cannot be read')
  expect(() => experimentOf({ ...file, metadata: { experiment: '{' } })).toThrow('damaged')
})
