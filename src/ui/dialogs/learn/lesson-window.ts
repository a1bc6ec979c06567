/** The lesson on what the window of a surrogate does. Data. */
import { accuracy, inWindow, normOf } from './found'
import type { Lesson, Seen } from './lesson'
import { ADAPTIVE, fieldRow, fixedWidth, widthOf } from './needs'

const row = (run?: string) => (seen: Seen) => [
  run ?? `κ = ${fixedWidth(seen.experiment)}`,
  inWindow(seen, 'lif1'),
  normOf(seen, 'lif4'),
  normOf(seen, 'lif1'),
  accuracy(seen.trainAccuracy),
]

export const windowLesson: Lesson = {
  purpose: 'Make the window too narrow, too wide, and as wide as the potentials are spread.',
  about:
    'Four layers with a normalization, where the preset has eight, and a [[surrogate]] that is a rectangle: inside a [[window]] of width κ around the threshold the derivative of a spike is taken as 1/κ, outside as 0. You choose κ.',
  steps: [
    {
      text: 'Train to batch 60 with the window of width 1. In the row “all” read the [[fraction|share of potentials in the window]] and the [[gradientNorm|gradient norm]] of lif1. Norms are in 10⁻³, here and in the view: 16.5 stands for 0.0165.',
      where: 'Gradient norm',
      needs: widthOf(1),
      train: 60,
      row: row(),
    },
    {
      text: 'Drag an edge of the window in Membrane potential. All views show at once how many potentials would have a gradient. Nothing is trained: this is a preview, until you press **Undo** next to it.',
      where: 'Membrane potential',
      done: (seen) => seen.onTrial,
    },
    {
      text: 'A narrow window: in Experiment set **Fixed width** to 0.02, and train to batch 60. Fewer than one potential in a hundred has a gradient, but each gets it 50 times as large in every layer: the norm explodes.',
      where: 'Experiment',
      control: fieldRow('surrogate.width'),
      needs: widthOf(0.02, 0, 0.05),
      train: 60,
      row: row(),
    },
    {
      text: 'A wide window: set **Fixed width** to 20, and train to batch 60. Compare the gradient norm of lif4 with that of lif1.',
      where: 'Experiment',
      control: fieldRow('surrogate.width'),
      needs: widthOf(20, 10, Number.POSITIVE_INFINITY),
      train: 60,
      row: row(),
    },
    {
      text: 'Set **Window width** to [[adaptiveWindow|adaptive]], and train to batch 60. Accuracies differ less than the norms do: Adam divides every gradient by its own size, so a layer with a tiny one moves all the same.',
      where: 'Experiment',
      control: fieldRow('surrogate.window'),
      needs: [ADAPTIVE],
      train: 60,
      row: row('Adaptive'),
    },
  ],
  sets: ['surrogate'],
  columns: ['in window', 'norm in\u00a010⁻³ of lif4', 'of lif1', 'accuracy'],
  question: 'With κ = 20 every potential has a gradient. What became of it on its way from lif4 to lif1, and why?',
  answer:
    'The window is as high as it is narrow: 1/κ. Every layer that a gradient passes multiplies it by that height, and by its weights. At κ = 20 the weights make up for a part of the 1/20: a layer takes away about five sixths, three layers all but 1/170, so next to nothing reaches lif1. Digits are easy, and Adam moves lif1 all the same: little accuracy is lost here. At κ = 0.02 a few neurons get a factor of 50 in each layer: the gradient explodes, and depends on which few potentials happen to lie there. Between them is a window about as wide as the potentials are spread. The adaptive width computes it from the normalization in front of each layer, so the norm is nearly the same in all layers.',
  more: { see: 'model.md#surrogates', title: 'Surrogates and windows' },
}
