/** The conformance ops of detection: a detector's raw output decoded, assigned, its loss, and what is detected; and average precision, in float64. */
import type * as z from 'zod'
import type { Gpu } from '../../engine/device'
import { activation } from '../../engine/graph'
import { persistent, tensor } from '../../engine/tensor'
import { decode, suppressed } from '../../losses/detection/detect'
import { cellsOf, type DetectionLayout, numbersOf } from '../../losses/detection/layout'
import { type AssignmentForm, detectionLoss, fitsInWorkgroup, NO_OWNER } from '../../losses/detection/loss'
import type { DetectionLossSpec } from '../../losses/detection/schema'
import { cocoStatistics, evaluate } from '../../readings/detection/average-precision'
import type { Box, Detection, Truth } from '../../readings/detection/boxes'
import { imagesOf } from '../../readings/detection/prophesee'
import { sum } from '../../readings/spike-trains/moments'
import { inspect } from '../readable-tensors'
import { averagePrecisionAttributes, detectionLossAttributes, nmsAttributes, yoloxAttributes } from './attributes'
import { type Computed, mustAgree } from './compare'
import { channelsFirst, channelsLast, padRows, trimRows } from './layout'
import { mean } from './products'
import { type Case, type CaseTensor, need, rowsOf } from './read'

type Numbers = ArrayLike<number>

/** Files have a tensor [batch, 5 + classes, height, width] a level; here an image has one row per cell, levels in order. */
interface Head {
  readonly layout: DetectionLayout
  readonly batch: number
  readonly levels: readonly CaseTensor[]
}

function headOf(c: Case, { strides, classes }: z.infer<typeof yoloxAttributes>): Head {
  const levels = strides.map((_, i) => need(c.inputs, `level${i}`))
  for (const { shape } of levels)
    if (shape.length !== 4 || shape[0] !== levels[0]!.shape[0] || shape[1] !== 5 + classes)
      throw new Error(`a level [${shape}] is not [${levels[0]!.shape[0]}, ${5 + classes}, height, width]`)
  const layout = { classes, levels: strides.map((stride, i) => ({ stride, height: levels[i]!.shape[2]!, width: levels[i]!.shape[3]! })) }
  return { layout, batch: levels[0]!.shape[0]!, levels }
}

/** [batch, cells, 5 + classes]. */
function cellRows({ layout, batch, levels }: Head): Float64Array {
  const numbers = numbersOf(layout)
  const rows = levels.map(({ data, shape }) => channelsLast(data, numbers, shape[2]! * shape[3]!))
  return Float64Array.from(
    Array.from({ length: batch }, (_, b) =>
      rows.flatMap((level) => [...level.subarray((b * level.length) / batch, ((b + 1) * level.length) / batch)]),
    ).flat(),
  )
}

/** A gradient in the layout of the files. */
function levelsOf({ layout, batch, levels }: Head, rows: Float64Array): Record<string, Numbers> {
  const numbers = numbersOf(layout)
  const perImage = cellsOf(layout.levels) * numbers
  let first = 0
  return Object.fromEntries(
    levels.map(({ shape }, i) => {
      const count = shape[2]! * shape[3]! * numbers
      const from = first
      first += count
      const own = Array.from({ length: batch }, (_, b) => [...rows.subarray(b * perImage + from, b * perImage + from + count)]).flat()
      return [`level${i}`, channelsFirst(own, numbers, shape[2]! * shape[3]!)]
    }),
  )
}

const rawOf = ({ layout, batch }: Head) => activation('raw', [1, batch * cellsOf(layout.levels), numbersOf(layout)], 'dense', true)

export async function runYoloxDecode(gpu: Gpu, c: Case): Promise<Computed> {
  const head = headOf(c, yoloxAttributes.parse(c.attrs))
  const numbers = numbersOf(head.layout)
  const raw = rawOf(head)
  const { forward, backward, decoded } = decode(raw, head.layout)
  using bench = await inspect(gpu, [forward, ...backward])
  bench.write(raw.value, padRows(cellRows(head), numbers))
  bench.write(decoded.grad!, padRows(need(c.cotangents, 'decoded').data, numbers))
  bench.run()
  return {
    outputs: { decoded: trimRows(await bench.f32(decoded.value), numbers) },
    gradients: levelsOf(head, trimRows(await bench.f32(raw.grad!), numbers)),
  }
}

export async function runSimOta(gpu: Gpu, c: Case): Promise<Computed> {
  const { owner, matchedIou, dynamicK, candidates } = (await everyForm(gpu, c, yoloxAttributes.parse(c.attrs), PLAIN)).outputs
  return { outputs: { owner: owner!, matchedIou: matchedIou!, dynamicK: dynamicK!, candidates: candidates! }, gradients: {} }
}
const PLAIN: DetectionLossSpec = { iouLoss: 'iou', iouWeight: 1, l1: false }

export function runDetectionLoss(gpu: Gpu, c: Case): Promise<Computed> {
  const { strides, classes, ...spec } = detectionLossAttributes.parse(c.attrs)
  return everyForm(gpu, c, { strides, classes }, spec)
}

/** Runs both variants, whose bits must be equal, where an image fits in a workgroup. */
async function everyForm(gpu: Gpu, c: Case, attributes: z.infer<typeof yoloxAttributes>, spec: DetectionLossSpec): Promise<Computed> {
  const head = headOf(c, attributes)
  const fits = fitsInWorkgroup(cellsOf(head.layout.levels), need(c.inputs, 'truths').shape[1]!)
  const forms: readonly AssignmentForm[] = fits ? ['perImage', 'perTruth'] : ['perTruth']
  const answers = []
  for (const form of forms) answers.push(await lossIn(gpu, c, head, spec, form))
  return mustAgree(answers, forms)
}

async function lossIn(gpu: Gpu, c: Case, head: Head, spec: DetectionLossSpec, form: AssignmentForm): Promise<Computed> {
  const { layout, batch } = head
  const numbers = numbersOf(layout)
  const given = need(c.inputs, 'truths')
  const raw = rawOf(head)
  const truths = tensor('truths', 'f32', [batch, given.shape[1]!, 8])
  const metric = (name: string) => persistent(name, 'f32', [batch])
  const metrics = {
    loss: metric('loss'),
    iouLoss: metric('iouLoss'),
    objectnessLoss: metric('objectnessLoss'),
    classLoss: metric('classLoss'),
    l1Loss: metric('l1Loss'),
    positives: metric('positives'),
  }
  const { ops, assignment } = detectionLoss(raw, { truths }, layout, spec, { micro: persistent('micro', 'u32', [1]), metrics }, form)
  using bench = await inspect(gpu, ops)
  bench.write(raw.value, padRows(cellRows(head), numbers))
  bench.write(truths, truthRows(given))
  bench.run()
  const read = await Promise.all(Object.entries(metrics).map(async ([name, t]) => [name, await bench.f32(t)] as const))
  const { owner, matchedIou, dynamicK, candidates } = assignment
  return {
    outputs: {
      ...Object.fromEntries(read.map(([name, values]) => [name, [mean(values)]])),
      positives: [sum(await bench.f32(metrics.positives))],
      owner: Array.from(await bench.u32(owner), (row) => (row === NO_OWNER ? -1 : row)),
      matchedIou: [...(await bench.f32(matchedIou))],
      dynamicK: [...(await bench.u32(dynamicK))],
      candidates: [...(await bench.u32(candidates))],
    },
    gradients: levelsOf(head, trimRows(await bench.f32(raw.grad!), numbers)),
  }
}

/** Files have class and box; a row here has eight numbers. */
function truthRows({ shape, data }: CaseTensor): Float32Array<ArrayBuffer> {
  if (shape.length !== 3 || shape[2] !== 5) throw new Error(`truths [${shape}] are not [batch, most, 5]`)
  const rows = new Float32Array(shape[0]! * shape[1]! * 8)
  data.forEach((v, i) => {
    rows[Math.floor(i / 5) * 8 + (i % 5)] = v
  })
  return rows
}

export async function runNms(gpu: Gpu, c: Case): Promise<Computed> {
  const { classes, ...scoring } = nmsAttributes.parse(c.attrs)
  const predictions = need(c.inputs, 'predictions')
  const [batch, cells] = predictions.shape as [number, number]
  const layout = { classes, levels: [{ stride: 1, height: 1, width: cells }] }
  const decoded = activation('decoded', [1, batch * cells, numbersOf(layout)], 'dense', false)
  const { op, detections, counts } = suppressed(decoded, layout, scoring, cells)
  using bench = await inspect(gpu, [op])
  bench.write(decoded.value, padRows(predictions.data, numbersOf(layout)))
  bench.run()
  const found = await bench.u32(counts)
  const words = await bench.f32(detections)
  const kept = c.outputs.detections?.shape[1] ?? Math.max(1, ...found)
  return { outputs: { counts: [...found], detections: detectionRows(words, batch, cells, kept) }, gradients: {} }
}

/** Files have corners, objectness, class probability, class. */
const detectionRows = (words: Float32Array, batch: number, cells: number, kept: number): number[] =>
  Array.from({ length: batch * kept }, (_, i) => {
    const at = (Math.floor(i / kept) * cells + (i % kept)) * 8
    return [0, 1, 2, 3, 6, 7, 5].map((n) => words[at + n]!)
  }).flat()

export function runAveragePrecision(c: Case): Computed {
  const attributes = averagePrecisionAttributes.parse(c.attrs)
  const [truths, detections] = [rowsOf(need(c.inputs, 'truths')), rowsOf(need(c.inputs, 'detections'))]
  const { classes } = attributes
  const made =
    attributes.protocol === 'coco'
      ? { images: attributes.images, ...cocoBoxes(truths, detections) }
      : timedBoxes(truths, detections, attributes)
  const evaluated = evaluate(made.truths, made.detections, { images: made.images, classes })
  return { outputs: { stats: cocoStatistics(evaluated), apPerClass: evaluated.all.apPerClass }, gradients: {} }
}

const boxOf = (row: Numbers, first: number): Box => [row[first]!, row[first + 1]!, row[first + 2]!, row[first + 3]!]

function cocoBoxes(truths: Numbers[], detections: Numbers[]): { truths: Truth[]; detections: Detection[] } {
  return {
    truths: truths.map((row) => ({ image: row[0]!, class: row[1]!, box: boxOf(row, 2), area: row[6]!, crowd: row[7] === 1 })),
    detections: detections.map((row) => ({ image: row[0]!, class: row[1]!, score: row[2]!, box: boxOf(row, 3) })),
  }
}

const timedBoxes = (truths: Numbers[], detections: Numbers[], rules: Parameters<typeof imagesOf>[2]) =>
  imagesOf(
    truths.map((row) => ({ file: row[0]!, time: row[1]!, class: row[2]!, box: boxOf(row, 3) })),
    detections.map((row) => ({ file: row[0]!, time: row[1]!, class: row[2]!, score: row[3]!, box: boxOf(row, 4) })),
    rules,
  )
