/** Scenes for tests of detection: a detector's raw output, and truths that some of its cells predict well. Only tests import it. */
import type { Gpu } from '../engine/device'
import { type Activation, activation } from '../engine/graph'
import { persistent, tensor } from '../engine/tensor'
import { padRows, trimRows } from '../headless/conformance/layout'
import { inspect } from '../headless/readable-tensors'
import { cellsOf, type DetectionLayout, numbersOf } from '../losses/detection/layout'
import { type AssignmentForm, detectionLoss } from '../losses/detection/loss'
import type { Scene } from '../losses/detection/reference'
import type { DetectionLossSpec } from '../losses/detection/schema'
import { noise } from './close'

/** @param side of a square image, a multiple of the strides */
export const layoutOf = (side: number, strides: readonly number[], classes: number): DetectionLayout => ({
  levels: strides.map((stride) => ({ stride, height: side / stride, width: side / stride })),
  classes,
})

/** A row of truths: class, box, ignored. */
export type TruthRow = readonly [kind: number, cx: number, cy: number, w: number, h: number, ignored?: number]

/** [batch, maxTruths, 8]. */
export function truthRows(images: readonly (readonly TruthRow[])[], maxTruths: number): Float32Array<ArrayBuffer> {
  const rows = new Float32Array(images.length * maxTruths * 8)
  images.forEach((truths, b) => {
    truths.forEach((row, g) => {
      rows.set(Float32Array.from(row as readonly number[]), (b * maxTruths + g) * 8)
    })
  })
  return rows
}

/** Random truths, some near the previous one, so that both match the same cells; the cells around each truth nearly predict it. */
export function drawScene(layout: DetectionLayout, batch: number, maxTruths: number, seed: number, counts?: readonly number[]): Scene {
  const random = noise(seed)
  const between = (a: number, b: number) => a + (b - a) * random()
  const [numbers, cells] = [numbersOf(layout), cellsOf(layout.levels)]
  const side = layout.levels[0]!.stride * layout.levels[0]!.width
  const raw = Float32Array.from({ length: batch * cells * numbers }, (_, i) => between(-0.8, 0.8) + (i % numbers < 4 ? 0.5 : -1))
  const images = Array.from({ length: batch }, (_, b) => {
    const truths: TruthRow[] = []
    for (let g = 0; g < (counts?.[b] ?? maxTruths); g++) {
      const before = truths[g - 1]
      const [cx, cy] =
        before && random() < 0.4 ? [before[1] + between(-5, 5), before[2] + between(-5, 5)] : [between(4, side - 4), between(4, side - 4)]
      truths.push([Math.floor(between(0, layout.classes)), cx, cy, between(8, side * 0.5), between(8, side * 0.5)])
      predict(raw, b * cells * numbers, layout, truths[g]!, random)
    }
    return truths
  })
  return { layout, batch, maxTruths, raw, truths: truthRows(images, maxTruths) }
}

function predict(raw: Float32Array, first: number, layout: DetectionLayout, truth: TruthRow, random: () => number): void {
  const [kind, cx, cy, w, h] = truth
  const numbers = numbersOf(layout)
  let at = first
  for (const { stride, height, width } of layout.levels)
    for (let i = 0; i < height * width; i++, at += numbers) {
      const [x, y] = [i % width, Math.floor(i / width)]
      const far = Math.max(Math.abs((x + 0.5) * stride - cx), Math.abs((y + 0.5) * stride - cy))
      if (far > 1.6 * stride || random() < 0.3) continue
      const near = [cx / stride - x, cy / stride - y, Math.log(w / stride), Math.log(h / stride)]
      near.forEach((v, n) => {
        raw[at + n] = v + (random() - 0.5) * 0.5
      })
      raw[at + 4] = raw[at + 4]! + 1.5
      raw[at + 5 + kind] = raw[at + 5 + kind]! + 1.5
    }
}

/** A raw output on the GPU. */
export const rawOutput = (layout: DetectionLayout, batch: number): Activation =>
  activation('raw', [1, batch * cellsOf(layout.levels), numbersOf(layout)], 'dense', true)

/** Runs the loss on each scene as a micro-batch of one batch. */
export async function runLoss(gpu: Gpu, scenes: readonly Scene[], spec: DetectionLossSpec, form?: AssignmentForm) {
  const { layout, batch, maxTruths } = scenes[0]!
  const raw = rawOutput(layout, batch)
  const truths = tensor('truths', 'f32', [batch, maxTruths, 8])
  const micro = persistent('micro', 'u32', [1])
  const metric = (name: string) => persistent(name, 'f32', [batch * scenes.length])
  const metrics = {
    loss: metric('loss'),
    iouLoss: metric('iouLoss'),
    objectnessLoss: metric('objectnessLoss'),
    classLoss: metric('classLoss'),
    l1Loss: metric('l1Loss'),
    positives: metric('positives'),
  }
  const { ops, assignment } = detectionLoss(raw, { truths }, layout, spec, { micro, metrics }, form)
  using bench = await inspect(gpu, ops)
  const parts = []
  for (const [i, scene] of scenes.entries()) {
    bench.write(raw.value, padRows(scene.raw, numbersOf(layout)))
    bench.write(truths, Float32Array.from(scene.truths))
    bench.write(micro, Uint32Array.of(i))
    bench.run()
    parts.push({
      owner: Array.from(await bench.u32(assignment.owner), (v) => v | 0),
      matchedIou: await bench.f32(assignment.matchedIou),
      dynamicK: [...(await bench.u32(assignment.dynamicK))],
      candidates: [...(await bench.u32(assignment.candidates))],
      positives: [...(await bench.u32(assignment.positives))],
      rawGrad: trimRows(await bench.f32(raw.grad!), numbersOf(layout)),
      padding: await bench.f32(raw.grad!),
    })
  }
  const read = Object.fromEntries(await Promise.all(Object.entries(metrics).map(async ([name, t]) => [name, await bench.f32(t)] as const)))
  return { parts, metrics: read as Record<keyof typeof metrics, Float32Array> }
}

export const meanOf = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0) / values.length
