/** Decoding, SimOTA, the losses with their gradients by hand, and non-maximum suppression, in float64. For tests. */
import { cellsOf, type DetectionLayout, numbersOf } from './layout'
import type { DetectionLossSpec, ScoringSpec } from './schema'

type Numbers = ArrayLike<number>
/** Center x, center y, width, height. */
export type Box = readonly [number, number, number, number]

export interface Scene {
  readonly layout: DetectionLayout
  readonly batch: number
  /** The number of rows for ground truth of an image. */
  readonly maxTruths: number
  /** [batch, cells, 5 + classes]. */
  readonly raw: Numbers
  /** [batch, maxTruths, 8]. */
  readonly truths: Numbers
}

export interface AssignmentResult {
  /** [batch, cells], -1 where there is none. */
  readonly owner: number[]
  readonly matchedIou: number[]
  /** [batch, maxTruths]. */
  readonly dynamicK: number[]
  readonly candidates: number[]
  /** [batch]. */
  readonly positives: number[]
}

interface Place {
  readonly x: number
  readonly y: number
  readonly stride: number
}

const placesOf = ({ levels }: DetectionLayout): Place[] =>
  levels.flatMap(({ stride, height, width }) =>
    Array.from({ length: height * width }, (_, i) => ({ x: i % width, y: Math.floor(i / width), stride })),
  )

const sigmoid = (x: number) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)))
export const MAX_LOG = 8
const boxOf = (t: Numbers, at: number, { x, y, stride }: Place): Box => {
  const size = (v: number) => Math.exp(Math.min(v, MAX_LOG)) * stride
  return [(t[at]! + x) * stride, (t[at + 1]! + y) * stride, size(t[at + 2]!), size(t[at + 3]!)]
}
const low = (box: Box, axis: 0 | 1) => box[axis] - box[axis + 2]! / 2
const high = (box: Box, axis: 0 | 1) => box[axis] + box[axis + 2]! / 2
/** Width and height of what two boxes share; negative where they are apart. */
const sides = (p: Box, q: Box) =>
  ([0, 1] as const).map((axis) => Math.min(high(p, axis), high(q, axis)) - Math.max(low(p, axis), low(q, axis)))
const sharedOf = (p: Box, q: Box) => {
  const [w, h] = sides(p, q)
  return w! > 0 && h! > 0 ? w! * h! : 0
}
const iouOf = (p: Box, q: Box) => {
  const shared = sharedOf(p, q)
  return shared / (p[2] * p[3] + q[2] * q[3] - shared)
}

/** [batch, cells, 5 + classes]: boxes, then probabilities. */
export function decodeOf({ layout, raw }: Pick<Scene, 'layout' | 'raw'>): Float64Array {
  const [numbers, places] = [numbersOf(layout), placesOf(layout)]
  return Float64Array.from({ length: raw.length }, (_, i) => {
    const [row, n] = [Math.floor(i / numbers), i % numbers]
    return n < 4 ? boxOf(raw, row * numbers, places[row % places.length]!)[n]! : sigmoid(raw[i]!)
  })
}

const truthBox = (truths: Numbers, row: number): Box => [1, 2, 3, 4].map((n) => truths[row * 8 + n]!) as unknown as Box
const isAssignable = (truths: Numbers, row: number) => truths[row * 8 + 3]! > 0 && truths[row * 8 + 5] === 0

/** SimOTA, step by step. */
export function assignOf({ layout, batch, maxTruths, raw, truths }: Scene): AssignmentResult {
  const [numbers, places] = [numbersOf(layout), placesOf(layout)]
  const cells = places.length
  const result: AssignmentResult = {
    owner: Array(batch * cells).fill(-1),
    matchedIou: Array(batch * cells).fill(0),
    dynamicK: Array(batch * maxTruths).fill(0),
    candidates: Array(batch * cells).fill(0),
    positives: Array(batch).fill(0),
  }
  for (let b = 0; b < batch; b++) {
    const own = Array.from({ length: maxTruths }, (_, g) => g).filter((g) => isAssignable(truths, b * maxTruths + g))
    const inside = (g: number, a: number) => {
      const [cx, cy] = truthBox(truths, b * maxTruths + g)
      const { x, y, stride } = places[a]!
      return Math.abs((x + 0.5) * stride - cx) < 1.5 * stride && Math.abs((y + 0.5) * stride - cy) < 1.5 * stride
    }
    const candidates = places.map((_, a) => a).filter((a) => own.some((g) => inside(g, a)))
    for (const a of candidates) result.candidates[b * cells + a] = 1
    const at = (a: number) => (b * cells + a) * numbers
    const pairs = own.map((g) =>
      candidates.map((a) => {
        const iou = iouOf(boxOf(raw, at(a), places[a]!), truthBox(truths, b * maxTruths + g))
        const cost = classCost(raw, at(a), layout.classes, truths[(b * maxTruths + g) * 8]!) - 3 * Math.log(iou + 1e-8)
        return { a, iou, outside: Number(!inside(g, a)), cost }
      }),
    )
    const cheaper = (p: Pair, q: Pair) => p.outside - q.outside || p.cost - q.cost
    const asking = new Map<number, number[]>()
    own.forEach((g, i) => {
      const sum = pairs[i]!.map(({ iou }) => iou)
        .sort((p, q) => q - p)
        .slice(0, 10)
        .reduce((s, v) => s + v, 0)
      const k = Math.max(1, Math.floor(sum))
      result.dynamicK[b * maxTruths + g] = k
      for (const { a } of [...pairs[i]!].sort(cheaper).slice(0, k)) asking.set(a, [...(asking.get(a) ?? []), i])
    })
    for (const [a, those] of asking) {
      const column = pairs.map((row) => row.find((pair) => pair.a === a)!)
      const cheapest = column.reduce((best, pair, i) => (cheaper(pair, column[best]!) < 0 ? i : best), 0)
      const i = those.length > 1 ? cheapest : those[0]!
      result.owner[b * cells + a] = own[i]!
      result.matchedIou[b * cells + a] = column[i]!.iou
    }
    result.positives[b] = asking.size
  }
  return result
}

interface Pair {
  readonly outside: number
  readonly cost: number
}

/** Binary cross-entropies of p = sqrt(sigmoid(class) sigmoid(objectness)), each logarithm at least -100. */
function classCost(raw: Numbers, at: number, classes: number, ofTruth: number): number {
  const object = sigmoid(raw[at + 4]!)
  let cost = 0
  for (let c = 0; c < classes; c++) {
    const p = Math.sqrt(sigmoid(raw[at + 5 + c]!) * object)
    cost -= Math.max(Math.log(c === ofTruth ? p : 1 - p), -100)
  }
  return cost
}

export interface LossMetrics {
  readonly loss: number[]
  readonly iouLoss: number[]
  readonly objectnessLoss: number[]
  readonly classLoss: number[]
  readonly l1Loss: number[]
}

/** Metrics of each image, whose means are those of the batch, and the gradient of the loss to the raw output, for an assignment that is given. */
export function lossOf(
  { layout, batch, maxTruths, raw, truths }: Scene,
  spec: DetectionLossSpec,
  { owner, matchedIou, positives }: AssignmentResult,
): { metrics: LossMetrics; rawGrad: Float64Array } {
  const [numbers, places] = [numbersOf(layout), placesOf(layout)]
  const n = Math.max(
    1,
    positives.reduce((sum, v) => sum + v, 0),
  )
  const rawGrad = new Float64Array(raw.length)
  const zeros = (): number[] => Array(batch).fill(0)
  const metrics: LossMetrics = { loss: zeros(), iouLoss: zeros(), objectnessLoss: zeros(), classLoss: zeros(), l1Loss: zeros() }
  const add = (to: number[], b: number, value: number) => {
    to[b] = to[b]! + (value * batch) / n
  }
  for (let b = 0; b < batch; b++)
    places.forEach((place, a) => {
      const at = (b * places.length + a) * numbers
      const box = boxOf(raw, at, place)
      const g = owner[b * places.length + a]!
      const entropy = (i: number, y: number, metric: number[]) => {
        const x = raw[i]!
        rawGrad[i] = (sigmoid(x) - y) / n
        add(metric, b, Math.max(x, 0) - x * y + Math.log1p(Math.exp(-Math.abs(x))))
      }
      const ignored = Array.from({ length: maxTruths }, (_, i) => b * maxTruths + i).filter((row) => truths[row * 8 + 5] !== 0)
      if (g >= 0 || !ignored.some((row) => sharedOf(box, truthBox(truths, row)) > 0))
        entropy(at + 4, Number(g >= 0), metrics.objectnessLoss)
      if (g < 0) return
      const row = b * maxTruths + g
      for (let c = 0; c < layout.classes; c++)
        entropy(at + 5 + c, c === truths[row * 8] ? matchedIou[b * places.length + a]! : 0, metrics.classLoss)
      const target = truthBox(truths, row)
      const { loss, grad } = boxLoss(box, target, spec.iouLoss)
      add(metrics.iouLoss, b, loss)
      const through = [place.stride, place.stride, box[2], box[3]].map((d, i) => (i > 1 && raw[at + i]! > MAX_LOG ? 0 : d))
      for (let i = 0; i < 4; i++) rawGrad[at + i] = (spec.iouWeight * grad[i]! * through[i]!) / n
      if (spec.l1)
        rawOf(target, place).forEach((want, i) => {
          const apart = raw[at + i]! - want
          add(metrics.l1Loss, b, Math.abs(apart))
          rawGrad[at + i] = rawGrad[at + i]! + Math.sign(apart) / n
        })
    })
  for (let b = 0; b < batch; b++)
    metrics.loss[b] = spec.iouWeight * metrics.iouLoss[b]! + metrics.objectnessLoss[b]! + metrics.classLoss[b]! + metrics.l1Loss[b]!
  return { metrics, rawGrad }
}

/** The raw numbers whose box this is. */
const rawOf = ([cx, cy, w, h]: Box, { x, y, stride }: Place) => [
  cx / stride - x,
  cy / stride - y,
  Math.log(w / stride + 1e-8),
  Math.log(h / stride + 1e-8),
]

/** 1 - IoU² or 1 - GIoU, and its gradient to center and size of p. */
export function boxLoss(p: Box, q: Box, kind: DetectionLossSpec['iouLoss']): { loss: number; grad: number[] } {
  const shared = sharedOf(p, q)
  const all = p[2] * p[3] + q[2] * q[3] - shared
  const [w, h] = sides(p, q)
  const apart = !(w! > 0 && h! > 0)
  const sharedBy = [0, 0, 0, 0]
  const enclosingBy = [0, 0, 0, 0]
  const around = ([0, 1] as const).map((axis) => Math.max(high(p, axis), high(q, axis)) - Math.min(low(p, axis), low(q, axis)))
  for (const axis of [0, 1] as const) {
    const [begins, ends] = [Number(low(p, axis) > low(q, axis)), Number(high(p, axis) < high(q, axis))]
    const across = apart ? 0 : [h!, w!][axis]!
    sharedBy[axis] = across * (ends - begins)
    sharedBy[axis + 2] = (across * (begins + ends)) / 2
    const [first, last] = [Number(low(p, axis) < low(q, axis)), Number(high(p, axis) > high(q, axis))]
    enclosingBy[axis] = around[1 - axis]! * (last - first)
    enclosingBy[axis + 2] = (around[1 - axis]! * (first + last)) / 2
  }
  const areaBy = [0, 0, p[3], p[2]]
  const iou = shared / all
  if (kind === 'iou') {
    const grad = sharedBy.map((d, i) => -2 * iou * (((all + shared) / all ** 2) * d - (shared / all ** 2) * areaBy[i]!))
    return { loss: 1 - iou * iou, grad }
  }
  const enclosing = around[0]! * around[1]!
  const grad = sharedBy.map(
    (d, i) =>
      -(
        (1 / all + shared / all ** 2 - 1 / enclosing) * d +
        (1 / enclosing - shared / all ** 2) * areaBy[i]! -
        (all / enclosing ** 2) * enclosingBy[i]!
      ),
  )
  return { loss: 1 - (iou - (enclosing - all) / enclosing), grad }
}

/** The maximum number of detections of an image. */
const MAX_DETECTIONS = 100

/**
 * The detections of an image, one per row: left, top, right, bottom, score, class, objectness, probability of the class. @param decoded
 * [cells, 5 + classes]
 */
export function suppressedOf(decoded: Numbers, layout: DetectionLayout, scoring: ScoringSpec): number[][] {
  const numbers = numbersOf(layout)
  const found = Array.from({ length: cellsOf(layout.levels) }, (_, a) => {
    const at = a * numbers
    const probabilities = Array.from({ length: layout.classes }, (_, c) => decoded[at + 5 + c]!)
    const kind = probabilities.indexOf(Math.max(...probabilities))
    const [x, y, w, h] = [decoded[at]!, decoded[at + 1]!, decoded[at + 2]!, decoded[at + 3]!]
    const [object, probability] = [decoded[at + 4]!, probabilities[kind]!]
    return [x - w / 2, y - h / 2, x + w / 2, y + h / 2, object * probability, kind, object, probability]
  }).filter((row) => row[4]! >= scoring.confidence)
  const box = ([left, top, right, bottom]: readonly number[]): Box => [
    (left! + right!) / 2,
    (top! + bottom!) / 2,
    right! - left!,
    bottom! - top!,
  ]
  const kept: number[][] = []
  for (const row of found.sort((p, q) => q[4]! - p[4]!)) {
    const rivals = kept.filter((one) => scoring.classAgnostic || one[5] === row[5])
    if (!rivals.some((one) => iouOf(box(one), box(row)) > scoring.iouThreshold)) kept.push(row)
  }
  return kept.slice(0, MAX_DETECTIONS)
}
