/** Times single kernels next to a plain copy of the same bytes: what share of the adapter's bandwidth a neuron reaches. */
import type { Gpu } from '../../engine/device'
import type { Op } from '../../engine/kernel'
import { compile } from '../../engine/plan'
import { copy } from '../../engine/rates-kernels'
import { constant, persistent, type Tensor, view } from '../../engine/tensor'
import { timeWork } from '../../engine/timing'
import { lifBackward, lifForward } from '../../neurons/leaky/kernels'
import { disposable } from '../disposable'

export interface Bandwidth {
  readonly name: string
  readonly ms: number
  readonly gigabytesPerSecond: number
  /** The bandwidth as a share of the copy's. */
  readonly share: number
}

/** LIF forward and backward over [steps, batch, neurons], each 12 bytes per neuron and step, and a copy of one such tensor (8 bytes). */
export async function timeLif(gpu: Gpu): Promise<Bandwidth[]> {
  const [steps, batch, neurons] = [25, 128, 1000]
  const shape = [steps, batch, neurons]
  const count = steps * batch * neurons
  const values = Float32Array.from({ length: count }, (_, i) => ((i * 7919) % 1000) / 700 - 0.4)
  const product = persistent('product', 'f32', shape, values)
  const [membrane, spikes, grad] = ['membrane', 'spikes', 'grad'].map((name) => persistent(name, 'f32', shape)) as [
    Tensor<'f32'>,
    Tensor<'f32'>,
    Tensor<'f32'>,
  ]
  const one = constant('one', [1])
  const mask = view(constant('mask', [1, 1, 1, 1]), [1, 4])
  const decay = constant('decay', [0.9])
  const how = { threshold: 1, inputGain: 1, resetTo: 0, initialMembrane: 0 }
  const flat = (t: Tensor<'f32'>) => view(t, [count])
  const work: readonly (readonly [string, Op, number])[] = [
    ['copy', copy({ source: flat(product), copied: flat(spikes) }, {}), 8],
    ['LIF forward', lifForward({ product, map: mask, mask, decay, surrogateScale: one, membrane, spikes }, how), 12],
    [
      'LIF backward',
      lifBackward(
        {
          membrane,
          spikesGrad: product,
          membraneGrad: view(mask, [1, 1, 4]),
          surrogateScale: one,
          mask,
          decay,
          productGrad: grad,
          decayPartial: persistent('decayPartial', 'f32', [batch, neurons]),
        },
        how,
      ),
      12,
    ],
  ]
  const programs = Object.fromEntries(work.map(([name, op]) => [name, [op]]))
  using compiled = disposable(await compile(gpu, programs))
  const bandwidths: Bandwidth[] = []
  for (const [name, , bytes] of work) {
    const { median } = await timeWork(gpu, (encoder) => compiled.programs[name]!.encode(encoder), { samples: 11, warmUps: 3 })
    const gigabytesPerSecond = (count * bytes) / median / 1e6
    bandwidths.push({
      name,
      ms: median,
      gigabytesPerSecond,
      share: gigabytesPerSecond / (bandwidths[0]?.gigabytesPerSecond ?? gigabytesPerSecond),
    })
  }
  return bandwidths
}
