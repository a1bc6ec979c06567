/** Synthetic scenes, evaluations and pinned samples of moving shapes, for looking at the views of detection and for their tests. No number is a result. */
import type { SampleFrame } from '../readings/sample'
import type { Detection, DetectionDetail, Failure, GroupMetrics, Sampled, SamplerSteps, Scene, Truth } from '../tasks/detection/detail'

export const MADE_CLASSES = ['disc', 'square', 'triangle'] as const

function uniformOf(seed: number): () => number {
  let a = seed >>> 0
  return () => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export interface MadeScene {
  readonly side?: number
  readonly bins?: number
  readonly sample?: number
  /** The number of slices of the sampler's image. */
  readonly slices?: number
  /** Whether the sampler spikes. */
  readonly fires?: boolean
}

/** Discs that each move along a line: events at their edges, and noise. */
export function madeScene({ side = 64, bins = 4, sample = 7, slices = 1, fires = true }: MadeScene = {}): Scene {
  const random = uniformOf(91 + sample)
  const objects = Array.from({ length: 3 }, (_, at) => ({
    of: at % 3,
    radius: (0.08 + 0.07 * random()) * side,
    speed: [12, 60, 240][at]! * (side / 64),
    turn: 6.28 * random(),
    x: (0.22 + 0.28 * at) * side,
    y: (0.25 + 0.5 * random()) * side,
  }))
  const size = side * side * 2
  const events = new Float32Array(bins * size)
  for (let bin = 0; bin < bins; bin++) {
    for (const { x, y, radius, speed, turn } of objects)
      for (let step = 0; step < 3; step++) {
        const back = (-0.2 * speed * (bins - bin - step / 3)) / bins
        for (let at = 0; at < 3 * side; at++) {
          const angle = (6.283 * at) / (3 * side)
          const across = Math.cos(angle - turn)
          if (random() > 0.6 * Math.abs(across)) continue
          const [px, py] = [x + back * Math.cos(turn) + radius * Math.cos(angle), y + back * Math.sin(turn) + radius * Math.sin(angle)]
          if (px < 0 || py < 0 || px >= side || py >= side) continue
          events[bin * size + (Math.floor(py) * side + Math.floor(px)) * 2 + (across > 0 ? 1 : 0)]!++
        }
      }
    for (let at = 0; at < size / 200; at++) events[bin * size + Math.floor(random() * size)]!++
  }
  const truths: Truth[] = objects.map(({ x, y, radius, of, speed }, at) => ({
    x: x - radius,
    y: y - radius,
    width: 2 * radius,
    height: 2 * radius,
    classIndex: of,
    speed,
    ignored: at === 2,
  }))
  const [a, b, c] = truths as [Truth, Truth, Truth]
  const detections: Detection[] = [
    { ...moved(a, 0.6, -0.4, 1.05), classIndex: a.classIndex, score: 0.93 },
    { ...moved(b, -0.8, 1.1, 0.92), classIndex: (b.classIndex + 1) % 3, score: 0.71 },
    { ...moved(c, 0.5, 0.4, 1.15), classIndex: c.classIndex, score: 0.44 },
    { x: 0.06 * side, y: 0.72 * side, width: 0.16 * side, height: 0.14 * side, classIndex: 1, score: 0.36 },
    { ...moved(a, 3, 3, 1), classIndex: 2, score: 0.06 },
  ]
  const steps = samplerOf(events, bins)
  return {
    sample,
    height: side,
    width: side,
    bins,
    events,
    truths,
    detections,
    classes: [...MADE_CLASSES],
    sampled: sampledOf(events, bins, steps, slices),
    ...(fires && { steps }),
  }
}

const moved = (box: Truth, dx: number, dy: number, scale: number) => ({
  x: box.x + dx,
  y: box.y + dy,
  width: scale * box.width,
  height: scale * box.height,
})

/** Each neuron alone: half of its potential remains, events and a little noise are added; the newest bin is the first step. */
function samplerOf(events: Float32Array, bins: number): SamplerSteps {
  const random = uniformOf(5)
  const size = events.length / bins
  const [membrane, spikes] = [new Float32Array(events.length), new Uint8Array(events.length)]
  const [windows, last, residual] = [new Uint8Array(size), new Int8Array(size).fill(-1), new Float32Array(size)]
  for (let at = 0; at < size; at++) {
    let [v, left] = [0, 0]
    for (let step = 0; step < bins; step++) {
      const u = 0.5 * v + 0.55 * events[(bins - 1 - step) * size + at]! + 0.5 * (random() + random() + random() - 1.5)
      const fired = u > 1
      membrane[step * size + at] = u
      spikes[step * size + at] = fired ? 1 : 0
      left = fired ? 0 : left + u
      v = fired ? 0 : u
      if (fired) {
        windows[at]!++
        last[at] = step
      }
    }
    residual[at] = left
  }
  return { steps: bins, threshold: 1, window: [0.5, 1.5], membrane, spikes, windows, last, residual }
}

function sampledOf(events: Float32Array, bins: number, { membrane, residual }: SamplerSteps, slices: number): Sampled[] {
  const size = residual.length
  const sums = (values: Float32Array) => {
    const out = new Float32Array(size)
    values.forEach((value, at) => {
      out[at % size]! += value
    })
    return out
  }
  const potential = sums(membrane)
  const own = Float32Array.from(
    { length: slices * size },
    (_, at) => (potential[at % size]! - residual[at % size]!) / (1 + Math.floor(at / size)),
  )
  return [
    { title: 'ARSNN', slices, values: own },
    { title: 'event count', slices: 1, values: sums(events) },
    { title: 'without RPD', slices: 1, values: potential },
    { title: 'RSNN', slices: 1, values: potential.map((value, at) => value - 0.2 * residual[at]!) },
    { title: 'voxel grid', slices: bins, values: events },
  ]
}

const curve = (reach: number, start: number): number[] =>
  Array.from({ length: 101 }, (_, at) => (at / 100 > reach ? 0 : Math.max(0.2, start - 0.45 * (at / 100 / reach) ** 3)))

export function madeDetail({ absent }: { readonly absent?: number } = {}): DetectionDetail {
  const group = (name: string, ap: number, truths: number): GroupMetrics => ({
    name,
    ap,
    ap50: Math.min(1, 1.7 * ap),
    ap75: 0.9 * ap,
    truths,
  })
  const none = (name: string): GroupMetrics => ({ name, ap: -1, ap50: -1, ap75: -1, truths: 0 })
  const scene = madeScene()
  const [a, b, c] = scene.truths as [Truth, Truth, Truth]
  const [first, second, third, fourth] = scene.detections as [Detection, Detection, Detection, Detection]
  const some = (failure: Omit<Failure, 'sample'>, count: number): Failure[] =>
    Array.from({ length: count }, (_, at) => ({ ...failure, sample: 7 + at }))
  return {
    samples: 500,
    truths: 1240,
    ignored: 31,
    detections: 18_210,
    classes: MADE_CLASSES.map((name, at) => (at === absent ? none(name) : group(name, 0.52 - 0.12 * at, 420 - 10 * at))),
    speeds: [group('slow', 0.33, 402), group('middle', 0.47, 421), group('fast', 0.29, 417)],
    areas: [group('small', 0.21, 398), group('medium', 0.44, 430), group('large', 0.55, 412)],
    curves: MADE_CLASSES.map((name, at) =>
      at === absent ? { name, at50: [], at75: [] } : { name, at50: curve(0.95 - 0.14 * at, 1), at75: curve(0.6 - 0.12 * at, 0.93) },
    ),
    failures: [
      ...some({ kind: 'missed', truth: a, iou: 0 }, 6),
      ...some({ kind: 'class', truth: b, detection: second, iou: 0.71 }, 8),
      ...some({ kind: 'box', truth: c, detection: { ...third, classIndex: c.classIndex }, iou: 0.42 }, 3),
      ...some({ kind: 'false', detection: fourth, iou: 0 }, 2),
      { kind: 'class', sample: 8, truth: a, detection: { ...first, classIndex: 2 }, iou: 0.8 },
    ],
  }
}

/** A pinned sample of the made scene as the network receives it, and its boxes in the readout. */
export function madeSample(scene: Scene = madeScene()): SampleFrame {
  const readout = new Float32Array(100 * 8)
  scene.detections.forEach(({ x, y, width, height, score, classIndex: of }, at) => {
    readout.set([x, y, x + width, y + height, score, of, score, 1], at * 8)
  })
  return {
    sample: 0,
    index: scene.sample,
    layers: [],
    steps: 1,
    outputs: readout.length,
    readout,
    streams: {},
    input: { steps: scene.bins, data: scene.events },
  }
}

/** The pinned sample of a custom set, which includes its boxes. */
export function syntheticCustomSample(scene: Scene = madeScene()): SampleFrame {
  const boxes = new Float32Array(8 * scene.truths.length)
  scene.truths.forEach(({ x, y, width, height, classIndex: of, ignored, speed }, at) => {
    boxes.set([of, x + width / 2, y + height / 2, width, height, ignored ? 1 : 0, speed, 1], at * 8)
  })
  const { input: _, ...rest } = madeSample(scene)
  return { ...rest, streams: { bins: Uint8Array.from(scene.events), boxes, boxCount: Uint32Array.of(scene.truths.length) } }
}
