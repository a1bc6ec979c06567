/** The five lessons: texts, what is to be done, and how the lab's state says that it was done. What each opens: share/lesson.ts. Data. */
import type { Experiment } from '../../../experiments/schema'
import { normalizationOf } from '../../../networks/schema'
import type { LessonName } from '../../../share/lesson'
import { regionSelector } from '../../base/spotlight'
import { accuracy, firing, inWindow, layerOf, normAt, normOf, silent, spread } from './found'
import type { Lesson, Seen } from './lesson'

const trained = (steps: number) => (seen: Seen) => seen.step >= steps

/** The width of a rectangular window: a number, or that it is adaptive. */
const widthOf = ({ surrogate }: Experiment): number | 'adaptive' | null => {
  if (surrogate.kind !== 'rect') return null
  return surrogate.window === 'adaptive' ? 'adaptive' : surrogate.width
}
const fixedWidth = (seen: Seen): number => {
  const width = widthOf(seen.experiment)
  return typeof width === 'number' ? width : Number.NaN
}

const drift: Lesson = {
  about:
    'Three layers of spiking neurons learn to read digits, without a normalization. A neuron sums what it receives, its [[current|input current]], into a [[membrane|potential]]; where that reaches the [[threshold]] it sends a [[spike]] and starts again. A spike has no derivative: a weight learns only through potentials in the green [[window]] around the threshold, which is 1 wide here and does not move. The potentials do.',
  steps: [
    {
      text: 'Press **Step** once: one batch is trained. In Membrane potential, layer lif1 is a narrow heap around 0, most of it inside the window.',
      where: 'Membrane potential',
      done: trained(1),
      found: (seen) => `Standard deviation of u in lif1 ${spread(seen, 'lif1')}; ${inWindow(seen, 'lif1')} of it in the window.`,
    },
    {
      text: 'Train to batch 100. The heap spreads far beyond the window while the curves say that the network learns.',
      where: 'Membrane potential',
      train: 100,
      done: trained(100),
      found: (seen) =>
        `Standard deviation ${spread(seen, 'lif1')}; ${inWindow(seen, 'lif1')} in the window; ${accuracy(seen.trainAccuracy)} correct.`,
    },
    {
      text: 'Look back: drag the cursor in Learning curves to the left, or press **H** to play the history. Its track **In window** shows how the potentials leave it.',
      where: 'Learning curves',
      done: (seen) => seen.looksBack,
    },
    {
      text: 'In Experiment set **Normalization** to tdBN, and train to batch 100 again. A [[normalization]] keeps the currents of each batch at the scale of the threshold.',
      where: 'Experiment',
      setting: 'network.normalization',
      train: 100,
      done: (seen) => normalizationOf(seen.experiment.network).kind === 'tdBatchNorm' && seen.step >= 100,
      found: (seen) =>
        `Standard deviation ${spread(seen, 'lif1')}; ${inWindow(seen, 'lif1')} in the window; ${accuracy(seen.trainAccuracy)} correct.`,
    },
  ],
  question:
    'The window did not move in the first run. What did, and how many of the potentials of lif1 could still teach it anything in the end?',
  answer:
    'Training moves weights, and with them the input currents: they grew until the potentials of lif1 were several times as widely spread as at the start. Only those inside the window have a gradient, about one in six, and what these few get may be large all the same: the norm of the gradient does not tell. Three layers learn digits in spite of it; with more layers or a narrower window it is what stops them. There are two ways out: hold the potentials where the window is, as a normalization does, or let the window follow them, as the adaptive window does. Nothing in the loss says that this happens; that is why the lab shows potentials.',
  more: { see: 'health.md#potentials-outside-the-window', title: 'Potentials outside the window' },
}

const window: Lesson = {
  about:
    'Four layers with a normalization, and a [[surrogate|surrogate]] that is a rectangle: inside a [[window]] of width κ around the threshold the derivative of a spike is taken as 1/κ, outside as 0. You choose κ.',
  steps: [
    {
      text: 'Train to batch 60 with the window of width 1. Read the [[fraction|share of potentials in the window]] and the [[gradientNorm|gradient norm]] of lif1, which the view gives in thousandths.',
      where: 'Gradient-available fraction',
      train: 60,
      done: (seen) => fixedWidth(seen) === 1 && seen.step >= 60,
      found: (seen) =>
        `κ = 1: ${inWindow(seen, 'lif1')} in the window, gradient norm ${normOf(seen, 'lif1')}, ${accuracy(seen.trainAccuracy)} correct.`,
    },
    {
      text: 'Drag an edge of the window in Membrane potential (or press **Lens** there). All views say at once how much would have a gradient. Nothing was trained yet: it is on trial.',
      where: 'Membrane potential',
      done: (seen) => seen.onTrial,
    },
    {
      text: 'A narrow window: in Experiment set **Fixed width** to 0.02, and train to batch 60.',
      where: 'Experiment',
      setting: 'surrogate.width',
      train: 60,
      done: (seen) => fixedWidth(seen) <= 0.05 && seen.step >= 60,
      found: (seen) =>
        `κ = ${fixedWidth(seen)}: ${inWindow(seen, 'lif1')} in the window, gradient norm ${normOf(seen, 'lif1')}, ${accuracy(seen.trainAccuracy)} correct.`,
    },
    {
      text: 'A wide window: set **Fixed width** to 20, and train to batch 60. Compare the gradient norm of lif4 with that of lif1.',
      where: 'Experiment',
      setting: 'surrogate.width',
      train: 60,
      done: (seen) => fixedWidth(seen) >= 10 && seen.step >= 60,
      found: (seen) =>
        `κ = ${fixedWidth(seen)}: ${inWindow(seen, 'lif1')} in the window, gradient norm ${normOf(seen, 'lif4')} in lif4 and ${normOf(seen, 'lif1')} in lif1, ${accuracy(seen.trainAccuracy)} correct.`,
    },
    {
      text: 'Set **Width** to [[adaptiveWindow|adaptive]], and train to batch 60.',
      where: 'Experiment',
      setting: 'surrogate.window',
      train: 60,
      done: (seen) => widthOf(seen.experiment) === 'adaptive' && seen.step >= 60,
      found: (seen) =>
        `Adaptive: ${inWindow(seen, 'lif1')} in the window, gradient norm ${normOf(seen, 'lif4')} in lif4 and ${normOf(seen, 'lif1')} in lif1, ${accuracy(seen.trainAccuracy)} correct.`,
    },
  ],
  question: 'With κ = 20 every potential has a gradient. What became of it on its way from lif4 to lif1, and why?',
  answer:
    'The window is as high as it is narrow: 1/κ. Every layer that a gradient passes multiplies it by that height. At κ = 20 each layer takes most of it away, so next to nothing reaches lif1. (Adam divides every gradient by its own size, so lif1 moves all the same, and digits are easy: little accuracy is lost here.) At κ = 0.02 a few neurons get a factor of 50 in each layer: the gradient explodes, and depends on which few potentials happen to lie there. Between them is a window about as wide as the potentials are spread. The adaptive width computes it from the normalization in front of each layer, so the norm is nearly the same in all layers.',
  more: { see: 'model.md#surrogates', title: 'Surrogates and windows' },
}

const dead: Lesson = {
  about:
    'Two layers, a [[threshold]] of 1, and first weights that are small random numbers, as PyTorch draws them unless told otherwise. It looks like any other experiment. It does not learn.',
  steps: [
    {
      text: 'Train to batch 30 and look at the training loss: ten classes guessed at random have a [[loss]] of 2.30.',
      where: 'Learning curves',
      train: 30,
      done: trained(30),
      found: (seen) => `Loss ${seen.trainLoss?.toFixed(2) ?? '–'}; ${accuracy(seen.trainAccuracy)} correct.`,
    },
    {
      text: 'Select **lif2** in Network. All its potentials lie far below the threshold: it has no [[spike]] and no gradient, so its neurons are [[silent|silent for good]].',
      where: 'Network',
      done: (seen) => seen.layer === 'lif2',
      found: (seen) => `Silent in lif2: ${silent(seen, 'lif2')} neurons; ${inWindow(seen, 'lif2')} of potentials in the window.`,
    },
    {
      text: 'Health says the same and offers remedies. Take one that lowers the threshold, or set **Threshold** to 0.3 yourself.',
      where: 'Health',
      done: (seen) => 'threshold' in seen.experiment.neuron && seen.experiment.neuron.threshold <= 0.6,
    },
    {
      text: 'Train to batch 100, and look who fires now.',
      where: 'Spike raster',
      train: 100,
      done: (seen) => 'threshold' in seen.experiment.neuron && seen.experiment.neuron.threshold <= 0.6 && seen.step >= 100,
      found: (seen) =>
        `Silent in lif2: ${silent(seen, 'lif2')} neurons; ${firing(seen, 'lif2')} fire; loss ${seen.trainLoss?.toFixed(2) ?? '–'}; ${accuracy(seen.trainAccuracy)} correct.`,
    },
    {
      text: 'Another way: set **Threshold** back to 1 and **Fixed width** to 4, and train to batch 100. Silent neurons are now inside the window.',
      where: 'Experiment',
      setting: 'surrogate.width',
      train: 100,
      done: (seen) =>
        'threshold' in seen.experiment.neuron && seen.experiment.neuron.threshold === 1 && fixedWidth(seen) >= 3 && seen.step >= 100,
      found: (seen) =>
        `Silent in lif2: ${silent(seen, 'lif2')} neurons; ${firing(seen, 'lif2')} fire; loss ${seen.trainLoss?.toFixed(2) ?? '–'}; ${accuracy(seen.trainAccuracy)} correct.`,
    },
  ],
  question: 'Why can a silent neuron not wake by itself, and why does one silent layer stop all those in front of it?',
  answer:
    'Below the window the surrogate is 0, so a silent neuron gets no gradient that could raise its potential. And where a whole layer has none, the layers in front of it get none through it either: lif1 has neurons that fire, and cannot learn. It begins with small weights: their sums are small against a threshold of 1, so few neurons of lif1 fire, lif2 receives few spikes, and its own sums are smaller still. That is why it gets worse from layer to layer, and why a layer of spiking neurons dies so much more easily than one of ReLUs, which pass on whatever is above 0. Whatever brings potentials and window together wakes them: a lower threshold, a normalization or larger first weights, a wider window.',
  more: { see: 'health.md#silent-layers', title: 'What Health checks' },
}

const stepsLesson: Lesson = {
  about:
    'The pixels of a digit arrive as random spikes: at each [[timeStep|time step]] even the darkest pixel of a stroke spikes with a chance of only 0.1 (a [[encoder|Poisson encoder]]). There are two time steps.',
  steps: [
    {
      text: 'Train to batch 100 with two time steps, T = 2. Select **input** in Network: the raster then has the spikes of the pixels, and shows how little of the digit comes through.',
      where: 'Network',
      train: 100,
      done: (seen) => stepsOf(seen) === 2 && seen.step >= 100,
      found: (seen) => `T = 2: ${accuracy(seen.trainAccuracy)} of the last training samples correct.`,
    },
    {
      text: 'In Experiment set **Steps** to 8, eight time steps, and train to batch 100 again. The line under the settings says what a batch costs now.',
      where: 'Experiment',
      setting: 'encoder.steps',
      train: 100,
      done: (seen) => stepsOf(seen) === 8 && seen.step >= 100,
      found: (seen) => `T = 8: ${accuracy(seen.trainAccuracy)} of the last training samples correct.`,
    },
    {
      text: 'In the Inspector, under test set, press **Evaluate now**: it answers all 10,000 test digits. Class probability by step says what the network would answer for one digit if it stopped after each time step: it changes its mind with the noise, and settles.',
      where: 'Inspector',
      done: (seen) => stepsOf(seen) === 8 && seen.testAccuracy !== null,
      found: (seen) => `T = 8: ${accuracy(seen.testAccuracy)} of the test set correct.`,
    },
    {
      text: 'Set the **Encoder** to direct: pixels arrive as numbers, the same at every time step. Set **Steps** back to 2, and train to batch 100.',
      where: 'Experiment',
      setting: 'encoder.kind',
      train: 100,
      done: (seen) => seen.experiment.encoder.kind === 'direct' && stepsOf(seen) === 2 && seen.step >= 100,
      found: (seen) => `Direct, T = 2: ${accuracy(seen.trainAccuracy)} of the last training samples correct.`,
    },
  ],
  question: 'Four times as many time steps: what did they buy, what did they cost, and why does direct encoding need so few?',
  answer:
    'A spike at a step is a coin toss. Over T steps the tosses add up: noise falls as 1/√T, so four times the steps halve it. Memory, time and, on hardware that counts spikes, energy grow with T. Direct encoding has no noise to average away: steps buy it only a finer count of spikes, so two are nearly enough. Where the input itself changes in time, as of an event camera or a voice, steps are no choice but the data.',
  more: { see: 'data.md', title: 'Data and encoders' },
}

const memory: Lesson = {
  about:
    'A cue in the first 5 of 50 time steps, then noise. At the last of them the network has to say which of four cues it was. Its neurons receive their own spikes of the time step before ([[recurrence|vanilla recurrence]]). Guessing is 25 %.',
  steps: [
    {
      text: 'Train to batch 100. The [[accuracy]] stays at chance.',
      where: 'Learning curves',
      train: 100,
      done: (seen) => recurrenceOf(seen) === 'vanilla' && seen.step >= 100,
      found: (seen) => `Vanilla: ${accuracy(seen.trainAccuracy)} correct.`,
    },
    {
      text: 'Press **Show me**, and read [[gradientNorm|Gradient norm]] against time, from right to left: it starts at the last time step and has to reach the cue at the left.',
      where: 'Gradient norm',
      done: (seen) => recurrenceOf(seen) === 'vanilla' && layerOf(seen, 'lif1') !== undefined && readsNorm(seen),
      found: (seen) => `${normAt(seen, 'lif1', -1)} at the last step, ${normAt(seen, 'lif1', 3)} at step 3, where the cue is.`,
    },
    {
      text: 'In Experiment set **Recurrence** to a [[skip]] with a **Skip length** of 9, and train to batch 150. For the first half of them nothing seems to happen.',
      where: 'Experiment',
      setting: 'network.recurrence.kind',
      train: 150,
      done: (seen) => recurrenceOf(seen) === 'skip' && seen.step >= 150,
      found: (seen) =>
        `Skip: ${accuracy(seen.trainAccuracy)} correct; gradient norm ${normAt(seen, 'lif1', -1)} at the last step, ${normAt(seen, 'lif1', 3)} at step 3.`,
    },
    {
      text: 'Press **Show me** once more: the curve is a comb now. At which time steps are its teeth?',
      where: 'Gradient norm',
      done: (seen) => recurrenceOf(seen) === 'skip' && readsNorm(seen),
    },
  ],
  question:
    'How does a skip of 9 bring the gradient to the cue? And why can a vanilla network with the same number of weights not learn this?',
  answer:
    'The teeth are at 50, 41, 32, 23, 14 and 5: from the last time step five hops of 9 lead back to step 5, the last of the cue. A gradient takes 5 hops instead of 45, and loses a factor at each hop, not at each step. Other lengths do as well that land in the cue or just behind it: 11 needs four hops and learns sooner, 8 needs six and takes about 300 batches. In the vanilla network every step back multiplies the gradient by the surrogate and the recurrent weights, and what the leak keeps is halved at each step: at batch 100, what arrives at the cue is ten powers of ten smaller than at the end. Adam rescales small gradients, but this one is drowned by that of the noise, which is near. Trained for longer, such a network learns its training samples by heart, and stays at chance on others. A learned mix of skips finds such a length only where a single one of them reaches the cue.',
  more: { see: 'measurements.md#a-cue-of-long-ago', title: 'A cue of long ago, measured' },
}

const readsNorm = ({ shown }: Seen): boolean => shown === regionSelector('Gradient norm')
const recurrenceOf = ({ experiment: { network } }: Seen): string => (network.kind === 'recurrent' ? network.recurrence.kind : 'none')
const stepsOf = ({ experiment: { encoder } }: Seen): number => ('steps' in encoder ? encoder.steps : 0)

export const LESSONS: Readonly<Record<LessonName, Lesson>> = { drift, window, dead, steps: stepsLesson, memory }
