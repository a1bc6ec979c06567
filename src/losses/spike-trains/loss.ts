/**
 * The distance of spike trains from recorded ones, as postsynaptic potentials (PSP) f: the squared maximum mean discrepancy of two sets of
 * trains with the kernel k(y, y') = sum over t of f[t] f'[t]; for one train per side it is the PSP loss. In (spikes per bin)^2, summed over
 * bins and cells. The filter is that of the Fully Spiking Variational Autoencoder (Kamata et al. 2022), the discrepancy that of Gretton et
 * al. (2012).
 */
import type { Activation } from '../../engine/graph'
import type { Dispatch } from '../../engine/kernel'
import { type Tensor, tensor, view } from '../../engine/tensor'
import * as kernels from './kernels'

export interface SpikeTrainSpec {
  /** Time constant of the filter in bins, 1 or more. */
  readonly tau: number
  /** The first bin of a clip that counts in the loss; earlier ones only fill the filter. */
  readonly first: number
  /**
   * Excludes the pairs of a train with itself: the expected value is then 0 if both sets come from the same process, and single values
   * can be negative. Needs two trains per side.
   */
  readonly unbiased?: boolean
}

export interface SpikeTrainTensors {
  /** [steps, sets * trials, padded cells], one set after another: spikes per bin, or their mean over trials. */
  readonly recorded: Tensor<'f32'>
  /** [1]: the micro-batch of the step. */
  readonly micro: Tensor<'u32'>
  /** [sets of the whole batch]. */
  readonly loss: Tensor<'f32'>
  /**
   * Potentials that a clip begins with and the next one continues from, [rows, padded cells] of either side, changed in place; without them
   * each begins at 0. No gradient goes through them.
   */
  readonly traces?: { readonly spikes: Tensor<'f32'>; readonly recorded: Tensor<'f32'> }
}

/**
 * One op that writes each set's loss and the gradient, to every spike, of their mean over the whole batch.
 * @param spikes [steps, sets * samples, padded cells], of one set after another, with a gradient
 * @param sets of a micro-batch; as many as rows for the PSP loss
 * @throws where an unbiased loss has fewer than two trains on a side
 */
export function spikeTrainLoss(name: string, spikes: Activation, sets: number, spec: SpikeTrainSpec, tensors: SpikeTrainTensors): Dispatch {
  const [steps, rows, columns] = spikes.value.shape as readonly [number, number, number]
  const { recorded, micro, loss, traces } = tensors
  const samples = rows / sets
  const trials = recorded.shape[1]! / sets
  if (spec.unbiased && Math.min(samples, trials) < 2) throw new Error(`${name}: a set of one train has no pair of different ones`)
  const trace = (what: string, trains: number, given?: Tensor<'f32'>) =>
    view(given ?? tensor(`${name}.${what}`, 'f32', [sets * trains, columns]), [sets, trains, columns])
  return kernels.spikeTrains(
    {
      spikes: view(spikes.value, [steps, sets, samples, columns]),
      recorded: view(recorded, [steps, sets, trials, columns]),
      micro,
      spikesGrad: view(spikes.grad!, [steps, sets, samples, columns]),
      loss,
      spikesTrace: trace('spikesTrace', samples, traces?.spikes),
      recordedTrace: trace('recordedTrace', trials, traces?.recorded),
    },
    { cells: spikes.features, first: spec.first, share: 1 / spec.tau },
    { UNBIASED: Number(spec.unbiased ?? false), CARRIED: Number(traces !== undefined) },
  )
}
