/** The five lessons: texts, what is to be done, and how the lab's state says that it was done. What each opens: share/lesson.ts. Data. */
import type { Experiment } from '../../../experiments/schema'
import { normalizationOf } from '../../../networks/schema'
import type { LessonName } from '../../../share/lesson'
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
  title: 'Why potentials drift',
  about:
    'Three layers of spiking neurons learn to read digits, without a normalization. A [[spike]] has no derivative: a weight learns only through [[membrane|potentials]] in the green [[window]] around the [[threshold]], which is 1 wide here and does not move. The potentials do.',
  steps: [
    {
      text: 'Press **Step** once. In Membrane potential, layer lif1 is a narrow heap around 0, most of it inside the window.',
      where: 'Membrane potential',
      done: trained(1),
      found: (seen) => `Standard deviation of u in lif1 ${spread(seen, 'lif1')}; ${inWindow(seen, 'lif1')} of it in the window.`,
    },
    {
      text: 'Press **Play** and let it train 100 steps. The heap spreads far beyond the window while the curves say that the network learns.',
      where: 'Membrane potential',
      done: trained(100),
      found: (seen) =>
        `Standard deviation ${spread(seen, 'lif1')}; ${inWindow(seen, 'lif1')} in the window; ${accuracy(seen.trainAccuracy)} correct.`,
    },
    {
      text: 'Look back: drag the cursor in Learning curves to the left, or press **H** to play the history. In its lower track you see the potentials leave the window.',
      where: 'Learning curves',
      done: (seen) => seen.looksBack,
    },
    {
      text: 'In Experiment set **Normalization** to tdBN, and train 100 steps again. A [[normalization]] keeps the currents of each batch at the scale of the threshold.',
      where: 'Experiment',
      done: (seen) => normalizationOf(seen.experiment.network).kind === 'tdBatchNorm' && seen.step >= 100,
      found: (seen) =>
        `Standard deviation ${spread(seen, 'lif1')}; ${inWindow(seen, 'lif1')} in the window; ${accuracy(seen.trainAccuracy)} correct.`,
    },
  ],
  question: 'The window did not move in the first run. What did, and why does the first layer then learn less and less?',
  answer:
    'Training moves weights, and with them the currents: they grew until the potentials of lif1 were several times as widely spread as at the start. Only the share inside the window has a gradient, so ever fewer neurons of ever fewer samples change anything. There are two ways out: hold the potentials where the window is, as a normalization does, or let the window follow them, as the adaptive window does. Nothing in the loss says that this happens; that is why the lab shows potentials.',
  more: { see: 'model.md#surrogates', title: 'Surrogates and windows' },
}

const window: Lesson = {
  title: 'What a surrogate’s window does',
  about:
    'Four layers with a normalization, and a [[surrogate|surrogate]] that is a rectangle: inside a [[window]] of width κ around the threshold the derivative of a spike is taken as 1/κ, outside as 0. You choose κ.',
  steps: [
    {
      text: 'Train 60 steps with the window of width 1. Read the [[fraction|share of potentials in the window]] and the [[gradientNorm|gradient norm]] of lif1.',
      where: 'Gradient-available fraction',
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
      text: 'A narrow window: in Experiment set **Fixed width** to 0.02, and train 60 steps.',
      where: 'Experiment',
      done: (seen) => fixedWidth(seen) <= 0.05 && seen.step >= 60,
      found: (seen) =>
        `κ = ${fixedWidth(seen)}: ${inWindow(seen, 'lif1')} in the window, gradient norm ${normOf(seen, 'lif1')}, ${accuracy(seen.trainAccuracy)} correct.`,
    },
    {
      text: 'A wide window: set **Fixed width** to 20, and train 60 steps. Compare the gradient norm of lif4 with that of lif1.',
      where: 'Gradient norm',
      done: (seen) => fixedWidth(seen) >= 10 && seen.step >= 60,
      found: (seen) =>
        `κ = ${fixedWidth(seen)}: ${inWindow(seen, 'lif1')} in the window, gradient norm ${normOf(seen, 'lif4')} in lif4 and ${normOf(seen, 'lif1')} in lif1, ${accuracy(seen.trainAccuracy)} correct.`,
    },
    {
      text: 'Set **Width** to [[adaptiveWindow|adaptive]], and train 60 steps.',
      where: 'Experiment',
      done: (seen) => widthOf(seen.experiment) === 'adaptive' && seen.step >= 60,
      found: (seen) =>
        `Adaptive: ${inWindow(seen, 'lif1')} in the window, gradient norm ${normOf(seen, 'lif4')} in lif4 and ${normOf(seen, 'lif1')} in lif1, ${accuracy(seen.trainAccuracy)} correct.`,
    },
  ],
  question: 'With κ = 20 every potential has a gradient. Why does the network not learn best then?',
  answer:
    'The window is as high as it is narrow: 1/κ. Every layer that a gradient passes multiplies it by that height. At κ = 20 each layer takes most of it away, so next to nothing reaches lif1. At κ = 0.02 a few neurons get a factor of 50 in each layer: the gradient explodes, and depends on which few potentials happen to lie there. Between them is a window about as wide as the potentials are spread. The adaptive width computes it from the normalization in front of each layer, so the norm is nearly the same in all layers.',
  more: { see: 'model.md#surrogates', title: 'Surrogates and windows' },
}

const dead: Lesson = {
  title: 'Dead neurons and how to wake them',
  about:
    'Two layers with first weights as most frameworks draw them, and a [[threshold]] of 1. It looks like any other experiment. It does not learn.',
  steps: [
    {
      text: 'Train 30 steps and look at the training loss: ten classes guessed at random have a [[loss]] of 2.30.',
      where: 'Learning curves',
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
      text: 'Train 100 steps.',
      where: 'Spike raster',
      done: (seen) => 'threshold' in seen.experiment.neuron && seen.experiment.neuron.threshold <= 0.6 && seen.step >= 100,
      found: (seen) =>
        `Silent in lif2: ${silent(seen, 'lif2')} neurons; ${firing(seen, 'lif2')} fire; loss ${seen.trainLoss?.toFixed(2) ?? '–'}; ${accuracy(seen.trainAccuracy)} correct.`,
    },
    {
      text: 'Another way: set **Threshold** back to 1 and **Fixed width** to 4, and train 100 steps. Silent neurons are now inside the window.',
      where: 'Experiment',
      done: (seen) =>
        'threshold' in seen.experiment.neuron && seen.experiment.neuron.threshold === 1 && fixedWidth(seen) >= 3 && seen.step >= 100,
      found: (seen) =>
        `Silent in lif2: ${silent(seen, 'lif2')} neurons; ${firing(seen, 'lif2')} fire; loss ${seen.trainLoss?.toFixed(2) ?? '–'}; ${accuracy(seen.trainAccuracy)} correct.`,
    },
  ],
  question:
    'A ReLU that is never above 0 is dead, too. Why do spiking layers die so much more easily, and why does one silent layer stop all those in front of it?',
  answer:
    'The currents of a layer come from spikes, of which there are few: they are small against a threshold of 1, and the next layer gets fewer still. Below the window the surrogate is 0, so a silent neuron gets no gradient that could raise its potential. And where a whole layer has none, the layers in front of it get none through it either. Whatever brings potentials and window together wakes them: a lower threshold, a normalization or larger first weights, a wider window.',
  more: { see: 'health.md#silent-layers', title: 'What Health checks' },
}

const stepsLesson: Lesson = {
  title: 'What time steps buy',
  about:
    'The pixels of a digit arrive as random spikes: at each [[timeStep|time step]] even a white pixel spikes with a chance of only 0.1 (a [[encoder|Poisson encoder]]). There are two steps.',
  steps: [
    {
      text: 'Train 100 steps at T = 2. In Spike raster, select **input** in Network to see how little of the digit comes through.',
      where: 'Learning curves',
      done: (seen) => stepsOf(seen) === 2 && seen.step >= 100,
      found: (seen) => `T = 2: ${accuracy(seen.trainAccuracy)} of the last training samples correct.`,
    },
    {
      text: 'In Experiment set **Steps** to 8, and train 100 steps. Each takes longer.',
      where: 'Experiment',
      done: (seen) => stepsOf(seen) === 8 && seen.step >= 100,
      found: (seen) => `T = 8: ${accuracy(seen.trainAccuracy)} of the last training samples correct.`,
    },
    {
      text: 'In the Inspector, under test set, press **Evaluate now**: it reads all 10,000 test digits. Under image, Class probability by step says what the network would answer if it stopped after each step.',
      where: 'Inspector',
      done: (seen) => stepsOf(seen) === 8 && seen.testAccuracy !== null,
      found: (seen) => `T = 8: ${accuracy(seen.testAccuracy)} of the test set correct.`,
    },
    {
      text: 'Now at T = 8 set the **Encoder** to direct: pixels arrive as numbers, the same at every step. Set **Steps** to 2, and train 100 steps.',
      where: 'Experiment',
      done: (seen) => seen.experiment.encoder.kind === 'direct' && stepsOf(seen) === 2 && seen.step >= 100,
      found: (seen) => `Direct, T = 2: ${accuracy(seen.trainAccuracy)} of the last training samples correct.`,
    },
  ],
  question: 'Four times as many steps: what did they buy, what did they cost, and why does direct encoding need so few?',
  answer:
    'A spike at a step is a coin toss. Over T steps the tosses add up: noise falls as 1/√T, so four times the steps halve it. Memory, time and, on hardware that counts spikes, energy grow with T. Direct encoding has no noise to average away: steps buy it only a finer count of spikes, so two are nearly enough. Where the input itself changes in time, as of an event camera or a voice, steps are no choice but the data.',
  more: { see: 'data.md', title: 'Data and encoders' },
}

const memory: Lesson = {
  title: 'Why memory fades, and what a skip changes',
  about:
    'A cue in the first 5 of 50 steps, then noise. At the last step the network has to say which of four cues it was. Its neurons receive their own spikes of the step before ([[recurrence|vanilla recurrence]]). Guessing is 25 %.',
  steps: [
    {
      text: 'Train 100 steps. The [[accuracy]] stays at chance.',
      where: 'Learning curves',
      done: (seen) => recurrenceOf(seen) === 'vanilla' && seen.step >= 100,
      found: (seen) => `Vanilla: ${accuracy(seen.trainAccuracy)} correct.`,
    },
    {
      text: 'Read [[gradientNorm|Gradient norm]] against time, from right to left: it starts at the last step and has to reach the cue at the left.',
      where: 'Gradient norm',
      done: (seen) => recurrenceOf(seen) === 'vanilla' && layerOf(seen, 'lif1') !== undefined,
      found: (seen) => `${normAt(seen, 'lif1', -1)} at the last step, ${normAt(seen, 'lif1', 3)} at step 3, where the cue is.`,
    },
    {
      text: 'In Experiment set **Recurrence** to a [[skip]] with a **Skip length** of 9, and train 150 steps. For the first half of them nothing seems to happen.',
      where: 'Experiment',
      done: (seen) => recurrenceOf(seen) === 'skip' && seen.step >= 150,
      found: (seen) =>
        `Skip: ${accuracy(seen.trainAccuracy)} correct; gradient norm ${normAt(seen, 'lif1', -1)} at the last step, ${normAt(seen, 'lif1', 3)} at step 3.`,
    },
  ],
  question: 'Why 9? And why can a vanilla network with the same number of weights not learn this, however long it trains?',
  answer:
    'From step 50 five hops of 9 lead back to step 5, the last of the cue. A gradient takes 5 hops instead of 45, and loses a factor at each hop, not at each step. In the vanilla network every step back multiplies it by the surrogate and the recurrent weights, and what the leak keeps is halved at each step: what arrives at the cue is ten powers of ten smaller than at the end. Adam rescales small gradients, but this one is drowned by that of the noise, which is near. A learned mix of skips finds such a length only where a single one of them reaches the cue.',
  more: { see: 'measurements.md#a-cue-of-long-ago', title: 'A cue of long ago, measured' },
}

const recurrenceOf = ({ experiment: { network } }: Seen): string => (network.kind === 'recurrent' ? network.recurrence.kind : 'none')
const stepsOf = ({ experiment: { encoder } }: Seen): number => ('steps' in encoder ? encoder.steps : 0)

export const LESSONS: Readonly<Record<LessonName, Lesson>> = { drift, window, dead, steps: stepsLesson, memory }
