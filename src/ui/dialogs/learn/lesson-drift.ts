/** The lesson on why potentials drift. Data. */
import { accuracy, average, inWindow, spread } from './found'
import type { Lesson, Seen } from './lesson'
import { fieldRow, normalized } from './needs'

const row = (run: string) => (seen: Seen) => [
  run,
  average(seen, 'lif1'),
  spread(seen, 'lif1'),
  inWindow(seen, 'lif1'),
  accuracy(seen.trainAccuracy),
]

export const drift: Lesson = {
  purpose: 'Watch potentials leave the window in which a network learns, and hold them there.',
  about:
    'Three layers of leaky integrate-and-fire neurons, lif1 to lif3, learn to read digits without a normalization. A neuron sums what it receives, its [[current|input current]], into a [[membrane|potential]]; where that reaches the [[threshold]] it sends a [[spike]] and starts again. A spike has no derivative, so training takes a [[surrogate]] in its place: 1 in the green [[window]] around the threshold, 0 outside it. A weight learns only through potentials in the window. The window is 1 wide and does not move. The potentials do.',
  steps: [
    {
      text: 'Press **Step** once: one batch is trained. In Membrane potential, the potentials of layer lif1 lie close to 0, most of them inside the window.',
      where: 'Membrane potential',
      needs: [normalized('none', 'none')],
      train: 1,
      row: row('Batch 1'),
    },
    {
      text: 'Train to batch 100. The potentials move below 0 and spread far beyond the window, while the curves show that the network learns. The axis covers a wider range now, so the window looks narrower; its width is unchanged.',
      where: 'Membrane potential',
      needs: [normalized('none', 'none')],
      train: 100,
      row: row('Batch 100'),
    },
    {
      text: 'Look back: drag the cursor in Learning curves to the left, or press **Play history** (key H). Its track **In window** shows how the potentials leave it.',
      where: 'Learning curves',
      done: (seen) => seen.looksBack,
    },
    {
      text: 'In Experiment set **Normalization** to tdBN (threshold-dependent batch normalization), and train to batch 100 again. A [[normalization]] keeps the currents of each batch at the scale of the threshold.',
      where: 'Experiment',
      control: fieldRow('network.normalization.kind'),
      needs: [normalized('tdBatchNorm', 'tdBN')],
      train: 100,
      row: row('tdBN, batch 100'),
    },
  ],
  sets: ['network.normalization'],
  columns: ['mean of u', 'standard deviation', 'in window', 'accuracy'],
  question:
    'The window did not move in the first run. What did, and how many of the potentials of lif1 could still teach it anything at batch 100?',
  answer:
    'Training moves weights, and with them the input currents: they grew until the potentials of lif1 were several times as widely spread as at the start. Only those inside the window have a gradient, about one in six. The gradient norm of lif1 does not show it: it rose, because the few potentials that are left get more through the grown weights of the layers above, and the norm does not count how many they are. Three layers learn digits in spite of it; with more layers or a narrower window it is what stops them. There are two ways out: hold the potentials where the window is, as a normalization does, or let the window follow them, as the adaptive window does. Nothing in the loss says that this happens; that is why the lab shows potentials.',
  more: { see: 'health.md#potentials-outside-the-window', title: 'Potentials outside the window' },
}
