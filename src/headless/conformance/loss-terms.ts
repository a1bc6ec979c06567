/** The terms that are added to a loss, over given spikes of fully connected layers and the weights that they meet. */
import type { Gpu } from '../../engine/device'
import { padded, persistent, tensor } from '../../engine/tensor'
import { decayOps, operationOps, rateOps } from '../../losses/terms/loss'
import { termsIn } from '../../losses/terms/schema'
import { inspect } from '../readable-tensors'
import { lossTermsAttributes } from './attributes'
import type { Computed } from './compare'
import { padRows, trimRows } from './layout'
import { mean } from './products'
import { type Case, need, timeFirst } from './read'

/** `spikes1` meet `weight1`; the last weights may have no spikes of a layer in front. */
export async function runLossTerms(gpu: Gpu, c: Case): Promise<Computed> {
  const terms = lossTermsAttributes.parse(c.attrs)
  const names = termsIn(terms)
  const numbers = (name: string) => Object.keys(c.inputs).flatMap((key) => (key.startsWith(name) ? [need(c.inputs, key)] : []))
  const weights = numbers('weight').map((given, i) => {
    const count = padded(given.data.length)
    return { given, value: tensor(`weight${i}`, 'f32', [count]), grad: tensor(`weightGrad${i}`, 'f32', [count]) }
  })
  const layers = numbers('spikes').map((given, i) => {
    const { steps, batch, features } = timeFirst(given)
    const shape = [steps, batch, padded(features)]
    const fanOut = weights[i]!.given.shape[0]!
    return {
      given,
      features,
      value: tensor(`spikes${i}`, 'f32', shape),
      grad: tensor(`spikesGrad${i}`, 'f32', shape),
      reach: [1],
      fanOut,
      connections: features * fanOut,
    }
  })
  const { batch: size } = timeFirst(layers[0]!.given)
  const metrics = persistent('metrics', 'f32', [names.length, size])
  const to = { metrics, row: 0, micro: persistent('micro', 'u32', [1]), size, total: size }
  const ops = [
    ...rateOps(
      terms,
      layers.map((one, number) => ({ ...one, number })),
      to,
    ).flat(),
    ...operationOps(terms, layers, to).flat(),
    ...decayOps(
      terms,
      weights.map((one) => [one]),
      to,
    ),
  ]
  using bench = await inspect(gpu, ops)
  for (const { given, value, features } of layers) if (bench.holds(value)) bench.write(value, padRows(given.data, features))
  for (const { given, value } of weights) if (bench.holds(value)) bench.write(value, padRows(given.data, given.data.length))
  bench.run()
  const written = await bench.f32(metrics)
  const zeros = (count: number) => new Float64Array(count)
  const gradients: Record<string, Float64Array> = {}
  for (const [i, { given, grad, features }] of layers.entries())
    gradients[`spikes${i + 1}`] = bench.holds(grad) ? trimRows(await bench.f32(grad), features) : zeros(given.data.length)
  for (const [i, { given, grad }] of weights.entries())
    gradients[`weight${i + 1}`] = bench.holds(grad) ? trimRows(await bench.f32(grad), given.data.length) : zeros(given.data.length)
  const outputs = Object.fromEntries(names.map((name, row) => [name, [mean(written.slice(row * size, (row + 1) * size))]]))
  return { outputs, gradients }
}
