/** The lesson on why memory fades, and what a skip changes. Data. */
import { regionSelector } from '../../base/spotlight'
import { accuracy, layerOf, normAt } from './found'
import type { Lesson, Seen } from './lesson'
import { fieldRow, recurrence, skipLength } from './needs'

const VANILLA = recurrence('vanilla', 'vanilla')
const SKIP = recurrence('skip', 'skip')

const readsNorm = (seen: Seen): boolean => seen.shown === regionSelector('Gradient norm') && layerOf(seen, 'lif1') !== undefined

const row = (run: string) => (seen: Seen) => [run, accuracy(seen.trainAccuracy), normAt(seen, 'lif1', -1), normAt(seen, 'lif1', 3)]

export const memory: Lesson = {
  purpose: 'See a gradient fade on its way back through time, and carry it there in five hops.',
  about:
    'In the first 5 of 50 time steps one of four groups of input channels spikes: the cue. (Click **input** in the row of layers: it is the block at the top of the view Input.) Then there is noise alone. At the last step the network has to say which group it was. Each neuron also receives the spikes that its layer sent one time step before: [[recurrence|vanilla recurrence]]. Guessing is 25 %.',
  steps: [
    {
      text: 'Train to batch 100. The [[accuracy]] stays at chance level.',
      where: 'Learning curves',
      needs: [VANILLA],
      train: 100,
      row: row('Vanilla'),
    },
    {
      text: 'Press **Show me**, and read [[gradientNorm|Gradient norm]] against time, from right to left: it starts at the last time step and has to reach the cue at the left.',
      where: 'Gradient norm',
      needs: [VANILLA],
      train: 100,
      done: readsNorm,
      found: (seen) => `${normAt(seen, 'lif1', -1)} at the last step, ${normAt(seen, 'lif1', 3)} at step 3, where the cue is.`,
    },
    {
      text: 'In Experiment set **Recurrence** to a [[skip]] with a **Skip length** of 9 (Health suggests 10, but hops of 10 from the last step miss the cue), and train to batch 150, which is batch 22 of epoch 2. For the first half nothing seems to happen.',
      where: 'Experiment',
      control: fieldRow('network.recurrence.kind'),
      needs: [SKIP, skipLength(9)],
      train: 150,
      row: row('Skip of 9'),
    },
    {
      text: 'Press **Show me** once more: the curve has regular peaks now. At which time steps are they? Point at the curve to read them.',
      where: 'Gradient norm',
      needs: [SKIP],
      done: readsNorm,
    },
  ],
  sets: ['network.recurrence'],
  columns: ['accuracy', 'gradient norm at the end', 'in the cue (step 3)'],
  question:
    'How does a skip of 9 bring the gradient to the cue? And why can a vanilla network with the same number of weights not learn this?',
  answer:
    'The peaks are at 50, 41, 32, 23, 14 and 5: from the last time step five hops of 9 lead back to step 5, the last of the cue. A gradient takes 5 hops instead of 45, and loses a factor at each hop, not at each step. Other lengths do as well that land in the cue or just behind it: 11 needs four hops and learns sooner, 8 needs six and takes about 300 batches. In the vanilla network every step back multiplies the gradient by the surrogate and the recurrent weights, and what the leak keeps is halved at each step: at batch 100, what arrives at the cue is eleven powers of ten smaller than at the end. Adam rescales small gradients, but this one is drowned by that of the noise, which is near. Trained for longer, such a network overfits its training samples, and stays at chance level on others. A skip length can also be learned: a softmax weighs several lengths. That found the cue only where one of the lengths reaches it in a single hop.',
  more: { see: 'measurements.md#a-cue-of-long-ago', title: 'A cue of long ago, measured' },
}
