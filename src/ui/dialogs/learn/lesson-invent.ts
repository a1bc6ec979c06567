/** The lesson on inventing a neuron. Data. */
import type { Experiment } from '../../../experiments/schema'
import { accuracy, firing, loss } from './found'
import type { Lesson, Seen } from './lesson'
import { equationsWith, fieldRow, model } from './needs'

/** The line of b, with the share of itself that it keeps from one time step to the next. */
const KEEPS = /^\s*b\s*=\s*(0?\.\d+)\s*\*\s*b\s*\[\s*t\s*-\s*1\s*\]/m

const keptOf = ({ neuron }: Experiment): number => ('text' in neuron ? Number(KEEPS.exec(neuron.text)?.[1] ?? Number.NaN) : Number.NaN)

const EQUATIONS = model('equations', 'equations')
const FORGETS = equationsWith('let b keep 0.9 of itself', (experiment) => keptOf(experiment) === 0.9)
const REMEMBERS = equationsWith('let b keep 0.99 of itself', (experiment) => keptOf(experiment) >= 0.98 && keptOf(experiment) < 1)

const row = (run: string, layer: string) => (seen: Seen) => [run, loss(seen.trainLoss), accuracy(seen.trainAccuracy), firing(seen, layer)]

export const invent: Lesson = {
  purpose: 'Give a neuron a memory that LIF does not have, by writing it down.',
  about:
    'In the first 5 of 110 time steps one of four groups of input channels spikes: the cue. A hundred steps with hardly a spike follow, and from the last 40 on the network has to say which group it was. Nothing is sent back within the layer: all memory is what a neuron’s own [[equations]] keep from one time step to the next. Guessing is 25 %.',
  steps: [
    {
      text: 'Train to batch 100. LIF keeps 0.8 of its [[membrane|potential]] from one time step to the next; of the cue nothing is left at the end, and the [[accuracy]] stays at chance level.',
      where: 'Learning curves',
      needs: [model('lif', 'LIF')],
      train: 100,
      row: row('LIF', 'lif1'),
    },
    {
      text: 'In Experiment set **Model** to equations. In the text that appears, v is the potential of the same LIF. A second state, b, grows by 1 with each spike and raises the [[threshold]] to theta + beta*b; it keeps 0.9 of itself. Train to batch 100.',
      where: 'Experiment',
      control: fieldRow('neuron.kind'),
      needs: [EQUATIONS, FORGETS],
      train: 100,
      row: row('b keeps 0.9', 'equations1'),
    },
    {
      text: 'Of 1, which b gains by a spike of the cue, 0.9 to the power of 100 is left: 0.00003. How much must it keep for a third to be left? Write **0.99** in the place of 0.9 in the line of b, and train to batch 200.',
      where: 'Experiment',
      control: fieldRow('neuron.kind'),
      needs: [EQUATIONS, REMEMBERS],
      train: 200,
      row: row('b keeps 0.99', 'equations1'),
    },
    {
      text: 'In the head of Membrane potential choose **b**: its distribution at each time step. It jumps during the cue and falls slowly, far beyond it.',
      where: 'Membrane potential',
      needs: [EQUATIONS, REMEMBERS],
      done: (seen) => seen.variable === 'b',
    },
  ],
  sets: ['neuron'],
  columns: ['loss', 'accuracy', 'firing rate'],
  question: 'b sends nothing to the next layer. How does the readout learn from it what the cue was?',
  answer:
    'By who fires at the end. A neuron that the cue made spike still has a higher threshold there, so that the same current makes it fire less than another; what is left of the cue is in the firing rates of the last 40 steps, which the readout sees. Training can find weights for that, because the gradient of the last steps reaches the cue through b: each step back multiplies it by 0.99, not by the leak of the potential. This is the adaptive threshold of the LSNN (Bellec et al. 2018), in one line. Other lines would do: a slow current, a potential that oscillates, a bistable state. Try one: the equations are yours.',
  more: { see: 'equations.md#in-a-network', title: 'Neurons as equations in a network' },
}
