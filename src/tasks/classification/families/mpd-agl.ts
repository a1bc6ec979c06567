/** MPD-AGL: surrogates that follow the membrane potentials, and the deep networks of its paper at several widths. */
import { presets, type Settings } from './preset'

const deep = {
  data: { kind: 'mnist', batch: 100 },
  encoder: { kind: 'direct', steps: 4 },
  network: { kind: 'mlp', hidden: [128, 128, 128, 128, 128, 128, 128, 128], normalization: { kind: 'tdBatchNorm' }, bias: false },
  neuron: { kind: 'lif', decay: 0.2, threshold: 1 },
  optimizer: { kind: 'adam', rate: 1e-3 },
  run: { epochs: 5, seed: 2025 },
} as const satisfies Settings

const conv = (outputs: number) => ({ kind: 'conv' as const, outputs })
const averagePool = { kind: 'pool' as const, how: 'average' as const, size: 2 }
const residual = (outputs: number, stride = 1) => ({ kind: 'residual' as const, outputs, stride })

/** VGGSNN of the paper: eight convolutions of 3 x 3, average pooling; the output layer follows. */
const VGGSNN = [
  conv(64),
  conv(128),
  averagePool,
  conv(256),
  conv(256),
  averagePool,
  conv(512),
  conv(512),
  averagePool,
  conv(512),
  conv(512),
  averagePool,
]
/** SEW ResNet-19 of the paper: stem, eight blocks of two convolutions, global pooling, one hidden linear layer. */
const RESNET_19 = [
  conv(128),
  residual(128),
  residual(128),
  residual(128),
  residual(256, 2),
  residual(256),
  residual(256),
  residual(512, 2),
  residual(512),
  { kind: 'globalPool' as const },
  { kind: 'linear' as const, outputs: 256 },
]
/** Settings of the paper's code for static images, apart from the network. */
const paper = {
  encoder: { kind: 'direct', steps: 2 },
  neuron: { kind: 'plif', initialDecay: 0.2, threshold: 0.5 },
  surrogate: { kind: 'rect', window: 'adaptive' },
  optimizer: { kind: 'sgd', rate: 0.1, momentum: 0.9, weightDecay: 1e-4 },
  schedule: { kind: 'cosine' },
} as const satisfies Settings

export const MPD_AGL = presets('MPD-AGL', [
  {
    name: 'window',
    title: 'Adaptive window, eight layers',
    summary:
      'Eight hidden layers at threshold 1. The width of the window, about 2, follows the scale of each layer’s normalization and the decay.',
    counterpart: 'window-fixed-mean',
    asCounterpart: 'Adaptive-window version',
    experiment: { ...deep, surrogate: { kind: 'rect', window: 'adaptive' } },
  },
  {
    name: 'window-fixed-mean',
    title: 'Fixed window of the same width, eight layers',
    summary:
      'The same eight layers with a fixed window of width 2.03, the mean of the adaptive one’s before training: the control of the adaptive window, which differs from it in adapting alone.',
    counterpart: 'window',
    asCounterpart: 'Fixed-window version',
    experiment: { ...deep, surrogate: { kind: 'rect', window: 'fixed', width: 2.03 } },
  },
  {
    name: 'window-fixed',
    title: 'Fixed window, eight layers',
    summary:
      'The same eight layers with a fixed window of width 1, half as wide: fewer potentials of deep layers are in it, and learning is slower.',
    counterpart: 'window',
    experiment: { ...deep, surrogate: { kind: 'rect', window: 'fixed', width: 1 } },
  },
  {
    name: 'mpd-agl-mnist',
    title: 'MPD-AGL on MNIST',
    summary: 'Two wide layers with the paper’s neuron: threshold 0.5, decay 0.2, tdBN, adaptive window. Not the paper’s network.',
    experiment: {
      data: { kind: 'mnist', batch: 100 },
      encoder: { kind: 'direct', steps: 4 },
      network: { kind: 'mlp', hidden: [512, 512], normalization: { kind: 'tdBatchNorm' }, bias: false },
      neuron: { kind: 'lif', decay: 0.2, threshold: 0.5 },
      surrogate: { kind: 'rect', window: 'adaptive' },
      optimizer: { kind: 'adam', rate: 1e-3 },
      schedule: { kind: 'cosine' },
      run: { epochs: 10, seed: 2025 },
    },
  },
  {
    name: 'plif',
    title: 'PLIF: learned decay',
    summary: 'PLIF neurons: each layer learns its decay β, starting at 0.2, and the adaptive window follows it.',
    experiment: {
      data: { kind: 'mnist', batch: 100 },
      encoder: { kind: 'direct', steps: 4 },
      network: { kind: 'mlp', hidden: [256, 256], normalization: { kind: 'tdBatchNorm' }, bias: false },
      neuron: { kind: 'plif', initialDecay: 0.2, threshold: 0.5 },
      surrogate: { kind: 'rect', window: 'adaptive' },
      optimizer: { kind: 'adam', rate: 1e-3 },
      run: { epochs: 5, seed: 2025 },
    },
  },
  {
    name: 'resnet19-cifar10',
    title: 'ResNet-19 on CIFAR-10',
    summary:
      'The paper’s network and settings at full width, for your own copy of CIFAR-10: T 2, PLIF, SGD, cosine, crop and flip. AutoAugment is left out. Needs a GPU.',
    experiment: {
      ...paper,
      data: { kind: 'cifar10', batch: 100, normalize: true, crop: 4, flip: true },
      network: { kind: 'layers', layers: RESNET_19, outputBias: false, initialization: 'kaimingFanOut' },
      run: { epochs: 150, seed: 2025 },
    },
  },
  {
    name: 'resnet19-narrow',
    title: 'Narrow ResNet-19',
    summary:
      'The paper’s ResNet-19 at a sixteenth of its width, on MNIST: all nineteen layers, on a laptop. Not the paper’s width or data.',
    experiment: {
      ...paper,
      data: { kind: 'mnist', batch: 50 },
      network: { kind: 'layers', layers: RESNET_19, width: 1 / 16, outputBias: false, initialization: 'kaimingFanOut' },
      run: { epochs: 1, seed: 2025 },
    },
  },
  {
    name: 'vggsnn-narrow',
    title: 'Narrow VGGSNN',
    summary:
      'The paper’s VGGSNN at an eighth of its width, four steps, on MNIST. Not the paper’s width or data: the paper uses CIFAR10-DVS.',
    experiment: {
      ...paper,
      data: { kind: 'mnist', batch: 50 },
      encoder: { kind: 'direct', steps: 4 },
      network: { kind: 'layers', layers: VGGSNN, width: 1 / 8, initialization: 'kaimingFanOut' },
      run: { epochs: 1, seed: 2025 },
    },
  },
  {
    name: 'vggsnn-fashion',
    title: 'VGGSNN on Fashion-MNIST',
    summary:
      'The VGGSNN at a sixteenth of its width on your own copy of Fashion-MNIST, five epochs; harder than MNIST. Not the paper’s width or data.',
    experiment: {
      ...paper,
      data: { kind: 'fashionMnist', batch: 50 },
      encoder: { kind: 'direct', steps: 4 },
      network: { kind: 'layers', layers: VGGSNN, width: 1 / 16, initialization: 'kaimingFanOut' },
      optimizer: { kind: 'adam', rate: 1e-3 },
      run: { epochs: 5, seed: 2025 },
    },
  },
  {
    name: 'vggsnn-cifar10-dvs',
    title: 'VGGSNN on CIFAR10-DVS',
    summary:
      'The paper’s network and settings for events, for your own copy of CIFAR10-DVS: 10 frames of 48 × 48, PLIF, SGD, cosine, flip and roll. The slicing of frames, the split and the micro-batches are a reconstruction. Needs a GPU.',
    counterpart: 'vggsnn-cifar10-dvs-narrow',
    asCounterpart: 'Full-width version',
    experiment: {
      ...paper,
      data: { kind: 'cifar10Dvs', batch: 100, flip: true, roll: 5 },
      encoder: { kind: 'frames' },
      network: { kind: 'layers', layers: VGGSNN, initialization: 'kaimingFanOut' },
      optimizer: { ...paper.optimizer, weightDecay: 5e-4 },
      run: { epochs: 150, seed: 2025, microBatches: 10 },
    },
  },
  {
    name: 'vggsnn-cifar10-dvs-narrow',
    title: 'Narrow VGGSNN on CIFAR10-DVS',
    summary:
      'The same on your own copy of CIFAR10-DVS at an eighth of the width, ten epochs, for a laptop. Not the paper’s width or training.',
    counterpart: 'vggsnn-cifar10-dvs',
    asCounterpart: 'Narrow version',
    experiment: {
      ...paper,
      data: { kind: 'cifar10Dvs', batch: 50, flip: true, roll: 5 },
      encoder: { kind: 'frames' },
      network: { kind: 'layers', layers: VGGSNN, width: 1 / 8, initialization: 'kaimingFanOut' },
      optimizer: { kind: 'adam', rate: 1e-3 },
      run: { epochs: 10, seed: 2025 },
    },
  },
])
