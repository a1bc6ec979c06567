/**
 * Movies and the spike trains of cells in response to them, from the user's files: the settings of an experiment, and the listing of a
 * stored set. Data, and what is derived from it.
 */
import * as z from 'zod'
import { FRAMES_PER_SECOND, isRetina, type RetinaSpec, retinaSchema, retinaShape } from '../retina/schema'
import { type Counts, converted, MAX_NAME, MAX_SIDE } from '../schema'

const count = (max: number, label: string, initial: number) => converted(z.int().min(1).max(max), label).default(initial)

export const MAX_MOVIES = 65_536
export const MAX_FRAMES = 2 ** 24
export const MAX_CELLS = 4096
export const MAX_TRIALS = 4096
/** The maximum duration of a bin in milliseconds. */
export const LONGEST_BIN = 60_000
/** The shortest clip of a training step. */
export const MIN_FRAMES = 5
/** The memory limit of a set, with floats for each frame: movies and responses. */
export const MAX_SET_BYTES = 2 ** 30
/** The limit of its responses, one byte each. */
export const MAX_RESPONSES = 2 ** 28

/**
 * The meaning of a byte of the responses: whether there was a spike; the number of spikes; or a rate as a fraction of the largest, which
 * is not a spike train.
 */
const RESPONSE_VALUES = ['binary', 'counts', 'rates'] as const
export type ResponseValues = (typeof RESPONSE_VALUES)[number]

export const ownResponseSchema = z.strictObject({
  kind: z.literal('ownResponse'),
  batch: retinaSchema.shape.batch,
  clip: retinaSchema.shape.clip,
  name: converted(z.string().max(MAX_NAME), 'Name').default(''),
  /** The first half of a SHA-256 of its movies and responses, in hex. Empty: none is chosen. */
  fingerprint: converted(z.string().regex(/^(?:[0-9a-f]{32})?$/), 'Fingerprint').default(''),
  height: count(MAX_SIDE, 'Height', 12),
  width: count(MAX_SIDE, 'Width', 12),
  cells: count(MAX_CELLS, 'Cells', 24),
  values: converted(z.enum(RESPONSE_VALUES), 'Responses').default('binary'),
  /** The duration of a bin of the responses, which is that of a frame. */
  binMs: converted(z.number().min(0.01).max(LONGEST_BIN), 'Bin', 'ms').default(10),
  movies: count(MAX_MOVIES, 'Training movies', 1),
  frames: count(MAX_FRAMES, 'Frames', 600),
  trials: count(MAX_TRIALS, 'Trials', 1),
  testMovies: count(MAX_MOVIES, 'Test movies', 1),
  testFrames: count(MAX_FRAMES, 'Test frames', 600),
  testTrials: count(MAX_TRIALS, 'Test trials', 1),
})
export type OwnResponseSpec = z.infer<typeof ownResponseSchema>

export const isOwnResponse = <D extends { readonly kind: string }>(data: D): data is Extract<D, { kind: 'ownResponse' }> =>
  data.kind === 'ownResponse'

/** Movies with neural responses, simulated or recorded. */
export type MovieSpec = RetinaSpec | OwnResponseSpec
export const isMovies = <D extends { readonly kind: string }>(data: D): data is Extract<D, { kind: MovieSpec['kind'] }> =>
  isRetina(data) || isOwnResponse(data)

/** The key under which a set is saved. */
export const responseKey = ({ fingerprint }: OwnResponseSpec): string => fingerprint

/** Movies of equal length, and the number of trials. */
export interface OwnResponseShow {
  readonly movies: number
  /** The number of frames of each movie, and of bins of its responses. */
  readonly frames: number
  readonly trials: number
}

export interface OwnResponseShape extends Counts {
  readonly title: string
  readonly height: number
  readonly width: number
  readonly cells: number
  readonly shows: Readonly<Record<'train' | 'test', OwnResponseShow>>
}

export const ownResponseShape = (data: OwnResponseSpec): OwnResponseShape => ({
  title: data.name || 'Custom recordings',
  height: data.height,
  width: data.width,
  cells: data.cells,
  train: data.movies,
  test: data.testMovies,
  shows: {
    train: { movies: data.movies, frames: data.frames, trials: data.trials },
    test: { movies: data.testMovies, frames: data.testFrames, trials: data.testTrials },
  },
})

/** The shape of movies and responses, known before they are loaded. */
export interface MovieShape {
  readonly title: string
  readonly height: number
  readonly width: number
  readonly cells: number
  /** The duration of a bin, and of a frame, in milliseconds. */
  readonly binMs: number
  /** There is a single test movie: several are joined. Not every set has one for validation, or a long one. */
  readonly shows: {
    readonly train: OwnResponseShow
    readonly validation?: OwnResponseShow
    readonly test: OwnResponseShow
    readonly long?: OwnResponseShow
  }
}

export function movieShape(data: MovieSpec): MovieShape {
  if (isOwnResponse(data)) {
    const { shows, ...shape } = ownResponseShape(data)
    const { movies, frames, trials } = shows.test
    return { ...shape, binMs: data.binMs, shows: { train: shows.train, test: { movies: 1, frames: movies * frames, trials } } }
  }
  const { title, height, width, cells, shows } = retinaShape(data)
  const show = ({ movies, frames, trials }: (typeof shows)['train']) => ({ movies: movies.length, frames, trials })
  return {
    title,
    height,
    width,
    cells,
    binMs: 1000 / FRAMES_PER_SECOND,
    shows: { train: show(shows.train), validation: show(shows.validation), test: show(shows.test), long: show(shows.long) },
  }
}

/** The layout of a set's files, and the meaning of its numbers. */
export const storedSchema = z.object({
  /** Bytes of a frame's pixels are these numbers; the movie is (number - offset) / scale. */
  pixels: z.enum(['u8', 'f32']),
  offset: z.number(),
  scale: z.number().positive(),
  /** The number of bins for which a stored frame is shown. */
  hold: z.int().min(1).max(MAX_FRAMES),
  /** Spikes per bin that one count of a response byte stands for: 1, or for rates 1/255 of the maximum. */
  unit: z.number().positive(),
  cellNames: z.array(z.string().max(MAX_NAME)).max(MAX_CELLS),
  /** The indices of cells that never fire. */
  silent: z.array(z.int().min(0)).max(MAX_CELLS),
})
export type Stored = z.infer<typeof storedSchema>

export interface StoredResponses extends Stored {
  /** The data of an experiment with the set; everything else has its default. */
  readonly data: OwnResponseSpec
  readonly bytes: number
  /** Notes for the user on how the files were read, in sentences. */
  readonly note?: string | undefined
  /** When it was added, as ISO 8601. */
  readonly added: string
}

/** The size of a part in storage in bytes: its movies, and its responses. */
export function storedBytes(shape: OwnResponseShape, part: 'train' | 'test', { pixels, hold }: Pick<Stored, 'pixels' | 'hold'>) {
  const { movies, frames, trials } = shape.shows[part]
  return {
    stimulus: movies * Math.ceil(frames / hold) * shape.height * shape.width * (pixels === 'u8' ? 1 : 4),
    responses: movies * trials * shape.cells * frames,
  }
}

/** The size of a part in memory in bytes. */
export function heldBytes(shape: OwnResponseShape, part: 'train' | 'test'): number {
  const { movies, frames, trials } = shape.shows[part]
  return movies * frames * (4 * shape.height * shape.width + trials * shape.cells)
}
