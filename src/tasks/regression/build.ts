/** Regression as programs: numbers as currents, squared or absolute error of the readout, predictions of the test set. Pure: no GPU. */
import { encodeValues } from '../../data/functions/encode'
import { valueAt } from '../../data/functions/make'
import { functionShape } from '../../data/functions/schema'
import { countsOfParts } from '../../data/parts/schema'
import { persistent, type Tensor } from '../../engine/tensor'
import { valueError } from '../../losses/kernels'
import { readoutByStep } from '../../networks/pinned'
import { storeOutputs } from '../../networks/probe-kernels'
import type { BuildOptions, Built, Inspected, Report, RunAccess } from '../built'
import type { Batch, StreamShape } from '../supervised/batches'
import { buildSupervised } from '../supervised/build'
import { termMetrics } from '../supervised/metrics'
import type { EvaluationParts, EvaluationTensors, LossTensors, Views } from '../supervised/supervised'
import type { Curve, RegressionCall, RegressionDetail } from './detail'
import { regressionMetrics } from './evaluation-metrics'
import { TEST_METRICS, TRAIN_METRICS } from './metrics'
import type { RegressionSpec } from './schema'

export function build(spec: RegressionSpec, options: BuildOptions = {}): Built {
  const shape = functionShape(spec.data)
  const counts = options.counts ?? countsOfParts(spec.validation, shape)
  const { kind } = spec.loss
  const curve = curveOf(spec)
  return buildSupervised(
    {
      ...(options.name && { name: options.name }),
      spec,
      counts,
      steps: spec.encoder.kind === 'direct' ? spec.encoder.steps : shape.steps,
      outputs: shape.outputs,
      inputShape: [shape.inputs],
      streams: streamShapes(spec),
      inputs: ['inputs'],
      input: (_, { streams }) => encodeValues(streams.inputs!, shape),
      everyStep: false,
      decides: TEST_METRICS[0]!,
      metrics: [...TRAIN_METRICS, ...termMetrics(spec)],
      loss: ({ output }, { batch, micro, metrics: [loss, absoluteError] }: LossTensors) => [
        valueError(
          {
            prediction: output.value,
            predictionGrad: output.grad!,
            targets: batch.streams.targets!,
            samples: batch.samples,
            micro,
            loss: loss!,
            absoluteError: absoluteError!,
          },
          { count: counts.train },
          { ABSOLUTE: Number(kind === 'absolute') },
        ),
      ],
      evaluation: (tensors) => evaluationOf(kind, tensors),
      ...(curve && { views: curve.views }),
      inspect: (run, call) => inspect(run, curve, call as RegressionCall),
    },
    options,
  )
}

const streamShapes = (spec: RegressionSpec): StreamShape[] => {
  const { steps, inputs, outputs } = functionShape(spec.data)
  return [
    { name: 'inputs', shape: [steps, inputs], type: 'f32' },
    { name: 'targets', shape: [outputs], type: 'f32' },
  ]
}

function evaluationOf(kind: RegressionSpec['loss']['kind'], { part, batch, graph, cursor, count }: EvaluationTensors): EvaluationParts {
  const outputs = graph.outputs.features
  const predictions = persistent(`${part}.predictions`, 'f32', [count, outputs])
  return {
    ops: [storeOutputs({ value: graph.output.value, samples: batch.samples, stored: predictions, cursor }, {})],
    cleared: [predictions],
    async read({ compiled, data }: RunAccess): Promise<Report> {
      const targets = data[part]!.streams.targets!.values as Float32Array
      const detail: RegressionDetail = { predictions: new Float32Array(await compiled.read(predictions)), targets }
      const { loss, error, explained } = regressionMetrics(detail.predictions, targets, kind)
      return { values: { testLoss: loss, testError: error, testExplained: explained }, detail }
    },
  }
}

// ---- the curve over a single input

const POINTS = 129
/** The number of training samples plotted with the curve. */
const DRAWN = 400

interface CurveParts {
  readonly x: Float32Array<ArrayBuffer>
  readonly target: Float32Array
  views(graphOf: Parameters<NonNullable<Parameters<typeof buildSupervised>[0]['views']>>[0]): Views
  outputs(): Tensor
}

/** The network on a grid over x; undefined where the data are not a function of one input. */
function curveOf({ data }: RegressionSpec): CurveParts | undefined {
  if (data.kind !== 'function') return undefined
  const x = Float32Array.from({ length: POINTS }, (_, i) => (2 * i) / (POINTS - 1) - 1)
  let outputs: Tensor | undefined
  return {
    x,
    target: Float32Array.from(x, (at) => valueAt(data, at)),
    views(graphOf) {
      const inputs = persistent('curve.inputs', 'u32', [POINTS, 1], new Uint32Array(x.buffer.slice(0)))
      const samples = persistent(
        'curve.samples',
        'u32',
        [POINTS],
        Uint32Array.from(x, (_, i) => i),
      )
      const batch: Batch = { size: POINTS, streams: { inputs }, samples }
      const graph = graphOf(batch)
      outputs = graph.outputs.value
      return { programs: { curve: graph.forward }, readBack: [outputs] }
    },
    outputs: () => outputs!,
  }
}

async function inspect(run: Inspected, curve: CurveParts | undefined, call: RegressionCall): Promise<Curve> {
  if (call.ask !== 'curve') throw new Error(`Regression has nothing to say of “${String((call as { ask?: unknown }).ask)}”.`)
  if (!curve) throw new Error('These data are no function of one input, so there is no curve.')
  const { gpu, compiled, built, data } = run
  const encoder = gpu.device.createCommandEncoder()
  compiled.programs.curve!.encode(encoder)
  gpu.device.queue.submit([encoder.finish()])
  const outputs = curve.outputs()
  const [steps, points, width] = outputs.shape as readonly [number, number, number]
  const values = new Float32Array(await compiled.read(outputs)).filter((_, i) => i % width === 0)
  return {
    x: curve.x,
    target: curve.target,
    readout: readoutByStep(values, steps, points, built.pinned.readout),
    steps,
    samples: {
      x: (data.train.streams.inputs!.values as Float32Array).slice(0, DRAWN),
      y: (data.train.streams.targets!.values as Float32Array).slice(0, DRAWN),
    },
  }
}
