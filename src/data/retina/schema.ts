/**
 * RetinaSim: simulated retinal cells that respond to a movie with spikes, generated from a seed. The strength of a response depends on
 * the stimulus of several seconds. The settings of the set, and its shape. Data, no code.
 */
import * as z from 'zod'
import { flag, integer } from '../../schema'
import { batch, type Counts } from '../schema'

/** The side in pixels of the movie that the cells receive. */
export const RETINA_SIDE = 24
/** The side in pixels of the movie that a network receives: each pixel is the mean of four. */
export const STIMULUS_SIDE = RETINA_SIDE / 2
/** The maximum number of cells. */
export const MAX_CELLS = 24
const MAX_SEED = 4_294_967_295

export const retinaSchema = z
  .strictObject({
    kind: z.literal('retinaSim'),
    batch,
    movies: integer(1, 256, 64, {
      label: 'Training movies',
      help: 'Each has its own texture. With few, what a network learns of the pixels of one movie does not hold for the next.',
    }),
    frames: integer(60, 1800, 600, {
      label: 'Frames',
      unit: 'frames',
      help: 'Length of a training movie, at 30 frames per second. A frame is a bin of the responses.',
    }),
    trials: integer(1, 30, 10, { label: 'Trials', help: 'How often each training movie is shown. The spikes differ from trial to trial.' }),
    clip: integer(5, 300, 30, {
      label: 'Clip',
      unit: 'frames',
      help: 'Length of the pieces of the training movies that a training step takes. A sample of the batch is a clip.',
    }),
    cells: integer(1, MAX_CELLS, MAX_CELLS, { label: 'Cells', help: 'ON and OFF cells in turn. A cell is the same with fewer others.' }),
    validationFrames: integer(120, 3600, 900, {
      label: 'Validation frames',
      unit: 'frames',
      help: 'Length of the validation movie.',
      rare: true,
    }),
    testFrames: integer(120, 3600, 1800, { label: 'Test frames', unit: 'frames', help: 'Length of the test movie.', rare: true }),
    testTrials: integer(2, 60, 30, {
      label: 'Test trials',
      help: 'How often validation and test movie are shown. More trials make the measured rate more exact.',
      rare: true,
    }),
    longFrames: integer(120, 18_000, 9000, {
      label: 'Long test frames',
      unit: 'frames',
      help: 'Length of a second test movie, which shows whether a network stays stable long after the length of its clips.',
      rare: true,
    }),
    longTrials: integer(2, 30, 10, { label: 'Long test trials', help: 'How often the long test movie is shown.', rare: true }),
    slowGain: flag(true, {
      label: 'Slow gain',
      help: 'A cell adapts its gain to its mean drive. Off: the gain is constant, and the last 15 frames decide the rate.',
    }),
    slowFrames: integer(2, 600, 60, {
      label: 'Adaptation',
      symbol: 'τ',
      unit: 'frames',
      help: 'Time constant of the slow state: how far back a network must look.',
      when: [{ slowGain: true }],
    }),
    subunits: flag(true, {
      label: 'Subunits',
      help: 'A receptive field is five rectified parts. Off: one linear field, rectified once.',
      rare: true,
    }),
    refractory: flag(true, {
      label: 'Refractory period',
      help: 'A spike makes the next ones unlikely for a few frames. Off: the spikes of a trial depend on the rate alone.',
      rare: true,
    }),
    cellSeed: integer(0, MAX_SEED, 1, { label: 'Cell seed', help: 'The same seed generates the same cells.', rare: true }),
    movieSeed: integer(0, MAX_SEED, 11, {
      label: 'Movie seed',
      help: 'Seed of the first movie. The others follow from it.',
      rare: true,
    }),
    spikeSeed: integer(0, MAX_SEED, 21, {
      label: 'Spike seed',
      help: 'Seed of the spikes of the first movie. Those of the others follow from it.',
      rare: true,
    }),
  })
  .meta({ term: 'retina' })
export type RetinaSpec = z.infer<typeof retinaSchema>

export const isRetina = <D extends { readonly kind: string }>(data: D): data is Extract<D, { kind: 'retinaSim' }> =>
  data.kind === 'retinaSim'

export const RETINA_PARTS = ['train', 'validation', 'test', 'long'] as const
export type RetinaPart = (typeof RETINA_PARTS)[number]

/** Movies of equal length, with the same number of trials each. */
export interface RetinaShow {
  /** A seed for each movie. */
  readonly movies: readonly number[]
  /** A seed for the spikes of each movie. */
  readonly spikes: readonly number[]
  readonly frames: number
  readonly trials: number
}

export interface RetinaShape extends Counts {
  readonly title: string
  /** The size in pixels of a frame that a network receives. */
  readonly height: number
  readonly width: number
  readonly cells: number
  /** The name of each cell: ON or OFF, and its number. */
  readonly outputNames: readonly string[]
  readonly shows: Readonly<Record<RetinaPart, RetinaShow>>
}

/** Cells are alternately ON and OFF. */
export const isOn = (cell: number): boolean => cell % 2 === 0

const word = (n: number): number => n >>> 0

/** The seeds of the movies. Training uses the first and those from 100 on; the three after the first are for the other parts. */
/** A frame is a bin of the responses. */
export const FRAMES_PER_SECOND = 30

export function retinaShape(spec: RetinaSpec): RetinaShape {
  const { movieSeed, spikeSeed, cells, frames, trials, testTrials } = spec
  const other = (place: number) => ({ movies: [word(movieSeed + place)], spikes: [word(spikeSeed + place)] })
  const places = Array.from({ length: spec.movies }, (_, i) => i)
  const train = {
    movies: places.map((i) => word(i === 0 ? movieSeed : movieSeed + 99 + i)),
    spikes: places.map((i) => word(spikeSeed + 100 * i)),
  }
  return {
    title: 'RetinaSim',
    height: STIMULUS_SIDE,
    width: STIMULUS_SIDE,
    cells,
    train: spec.movies,
    test: 1,
    outputNames: Array.from({ length: cells }, (_, cell) => `${isOn(cell) ? 'ON' : 'OFF'} ${cell}`),
    shows: {
      train: { ...train, frames, trials },
      validation: { ...other(1), frames: spec.validationFrames, trials: testTrials },
      test: { ...other(2), frames: spec.testFrames, trials: testTrials },
      long: { ...other(3), frames: spec.longFrames, trials: spec.longTrials },
    },
  }
}
