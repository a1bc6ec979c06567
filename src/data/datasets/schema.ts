/** Data sets: the kinds, their fields in an experiment, and the facts known of each before its files load. Data, no code. */
import * as z from 'zod'
import { field } from '../../schema'
import { imageChanges } from '../augment/schema'
import { boxesKey, boxesTitle, isOwnBoxes, type OwnBoxesSpec } from '../boxes/schema'
import { clipCount } from '../clips/schema'
import { CIFAR10, EVENT_TITLES, type EventKind, eventKey, eventSchemas, eventShape, isEvents } from '../events/schema'
import { isSlr, SLR_TITLE, type SlrSpec, slrKey, slrSchema, slrShape } from '../events/slr/schema'
import { type ExperienceSpec, experienceKey, experienceShape, experienceTitle, isExperience } from '../experience/schema'
import { type FunctionSpec, functionShape, isFunction } from '../functions/schema'
import { isMovies, isOwnResponse, type MovieSpec, movieShape, responseKey } from '../response/schema'
import { batch, type DataShape, MAX_CLASSES, MAX_FEATURES, MAX_NAME, MAX_SAMPLES, MAX_SIDE } from '../schema'
import { isShapes, type ShapesSpec, shapesShape } from '../shapes/schema'
import { isSigns, type SignsSpec, signsSchema, signsShape } from '../signs/schema'
import { isSynthetic, type SyntheticSpec, syntheticSchemas, syntheticShape } from '../synthetic/schema'

/** A field that follows from the opened files and is not edited. */
const fact = <S extends z.ZodType>(schema: S, label: string): S => field(schema, { label, help: 'As in the files.', fact: true })
const count = (max: number, label: string, initial: number, min = 1) => fact(z.int().min(min).max(max), label).default(initial)

/** The facts of a custom set that are known without its files. */
const ownSchema = z.strictObject({
  kind: z.literal('own'),
  batch,
  ...imageChanges,
  name: fact(z.string().max(MAX_NAME), 'Name').default(''),
  /** The first half of the SHA-256 of its images and labels, in hex. Empty: no set is chosen. */
  fingerprint: fact(z.string().regex(/^(?:[0-9a-f]{32})?$/), 'Fingerprint').default(''),
  height: count(MAX_SIDE, 'Height', 28),
  width: count(MAX_FEATURES, 'Width', 28),
  channels: fact(z.literal([1, 3]), 'Channels').default(1),
  classes: count(MAX_CLASSES, 'Classes', 10, 2),
  train: count(MAX_SAMPLES, 'Training samples', 60_000),
  test: count(MAX_SAMPLES, 'Test samples', 10_000),
  /** The scaling of the bytes of sequences; absent for images. */
  values: fact(z.literal('deviations'), 'Values').optional(),
})

export const dataSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('mnist'), batch }),
    z.strictObject({ kind: z.literal('fashionMnist'), batch, ...imageChanges }),
    z.strictObject({ kind: z.literal('kmnist'), batch, ...imageChanges }),
    z.strictObject({ kind: z.literal('emnist'), batch, ...imageChanges }),
    z.strictObject({ kind: z.literal('cifar10'), batch, ...imageChanges }),
    z.strictObject({ kind: z.literal('cifar100'), batch, ...imageChanges }),
    ...syntheticSchemas,
    signsSchema,
    z.strictObject({ kind: z.literal('spokenDigits'), batch }),
    z.strictObject({ kind: z.literal('shd'), batch }),
    z.strictObject({ kind: z.literal('ssc'), batch }),
    z.strictObject({ kind: z.literal('speechCommands'), batch }),
    ...eventSchemas,
    slrSchema,
    ownSchema,
  ])
  .meta({
    label: 'Data set',
    help: 'The data to train on. MNIST and spoken digits are included, synthetic sets are generated from a seed; all others are files that you open, which stay in this browser.',
    choices: {
      mnist: 'MNIST',
      fashionMnist: 'Fashion-MNIST',
      kmnist: 'Kuzushiji-MNIST',
      emnist: 'EMNIST balanced',
      cifar10: 'CIFAR-10',
      cifar100: 'CIFAR-100',
      delayedCue: 'synthetic: delayed cue',
      temporalXor: 'synthetic: temporal XOR',
      copy: 'synthetic: copy with a lag',
      adding: 'synthetic: adding',
      coincidence: 'synthetic: coincidence',
      twoStreamSigns: 'synthetic: two-stream signs',
      spokenDigits: 'spoken digits',
      shd: 'Spiking Heidelberg Digits',
      ssc: 'Spiking Speech Commands',
      speechCommands: 'Speech Commands',
      ...EVENT_TITLES,
      dvsSlr: SLR_TITLE,
      own: 'custom',
    },
  })
export type DataSpec = z.infer<typeof dataSchema>

const COUNTS = { zero: 0, scale: 1 }
/** Differences from the mean of an utterance in standard deviations, in steps of 1/32 from -4 to 4. */
const DEVIATIONS = { zero: 128, scale: 1 / 32 }

/** The ten commands of the Speech Commands task. */
export const COMMANDS: readonly string[] = ['yes', 'no', 'up', 'down', 'left', 'right', 'on', 'off', 'stop', 'go']
/** The classes of EMNIST in the order of its mapping: letters that look alike in both cases share a class. */
const EMNIST = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt']
const CLOTHES = ['T-shirt', 'trousers', 'pullover', 'dress', 'coat', 'sandal', 'shirt', 'sneaker', 'bag', 'ankle boot']
/** The digits in English and German. */
const SPOKEN = ['zero one two three four five six seven eight nine', 'null eins zwei drei vier fünf sechs sieben acht neun'].flatMap(
  (words) => words.split(' '),
)
const KANA = ['お', 'き', 'す', 'つ', 'な', 'は', 'ま', 'や', 'れ', 'を']

/** The named sets, by kind. */
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
  ssc: {
    title: 'SSC',
    height: 250,
    width: 140,
    channels: 1,
    classes: 35,
    train: 75_466,
    validation: 9_981,
    test: 20_382,
    sequence: COUNTS,
  },
  speechCommands: {
    title: 'Speech Commands',
    height: 101,
    width: 40,
    channels: 1,
    classes: 12,
    classNames: ['unknown', 'silence', ...COMMANDS],
    train: 84_843,
    validation: 9_981,
    test: 11_005,
    sequence: DEVIATIONS,
  },
} as const satisfies Record<Exclude<DataSpec['kind'], 'own' | Made['kind'] | EventKind | SlrSpec['kind']>, DataShape>

/** Whether the name is that of a known set, ignoring case and surrounding spaces. */
export const isKnownTitle = (name: string): boolean =>
  [...Object.values(DATA_SETS).map(({ title }) => title), ...Object.values(EVENT_TITLES)].some(
    (title) => title.toLowerCase() === name.trim().toLowerCase(),
  )

/** The sets whose files are shipped with the app. */
export type Bundled = 'mnist' | 'spokenDigits'
export const isBundled = <D extends { readonly kind: string }>(data: D): data is Extract<D, { kind: Bundled }> =>
  data.kind === 'mnist' || data.kind === 'spokenDigits'

/** The labeled sets that are generated from a seed. */
export type Made = SyntheticSpec | SignsSpec
export const isMade = <D extends { readonly kind: string }>(data: D): data is Extract<D, { kind: Made['kind'] }> =>
  isSynthetic(data) || isSigns(data)

/** Events with boxes around objects. */
export type BoxedSpec = ShapesSpec | OwnBoxesSpec
export const isBoxed = (data: AnyData): data is BoxedSpec => isShapes(data) || isOwnBoxes(data)

/** All data that a network can learn from: labels, numbers, responses of cells, boxes, or the actions of an agent. */
export type AnyData = DataSpec | FunctionSpec | MovieSpec | BoxedSpec | ExperienceSpec

export const isLabeled = (data: AnyData): data is DataSpec => !isFunction(data) && !isMovies(data) && !isBoxed(data) && !isExperience(data)

/** A labeled set from files that the user opens: neither shipped with the app nor made from a seed. */
export const isOpened = (data: AnyData): data is Exclude<DataSpec, { kind: Bundled } | Made> =>
  isLabeled(data) && !isBundled(data) && !isMade(data)

/** Whether the files of the set say whose each training sample is. */
export const namesSubjects = (data: DataSpec): boolean =>
  data.kind === 'shd' || data.kind === 'dvsGesture' || (dataShape(data).conditions ?? []).some(({ name }) => name === 'subject')

export function dataShape(data: AnyData): DataShape {
  if (isFunction(data)) return shapeOfFunction(data)
  if (isMovies(data)) return shapeOfMovies(data)
  if (isBoxed(data)) return shapeOfBoxed(data)
  if (isExperience(data)) return shapeOfExperience(data)
  if (isSynthetic(data)) return syntheticShape(data)
  if (isSigns(data)) return signsShape(data)
  if (isEvents(data)) return eventShape(data)
  if (isSlr(data)) return slrShape(data)
  if (data.kind !== 'own') return DATA_SETS[data.kind]
  const { name, height, width, channels, classes, train, test, values } = data
  const sequence = values && { sequence: DEVIATIONS }
  return { title: name || 'Custom data set', height, width, channels, classes, train, test, ...sequence }
}

/** The shape of a set with numbers as targets, which has no classes. */
function shapeOfFunction(data: FunctionSpec): DataShape {
  const { title, steps, inputs, train, test } = functionShape(data)
  return { title, height: steps, width: inputs, channels: 1, classes: 0, train, test, ...(steps > 1 && { sequence: DEVIATIONS }) }
}

/** The shape of movies: a clip is a sequence of frames, one per row. */
function shapeOfMovies(data: MovieSpec): DataShape {
  const { title, height, width, shows } = movieShape(data)
  const [train, test] = [shows.train, shows.test].map(({ movies, frames }) => clipCount(movies, frames, { clip: data.clip, window: 1 }))
  return { title, height: data.clip, width: height * width, channels: 1, classes: 0, train: train!, test: test!, sequence: DEVIATIONS }
}

/** The shape of scenes: counts of events of both polarities. */
function shapeOfBoxed(data: BoxedSpec): DataShape {
  const framed = (height: number, width: number) => ({ height, width, channels: 1, frame: { height, width, polarities: 2 } }) as const
  if (isOwnBoxes(data)) {
    const { height, width, classes, train, test } = data
    return { title: boxesTitle(data), ...framed(height, width), classes, train, test }
  }
  const { title, side, classes, train, test } = shapesShape(data)
  return { title, ...framed(side, side), classes: classes.length, classNames: classes, train, test }
}

/** A time step is a row of observations. */
function shapeOfExperience(data: ExperienceSpec): DataShape {
  const { observations, train, test } = experienceShape(data)
  return { title: experienceTitle(data), height: 1, width: observations, channels: 1, classes: 0, train, test }
}

/** The key of a data set: two experiments with the same key use the same samples. */
export function dataKey(data: AnyData): string {
  if (isOwnResponse(data)) return responseKey(data)
  if (isOwnBoxes(data)) return boxesKey(data)
  if (isExperience(data)) return experienceKey(data)
  if (isFunction(data) || isMovies(data) || isShapes(data) || isMade(data)) return JSON.stringify({ ...data, batch: undefined })
  if (isEvents(data)) return eventKey(data)
  if (isSlr(data)) return slrKey(data)
  return data.kind === 'own' ? data.fingerprint : data.kind
}
