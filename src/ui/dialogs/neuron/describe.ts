/** The single neuron, step by step. */
import { type DialogDescription, lazily } from '../dialog'

export const neuronDialog: DialogDescription = {
  id: 'neuron',
  title: 'A single neuron',
  Component: lazily(async () => (await import('./neuron-dialog')).NeuronDialog),
  entry: { group: 'Experiment', label: 'Single neuron: play with one, step by step' },
  button: { text: 'Neuron' },
  doc: 'looking.md#a-single-neuron',
}
