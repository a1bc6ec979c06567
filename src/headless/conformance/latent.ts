/** The conformance ops that the loss of a latent model is made of. */
import type { Gpu } from '../../engine/device'
import { activation } from '../../engine/graph'
import { padded, persistent } from '../../engine/tensor'
import { gaussianKl } from '../../losses/gaussian-kl/loss'
import { spikeTrainLoss } from '../../losses/spike-trains/loss'
import { inspect } from '../readable-tensors'
import { noAttributes, pspLossAttributes } from './attributes'
import type { Computed } from './compare'
import { padRows, trimRows } from './layout'
import { mean } from './products'
import { type Case, type CaseTensor, need, timeFirst } from './read'

export async function runPspLoss(gpu: Gpu, c: Case): Promise<Computed> {
  const { tau } = pspLossAttributes.parse(c.attrs)
  const [trains, target] = [need(c.inputs, 'spikes'), need(c.inputs, 'target')]
  const { steps, batch, features: cells } = timeFirst(trains)
  const spikes = activation('spikes', [steps, batch, cells], 'binary', true)
  const recorded = persistent('recorded', 'f32', [steps, batch, padded(cells)])
  const loss = persistent('loss', 'f32', [batch])
  const tensors = { recorded, micro: persistent('micro', 'u32', [1]), loss }
  using bench = await inspect(gpu, [spikeTrainLoss('psp', spikes, batch, { tau, first: 0 }, tensors)])
  bench.write(spikes.value, padRows(trains.data, cells))
  bench.write(recorded, padRows(target.data, cells))
  bench.run()
  return { outputs: { loss: [mean(await bench.f32(loss))] }, gradients: { spikes: trimRows(await bench.f32(spikes.grad!), cells) } }
}

/** Files contain means and log variances in separate tensors. */
export async function runGaussianKl(gpu: Gpu, c: Case): Promise<Computed> {
  noAttributes.parse(c.attrs)
  const [meanQ, logVarQ, meanP, logVarP] = ['meanQ', 'logVarQ', 'meanP', 'logVarP'].map((name) => need(c.inputs, name))
  const { steps, batch, features: size } = timeFirst(meanQ!)
  const [posterior, prior] = ['posterior', 'prior'].map((name) => activation(name, [steps, batch, 2 * size], 'dense', true))
  const one = (name: string) => persistent(name, 'u32', [1])
  const kl = persistent('kl', 'f32', [batch])
  const op = gaussianKl('kl', posterior!, prior, { beta: 1, warmUpSteps: 0 }, { clock: one('clock'), micro: one('micro'), kl })
  using bench = await inspect(gpu, [op])
  bench.write(posterior!.value, padRows(joined(meanQ!, logVarQ!, size), 2 * size))
  bench.write(prior!.value, padRows(joined(meanP!, logVarP!, size), 2 * size))
  bench.run()
  const [q, p] = await Promise.all([posterior!, prior!].map(async ({ grad }) => trimRows(await bench.f32(grad!), 2 * size)))
  return {
    outputs: { loss: [mean(await bench.f32(kl))] },
    gradients: { meanQ: half(q!, size, 0), logVarQ: half(q!, size, 1), meanP: half(p!, size, 0), logVarP: half(p!, size, 1) },
  }
}

function joined(means: CaseTensor, logs: CaseTensor, size: number): Float64Array {
  if (means.data.length !== logs.data.length) throw new Error(`[${means.shape}] means, [${logs.shape}] logarithms of variances`)
  return Float64Array.from({ length: 2 * means.data.length }, (_, i) => {
    const column = i % (2 * size)
    return (column < size ? means : logs).data[Math.floor(i / (2 * size)) * size + (column % size)]!
  })
}

export const half = (rows: Float64Array, size: number, which: 0 | 1) => rows.filter((_, i) => Math.floor((i % (2 * size)) / size) === which)
