/** The lesson on dead neurons. Data. */
import { accuracy, firing, inWindow, loss, silent } from './found'
import type { Lesson, Seen } from './lesson'
import { fieldRow, fixedWidth, lowThreshold, threshold, thresholdOf, widthOf } from './needs'

const windowOf = ({ experiment }: Seen): string => {
  const width = fixedWidth(experiment)
  return Number.isNaN(width) ? 'other window' : `κ\u00a0${width}`
}

const row = (seen: Seen) => [
  `θ\u00a0${thresholdOf(seen.experiment)}, ${windowOf(seen)}`,
  silent(seen, 'lif2'),
  firing(seen, 'lif2'),
  loss(seen.trainLoss),
  accuracy(seen.trainAccuracy),
]

export const dead: Lesson = {
  purpose: 'Find a layer that never spikes, see why it cannot learn, and wake it in two ways.',
  about:
    'Two layers, lif1 and lif2, a [[threshold]] θ of 1, and first weights that are small random numbers, as PyTorch draws them by default. It looks like any other experiment. It does not learn.',
  steps: [
    {
      text: 'Train to batch 30 and look at the training loss: ten classes guessed at random have a [[loss]] of 2.303.',
      where: 'Learning curves',
      needs: [threshold(1), ...widthOf(1)],
      train: 30,
      row,
    },
    {
      text: 'Click **lif2** in the row of layers at the top. All its potentials lie far below the threshold: it has no [[spike]] and no gradient, so its neurons are [[silent|silent for good]].',
      where: 'Network',
      control: '[data-layer="lif2"]',
      done: (seen) => seen.layer === 'lif2',
      found: (seen) => `Silent in lif2: ${silent(seen, 'lif2')} neurons; ${inWindow(seen, 'lif2')} of potentials in the window.`,
    },
    {
      text: 'Health says the same and offers remedies. Take one that lowers the threshold, or set **Threshold** to 0.3 yourself.',
      where: 'Health',
      needs: [lowThreshold],
    },
    {
      text: 'Train to batch 100, and look who spikes now. The firing rate is the share of neurons and time steps with a spike.',
      where: 'Spike raster',
      needs: [lowThreshold],
      train: 100,
      row,
    },
    {
      text: 'Another way: set **Threshold** back to 1 and **Fixed width** to 4, and train to batch 100. Silent neurons are now inside the window.',
      where: 'Experiment',
      control: fieldRow('surrogate.width'),
      needs: [threshold(1), ...widthOf(4, 3, Number.POSITIVE_INFINITY)],
      train: 100,
      row,
    },
  ],
  sets: ['neuron.threshold', 'surrogate'],
  columns: ['silent in lif2', 'firing rate of lif2', 'loss', 'accuracy'],
  question: 'Why can a silent neuron not wake by itself, and why does one silent layer stop all those nearer the input?',
  answer:
    'Below the window the surrogate is 0, so a silent neuron gets no gradient that could raise its potential. And where a whole layer has none, the layers nearer the input get none through it either: lif1 has neurons that spike, and cannot learn. It begins with small weights: their sums are small against a threshold of 1, so few neurons of lif1 spike, lif2 receives few spikes, and its own sums are smaller still. That is why it gets worse from layer to layer, and why a layer of spiking neurons dies so much more easily than one of ReLUs, which pass on whatever is above 0. Whatever brings potentials and window together wakes them: a lower threshold, a normalization or larger first weights, a wider window.',
  more: { see: 'health.md#silent-layers', title: 'What Health checks' },
}
