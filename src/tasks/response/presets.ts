/** Presets of neural response. The model's equations are a reconstruction: the paper's code is not public. */
import { type Preset, presetsOf } from '../preset'
import { type ResponseSpec, responseSchema } from './schema'

const preset = presetsOf(responseSchema, 'response')

export const RESPONSE: readonly Preset<ResponseSpec>[] = [
  preset({
    name: 'tecos-lvm',
    title: 'TeCoS-LVM',
    summary:
      'A simulated retina and a spiking latent model with a GRU as its memory. Equations and training are a reconstruction (Ma et al., NeurIPS 2023).',
    family: 'TeCoS-LVM',
    experiment: {
      network: { kind: 'latent' },
      optimizer: { kind: 'adamw', rate: 3e-3 },
      run: { epochs: 100, seed: 1 },
    },
  }),
]
