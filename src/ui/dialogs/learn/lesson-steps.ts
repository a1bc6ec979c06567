/** The lesson on what time steps buy. Data. */
import { accuracy, cost } from './found'
import type { Lesson, Seen } from './lesson'
import { encoder, fieldRow, timeSteps } from './needs'

const POISSON = encoder('poisson', 'Poisson rate')

const row = (run: string) => (seen: Seen) => [run, accuracy(seen.trainAccuracy), cost(seen)]

export const stepsLesson: Lesson = {
  purpose: 'Average noise away over more time steps, see what that costs, and do without the noise.',
  about:
    'The pixels of a digit arrive as random spikes: at each [[timeStep|time step]] even the brightest pixel of a stroke spikes with a probability of only 0.1 (a [[encoder|Poisson encoder]]). There are two time steps.',
  steps: [
    {
      text: 'Train to batch 100 with two time steps. Click **input** in the row of layers: the view on the right then shows the spikes of the pixels, and how little of the digit comes through.',
      where: 'Network',
      control: '[data-layer="input"]',
      needs: [POISSON, timeSteps(2)],
      train: 100,
      row: row('Poisson, T = 2'),
    },
    {
      text: 'In Experiment set **Steps T** to 8, and train to batch 100 again. **Cost**, at the bottom of Experiment, says what a batch costs now; 1 GFLOP is 1,000 MFLOP.',
      where: 'Experiment',
      control: fieldRow('encoder.steps'),
      needs: [POISSON, timeSteps(8)],
      train: 100,
      row: row('Poisson, T = 8'),
    },
    {
      text: 'In the Inspector choose **test set** and, further down, press **Evaluate now** (Show me frames it, once it is there): all 10,000 test digits are classified. Then look at Class probability by step, which is what the network would predict after each time step. Go on (›) to test sample 3: a 6 after the first step, then the 0 that it is. Sample 8 changes several times.',
      where: 'Inspector',
      control: '[data-evaluate]',
      needs: [POISSON, timeSteps(8)],
      train: 100,
      done: (seen) => seen.testAccuracy !== null,
      found: (seen) => `Poisson, T = 8: ${accuracy(seen.testAccuracy)} of the test set correct.`,
    },
    {
      text: 'Set the **Encoder** to direct: pixels arrive as numbers, the same at every time step. That sets Steps T to 4: set it back to 2, and train to batch 100.',
      where: 'Experiment',
      control: fieldRow('encoder.kind'),
      needs: [encoder('direct', 'direct'), timeSteps(2)],
      train: 100,
      row: row('Direct, T = 2'),
    },
  ],
  sets: ['encoder'],
  columns: ['accuracy', 'cost of a batch'],
  question: 'Four times as many time steps: what did they buy, what did they cost, and why does direct encoding need so few?',
  answer:
    'A spike at a step is a coin toss. Over T steps the tosses add up: noise falls as 1/√T, so four times the steps halve it. Memory, operations and, on hardware that counts spikes, energy grow with T. Direct encoding has no noise to average away, and a brighter input: a pixel that spikes at one step in ten delivers a tenth of its value, so not all of the difference is noise. Steps buy direct encoding only a finer count of spikes, so two are nearly enough. It also costs half as much at T = 2: what is the same at every step has to be multiplied by the first weights only once. Where the input itself changes in time, as of an event camera or a voice, steps are no choice but the data.',
  more: { see: 'data.md', title: 'Data and encoders' },
}
