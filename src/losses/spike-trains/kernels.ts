/** Signature of the loss between spike trains. One workgroup per set of trains. */
import { defineKernel } from '../../engine/kernel'

const SPIKES = 'f32[steps, sets, samples, columns]'

export const spikeTrains = defineKernel('losses/spike-trains', {
  reads: { spikes: SPIKES, recorded: 'f32[steps, sets, trials, columns]', micro: 'u32[1]' },
  writes: {
    spikesGrad: SPIKES,
    loss: 'f32[total]',
    spikesTrace: 'f32[sets, samples, columns]',
    recordedTrace: 'f32[sets, trials, columns]',
  },
  params: { cells: 'u32', first: 'u32', share: 'f32' },
  constants: { UNBIASED: 0, CARRIED: 0 },
  workgroups: ({ sets }) => [sets],
})
