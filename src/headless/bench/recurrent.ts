/** Times a recurrent layer forward and backward over a long sequence, and the gradient of its skip weights, at a firing rate near 8 %. */
import type { Gpu } from '../../engine/device'
import { type Activation, activation, type Context } from '../../engine/graph'
import type { Op } from '../../engine/kernel'
import { createNetwork } from '../../engine/network'
import { compile } from '../../engine/plan'
import { constant, persistent, rootOf, sizeOf } from '../../engine/tensor'
import { timeWork } from '../../engine/timing'
import { recurrentLif } from '../../neurons/recurrent-lif/layer'
import type { RecurrenceSpec } from '../../neurons/recurrent-lif/schema'
import { createSkipWeights } from '../../neurons/recurrent-lif/skip'
import { disposable } from '../disposable'

export interface RecurrentTiming {
  readonly neurons: number
  readonly spans: string
  /** Milliseconds for a whole sequence. */
  readonly forward: number
  readonly backward: number
  /** Milliseconds for the weights of learned skips; 0 where skips are fixed. */
  readonly skipWeights: number
  readonly rate: number
}

const [STEPS, BATCH] = [784, 32]
const RECURRENCES: readonly Exclude<RecurrenceSpec, { kind: 'none' }>[] = [
  { kind: 'vanilla' },
  { kind: 'skip', span: 16 },
  { kind: 'adaptive', spans: 51, temperatureFactor: 0.96, leastTemperature: 1e-3, sharedBy: 'layer', rateFactor: 100, decayFactor: 0 },
]

export async function* timeRecurrent(gpu: Gpu): AsyncGenerator<RecurrentTiming> {
  for (const neurons of [64, 128, 256]) for (const recurrence of RECURRENCES) yield await timeOne(gpu, neurons, recurrence)
}

async function timeOne(gpu: Gpu, neurons: number, recurrence: (typeof RECURRENCES)[number]): Promise<RecurrentTiming> {
  const clock = persistent('clock', 'u32', [1])
  const context: Context = {
    mode: 'train',
    network: createNetwork('bench'),
    steps: STEPS,
    batch: BATCH,
    random: { seed: 0, clock },
    profile: gpu.info.profile,
    tunedVariants: {},
  }
  // Currents that make few neurons fire; weights as large as those of an orthogonal initialization.
  const draw = (count: number, from: number, to: number) =>
    Float32Array.from({ length: count }, (_, i) => from + (to - from) * (((Math.imul(i, 2654435761) >>> 0) % 9973) / 9973))
  const reach = Math.sqrt(3 / neurons)
  const recurrent = context.network.parameter('r', [neurons, neurons], 'weight', ([a, b]) => draw(a! * b!, -reach, reach))
  const skipWeights = createSkipWeights(context, 'skip', recurrence, { batch: 1, samples: 1, clock })
  const x: Activation = activation('x', [STEPS, BATCH, neurons], 'dense', true)
  const spec = { threshold: 1, inputGain: 1, reset: 'subtract', resetTo: 0, detachReset: false } as const
  const made = recurrentLif(context, 'layer', x, spec, {
    decay: constant('decay', [0.5]),
    surrogate: 'triangle',
    surrogateScale: constant('surrogateScale', [1]),
    recurrent,
    skipWeights,
    weightGrad: () => [],
  })
  const spikesGrad = made.outputs[0]!.grad!
  const ops = { forward: [...skipWeights.forward, ...made.forward], backward: made.backwardInput, skipWeights: made.backwardParameters }
  const readBack = new Set(
    Object.values(ops).flatMap((list: readonly Op[]) => list.flatMap((op) => (op.kind === 'scan' ? [] : op.tensors.map(rootOf)))),
  )
  using compiled = disposable(await compile(gpu, ops, { readBack }))
  compiled.write(context.network.values, context.network.initialValues())
  compiled.write(x.value, draw(sizeOf(x.value.shape), -0.75, 1))
  compiled.write(spikesGrad, draw(sizeOf(spikesGrad.shape), -1, 1))
  const time = async (name: keyof typeof ops) =>
    (await timeWork(gpu, (encoder) => compiled.programs[name].encode(encoder), { samples: 5, warmUps: 1 })).median
  const timing = {
    neurons,
    spans: recurrence.kind === 'adaptive' ? `1..${recurrence.spans}` : `${recurrence.kind === 'skip' ? recurrence.span : 1}`,
    forward: await time('forward'),
    backward: await time('backward'),
    skipWeights: skipWeights.logits ? await time('skipWeights') : 0,
  }
  const spikes = new Float32Array(await compiled.read(made.outputs[0]!.value))
  return { ...timing, rate: spikes.reduce((a, b) => a + b, 0) / spikes.length }
}
