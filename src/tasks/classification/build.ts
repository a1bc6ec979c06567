/** Classification as programs: encoder and augmentation of images, cross-entropy or squared error against a label, accuracy and confusion. Pure: no GPU. */
import { augment } from '../../data/augment/augment'
import { augmentFrames } from '../../data/augment/augment-frames'
import { changesOf } from '../../data/augment/schema'
import { dataShape } from '../../data/datasets/schema'
import type { BatchTensors } from '../../data/encoders/batch'
import { encode } from '../../data/encoders/encode'
import { pictures } from '../../data/encoders/images'
import { normalizedLookupTable } from '../../data/encoders/lookup-table'
import { receivedShape, stepsOf } from '../../data/encoders/schema'
import { isEvents } from '../../data/events/schema'
import { countsOfParts } from '../../data/parts/schema'
import type { DataShape } from '../../data/schema'
import type { DataSet } from '../../data/streams'
import { isEndless } from '../../data/synthetic/schema'
import { endlessXor } from '../../data/synthetic/stream'
import type { Context, Layer } from '../../engine/graph'
import { persistent, type Tensor, tensor, view } from '../../engine/tensor'
import { lossOp, stepLossOp } from '../../losses/loss'
import { evaluateAccumulate } from '../../networks/probe-kernels'
import type { BuildOptions, Built, Report, RunAccess } from '../built'
import type { Batch, StreamShape } from '../supervised/batches'
import { buildSupervised } from '../supervised/build'
import { termMetrics } from '../supervised/metrics'
import type { EvaluationParts, EvaluationTensors, LossTensors, Supervised } from '../supervised/supervised'
import type { ClassificationCall, ClassificationDetail } from './detail'
import { distill } from './distillation/distill'
import { type TeacherSpec, teachersExperiment } from './distillation/schema'
import { groupsOf, valuesOf } from './groups'
import { inspect } from './inspect'
import { DISTILLATION_METRIC, groupMetrics, testMetrics, trainMetrics } from './metrics'
import type { ClassificationSpec } from './schema'

/** The label of samples past the end of a set. */
export const PADDING = 0xffffffff

export const build = (spec: ClassificationSpec, options: BuildOptions = {}): Built => buildSupervised(supervisedOf(spec, options), options)

/** Classification as a supervised task: its streams, input, loss and evaluation. */
export function supervisedOf(spec: ClassificationSpec, options: BuildOptions = {}): Supervised<ClassificationSpec> {
  const set = dataShape(spec.data)
  const counts = options.counts ?? countsOfParts(spec.validation, set)
  const { distillation } = spec
  const own = trainMetrics(spec.loss)
  return {
    ...(options.name && { name: options.name }),
    spec,
    counts,
    steps: stepsOf(spec.data, spec.encoder),
    outputs: set.classes,
    inputShape: inputShapeOf(spec),
    streams: streamShapes(set),
    inputs: set.pictures ? ['images', 'frames'] : ['images'],
    ...inputOf(spec, set, options.name),
    ...drawOf(spec.data),
    // The loss computes the readout.
    everyStep: true,
    decides: testMetrics(spec.loss)[0]!,
    metrics: [...own, ...(distillation ? [DISTILLATION_METRIC] : []), ...termMetrics(spec)],
    ...(distillation?.teacher && { addedLoss: distill(distillation, own.length, teacherOf(spec, distillation.teacher, options), options) }),
    loss: ({ output, readoutWeights }, tensors: LossTensors) => [lossOp(spec.loss, output, readoutWeights!, lossTensors(tensors))],
    stepLoss: ({ output }, tensors: LossTensors) => [stepLossOp(spec.loss, output, stepsOf(spec.data, spec.encoder), lossTensors(tensors))],
    evaluation: (tensors) => evaluationOf(spec, set.classes, tensors),
    inspect: (run, call) => inspect(run, call as ClassificationCall, spec.data),
  }
}

const teacherOf = (spec: ClassificationSpec, teacher: TeacherSpec, options: BuildOptions): Supervised<ClassificationSpec> =>
  supervisedOf(teachersExperiment(spec, teacher), { ...options, name: 'teacher' })

/** [height, width], with channels where there are several. */
function inputShapeOf({ data, encoder }: ClassificationSpec): number[] {
  const { height, width, channels } = receivedShape(data, encoder)
  return channels === 1 ? [height, width] : [height, width, channels]
}

/** An image or a sequence as bytes, its label as a word, and the frames of a second camera in step with it where there are any. */
const streamShapes = ({ height, width, channels, pictures: also }: DataShape): StreamShape[] => [
  { name: 'images', shape: [height, width, channels], type: 'u8' },
  { name: 'labels', shape: [1], type: 'u32', padding: PADDING },
  ...(also ? [{ name: 'frames', shape: [height, also.height, also.width, also.channels], type: 'u8' } as const] : []),
]

/** [size]: a label is a stream of one word. */
const labelsOf = ({ streams, size }: Batch): Tensor<'u32'> => view(streams.labels!, [size])

/** What a loss of classes reads and writes in training. */
const lossTensors = ({ batch, micro, metrics: [loss, correct] }: LossTensors) => ({
  labels: labelsOf(batch),
  micro,
  loss: loss!,
  prediction: persistent('prediction', 'u32', loss!.shape),
  correct: correct!,
})

/** Joins two input layers to one. */
const withSecondInput = (first: Layer, second: Layer): Layer => ({
  ...first,
  outputs: [...first.outputs, ...second.outputs],
  forward: [...first.forward, ...second.forward],
  visible: { ...second.visible, ...first.visible },
})

function inputOf(
  spec: ClassificationSpec,
  set: DataShape,
  name?: string,
): Pick<Supervised<ClassificationSpec>, 'input' | 'augment' | 'uploads'> {
  const image = { height: set.height, width: set.width, channels: set.channels }
  const changes = changesOf(spec.data)
  const spiking = spec.encoder.kind === 'poisson' || spec.encoder.kind === 'latency' || spec.encoder.kind === 'camera'
  const lookupTable =
    changes.normalize && !spiking ? persistent(name ? `${name}.lookupTable` : 'lookupTable', 'f32', [set.channels, 256]) : undefined
  const batchOf = ({ streams, samples }: Batch): BatchTensors => ({ images: streams.images!, samples, ...(lookupTable && { lookupTable }) })
  return {
    ...(lookupTable && {
      uploads: [
        {
          tensor: lookupTable,
          from: ({ train }: DataSet) => normalizedLookupTable(train.streams.images!.values as Uint8Array, train.count, image),
        },
      ],
    }),
    input: (context: Context, batch: Batch) => {
      const first = encode(context, spec.encoder, batchOf(batch), image, set)
      if (!set.pictures || spec.encoder.kind !== 'frames') return first
      const clips = { frames: batch.streams.frames!, samples: batch.samples }
      return withSecondInput(first, pictures(context, spec.encoder, clips, set.height, set.pictures))
    },
    augment: (context: Context, batch: Batch) => {
      const augmented =
        set.frame && isEvents(spec.data)
          ? augmentFrames(context, spec.data, batchOf(batch), { ...set.frame, steps: set.height })
          : augment(context, changes, batchOf(batch), image)
      return { batch: { ...batch, streams: { ...batch.streams, images: augmented.images } }, ops: augmented.ops }
    },
  }
}

/** How an endless stream draws its batches. */
const drawOf = (data: ClassificationSpec['data']): Pick<Supervised<ClassificationSpec>, 'draw'> =>
  isEndless(data) ? { draw: (size, place) => ({ ...endlessXor(data, size, place), uploads: [] }) } : {}

function evaluationOf(
  spec: ClassificationSpec,
  classes: number,
  { part, batch, graph, micro, cursor, count }: EvaluationTensors,
): EvaluationParts {
  const labels = labelsOf(batch)
  const loss = tensor(`${part}.loss`, 'f32', [batch.size])
  const prediction = tensor(`${part}.prediction`, 'u32', [batch.size])
  const correct = tensor(`${part}.correct`, 'f32', [batch.size])
  const lossSum = persistent(`${part}.lossSum`, 'f32', [1])
  const confusion = persistent(`${part}.confusion`, 'u32', [classes * classes])
  const predictions = persistent(`${part}.predictions`, 'u32', [count])
  return {
    ops: [
      lossOp(spec.loss, graph.output, graph.readoutWeights!, { labels, micro, loss, prediction, correct }),
      evaluateAccumulate({ loss, prediction, labels, samples: batch.samples, lossSum, confusion, predictions, cursor }, { classes }),
    ],
    cleared: [lossSum, confusion, predictions],
    async read({ compiled, data }: RunAccess): Promise<Report> {
      const [sum, cells, all] = await Promise.all([compiled.read(lossSum), compiled.read(confusion), compiled.read(predictions)])
      const matrix = new Uint32Array(cells)
      const correct = Array.from({ length: classes }, (_, c) => matrix[c * (classes + 1)]!).reduce((a, b) => a + b, 0)
      const answers = new Uint32Array(all)
      const set = dataShape(spec.data)
      const groups = groupsOf(set, data[part]!, answers)
      return {
        values: { testLoss: new Float32Array(sum)[0]! / count, testAccuracy: correct / count, ...valuesOf(groups, groupMetrics(set)) },
        detail: { confusion: matrix, classes, predictions: answers, ...(groups.length > 0 && { groups }) } satisfies ClassificationDetail,
      }
    },
  }
}
