/** Signatures of the kernels that collect samples in a batch, augment them and encode them. */
import { defineKernel } from '../engine/kernel'

const order = {
  count: 'u32',
  half: 'u32',
  total: 'u32',
  each: 'u32',
  seed: 'u32',
  order: 'u32',
  padding: 'u32',
  secondPadding: 'u32',
} as const
const ordered = { WORKGROUP: 64, SEQUENTIAL: 0, IN_ORDER: 0, SECOND: 0 }

export const gather = defineKernel('data/gather', {
  reads: { stream: 'u32[shard, words]', second: 'u32[secondShard, secondWords]', clock: 'u32[1]', micro: 'u32[1]' },
  writes: { batch: 'u32[size, words]', secondBatch: 'u32[secondSize, secondWords]', samples: 'u32[size]' },
  params: { first: 'u32', ...order },
  constants: ordered,
  threads: ({ size, words, secondSize, secondWords }) => [size * words + secondSize * secondWords],
})

export const gatherEncode = defineKernel('data/gather-encode', {
  reads: { stream: 'u32[shard, words]', second: 'u32[secondShard, secondWords]', clock: 'u32[1]', micro: 'u32[1]' },
  writes: { value: 'f32[1, size, inputs]', secondBatch: 'u32[secondSize, secondWords]', samples: 'u32[size]' },
  params: order,
  constants: ordered,
  threads: ({ size, words, secondSize, secondWords }) => [size * words + secondSize * secondWords],
})

export const gatherPixelEncode = defineKernel('data/gather-pixel-encode', {
  reads: {
    stream: 'u32[shard, words]',
    second: 'u32[secondShard, secondWords]',
    clock: 'u32[1]',
    micro: 'u32[1]',
    lookupTable: 'f32[channels, 256]',
    order: 'u32[steps]',
  },
  writes: { value: 'f32[steps, size, 4]', secondBatch: 'u32[secondSize, secondWords]' },
  params: { ...order, width: 'u32', pool: 'u32', share: 'f32' },
  constants: ordered,
  threads: ({ steps, size, secondSize, secondWords }) => [steps * size + secondSize * secondWords],
})

export const takeMicroBatch = defineKernel('data/take-micro-batch', {
  reads: { whole: 'u32[total, words]', second: 'u32[secondTotal, secondWords]', numbers: 'u32[total]', micro: 'u32[1]' },
  writes: { batch: 'u32[size, words]', secondBatch: 'u32[secondSize, secondWords]', samples: 'u32[size]' },
  constants: { WORKGROUP: 64, SECOND: 0 },
  threads: ({ size, words, secondSize, secondWords }) => [size * words + secondSize * secondWords],
})

export const temporalXor = defineKernel('data/temporal-xor', {
  reads: { clock: 'u32[1]', micro: 'u32[1]' },
  writes: { cells: 'u32[size, words]', labels: 'u32[size, 1]', samples: 'u32[size]' },
  params: {
    total: 'u32',
    half: 'u32',
    channels: 'u32',
    cueSteps: 'u32',
    delay: 'u32',
    pause: 'u32',
    cueLimit: 'u32',
    noiseLimit: 'u32',
    dataSeed: 'u32',
    stream: 'u32',
    seed: 'u32',
    order: 'u32',
  },
  constants: { WORKGROUP: 64 },
  threads: ({ size, words }) => [size * words],
})

export const sampleNumbers = defineKernel('data/sample-numbers', {
  reads: { clock: 'u32[1]', micro: 'u32[1]' },
  writes: { samples: 'u32[size]' },
  params: { total: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ size }) => [size],
})

export const valueEncode = defineKernel('data/value-encode', {
  reads: { values: 'u32[batch, words]' },
  writes: { value: 'f32[steps, batch, inputs]' },
  params: { features: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ steps, batch, inputs }) => [(steps * batch * inputs) / 4],
})

export const clipEncode = defineKernel('data/clip-encode', {
  reads: { stimulus: 'u32[clips, words]', start: 'u32[1]' },
  writes: { value: 'f32[steps, batch, inputs]' },
  params: { pixels: 'u32', window: 'u32', stored: 'u32' },
  constants: { WORKGROUP: 64, CHANNELS: 0 },
  threads: ({ steps, batch, inputs }) => [steps * batch * inputs],
})

export const clipResponses = defineKernel('data/clip-responses', {
  reads: { responses: 'u32[batch, words]', samples: 'u32[batch]', clock: 'u32[1]' },
  writes: { targets: 'f32[steps, rows, columns]' },
  params: { trials: 'u32', cells: 'u32', each: 'u32', seed: 'u32', stream: 'u32' },
  constants: { WORKGROUP: 64, MEAN: 0, ALL: 0 },
  threads: ({ steps, rows, columns }) => [steps * rows * columns],
})

export const augmentImages = defineKernel('data/augment', {
  reads: { images: 'u32[batch, words]', samples: 'u32[batch]', clock: 'u32[1]' },
  writes: { augmented: 'u32[batch, words]' },
  params: {
    height: 'u32',
    width: 'u32',
    channels: 'u32',
    crop: 'u32',
    flip: 'u32',
    cutout: 'u32',
    seed: 'u32',
    stream: 'u32',
  },
  constants: { WORKGROUP: 64 },
  threads: ({ batch, words }) => [batch * words],
})

export const augmentFrames = defineKernel('data/augment-frames', {
  reads: { images: 'u32[batch, words]', samples: 'u32[batch]', clock: 'u32[1]' },
  writes: { augmented: 'u32[batch, words]' },
  params: {
    steps: 'u32',
    height: 'u32',
    width: 'u32',
    polarities: 'u32',
    flip: 'u32',
    roll: 'u32',
    dropSteps: 'u32',
    drop16: 'u32',
    seed: 'u32',
    stream: 'u32',
  },
  constants: { WORKGROUP: 64 },
  threads: ({ batch, words }) => [batch * words],
})

export const augmentBoxes = defineKernel('data/augment-boxes', {
  reads: { truths: 'f32[batch, maxTruths, columns]', truthCounts: 'u32[batch]', samples: 'u32[batch]', clock: 'u32[1]' },
  writes: { places: 'u32[batch, facts]', augmented: 'f32[batch, maxTruths, columns]', augmentedCounts: 'u32[batch]' },
  params: {
    height: 'u32',
    width: 'u32',
    minScale16: 'u32',
    jitter12: 'u32',
    shift: 'u32',
    flip: 'u32',
    seed: 'u32',
    stream: 'u32',
  },
  constants: { WORKGROUP: 64 },
  threads: ({ batch }) => [batch],
})

export const augmentBins = defineKernel('data/augment-bins', {
  reads: { bins: 'f32[steps, batch, inputs]', places: 'u32[batch, facts]' },
  writes: { augmented: 'f32[steps, batch, inputs]' },
  params: { height: 'u32', width: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ steps, batch, inputs }) => [steps * batch * inputs],
})

export const directEncodeTable = defineKernel('data/direct-encode-table', {
  reads: { images: 'u32[batch, words]', lookupTable: 'f32[channels, 256]' },
  writes: { value: 'f32[1, batch, inputs]' },
  params: { features: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ batch, words }) => [batch * words],
})

export const directEncode = defineKernel('data/direct-encode', {
  reads: { images: 'u32[batch, words]' },
  writes: { value: 'f32[1, batch, inputs]' },
  constants: { WORKGROUP: 64 },
  threads: ({ batch, words }) => [batch * words],
})

const spikeTiles = ({ rows, inputs }: Record<'rows' | 'inputs', number>) => [Math.ceil(inputs / 256), Math.ceil(rows / 32)] as const
const spikeBits = { byRow: 'u32[rows, rowWords]', byInput: 'u32[inputWords, inputs]' } as const

export const spikeEncodeBits = defineKernel('data/spike-encode-bits', {
  reads: { images: 'u32[size, words]', samples: 'u32[size]', clock: 'u32[1]' },
  writes: spikeBits,
  params: { steps: 'u32', rate16: 'u32', seed: 'u32', stream: 'u32' },
  constants: { LATENCY: 0 },
  workgroups: spikeTiles,
})

export const spikeValues = defineKernel('data/spike-values', {
  reads: { byRow: 'u32[rows, rowWords]' },
  writes: { value: 'f32[steps, batch, inputs]' },
  constants: { WORKGROUP: 64 },
  threads: ({ steps, batch, inputs }) => [(steps * batch * inputs) / 4],
})

export const gatherSpikeEncodeBits = defineKernel('data/gather-spike-encode-bits', {
  reads: { stream: 'u32[shard, words]', second: 'u32[secondShard, secondWords]', clock: 'u32[1]', micro: 'u32[1]' },
  writes: { ...spikeBits, secondBatch: 'u32[secondSize, secondWords]', samples: 'u32[size]' },
  params: { ...order, steps: 'u32', rate16: 'u32', drawSeed: 'u32', drawStream: 'u32' },
  constants: { SEQUENTIAL: 0, IN_ORDER: 0, SECOND: 0, LATENCY: 0 },
  workgroups: spikeTiles,
})

export const rowEncode = defineKernel('data/row-encode', {
  reads: { images: 'u32[batch, words]', lookupTable: 'f32[channels, 256]' },
  writes: { value: 'f32[steps, batch, inputs]' },
  params: { features: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ steps, batch, inputs }) => [(steps * batch * inputs) / 4],
})

export const frameEncode = defineKernel('data/frame-encode', {
  reads: { images: 'u32[batch, words]', samples: 'u32[batch]', lookupTable: 'f32[1, 256]' },
  writes: { value: 'f32[steps, batch, inputs]' },
  params: { features: 'u32', frames: 'u32', half: 'u32', seed: 'u32', stream: 'u32', share: 'f32' },
  constants: { WORKGROUP: 64, ORDER: 0 },
  threads: ({ steps, batch, inputs }) => [(steps * batch * inputs) / 4],
})

export const imageEncode = defineKernel('data/image-encode', {
  reads: { clips: 'u32[batch, words]', samples: 'u32[batch]' },
  writes: { value: 'f32[steps, batch, inputs]' },
  params: { features: 'u32', frames: 'u32', half: 'u32', seed: 'u32', stream: 'u32' },
  constants: { ORDER: 3 },
  workgroups: ({ batch }) => [batch],
})

export const pixelEncode = defineKernel('data/pixel-encode', {
  reads: { images: 'u32[batch, words]', lookupTable: 'f32[channels, 256]', order: 'u32[steps]' },
  writes: { value: 'f32[steps, batch, 4]' },
  params: { width: 'u32', pool: 'u32', share: 'f32' },
  constants: { WORKGROUP: 64 },
  threads: ({ steps, batch }) => [steps * batch],
})

export const cameraEncode = defineKernel('data/camera-encode', {
  reads: { images: 'u32[batch, words]', samples: 'u32[batch]', path: 'f32[timeSteps, 2]', thresholds: 'f32[inputs]' },
  writes: { value: 'f32[steps, batch, inputs]' },
  params: {
    height: 'u32',
    width: 'u32',
    channels: 'u32',
    border: 'u32',
    duration: 'f32',
    refractory: 'f32',
    leak: 'f32',
    noise: 'f32',
    illumination: 'f32',
    dark: 'f32',
    maxCount: 'f32',
    seed: 'u32',
    stream: 'u32',
  },
  constants: { WORKGROUP: 64 },
  threads: ({ batch, inputs }) => [(batch * inputs) / 2],
})

export const cameraSense = defineKernel('data/camera-sense', {
  reads: {
    image: 'u32[words]',
    scene: 'f32[timeSteps, numbers]',
    thresholds: 'f32[pixels, 2]',
    settings: 'f32[8]',
    control: 'u32[4]',
  },
  writes: { memory: 'f32[pixels, 4]', events: 'u32[capacity, 2]', count: 'u32[4]' },
  params: { width: 'u32', stream: 'u32' },
  constants: { WORKGROUP: 64, SOURCE: 3 },
  threads: ({ pixels }) => [pixels],
})

export const signsSee = defineKernel('data/signs-see', {
  reads: {
    timeSteps: 'f32[samples, timeSteps, numbers]',
    facts: 'f32[samples, facts]',
    control: 'u32[samples, words]',
    sensor: 'f32[pixels, 4]',
  },
  writes: { seen: 'u32[samples, steps, pixels]' },
  params: { seed: 'u32', family: 'u32' },
  constants: { WORKGROUP: 64 },
  threads: ({ samples, pixels }) => [samples * pixels],
})
