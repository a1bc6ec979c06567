/** Recordings with boxes that were converted and kept are learned from: gradients, tests that see each sample once, augmented batches. */
import { beforeAll, expect, onTestFinished, test } from 'vitest'
import type { OwnBoxesSpec } from '../../data/boxes/schema'
import { type BoxChoice, boxChoiceFor } from '../../data/import/boxes/schema'
import { convertBoxes } from '../../data/import/boxes/set'
import { surveyBoxes } from '../../data/import/boxes/survey'
import { openChosen } from '../../data/import/import-set'
import { DataNotHere } from '../../data/labeled-set'
import type { DataSources } from '../../data/sources'
import { readBoxSet, storeBoxes } from '../../data/store/boxes'
import { memoryFolder } from '../../data/store/memory-folder'
import { compile } from '../../engine/plan'
import { errorsOf } from '../../problem'
import { gen1Files } from '../../testing/boxes'
import { chosen } from '../../testing/files'
import { testGpu } from '../../testing/gpu'
import { lossesOf, openFor, weightsOf } from '../../testing/open'
import { build } from './build'
import { detection } from './builder'
import type { DetectionDetail, Scene } from './detail'
import { problemsOf } from './problems'
import { type DetectionSpec, detectionSchema } from './schema'

const gpu = await testGpu()
const folder = memoryFolder()
const quiet = () => undefined
const sources = { boxed: (data: OwnBoxesSpec) => readBoxSet(folder, data) } as DataSources
const SIDE = 32

let data: OwnBoxesSpec
/** The same recordings, those for validation apart. */
let apart: OwnBoxesSpec
beforeAll(async () => {
  const opened = await openChosen(chosen(await gen1Files()))
  if (!('boxes' in opened)) throw new Error('no boxes')
  const survey = await surveyBoxes(opened.boxes, quiet)
  const choice = { ...boxChoiceFor(survey.found), height: SIDE, width: SIDE, bins: 3 }
  const kept = async (change: Partial<BoxChoice>) =>
    (await storeBoxes(folder, (writer) => convertBoxes(survey.folder, survey.found, { ...choice, ...change }, writer, quiet))).data
  data = await kept({ validation: 'train' })
  apart = await kept({ validation: 'part' })
})

const PLACED = { kind: 'place' } as const
const spec = (change: object = {}): DetectionSpec =>
  detectionSchema.parse({
    version: 2,
    task: 'detection',
    data: { ...data, batch: 2, augment: PLACED, ...change },
    network: { kind: 'detector', spiking: 'backbone', strides: [8, 16], stem: 4, stages: [4, 8, 8], head: 4, width: 1, pools: [] },
    sampler: { kind: 'arsnn', kernel: 3, bins: 3 },
  })
const load = (e: DetectionSpec) => detection.load(e, sources, quiet)

test('it trains, the same twice, and a test sees each sample once and as it is', async () => {
  const e = spec()
  expect(errorsOf(problemsOf(e))).toEqual([])
  const set = await load(e)
  using run = await openFor(gpu, e, set)
  run.submit(4)
  const [losses, weights] = [await lossesOf(run), await weightsOf(run)]
  expect(losses).toHaveLength(4)
  expect(losses.every((loss) => Number.isFinite(loss) && loss > 0)).toBe(true)
  expect(new Float32Array(weights.buffer).every(Number.isFinite)).toBe(true)

  const { detail, values } = await run.evaluate()
  const said = detail as DetectionDetail
  const counts = [...set.test.streams.boxCount!.values].map(Number)
  expect({ samples: said.samples, truths: said.truths }).toEqual({ samples: 5, truths: counts.reduce((a, b) => a + b) })
  expect(said.classes.map(({ name }) => name)).toEqual(set.outputNames)
  expect((await run.evaluate()).values).toEqual(values)
  expect(said.protocol).toMatchObject({ recordings: 1, skip: 500_000, tolerance: 50_000, minSide: (10 * SIDE) / 304 })
  for (const sample of [0, 4]) {
    const { truths, events, classes } = (await run.inspect({ ask: 'scene', sample }, undefined)) as Scene
    const row = [...set.test.streams.boxes!.values.subarray(sample * data.most * 8, sample * data.most * 8 + 5)].map(Number)
    expect(truths.map(({ classIndex: of, x, y, width, height }) => [of, x + width / 2, y + height / 2, width, height])).toEqual([row])
    const size = data.bins * SIDE * SIDE * 2
    expect([...events]).toEqual([...set.test.streams.bins!.values.subarray(sample * size, (sample + 1) * size)].map(Number))
    expect(classes).toEqual(['car', 'pedestrian'])
  }

  run.reset()
  run.submit(4)
  expect(await lossesOf(run)).toEqual(losses)
  expect(await weightsOf(run)).toEqual(weights)
})

test('its own validation part is evaluated recording by recording, and is left out where it is not asked for', async () => {
  const held = { ...spec(), data: { ...spec().data, ...apart, batch: 2 }, validation: { kind: 'own' } } as const
  expect(errorsOf(problemsOf(held))).toEqual([])
  expect(errorsOf(problemsOf({ ...spec(), validation: held.validation }))).toMatchObject([{ path: 'validation' }])
  const set = await load(held)
  expect({ train: set.train.count, validation: set.validation!.count, test: set.test.count }).toEqual({ train: 5, validation: 5, test: 5 })
  expect((await load({ ...held, validation: undefined })).validation).toBeUndefined()
  using run = await openFor(gpu, held, set)
  const [validated, tested] = [await run.evaluate(), await run.evaluate(undefined, 'test')]
  expect({ validated: validated.part, tested: tested.part }).toEqual({ validated: 'validation', tested: 'test' })
  for (const { detail } of [validated, tested]) expect((detail as DetectionDetail).protocol).toMatchObject({ recordings: 1 })
})

test('whole recordings are held out where that is asked for', async () => {
  const e = { ...spec(), validation: { kind: 'groups', share: 0.1, seed: 1 } } as const
  expect(errorsOf(problemsOf(e))).toEqual([])
  const { train, validation } = await load(e)
  const recordings = [train, validation!].map(({ streams }) => new Set(streams.origin!.values.filter((_, at) => at % 3 === 0)))
  expect(recordings.map((of) => of.size)).toEqual([1, 1])
  expect(recordings[0]).not.toEqual(recordings[1])
})

/** The bins of a training batch at a step, and whether all gradients of it are finite and some not zero. */
async function batches(e: DetectionSpec) {
  const set = await load(e)
  const built = build(e)
  const { network, control, graph } = built.networks[0]!
  const bins = graph.layers[0]!.outputs[0]!.value
  const compiled = await compile(gpu, { accumulate: built.programs.accumulate! }, { readBack: new Set([...built.readBack, bins]) })
  onTestFinished(compiled.destroy)
  for (const { tensor, from } of built.uploads) if (compiled.holds(tensor)) compiled.write(tensor, from(set))
  compiled.write(network.values, network.initialValues())
  const at = async (step: number) => {
    compiled.write(control.clock, Uint32Array.of(step))
    compiled.write(control.micro, new Uint32Array(1))
    compiled.write(network.grads, new Float32Array(network.initialValues().length))
    const encoder = gpu.device.createCommandEncoder()
    compiled.programs.accumulate.encode(encoder)
    gpu.device.queue.submit([encoder.finish()])
    const grads = new Float32Array(await compiled.read(network.grads))
    expect(grads.every(Number.isFinite) && grads.some((grad) => grad !== 0)).toBe(true)
    return [...new Float32Array(await compiled.read(bins))]
  }
  return { at }
}

test('an augmented batch is another at each step, the same twice, and the plain one where nothing is asked for', async () => {
  // The whole set is a batch, so that no other samples come at another step.
  const sum = (values: readonly number[]) => values.reduce((a, b) => a + b)
  const placed = await batches(spec({ batch: 10 }))
  const [first, second] = [await placed.at(0), await placed.at(7)]
  expect(first).not.toEqual(second)
  expect(await placed.at(0)).toEqual(first)
  const plain = await batches(spec({ batch: 10, augment: undefined }))
  const [one, other] = [await plain.at(0), await plain.at(7)]
  // The samples are the same in another order.
  const { bins } = (await load(spec())).train.streams
  expect([sum(one), sum(other)]).toEqual([1, 2].map(() => sum([...bins!.values].map(Number))))
  expect(sum(first)).not.toBe(sum(second))
})

test('a set that is not kept is named, and an image that is too large is not placed anew', async () => {
  const gone = spec({ fingerprint: '0'.repeat(32), name: 'Lost street' })
  await expect(load(gone)).rejects.toThrow(DataNotHere)
  await expect(load(gone)).rejects.toThrow('Lost street is not in this browser')
  const [problem] = errorsOf(problemsOf(spec({ height: 720, width: 1280 })))
  expect(problem).toMatchObject({ path: 'data.augment.kind', remedy: { value: 'none' } })
})
