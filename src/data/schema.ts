/** Data sets and encoders: where samples come from and how they become input over time. Data, and what is read off them. */
import * as z from 'zod'
import { choice, field, flag, integer, number } from '../schema'
import { cameraFields, sensorOf } from './camera/schema'
import { CIFAR10, EVENT_TITLES, type EventKind, eventKey, eventSchemas, eventShape, isEvents } from './events/schema'
import { isSynthetic, type SyntheticSpec, syntheticSchemas, syntheticShape } from './synthetic/schema'

export const batch = integer(1, 4096, 100, { label: 'Batch', unit: 'samples', help: 'How many samples one step sees.' })
const steps = (initial: number) =>
  integer(1, 1000, initial, { label: 'Steps', symbol: 'T', help: 'Time steps for one sample. Memory and time grow with it.' })

/** What is done to an image on its way into a batch. Random numbers follow the run's seed. */
const pictures = {
  batch,
  normalize: flag(false, {
    label: 'Normalize',
    help: 'Subtract each channel’s mean over the training images and divide by its deviation, where pixels become currents and not spikes. In training and evaluation.',
    rare: true,
  }),
  crop: integer(0, 16, 0, {
    label: 'Crop padding',
    unit: 'pixels',
    help: 'Training sees each image moved by up to this many pixels in each direction, with black coming in. Evaluation does not.',
    rare: true,
  }),
  flip: flag(false, {
    label: 'Flip',
    help: 'Training sees every other image, by chance, with left and right exchanged. Evaluation does not.',
    rare: true,
  }),
  cutout: integer(0, 256, 0, {
    label: 'Cutout',
    unit: 'pixels',
    help: 'Training sees each image with a black square of this side around a random pixel. 0: none. Evaluation does not.',
    rare: true,
  }),
}

export const MOST_SIDE = 512
export const MOST_CLASSES = 256
/** Of a set or a class. */
export const MOST_NAME = 80
const MOST_SAMPLES = 10_000_000
/** Follows from the files that were opened; nobody types it. */
const fact = <S extends z.ZodType>(schema: S, label: string): S => field(schema, { label, help: 'As in the files.', fact: true })
const count = (most: number, label: string, initial: number, least = 1) => fact(z.int().min(least).max(most), label).default(initial)

/** A set of a person's own: what must be known of it where its files are not. */
const ownSchema = z.strictObject({
  kind: z.literal('own'),
  ...pictures,
  name: fact(z.string().max(MOST_NAME), 'Name').default(''),
  /** The first half of the SHA-256 of its images and labels, in hex. Empty: none is chosen. */
  fingerprint: fact(z.string().regex(/^(?:[0-9a-f]{32})?$/), 'Fingerprint').default(''),
  height: count(MOST_SIDE, 'Height', 28),
  width: count(MOST_SIDE, 'Width', 28),
  channels: fact(z.literal([1, 3]), 'Channels').default(1),
  classes: count(MOST_CLASSES, 'Classes', 10, 2),
  train: count(MOST_SAMPLES, 'Training samples', 60_000),
  test: count(MOST_SAMPLES, 'Test samples', 10_000),
  /** Of sequences, what their bytes are; pictures have none. */
  values: fact(z.literal('deviations'), 'Values').optional(),
})

export const dataSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('mnist'), batch }),
    z.strictObject({ kind: z.literal('fashionMnist'), ...pictures }),
    z.strictObject({ kind: z.literal('kmnist'), ...pictures }),
    z.strictObject({ kind: z.literal('emnist'), ...pictures }),
    z.strictObject({ kind: z.literal('cifar10'), ...pictures }),
    z.strictObject({ kind: z.literal('cifar100'), ...pictures }),
    ...syntheticSchemas(batch),
    z.strictObject({ kind: z.literal('spokenDigits'), batch }),
    z.strictObject({ kind: z.literal('shd'), batch }),
    z.strictObject({ kind: z.literal('ssc'), batch }),
    z.strictObject({ kind: z.literal('speechCommands'), batch }),
    ...eventSchemas(batch),
    ownSchema,
  ])
  .meta({
    label: 'Data set',
    help: 'What the network learns from. MNIST and spoken digits come with the lab, tasks are made from a seed; all others are files of your own, which stay in this browser.',
    choices: {
      mnist: 'MNIST',
      fashionMnist: 'Fashion-MNIST',
      kmnist: 'Kuzushiji-MNIST',
      emnist: 'EMNIST balanced',
      cifar10: 'CIFAR-10',
      cifar100: 'CIFAR-100',
      delayedCue: 'task: delayed cue',
      temporalXor: 'task: temporal XOR',
      copy: 'task: copy with a lag',
      adding: 'task: adding',
      spokenDigits: 'spoken digits',
      shd: 'Spiking Heidelberg Digits',
      ssc: 'Spiking Speech Commands',
      speechCommands: 'Speech Commands',
      ...EVENT_TITLES,
      own: 'one of your own',
    },
  })
export type DataSpec = z.infer<typeof dataSchema>

export const encoderSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('direct'), steps: steps(4) }),
    z.strictObject({
      kind: z.literal('poisson'),
      steps: steps(10),
      rate: number(0.01, 1, 1, {
        label: 'Rate',
        help: 'The chance of a spike in one step for a pixel of full brightness.',
        unit: 'per step',
      }),
    }),
    z.strictObject({ kind: z.literal('latency'), steps: steps(10) }),
    z.strictObject({
      kind: z.literal('pixels'),
      pool: integer(1, 16, 1, {
        label: 'Pool',
        unit: 'pixels',
        help: 'Squares of this side become one pixel, their mean, before the image is read: 2 makes 14 × 14 of 28 × 28.',
      }),
      permuted: flag(false, { label: 'Permuted', help: 'Pixels come in a random order, the same for every image.' }),
      order: integer(0, 4_294_967_295, 0, {
        label: 'Order',
        help: 'The seed of that random order.',
        rare: true,
        when: [{ permuted: true }],
      }),
    }),
    z.strictObject({ kind: z.literal('rows') }),
    z.strictObject({ kind: z.literal('camera'), steps: steps(10), ...cameraFields }),
    z.strictObject({
      kind: z.literal('frames'),
      values: choice(['counts', 'binary', 'log'], 'counts', {
        label: 'Values',
        help: 'What a pixel of a frame sends: how many events it had, 1 where it had any, or log2(1 + how many).',
        choices: { counts: 'counts', binary: 'any event is 1', log: 'logarithm of counts' },
      }),
      order: choice(['recorded', 'reversed', 'shuffled', 'collapsed', 'testReversed', 'testShuffled'], 'recorded', {
        label: 'Order',
        help: 'In which order frames come, in training and evaluation. Shuffled: each sample in a random order of its own, always the same. Collapsed: the mean of all frames at every step. What a network loses by these is what it had from time. The last two train on frames as recorded and test on others: what a trained network makes of time.',
        choices: {
          recorded: 'as recorded',
          reversed: 'reversed',
          shuffled: 'shuffled',
          collapsed: 'collapsed',
          testReversed: 'reversed in tests alone',
          testShuffled: 'shuffled in tests alone',
        },
      }),
    }),
  ])
  .meta({
    label: 'Encoder',
    help: 'How a sample becomes input over time. Direct: the same currents at every step. Poisson: random spikes, brighter is more. Latency: one spike, brighter is earlier. Pixels: one pixel a step. Rows: a row of the image, or a step of the sequence, at each step. Event camera: the picture moves in front of a simulated camera, whose events are counted. Frames: a frame of counted events at each step.',
    choices: {
      direct: 'direct',
      poisson: 'Poisson rate',
      latency: 'latency',
      pixels: 'pixel by pixel',
      rows: 'row by row',
      camera: 'event camera, simulated',
      frames: 'frame by frame',
    },
  })
export type EncoderSpec = z.infer<typeof encoderSchema>

/** Samples of each half. */
export interface Counts {
  readonly train: number
  readonly test: number
}

/** What must be known of a data set before a byte is loaded. A sequence has its steps as rows and its channels as columns. */
export interface DataShape extends Counts {
  readonly title: string
  readonly height: number
  readonly width: number
  readonly channels: 1 | 3
  readonly classes: number
  /** What they are called, where the set has names for them; else they are known by their numbers, or by the names that a kept set has. */
  readonly classNames?: readonly string[]
  /** Where samples are sequences: what a byte means, (byte - zero) * scale. A picture's byte is its brightness, of 255. */
  readonly sequence?: {
    readonly zero: number
    readonly scale: number
    /** Every value is 0 or 1: spikes. */
    readonly binary?: true
  }
  /** Where a row of a sequence is a frame of events: what it is, channels last. Of two polarities OFF comes first. */
  readonly frame?: { readonly height: number; readonly width: number; readonly polarities: 1 | 2 }
}

const COUNTS = { zero: 0, scale: 1 }
/** Deviations from the mean of an utterance, in steps of 1/32 from -4 to 4. */
const DEVIATIONS = { zero: 128, scale: 1 / 32 }

/** The words of Speech Commands, as the task has them. */
export const COMMANDS: readonly string[] = ['yes', 'no', 'up', 'down', 'left', 'right', 'on', 'off', 'stop', 'go']
/** As its mapping has them: of letters that look alike in both cases one class. */
const EMNIST = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt']
const CLOTHES = ['T-shirt', 'trousers', 'pullover', 'dress', 'coat', 'sandal', 'shirt', 'sneaker', 'bag', 'ankle boot']
/** English and German. */
const SPOKEN = ['zero one two three four five six seven eight nine', 'null eins zwei drei vier fünf sechs sieben acht neun'].flatMap(
  (words) => words.split(' '),
)
const KANA = ['お', 'き', 'す', 'つ', 'な', 'は', 'ま', 'や', 'れ', 'を']

/** The sets that have a name, by kind. */
export const DATA_SETS = {
  mnist: { title: 'MNIST', height: 28, width: 28, channels: 1, classes: 10, train: 60_000, test: 10_000 },
  fashionMnist: {
    title: 'Fashion-MNIST',
    height: 28,
    width: 28,
    channels: 1,
    classes: 10,
    classNames: CLOTHES,
    train: 60_000,
    test: 10_000,
  },
  kmnist: { title: 'Kuzushiji-MNIST', height: 28, width: 28, channels: 1, classes: 10, classNames: KANA, train: 60_000, test: 10_000 },
  emnist: { title: 'EMNIST balanced', height: 28, width: 28, channels: 1, classes: 47, classNames: EMNIST, train: 112_800, test: 18_800 },
  cifar10: { title: 'CIFAR-10', height: 32, width: 32, channels: 3, classes: 10, classNames: CIFAR10, train: 50_000, test: 10_000 },
  cifar100: { title: 'CIFAR-100', height: 32, width: 32, channels: 3, classes: 100, train: 50_000, test: 10_000 },
  spokenDigits: {
    title: 'Spoken digits',
    height: 101,
    width: 40,
    channels: 1,
    classes: 10,
    train: 1_620,
    test: 400,
    sequence: DEVIATIONS,
  },
  shd: { title: 'SHD', height: 250, width: 140, channels: 1, classes: 20, classNames: SPOKEN, train: 8_156, test: 2_264, sequence: COUNTS },
  ssc: { title: 'SSC', height: 250, width: 140, channels: 1, classes: 35, train: 75_466, test: 20_382, sequence: COUNTS },
  speechCommands: {
    title: 'Speech Commands',
    height: 101,
    width: 40,
    channels: 1,
    classes: 12,
    classNames: ['unknown', 'silence', ...COMMANDS],
    train: 84_843,
    test: 11_005,
    sequence: DEVIATIONS,
  },
} as const satisfies Record<Exclude<DataSpec['kind'], 'own' | SyntheticSpec['kind'] | EventKind>, DataShape>

/** The sets whose files come with the lab. */
export type Bundled = 'mnist' | 'spokenDigits'
export const isBundled = (data: DataSpec): data is Extract<DataSpec, { kind: Bundled }> =>
  data.kind === 'mnist' || data.kind === 'spokenDigits'

export function dataShape(data: DataSpec): DataShape {
  if (isSynthetic(data)) return syntheticShape(data)
  if (isEvents(data)) return eventShape(data)
  if (data.kind !== 'own') return DATA_SETS[data.kind]
  const { name, height, width, channels, classes, train, test, values } = data
  const sequence = values && { sequence: DEVIATIONS }
  return { title: name || 'A set of your own', height, width, channels, classes, train, test, ...sequence }
}

/** Time steps of one sample: the encoder's, or those that follow from the sample. */
export function stepsOf(data: DataSpec, encoder: EncoderSpec): number {
  const { height, width } = dataShape(data)
  switch (encoder.kind) {
    case 'pixels':
      return Math.floor(height / encoder.pool) * Math.floor(width / encoder.pool)
    case 'rows':
    case 'frames':
      return height
    case 'direct':
    case 'poisson':
    case 'latency':
    case 'camera':
      return encoder.steps
    default:
      return encoder satisfies never
  }
}

/** Rows, columns and channels of what the first layer of a network sees, where the encoder leaves the sample a picture. */
export function receivedShape(data: DataSpec, encoder: EncoderSpec): Pick<DataShape, 'height' | 'width'> & { readonly channels: number } {
  const { height, width, channels, frame } = dataShape(data)
  if (frame) return { height: frame.height, width: frame.width, channels: frame.polarities }
  return encoder.kind === 'camera' ? { ...sensorOf({ height, width }, encoder.border), channels: 2 } : { height, width, channels }
}

const AS_IT_IS = { normalize: false, crop: 0, flip: false, cutout: 0 }
/** What is done to its images on their way into a batch: MNIST’s and sequences are taken as they are. */
export const changesOf = (data: DataSpec) => ('normalize' in data ? data : AS_IT_IS)

/** The encoder that reads its samples, where there is but one. */
export const onlyEncoder = ({ sequence, frame }: DataShape): 'rows' | 'frames' | undefined => (frame ? 'frames' : sequence && 'rows')

/** What a set is kept under: two experiments with the same key learn from the same samples. */
export function dataKey(data: DataSpec): string {
  if (isSynthetic(data)) return JSON.stringify({ ...data, batch: undefined })
  if (isEvents(data)) return eventKey(data)
  return data.kind === 'own' ? data.fingerprint : data.kind
}

/** A data set that this browser keeps, as it is listed. Of a set with a name there may be fewer samples than its kind says. */
export interface KeptSet extends Counts {
  /** As an experiment names it, with the defaults of everything beside the set itself. */
  readonly data: DataSpec
  readonly bytes: number
  /** Of a set of a person's own: what its classes are called. */
  readonly classNames?: readonly string[] | undefined
  /** What was done with the files that a person should know, in sentences. */
  readonly note?: string | undefined
  /** When it was opened, as ISO 8601. */
  readonly added: string
}
