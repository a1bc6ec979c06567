/** Terms of training, and of how layers are built. Data; base/glossary.ts says how it is read. */

import type { Glossary } from '../../../base/glossary'

export const LEARNING: Glossary = {
  loss: {
    term: 'Loss',
    symbol: 'L',
    definition:
      'What training minimizes: how far the predictions are from the targets. For ten classes with equal probabilities the cross-entropy is ln 10 = 2.30.',
    equations: [
      ['L', '=', '−ln softmax(y)[label], mean over the batch'],
      ['L', '=', 'mean over t of −ln softmax(z[t])[label], of TET'],
    ],
    also: ['cross-entropy', 'TET'],
    see: 'model.md#losses',
  },
  lossTerms: {
    term: 'Loss terms',
    definition:
      'What is added to the loss of a task, each with a weight: how far firing rates r are from a target or outside bounds, the share of connections that spikes meet, the squares of a layer’s weights. Their curves are without the weights.',
    equations: [
      ['L', '=', 'task loss + sum of weight · term'],
      ['rates', '=', 'mean over samples and neurons of (r − target)², of what is below or above a bound'],
      ['operations', '=', 'connections that spikes meet / all connections over all steps'],
      ['decay', '=', 'sum over layers of factor · w² / 2'],
    ],
    also: ['regularization', 'activity regularization', 'sparsity', 'auxiliary loss'],
    see: 'model.md#loss-terms',
  },
  distillation: {
    term: 'Distillation',
    symbol: 'τ',
    definition:
      'A network learns the outputs of another one that was trained before, its teacher, in addition to the labels. Both outputs y are divided by a temperature τ, which makes the probabilities of unlikely classes larger. The teacher reads the same batch, and does not learn.',
    equations: [
      ['p, q', '=', 'softmax(y of the teacher / τ), softmax(y / τ)'],
      ['L', '=', 'task loss + weight · τ² · sum over classes of p ln(p / q)'],
    ],
    also: ['knowledge distillation', 'teacher', 'student', 'temperature'],
    see: 'model.md#distillation',
  },
  tet: {
    term: 'Regularization of TET',
    symbol: 'λ',
    definition: 'Pulls the outputs z of every step to one value φ, so that single steps stand out less.',
    equations: [['L', '=', '(1 − λ) · cross-entropy at every step + λ · mean of (z − φ)²']],
    also: ['temporal efficient training'],
    see: 'model.md#losses',
  },
  accuracy: {
    term: 'Accuracy',
    definition: 'The fraction of samples whose largest output is the correct class. At chance level it is one over the number of classes.',
    equations: [['accuracy', '=', 'share of samples with argmax y = label']],
    also: ['chance level'],
    see: 'model.md#losses',
  },
  validation: {
    term: 'Training, validation and test',
    definition:
      'Weights are learned from training samples. Epochs, settings and runs are chosen by validation samples. What was chosen is reported on the test set: the more often it is seen before, the less it tells.',
    also: ['validation set', 'test set', 'held-out samples', 'split', 'overfitting to the test set'],
    see: 'data.md#training-validation-and-test',
  },
  batch: {
    term: 'Batch and epoch',
    definition: 'A batch is the samples of one training step; an epoch is the number of steps in which every training sample is used once.',
    see: 'model.md#encoders',
  },
  learningRate: {
    term: 'Learning rate',
    symbol: 'η',
    definition: 'How far a training step moves the weights.',
    equations: [['w', '←', 'w − η · warm-up · schedule · direction of the optimizer']],
    see: 'model.md#optimizers-as-torchoptim',
  },
  squaredError: {
    term: 'Squared error',
    definition:
      'The loss of a regression: the mean of the squared differences from the targets, or of the absolute ones, which outliers move less.',
    equations: [
      ['L', '=', 'mean of (y − target)²'],
      ['L', '=', 'mean of |y − target|'],
    ],
    also: ['mean squared error', 'MSE'],
    see: 'model.md#losses',
  },
  absoluteError: {
    term: 'Mean absolute error',
    definition: 'How far predictions are from their targets on average, in the unit of the targets.',
    equations: [['error', '=', 'mean of |y − target|']],
    also: ['MAE'],
    see: 'model.md#losses',
  },
  explainedVariance: {
    term: 'Explained variance',
    symbol: 'R²',
    definition:
      'The fraction of the variance of the targets that the predictions explain. 1 is exact; 0 is as good as predicting the mean.',
    equations: [['R²', '=', '1 − mean of (y − target)² / variance of the targets']],
    also: ['coefficient of determination'],
    see: 'model.md#losses',
  },
  confusion: {
    term: 'Confusion matrix',
    definition: 'How often test samples of one class, a row, are predicted as another, a column. Correct predictions are on the diagonal.',
    equations: [['C[i, j]', '=', 'test samples with label i and argmax y = j']],
    see: 'looking.md',
  },
  probability: {
    term: 'Class probability',
    symbol: 'p',
    definition:
      'The probability that the network assigns to each class, a softmax of its output. By time step: as if the sequence ended after that step.',
    equations: [['p', '=', 'softmax(y)']],
    see: 'model.md#readouts',
  },
  learningCurves: {
    term: 'Learning curves',
    definition: 'Loss and other metrics over training time: for each training batch, and for the test set at each evaluation.',
    also: ['train and test'],
    see: 'looking.md#the-past-and-two-snapshots',
  },
  optimizer: {
    term: 'Optimizer',
    definition: 'How a gradient g becomes a step of the weights w: along its running mean (momentum), in Adam over the root of that of g².',
    equations: [
      ['w', '←', 'w − η · velocity,  velocity ← μ · velocity + g, for SGD'],
      ['w', '←', 'w − η · (mean / c₁) / (√(square / c₂) + ε), for Adam'],
      ['cᵢ', '=', '1 − βᵢⁿ at step n'],
    ],
    also: ['SGD', 'momentum', 'Adam', 'AdamW'],
    see: 'model.md#optimizers-as-torchoptim',
  },
  weightDecay: {
    term: 'Weight decay',
    symbol: 'λ',
    definition: 'Pulls every parameter toward zero: in SGD and Adam through the gradient, in AdamW separately from it.',
    equations: [
      ['g', '←', 'g + λ · w, for SGD and Adam'],
      ['w', '←', '(1 − ηλ) · w, for AdamW'],
    ],
    also: ['L2 regularization'],
    see: 'model.md#optimizers-as-torchoptim',
  },
  schedule: {
    term: 'Learning-rate schedule',
    definition: 'The factor of the learning rate at step n of N. A warm-up increases it at the start.',
    equations: [
      ['warm-up', '=', 'min(1, (n + 1) / warm-up steps)'],
      ['cosine', '=', '(1 + cos(π n / N)) / 2'],
      ['step', '=', 'factor^⌊n / every⌋'],
    ],
    also: ['warm-up', 'one cycle', 'cosine'],
    see: 'model.md#optimizers-as-torchoptim',
  },
  average: {
    term: 'Average of weights',
    symbol: 'D',
    definition: 'A running average e of the weights, which evaluations use. Training continues with the weights themselves.',
    equations: [
      ['d', '=', 'D · (1 − exp(−n/2000)) at step n'],
      ['e', '←', 'd · e + (1 − d) · w'],
    ],
    also: ['EMA'],
    see: 'model.md#optimizers-as-torchoptim',
  },
  onlineLearning: {
    term: 'Online learning',
    definition:
      'The gradient of each time step is computed at that step, from the error of the step and a trace of what came before, instead of going back through all steps (BPTT). Its memory does not grow with the number of steps, and what a step does to later ones through other layers is left out. Weights change at the end of a sequence or at every step.',
    equations: [
      ['a[t]', '=', 'β · a[t−1] + s[t] in OTTT and e-prop;  s[t] in SLTT'],
      ['∂L/∂W', '≈', 'Σ over t of a[t] · ∂L[t]/∂u[t]'],
    ],
    also: ['OTTT', 'SLTT', 'e-prop', 'BPTT', 'forward in time', 'learning signal', 'eligibility trace'],
    see: 'model.md#online-learning',
  },
  dropout: {
    term: 'Dropout',
    definition:
      'During training, a neuron receives no current for a whole sequence with this probability; the currents of the others are scaled up.',
    equations: [['mask', '=', '0 with probability p, else 1/(1 − p)']],
    see: 'model.md#layers',
  },
  initialization: {
    term: 'Initialization',
    definition: 'How the first weights are drawn, so that currents are neither too small for a spike nor so large that every neuron fires.',
    equations: [
      ['|W|', '=', 'at most 1/√(fan in), uniform, for PyTorch’s default'],
      ['standard deviation', '=', '√(2 / fan in) for Kaiming, √(2 / (fan in + fan out)) for Xavier'],
    ],
    also: ['Kaiming', 'Xavier', 'orthogonal'],
    see: 'model.md#layers',
  },
  augmentation: {
    term: 'Augmentation',
    definition: 'Changes each training sample randomly, for example by shifting or mirroring, to reduce overfitting.',
    see: 'data.md#on-the-way-into-a-batch',
  },
}

/** Terms of layers. */
export const LAYERS: Glossary = {
  convolution: {
    term: 'Convolution',
    definition:
      'The same small set of weights, a kernel, at every position of an image. Padding adds zeros around it; the stride skips positions.',
    equations: [['y[p]', '=', 'b + Σ over k, c of x[stride · p + k − padding, c] · W[k, c]']],
    also: ['kernel', 'stride', 'padding'],
    see: 'model.md#layers',
  },
  pooling: {
    term: 'Pooling',
    definition: 'One value for each window of an image: the mean of its values, or the largest.',
    equations: [['y', '=', 'mean, or max, of x over the window']],
    see: 'model.md#layers',
  },
  residualBlock: {
    term: 'Residual block',
    definition: 'Two convolutions with their neurons, whose input is added to their spikes (SEW-ADD), so that gradients bypass them.',
    equations: [['s[t]', '=', 'spikes of the block + s[t] of its input']],
    also: ['SEW-ResNet', 'shortcut'],
    see: 'model.md#layers',
  },
}
