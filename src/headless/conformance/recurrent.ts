/** The conformance op of recurrent neurons, through their own layer. */
import type { Gpu } from '../../engine/device'
import { activation, type Context } from '../../engine/graph'
import { constant, padded, persistent } from '../../engine/tensor'
import { weightGradient } from '../../layers/linear/layer'
import { recurrentLif } from '../../neurons/recurrent-lif/layer'
import type { OwnRecurrence } from '../../neurons/recurrent-lif/schema'
import { createSkipWeights } from '../../neurons/recurrent-lif/skip'
import { recurrentKey } from '../../neurons/recurrent-lif/variants'
import { inspect } from '../readable-tensors'
import { leakySpec, type RecurrentAttributes, recurrentAttributes, surrogateOf } from './attributes'
import { type Computed, mustAgree } from './compare'
import { padRows, transposeWeightBack, trimRows } from './layout'
import { contextFor } from './neurons'
import { weightOf } from './products'
import { type Case, need, timeFirst } from './read'

const VARIANTS = [
  ['events', 'walk'],
  ['dense', 'walk'],
  ['steps', 'steps'],
] as const

/** Runs every variant of the layer; all must give the same bits, so only one result is compared. */
export async function runRecurrentLif(gpu: Gpu, c: Case): Promise<Computed> {
  const results = await Promise.all(VARIANTS.map((variants) => runAs(gpu, c, variants)))
  return mustAgree(
    results,
    VARIANTS.map(([forward]) => forward),
  )
}

async function runAs(gpu: Gpu, c: Case, [forward, backward]: (typeof VARIANTS)[number]): Promise<Computed> {
  const a = recurrentAttributes.parse(c.attrs)
  if (c.cotangents.membrane) throw new Error('a recurrent neuron takes no gradient on its membrane')
  const x = need(c.inputs, 'x')
  const { steps, batch, features } = timeFirst(x)
  const key = (direction: 'forward' | 'backward') => recurrentKey(direction, batch, padded(features))
  const context: Context = {
    ...contextFor(a.mode === 'adaptiveEval' ? 'evaluate' : 'train', steps, batch),
    tunedVariants: { [key('forward')]: forward, [key('backward')]: backward },
  }
  const input = activation('x', [steps, batch, features], 'dense', true)
  const { initialize } = weightOf(need(c.inputs, 'recurrent'))
  const recurrent = context.network.parameter('recurrent', [padded(features), padded(features)], 'weight', initialize)
  const clock = persistent('clock', 'u32', [1], Uint32Array.of(1))
  const skipWeights = createSkipWeights(context, 'skip', recurrenceOf(a, c.inputs.skipLogits?.data.length ?? 0), {
    batch: 1,
    samples: 1,
    clock,
  })
  const surrogate = surrogateOf(a.surrogate, steps)
  const made = recurrentLif(context, 'neuron', input, leakySpec(a), {
    decay: constant('decay', [a.decay]),
    surrogate: surrogate.kind,
    surrogateScale: constant('surrogateScale', surrogate.values),
    recurrent,
    skipWeights,
    weightGrad: (name, spikes, outputGrad, weight) => weightGradient(context, name, spikes, outputGrad, weight),
  })
  const output = made.outputs[0]!
  using bench = await inspect(gpu, [...skipWeights.forward, ...made.forward, ...made.backwardInput, ...made.backwardParameters])
  bench.write(context.network.values, context.network.initialValues())
  if (skipWeights.logits) bench.write(skipWeights.logits.value, padRows(need(c.inputs, 'skipLogits').data, skipWeights.logits.count))
  bench.write(input.value, padRows(x.data, features))
  if (c.cotangents.spikes) bench.write(output.grad!, padRows(c.cotangents.spikes.data, features))
  bench.run()
  const read = async (t: Parameters<typeof bench.f32>[0]) => trimRows(await bench.f32(t), features)
  return {
    outputs: { spikes: await read(output.value), membrane: await read(made.visible.membrane!) },
    gradients: {
      x: await read(input.grad!),
      recurrent: transposeWeightBack(await bench.f32(recurrent.grad), features, features),
      ...(skipWeights.logits && { skipLogits: trimRows(await bench.f32(skipWeights.logits.grad), skipWeights.logits.count) }),
    },
  }
}

/** The temperature applies to the epoch after the first, so the factor is the temperature itself. */
function recurrenceOf(a: RecurrentAttributes, spans: number): OwnRecurrence {
  switch (a.mode) {
    case 'vanilla':
      return { kind: 'vanilla' }
    case 'skip':
      return { kind: 'skip', span: a.span }
    case 'adaptive':
    case 'adaptiveEval': {
      const factor = a.mode === 'adaptive' ? a.temperature : 1
      const shares = { sharedBy: 'layer', rateFactor: 1, decayFactor: 0 } as const
      return { kind: 'adaptive', spans, temperatureFactor: factor, leastTemperature: 1e-4, ...shares }
    }
    default:
      return a satisfies never
  }
}
