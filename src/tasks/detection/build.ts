/** Detection as programs: scenes, a sampler and a detector, the loss of assigned cells; detections of test scenes, scored on the host. Pure: no GPU. */
import { countsOfParts } from '../../data/parts/schema'
import { watchedPart } from '../../data/schema'
import { type Activation, layer } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { type Tensor, view } from '../../engine/tensor'
import { samplerFiring } from '../../layers/sampler/kernels'
import { isFiring } from '../../layers/sampler/schema'
import { detect } from '../../losses/detection/detect'
import { detectionLoss } from '../../losses/detection/loss'
import type { DetectorGraph } from '../../networks/detector/graph'
import { backwardOps, forwardOps, type NetworkGraph, squaresOps } from '../../networks/graph'
import { membraneOps, probeOf } from '../../networks/probes'
import type { BuildOptions, Built } from '../built'
import { assembled } from '../supervised/build'
import { evaluationsOf } from '../supervised/evaluation'
import { termMetrics } from '../supervised/metrics'
import { pinnedParts } from '../supervised/pinned'
import { contextOf, type Shared, sharedParts } from '../supervised/shared'
import { termsOf } from '../supervised/terms'
import { advance } from '../supervised/training'
import { evaluationParts } from './evaluation'
import { TEST_METRICS, trainMetrics } from './metrics'
import { type DetectionParts, graphOf, layoutOf, scenesAt, scenesOf, streamShapes } from './parts'
import { type DetectionSpec, sceneShape } from './schema'
import { viewParts } from './views'

export function build(spec: DetectionSpec, options: BuildOptions = {}): Built {
  const shape = sceneShape(spec.data)
  const { height, width } = shape
  const streams = streamShapes(spec.data)
  const s: DetectionParts & { readonly name?: string } = {
    ...(options.name && { name: options.name }),
    spec,
    shape,
    counts: options.counts ?? countsOfParts(spec.validation, shape),
    steps: stepsOf(spec),
    metrics: [...trainMetrics(isFiring(spec.sampler)), ...termMetrics(spec)],
    inputShape: [height, width, 2],
    streams,
    inputs: streams.length > 0 ? ['bins'] : [],
  }
  const shared = sharedParts(s, options)
  const train = trainingParts(shared)
  const size = spec.data.batch / spec.run.microBatches
  const pinned = pinnedParts({ ...s, size, readout: { kind: 'mean' } }, train.graph, (batch) =>
    withDetections(
      graphOf(shared, contextOf(shared, 'evaluate', batch.size), scenesOf('pinned', spec, batch, watchedPart(s.counts))).graph,
      s,
    ),
  )
  const evaluations = evaluationsOf(shared, TEST_METRICS[0]!, evaluationParts)
  const views = viewParts(shared)
  return assembled({ ...shared, s: { ...s, inspect: views.inspect } }, { train, evaluations, pinned, views })
}

/** The number of time steps; an analog detector has one. */
const stepsOf = ({ network, encoder }: DetectionSpec): number => (network.spiking === 'none' ? 1 : encoder.steps)

/** Replaces the readout of pinned samples by their detections: rows of eight numbers, the most confident first, then zeros. */
function withDetections(graph: DetectorGraph, { spec, shape }: DetectionParts): NetworkGraph {
  const { ops, detections } = detect(graph.raw, layoutOf(graph, shape), spec.scoring)
  const [batch, capacity, columns] = detections.shape as readonly [number, number, number]
  const features = capacity * columns
  const outputs: Activation = { value: view(detections, [1, batch, features]), form: 'dense', features }
  return { ...graph, layers: [...graph.layers, layer('detections', { outputs: [outputs], forward: ops })], outputs, output: outputs }
}

/** The program of one micro-batch, from scenes to gradients. */
function trainingParts(shared: Shared<DetectionParts>) {
  const { s, control, metrics } = shared
  const { spec, shape } = s
  const total = spec.data.batch
  const size = total / spec.run.microBatches
  const context = contextOf(shared, 'train', size)
  const place = { clock: control.clock, micro: control.micro, total, seed: spec.run.seed, order: 'shuffled' } as const
  const scenes = scenesAt('train', s, size, place)
  const { graph, sampling } = graphOf(shared, context, scenes)
  const probes = graph.spiking.map((s) => probeOf(s, total))
  const watching = new Map(probes.map((p) => [p.spiking.name, membraneOps(p)]))
  const [loss, iouLoss, objectnessLoss, classLoss, l1Loss, positives, other] = metrics
  const firing = isFiring(spec.sampler) ? other : undefined
  const { ops: lossOps } = detectionLoss(graph.raw, scenes, layoutOf(graph, shape), spec.loss, {
    micro: control.micro,
    metrics: {
      loss: loss!,
      iouLoss: iouLoss!,
      objectnessLoss: objectnessLoss!,
      classLoss: classLoss!,
      l1Loss: l1Loss!,
      positives: positives!,
    },
  })
  const spikes = sampling.visible.spikes as Tensor<'f32'> | undefined
  const ops: Op[] = [
    ...forwardOps(graph, (name) => watching.get(name) ?? []),
    ...(firing && spikes ? [samplerFiring({ spikes, micro: control.micro, firing }, { meant: 2 * shape.height * shape.width })] : []),
    ...lossOps,
    ...backwardOps(
      graph,
      (spiking) => squaresOps(spiking, probes.find((p) => p.spiking === spiking)!.squares),
      termsOf(spec, graph, control, size),
    ),
    ...advance(control.micro, spec.run.microBatches),
  ]
  return { graph, probes, ops, uploads: scenes.uploads }
}
