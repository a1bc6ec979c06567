/** What training, evaluation and views of a detector share: scenes as events and boxes, the sampler, the detector. Pure. */
import { augmentBoxes } from '../../data/augment/augment-boxes'
import { isOwnBoxes } from '../../data/boxes/schema'
import { rowEncode, sampleNumbers, valueEncode } from '../../data/kernels'
import { eventBins, eventMap, type PixelEvents } from '../../data/pixel-events/represent'
import type { Counts } from '../../data/schema'
import { seenScenes } from '../../data/shapes/make'
import type { ShapesSplit } from '../../data/shapes/schema'
import { type Activation, activation, type Context, layer } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { constant, type Tensor, tensor, view } from '../../engine/tensor'
import { type Sampler, sampler } from '../../layers/sampler/layer'
import { isEventMap } from '../../layers/sampler/schema'
import type { DetectionLayout } from '../../losses/detection/layout'
import { type DetectorGraph, detectorGraph } from '../../networks/detector/graph'
import { countedSampler } from '../../networks/detector/sampler'
import type { Metric } from '../../readings/metrics'
import type { Upload } from '../built'
import { type Batch, gatherBatch, type Part, type Place, type StreamShape } from '../supervised/batches'
import type { Shared } from '../supervised/shared'
import { type DetectionSpec, type SceneShape, sceneShape } from './schema'

/** The inputs of all builds of a detector. */
export interface DetectionParts {
  readonly spec: DetectionSpec
  readonly shape: SceneShape
  readonly counts: Counts
  readonly steps: number
  readonly metrics: readonly Metric[]
  readonly inputShape: readonly number[]
  readonly streams: readonly StreamShape[]
  readonly inputs: readonly string[]
}

/** A batch of scenes, before the sampler. */
export interface Scenes {
  readonly size: number
  /** [bins, size, pixels * 2 and padding]: counts of events, oldest bin first. */
  readonly bins: Activation
  /** The events themselves, where they are available. */
  readonly events?: PixelEvents
  /** [size, maxTruths, 8] */
  readonly truths: Tensor<'f32'>
  readonly samples: Tensor<'u32'>
  readonly ops: readonly Op[]
  readonly uploads: readonly Upload[]
}

/** The streams of a saved set; generated scenes have none. */
export function streamShapes(data: DetectionSpec['data']): StreamShape[] {
  if (!isOwnBoxes(data)) return []
  const { bins, height, width, most: maxTruths } = data
  return [
    { name: 'bins', shape: [bins, height, width, 2], type: 'u8' },
    { name: 'boxes', shape: [maxTruths, 8], type: 'f32' },
    { name: 'boxCount', shape: [1], type: 'u32' },
  ]
}

/** A batch of scenes at a place in a part of the data. */
export function scenesAt(name: Part, { spec, streams, counts }: DetectionParts, size: number, place: Place): Scenes {
  if (streams.length > 0) {
    const gathered = gatherBatch(name, streams, counts[name]!, size, place)
    const scenes = scenesOf(name, spec, gathered, name)
    const placed = name === 'train' ? placedScenes(scenes, spec, gathered, place) : scenes
    return { ...placed, ops: [...gathered.ops, ...placed.ops], uploads: gathered.uploads }
  }
  const samples = tensor(`${name}.samples`, 'u32', [size])
  const numbered = sampleNumbers({ clock: place.clock, micro: place.micro, samples }, { total: place.total })
  const scenes = scenesOf(name, spec, { size, streams: {}, samples }, name)
  return { ...scenes, ops: [numbered, ...scenes.ops] }
}

/** Scenes with given samples. */
export function scenesOf(name: string, spec: DetectionSpec, { size, streams, samples }: Batch, split: ShapesSplit): Scenes {
  const { data, sampler } = spec
  const { height, width, maxTruths } = sceneShape(data)
  if (isOwnBoxes(data)) {
    const made = activation(`${name}.bins`, [data.bins, size, height * width * 2], 'sparse', false)
    const bins: Activation = { ...made, space: { height, width, channels: 2 } }
    const counts = view(constant('counts', COUNTS), [1, 256])
    const truths = tensor(`${name}.truths`, 'f32', [1, size, maxTruths * 8])
    return {
      size,
      bins,
      samples,
      uploads: [],
      truths: view(truths, [size, maxTruths, 8]),
      ops: [
        rowEncode({ images: streams.bins!, lookupTable: counts, value: bins.value }, { features: height * width * 2 }),
        ...(streams.boxes ? [valueEncode({ values: streams.boxes, value: truths }, { features: maxTruths * 8 })] : []),
      ],
    }
  }
  const seen = seenScenes(name, data, split, samples)
  const events = { ...seen, height, width }
  const { activation: bins, ops: binned } = eventBins(`${name}.bins`, events, sampler.bins)
  return { size, bins, events, truths: seen.truths, samples, ops: [...seen.ops, ...binned], uploads: [] }
}

/** Scenes of a saved set with random placement, if the experiment asks for it in training. */
function placedScenes(scenes: Scenes, { data }: DetectionSpec, { streams, samples }: Batch, { seed, clock }: Place): Scenes {
  if (!isOwnBoxes(data) || !data.augment) return scenes
  const truthCounts = view(streams.boxCount!, [scenes.size])
  const batch = { bins: scenes.bins.value, truths: scenes.truths, truthCounts, samples }
  const { bins, truths, ops } = augmentBoxes({ random: { seed, clock } }, data.augment, batch, data)
  return { ...scenes, bins: { ...scenes.bins, value: bins }, truths, ops: [...scenes.ops, ...ops] }
}

/** A byte stands for that number of events. */
const COUNTS = Array.from({ length: 256 }, (_, count) => count)

/** The sampler over scenes. @param spec by default, the experiment's own */
export function samplerOver(shared: Shared<DetectionParts>, context: Context, scenes: Scenes, spec = shared.s.spec.sampler): Sampler {
  const { s, options } = shared
  if (!isEventMap(spec)) {
    const smooth = context.mode === 'train' ? options.smooth : undefined
    return sampler({ ...context, steps: spec.bins }, 'sampler', scenes.bins, spec, { seed: s.spec.run.seed, smooth })
  }
  const { activation: map, ops } = eventMap('sampler', scenes.events!, spec)
  return { ...layer('sampler', { outputs: [map], forward: ops, visible: { output: map.value } }), convolutions: [] }
}

/** The network over scenes, starting from their events. */
export function graphOf(shared: Shared<DetectionParts>, context: Context, scenes: Scenes) {
  const { s, options, control, still } = shared
  const { spec, shape } = s
  const training = context.mode === 'train'
  const events = layer('events', { outputs: [scenes.bins], forward: scenes.ops, visible: { output: scenes.bins.value } })
  const sampling = samplerOver(shared, context, scenes)
  const graph = detectorGraph(context, spec.network, {
    neuron: spec.neuron,
    surrogate: spec.surrogate,
    seed: spec.run.seed,
    micro: training ? control.micro : still,
    ...(training && options.smooth !== undefined && { smooth: options.smooth }),
    input: [events, sampling],
    classes: shape.classes,
  })
  const counted = sampling.convolutions.length > 0 ? { sampler: countedSampler(sampling, scenes.bins) } : {}
  return { graph: { ...graph, ...counted }, sampling }
}

export const layoutOf = ({ levels }: DetectorGraph, { classes }: SceneShape): DetectionLayout => ({ levels, classes })
