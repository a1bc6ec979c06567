/** The lesson on why a gradient vanishes over time: the factor of a step, and what changes it. Data. */
import { regionSelector } from '../../base/spotlight'
import { factorAfter, layerOf, normAt } from './found'
import type { Lesson, Seen } from './lesson'
import { decay, fieldRow, recurrence, skipLength } from './needs'

const VANILLA = recurrence('vanilla', 'vanilla')
const CUE = 3

const row = (run: string) => (seen: Seen) => [run, normAt(seen, 'lif1', -1), normAt(seen, 'lif1', CUE), factorAfter(seen, 'lif1', CUE)]

export const vanish: Lesson = {
  purpose: 'Measure by what factor a gradient shrinks at each step back, find what makes it so, and change it in two ways.',
  about:
    'One of four cues in the first 5 of 30 time steps, then noise, and the answer at the end. The loss is at the last step, so its gradient has to go back 25 steps to reach the cue. On its way it is multiplied, at each step, by the [[stepJacobian]].',
  steps: [
    {
      text: 'Train to batch 20. The [[gradientNorm|norm of the gradient]] at the cue is compared with that at the last step; the factor is what one step back leaves of it.',
      where: 'Gradient norm',
      needs: [VANILLA, decay(0.5)],
      train: 20,
      row: row('β 0.5, vanilla'),
    },
    {
      text: 'Press **Show me**, then **Flow** at the head of the view, and **Gain**: the typical singular value of a step lies far below 1. **Parts** says what the gradient came through: the leak of the neuron, the recurrent weights, or the layer above.',
      where: 'Gradient norm',
      needs: [VANILLA, decay(0.5)],
      train: 20,
      done: (seen) => seen.shown === regionSelector('Gradient norm') && layerOf(seen, 'lif1') !== undefined,
      found: (seen) => `A factor of ${factorAfter(seen, 'lif1', CUE)} a step.`,
    },
    {
      text: 'What the leak keeps is a part of that factor: set **Decay** to 0.95, and train to batch 20. The curve in **Flow** is nearly flat now.',
      where: 'Experiment',
      control: fieldRow('neuron.decay'),
      needs: [VANILLA, decay(0.95)],
      train: 20,
      row: row('β 0.95, vanilla'),
    },
    {
      text: 'Or leave the neuron as it was, and shorten the way: set **Decay** back to 0.5 and **Recurrence** to a [[skip]] with a **Skip length** of 9, and train to batch 20. In **Flow**, **Parts** has the skip now, and **Reach** goes up at every ninth step.',
      where: 'Experiment',
      control: fieldRow('network.recurrence.kind'),
      needs: [decay(0.5), recurrence('skip', 'skip'), skipLength(9)],
      train: 20,
      row: row('β 0.5, skip of 9'),
    },
  ],
  sets: ['neuron.decay', 'network.recurrence'],
  columns: ['norm at the last step', 'in the cue (step 3)', 'factor a step'],
  question: 'A factor of 0.6 a step is not small. Why is nothing left at the cue, and why do both remedies work?',
  answer:
    'Factors multiply: 0.58 to the power of 27 is less than one part in a million. A step back multiplies the gradient by what the leak keeps, 0.5, less what the reset takes away, and by the recurrent weights times the surrogate, which is 0 for every neuron far from the threshold. With a decay of 0.95 the leak alone keeps a quarter over 27 steps. A skip of 9 leaves the factor of a step as it is, and needs three hops. Neither is free: a neuron that hardly forgets adds up noise as well as the cue, and a skip has to land in the cue. A factor above 1 is no better: then the gradient explodes. Exponents say the same on a logarithmic scale: below 0 it vanishes, above 0 it explodes.',
  more: { see: 'looking.md#gradient-flow', title: 'Gradient flow' },
}
