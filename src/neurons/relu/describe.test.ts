import { expect, test } from 'vitest'
import { descriptionOf } from '../descriptions'
import { neuronSchema } from '../schema'

const asked = (network: { kind: string; recurrence?: { kind: string } }, readout = 'mean', kind = 'relu') =>
  descriptionOf(neuronSchema.parse({ kind }))
    .problems({ network, readout: { kind: readout } })
    .map(({ path, message, remedy }) => [path, message, remedy?.value])

test.each([[{ kind: 'layers' }], [{ kind: 'mlp' }], [{ kind: 'recurrent', recurrence: { kind: 'none' } }]])('a ReLU fits %j', (network) => {
  expect(asked(network)).toEqual([])
})

test('a ReLU sends nothing back, and has no spikes to count', () => {
  expect(asked({ kind: 'recurrent', recurrence: { kind: 'skip' } })).toEqual([
    ['neuron.kind', expect.stringContaining('sends spikes back to itself'), 'lif'],
  ])
  expect(asked({ kind: 'layers' }, 'spiking')).toEqual([
    ['readout.kind', expect.stringContaining('counts spikes, and a ReLU has none'), { kind: 'mean' }],
  ])
  expect(asked({ kind: 'recurrent', recurrence: { kind: 'skip' } }, 'spiking', 'lif')).toEqual([])
})
