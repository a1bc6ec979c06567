/** Where an analog neuron makes no sense. */
import { error, type Problem } from '../../problem'

interface Asked {
  readonly neuron: { readonly kind: string }
  readonly network: { readonly kind: string; readonly recurrence?: { readonly kind: string } }
  readonly readout: { readonly kind: string }
}

export function analogProblems({ neuron, network, readout }: Asked): Problem[] {
  if (neuron.kind !== 'relu') return []
  const spiking = { label: 'Use LIF', path: 'neuron.kind', value: 'lif' }
  return [
    ...(network.kind === 'recurrent' && network.recurrence?.kind !== 'none'
      ? [error('neuron.kind', 'A recurrent network sends spikes back to itself, and a ReLU has none. Use a spiking neuron.', spiking)]
      : []),
    ...(readout.kind === 'spiking'
      ? [
          error('readout.kind', 'A spiking readout counts spikes, and a ReLU has none: use its currents instead.', {
            label: 'Use currents',
            path: 'readout',
            value: { kind: 'mean' },
          }),
        ]
      : []),
  ]
}
