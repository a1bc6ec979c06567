/** The views of detection: a scene that is not trained on, or external events, through the current sampler and detector. */
import { watchedPart } from '../../data/schema'
import { type DataSet, watchedSamples, wordsFrom, wordsOf } from '../../data/streams'
import type { Activation } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { padded, persistent, type Tensor, tensor } from '../../engine/tensor'
import { type BinSamplerSpec, type FiringSpec, isEventMap, isFiring, type SamplerSpec } from '../../layers/sampler/schema'
import { detect } from '../../losses/detection/detect'
import type { Built, Inspected } from '../built'
import { contextOf, type Shared } from '../supervised/shared'
import type { DetectionCall, Sampled, SamplerSteps, Scene } from './detail'
import { type DetectionParts, graphOf, layoutOf, type Scenes, samplerOver, scenesOf } from './parts'
import { type FoundTensors, rowsOf } from './rows'

/** The lowest score of a detection that is shown. */
const MIN_SCORE = 0.001

const TITLES: Readonly<Record<SamplerSpec['kind'], string>> = {
  arsnn: 'ARSNN',
  rsnn: 'RSNN',
  snn: 'SNN',
  count: 'Event count',
  voxelGrid: 'Voxel grid',
  voxelCube: 'Voxel cube',
  timeSurface: 'Time surface',
}

export function viewParts(shared: Shared<DetectionParts>) {
  const { spec, shape } = shared.s
  const values = padded(2 * shape.height * shape.width)
  const number = persistent('scene.number', 'u32', [1])
  const streams = Object.fromEntries(
    shared.s.streams
      .filter(({ name }) => name !== 'boxCount')
      .map((stream) => [stream.name, persistent(`scene.${stream.name}`, 'u32', [1, wordsOf(stream)])]),
  )
  const scene = passOf(shared, scenesOf('scene', spec, { size: 1, streams, samples: number }, watchedPart(shared.s.counts)))
  const outside = persistent('look.bins', 'f32', [spec.sampler.bins, 1, values])
  const nothing = tensor('look.truths', 'f32', [1, shape.maxTruths, 8])
  const bins = { value: outside, form: 'sparse', features: 2 * shape.height * shape.width, space: { ...shape, channels: 2 } } as const
  const seen: Scenes = { size: 1, bins, truths: nothing, samples: number, ops: [], uploads: [] }
  const look = isEventMap(spec.sampler) ? undefined : passOf(shared, seen)
  const inspect: Built['inspect'] = async (run, call) => {
    const asked = call as DetectionCall
    if (asked.ask === 'scene') return askScene(run, shared, { ...scene, number, streams }, asked.sample)
    if (asked.ask === 'look') {
      if (!look) throw new Error(`${TITLES[spec.sampler.kind]} is made of the times of events; what a camera gives here is counts of them.`)
      if (asked.events.length !== spec.sampler.bins * 2 * shape.height * shape.width)
        throw new Error(`The network sees ${spec.sampler.bins} bins of ${shape.height} × ${shape.width} × 2 counts.`)
      run.compiled.write(outside, paddedRows(asked.events, spec.sampler.bins, values))
      const { sample: _, truths: __, ...found } = await inspectSample(run, shared, 'look', look, 0)
      return found
    }
    throw new Error(`Detection has nothing to say of “${String((call as { ask?: unknown }).ask)}”.`)
  }
  return {
    programs: { scene: scene.ops, ...(look && { look: look.ops }) },
    readBack: [...scene.readBack, ...(look?.readBack ?? [])],
    inspect,
  }
}

interface Pass {
  readonly ops: readonly Op[]
  readonly bins: Tensor<'f32'>
  readonly found: FoundTensors
  /** `signed`: one channel per bin, in which OFF events are negative. */
  readonly sampled: readonly { readonly title: string; readonly image: Activation; readonly signed: boolean }[]
  /** [bins, 1, values], of a sampler that fires. */
  readonly steps?: { readonly potential: Tensor<'f32'>; readonly spikes: Tensor<'f32'> }
  readonly readBack: readonly Tensor[]
}

/** The pass over one scene, with the output of other samplers for comparison. */
function passOf(shared: Shared<DetectionParts>, scenes: Scenes): Pass {
  const { spec, shape } = shared.s
  const context = contextOf(shared, 'evaluate', 1)
  const { graph, sampling } = graphOf(shared, context, scenes)
  const others = othersOf(spec.sampler).map((other) => ({ title: TITLES[other.kind], made: samplerOver(shared, context, scenes, other) }))
  const { ops, detections, counts } = detect(graph.raw, layoutOf(graph, shape), { ...spec.scoring, confidence: MIN_SCORE })
  const found = { detections, detectionCounts: counts, truths: scenes.truths }
  const sampled = [{ title: TITLES[spec.sampler.kind], made: sampling }, ...others].map(({ title, made }) => ({
    title,
    image: made.outputs[0]!,
    signed: made === sampling && spec.sampler.kind === 'voxelGrid',
  }))
  const { potential, spikes } = sampling.visible as { potential?: Tensor<'f32'>; spikes?: Tensor<'f32'> }
  const steps = potential && spikes && { potential, spikes }
  return {
    ops: [...graph.forward, ...others.flatMap(({ made }) => made.forward), ...ops],
    bins: scenes.bins.value,
    found,
    sampled,
    ...(steps && { steps }),
    readBack: [
      scenes.bins.value,
      ...Object.values(found),
      ...sampled.map(({ image }) => image.value),
      ...(steps ? Object.values(steps) : []),
    ],
  }
}

/** The samplers to compare with: the event count, and for a sampler with gates the other such sampler, with the same weights. */
function othersOf(spec: SamplerSpec): BinSamplerSpec[] {
  const count = spec.kind === 'count' ? [] : [{ kind: 'count' as const, bins: spec.bins }]
  if (spec.kind === 'rsnn')
    return [...count, { ...spec, kind: 'arsnn', slices: 1, spikeAwareTraining: true, residualPotentialDropout: true, readout: 'sum' }]
  if (spec.kind !== 'arsnn') return count
  const { bins, kernel, depth, threshold, resetTo, alpha } = spec
  return [...count, { kind: 'rsnn', bins, kernel, depth, threshold, resetTo, alpha }]
}

interface ScenePass extends Pass {
  readonly number: Tensor<'u32'>
  readonly streams: Readonly<Record<string, Tensor<'u32'>>>
}

async function askScene(run: Inspected, shared: Shared<DetectionParts>, pass: ScenePass, sample: number): Promise<Scene> {
  const { counts } = shared.s
  const part = watchedPart(counts)
  if (!Number.isInteger(sample) || sample < 0 || sample >= counts[part]!) throw new Error(`There are ${counts[part]} ${part} samples.`)
  const { compiled } = run
  if (compiled.holds(pass.number)) compiled.write(pass.number, Uint32Array.of(sample))
  for (const [name, stream] of Object.entries(pass.streams))
    if (compiled.holds(stream)) compiled.write(stream, wordsOfSample(run.data, name, sample, stream.shape[1]!))
  return inspectSample(run, shared, 'scene', pass, sample)
}

const wordsOfSample = (data: DataSet, name: string, sample: number, words: number) =>
  wordsFrom(watchedSamples(data).streams[name]!, sample * words, words)

async function inspectSample(run: Inspected, shared: Shared<DetectionParts>, program: string, pass: Pass, sample: number): Promise<Scene> {
  const { gpu, compiled, data } = run
  const { spec, shape } = shared.s
  const { height, width } = shape
  const encoder = gpu.device.createCommandEncoder()
  compiled.programs[program]!.encode(encoder)
  gpu.device.queue.submit([encoder.finish()])
  const floats = async (t: Tensor) => new Float32Array(await compiled.read(t))
  const [events, [row], sampled, steps] = await Promise.all([
    floats(pass.bins),
    rowsOf(compiled, pass.found),
    Promise.all(pass.sampled.map(async (one) => sampleImageOf(one, await floats(one.image.value)))),
    pass.steps && Promise.all([floats(pass.steps.potential), floats(pass.steps.spikes)]),
  ])
  const pixels = height * width
  return {
    sample,
    height,
    width,
    bins: spec.sampler.bins,
    sampled,
    events: withoutPadding(events, spec.sampler.bins, 2 * pixels),
    ...row!,
    classes: data.outputNames ?? shape.classNames ?? Array.from({ length: shape.classes }, (_, i) => `class ${i}`),
    ...(steps && isFiring(spec.sampler) && { steps: stepsOf(...steps, 2 * pixels, spec.sampler) }),
  }
}

/** Arranges a sampler's output as two channels per slice; where a bin has one signed channel, negative values are OFF. */
function sampleImageOf({ title, image: { value, features }, signed }: Pass['sampled'][number], data: Float32Array): Sampled {
  const [steps, pixels, stored] = value.shape as readonly [number, number, number]
  const each = signed ? features : features / 2
  const values = new Float32Array(steps * each * pixels * 2)
  for (let step = 0; step < steps; step++)
    for (let slice = 0; slice < each; slice++)
      for (let pixel = 0; pixel < pixels; pixel++) {
        const from = (step * pixels + pixel) * stored
        const to = 2 * ((step * each + slice) * pixels + pixel)
        if (signed) values[to + Number(data[from + slice]! > 0)] = Math.abs(data[from + slice]!)
        else values.set(data.subarray(from + 2 * slice, from + 2 * slice + 2), to)
      }
  return { title, slices: steps * each, values }
}

/** Converts a sampler's activity to steps; the first step is the newest bin. */
function stepsOf(potential: Float32Array, spikes: Float32Array, values: number, { bins, threshold, alpha }: FiringSpec): SamplerSteps {
  const row = potential.length / bins
  const membrane = new Float32Array(bins * values)
  const fired = new Uint8Array(bins * values)
  const windows = new Uint8Array(values)
  const last = new Int8Array(values).fill(-1)
  const residual = new Float32Array(values)
  for (let step = 0; step < bins; step++)
    for (let i = 0; i < values; i++) {
      const from = (bins - 1 - step) * row + i
      const spike = spikes[from]! > 0
      membrane[step * values + i] = potential[from]!
      fired[step * values + i] = Number(spike)
      residual[i] = spike ? 0 : residual[i]! + potential[from]!
      if (!spike) continue
      windows[i]!++
      last[i] = step
    }
  const half = 0.5 / alpha
  return { steps: bins, threshold, window: [threshold - half, threshold + half], membrane, spikes: fired, windows, last, residual }
}

const withoutPadding = (data: Float32Array, rows: number, meant: number): Float32Array => {
  const row = data.length / rows
  return row === meant ? data : data.filter((_, i) => i % row < meant)
}

function paddedRows(data: Float32Array, rows: number, row: number): Float32Array<ArrayBuffer> {
  const all = new Float32Array(rows * row)
  const meant = data.length / rows
  for (let r = 0; r < rows; r++) all.set(data.subarray(r * meant, (r + 1) * meant), r * row)
  return all
}
