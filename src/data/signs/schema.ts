/**
 * TwoStream-Signs: signs of two hands, recorded by an event camera and a frame camera, generated from a seed. A sign is three bits: which
 * of two places is tapped first, whether the resting hand is open, whether the fingers of the moving hand tremble. The settings of the
 * set, and its shape. Data, no code.
 */
import * as z from 'zod'
import type { HeldOut } from '../../readings/metrics'
import { choice, integer } from '../../schema'
import { batch, type Condition, type DataShape, type Factor } from '../schema'

/** The side of either camera's image in pixels. */
export const SIGNS_SIDE = 32
/** Time steps of a sample, each a frame of events and the image at its end. */
export const SIGNS_STEPS = 16
const MAX_SUBJECTS = 200

/** The lights, by index. */
export const LIGHTS = ['bright', 'dim', 'natural'] as const
export const POSITIONS = ['front', 'back'] as const
/** The brightness of each light. */
export const LEVELS = [1, 0.3, 1] as const
/** The lowest brightness for making a sample again; 1 is bright. */
export const MIN_LEVEL = 0.05
export type Split = 'train' | HeldOut

export const SPLITS: readonly Split[] = ['train', 'validation', 'test']

const ALL = 'all'
const lights = (when: string) =>
  choice([ALL, ...LIGHTS], ALL, {
    label: `${when} light`,
    help: `The light of the ${when.toLowerCase()} samples. Dim: a third of the light, long exposures, more noise. Natural: drifting and flickering.`,
    choices: { all: 'all three', bright: 'bright', dim: 'dim', natural: 'natural' },
  })
const positions = (when: string) =>
  choice([ALL, ...POSITIONS], ALL, {
    label: `${when} position`,
    help: `Where the subject of the ${when.toLowerCase()} samples stands. Back: about half as large.`,
    choices: { all: 'both', front: 'front', back: 'back' },
  })

export const signsSchema = z.strictObject({
  kind: z.literal('twoStreamSigns'),
  batch,
  trainSubjects: integer(1, MAX_SUBJECTS, 14, {
    label: 'Training subjects',
    unit: 'subjects',
    help: 'Subjects differ in speed, size, contrast, handedness and place; the test is on others. Each adds up to 48 samples a repetition.',
  }),
  testSubjects: integer(1, 6, 6, {
    label: 'Test subjects',
    unit: 'subjects',
    help: 'None of them is in the training set.',
    rare: true,
  }),
  repetitions: integer(1, 4, 1, {
    label: 'Repetitions',
    help: 'How often each training subject makes each sign in each light and position. Each test subject does it once.',
    rare: true,
  }),
  trainLight: lights('Training'),
  testLight: lights('Test'),
  trainPosition: positions('Training'),
  testPosition: positions('Test'),
  seed: integer(0, 4_294_967_295, 1, { label: 'Data seed', term: 'seed', help: 'The same seed generates the same samples.', rare: true }),
})
export type SignsSpec = z.infer<typeof signsSchema>

export const isSigns = <D extends { readonly kind: string }>(data: D): data is Extract<D, { kind: SignsSpec['kind'] }> =>
  data.kind === 'twoStreamSigns'

/** The factors of a sign, one bit each: its index is order + 2 shape + 4 trill. The hand taps a place at its side and one under the chin. */
const FACTORS = [
  { title: 'order', values: ['side then chin', 'chin then side'] },
  { title: 'shape', values: ['fist', 'open'] },
  { title: 'trill', values: ['no', 'yes'] },
] as const satisfies readonly Omit<Factor, 'byClass'>[]
export const SIGNS = 2 ** FACTORS.length

export const bitOf = (sign: number, bit: number): number => (sign >> bit) & 1

const nameOf = (sign: number): string =>
  [FACTORS[0].values[bitOf(sign, 0)], FACTORS[1].values[bitOf(sign, 1)], ...(bitOf(sign, 2) ? ['trill'] : [])].join(', ')
const numbered = Array.from({ length: SIGNS }, (_, sign) => sign)
const NAMES = numbered.map(nameOf)

/** The first subject for testing, for validation, and after those. All others are for training. */
const FIRST_TEST = 14
const FIRST_VALIDATION = 20
const FIRST_AFTER = 22

/** The subjects of a split, in ascending order. */
export function subjectsOf({ trainSubjects, testSubjects }: SignsSpec, split: Split): readonly number[] {
  const from = (first: number, length: number) => Array.from({ length }, (_, i) => first + i)
  if (split === 'test') return from(FIRST_TEST, testSubjects)
  if (split === 'validation') return from(FIRST_VALIDATION, FIRST_AFTER - FIRST_VALIDATION)
  return [...from(0, Math.min(trainSubjects, FIRST_TEST)), ...from(FIRST_AFTER, Math.max(0, trainSubjects - FIRST_TEST))]
}

/** The lights and positions of a split's samples. */
export function takesOf(spec: SignsSpec, split: Split): { readonly lights: readonly number[]; readonly positions: readonly number[] } {
  const { trainLight, testLight, trainPosition, testPosition } = spec
  // Validation does not look at the light and position of the test either.
  const [light, position] = split === 'test' ? [testLight, testPosition] : [trainLight, trainPosition]
  return { lights: placesOf(LIGHTS, light), positions: placesOf(POSITIONS, position) }
}

const placesOf = (values: readonly string[], chosen: string): readonly number[] =>
  chosen === ALL ? values.map((_, place) => place) : [values.indexOf(chosen)]

/**
 * The subjects for training and testing, in ascending order; the condition `subject` is an index in this list. Those for validation come after
 * them, and have no name in the shape.
 */
export const allSubjects = (spec: SignsSpec): readonly number[] =>
  [...subjectsOf(spec, 'train'), ...subjectsOf(spec, 'test')].sort((a, b) => a - b)

const countOf = (spec: SignsSpec, split: Split): number => {
  const takes = takesOf(spec, split)
  const repetitions = split === 'train' ? spec.repetitions : 1
  return subjectsOf(spec, split).length * SIGNS * takes.lights.length * takes.positions.length * repetitions
}

const conditionsOf = (spec: SignsSpec): readonly Condition[] => [
  { name: 'light', title: 'Light', values: LIGHTS },
  { name: 'position', title: 'Position', values: POSITIONS },
  { name: 'subject', title: 'Subject', values: allSubjects(spec).map(String) },
]

/** The shape of a sequence whose rows are frames of counted events; the images are another stream. */
export function signsShape(spec: SignsSpec) {
  return {
    title: 'Two-stream signs',
    height: SIGNS_STEPS,
    width: SIGNS_SIDE * SIGNS_SIDE * 2,
    channels: 1,
    classes: SIGNS,
    classNames: NAMES,
    train: countOf(spec, 'train'),
    validation: countOf(spec, 'validation'),
    test: countOf(spec, 'test'),
    sequence: { zero: 0, scale: 1 },
    frame: { height: SIGNS_SIDE, width: SIGNS_SIDE, polarities: 2 },
    pictures: { height: SIGNS_SIDE, width: SIGNS_SIDE, channels: 1 },
    conditions: conditionsOf(spec),
    factors: FACTORS.map((factor, bit) => ({ ...factor, byClass: numbered.map((sign) => bitOf(sign, bit)) })),
  } as const satisfies DataShape
}
