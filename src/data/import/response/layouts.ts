/**
 * Layouts of other projects, recognized by the names of arrays: which arrays are movies and which are responses, and notes on what the
 * files do not state.
 */
import { guessResponses, guessStimulus, listed, pace } from './axes/schema'
import type { OpenArray, OpenFiles } from './files'
import { type Axis, NO_CUT, type Reading, type RecordingChoice, type ResponseChoice } from './schema'

type Some = Partial<Omit<ResponseChoice, 'recordings' | 'name'>>
type Pairs = readonly {
  readonly title: string
  readonly part: RecordingChoice['part']
  readonly movie: OpenArray
  readonly answers: OpenArray
}[]

export interface LaidOut extends Reading {
  /** The layout does not say whether responses are spikes, counts or rates. */
  readonly undecided: boolean
}

/** The layouts that the names of arrays match. */
export const knownReadings = (open: OpenFiles): LaidOut[] => [openRetina, trainAndTest, onken, imageSet].flatMap((layout) => layout(open))

/** The choice for pairs of a movie and its responses. The first pair determines the size and the bin-to-frame ratio. */
function reading(title: string, name: string, pairs: Pairs, notes: readonly string[], some: Some = {}): LaidOut {
  const axes: Record<string, readonly Axis[]> = {}
  for (const { movie, answers } of pairs) {
    axes[movie.id] ??= guessStimulus(movie, answers.shape)
    axes[answers.id] ??= guessResponses(answers, movie.shape[axes[movie.id]!.indexOf('time')] ?? 0)
  }
  Object.assign(axes, some.axes)
  const [{ movie, answers }] = pairs as [Pairs[number]]
  const sizeOf = (array: OpenArray, axis: Axis) => array.shape[axes[array.id]!.indexOf(axis)]
  const [frames, bins] = [sizeOf(movie, 'time'), sizeOf(answers, 'time')]
  const recordings = pairs.map(({ title: words, part, movie: of, answers: to }) => ({
    title: words,
    part,
    stimulus: of.id,
    responses: to.id,
  }))
  const average = usualAverage(sizeOf(movie, 'y') ?? 1, sizeOf(movie, 'x') ?? 1)
  return {
    title,
    choice: { ...NO_CUT, ...(frames && bins ? pace(frames, bins) : {}), average, ...some, axes, name, recordings },
    notes,
    undecided: some.values === undefined,
  }
}

/** The usual side of a network's input in pixels. */
const USUAL_SIDE = 50

/** The down-sampling factor to a usual frame size; preferably one that divides the sides. */
function usualAverage(height: number, width: number): number {
  const min = Math.max(1, Math.ceil(Math.max(height, width) / USUAL_SIDE))
  for (let n = min; n < 2 * min && n <= Math.min(height, width); n++) if (height % n === 0 && width % n === 0) return n
  return Math.max(1, Math.min(min, height, width))
}

const leafOf = (path: string): string => path.split('/').at(-1)!
const stemOf = (file: string): string => leafOf(file).replace(/\.\w+$/, '')
const isTest = (name: string): boolean => /test|tst|valid|frozen|repeat/i.test(name)
const unknownBin = 'How long a bin lasts is in none of the files: say it, or times are wrong by a factor.'

/** One file of responses per session, and movies next to them: the format in which open-retina shares recordings. */
function openRetina({ arrays }: OpenFiles): LaidOut[] {
  const answers = arrays.filter(({ path }) => /^\/responses_.+/.test(path))
  const movies = arrays.filter(({ path, file }) => path === '' && /(^|\/)stimuli\/[^/]+\.npy$/i.test(file))
  const byFile = new Map<string, OpenArray[]>()
  for (const array of answers) byFile.set(array.file, [...(byFile.get(array.file) ?? []), array])
  return [...byFile].flatMap(([file, all]) => {
    const lonely: string[] = []
    const pairs = all.flatMap((array) => {
      const name = array.path.slice('/responses_'.length)
      const own = arrays.find((one) => one.file === file && one.path === `/stimulus_${name}`)
      const movie = own ?? movies.find((one) => stemOf(one.file) === name)
      if (!movie) lonely.push(name)
      return movie ? [{ title: name, part: isTest(name) ? ('test' as const) : ('train' as const), movie, answers: array }] : []
    })
    if (pairs.length === 0) return []
    // A single movie is for training, regardless of its name.
    const parts = pairs.some(({ part }) => part === 'train') ? pairs : pairs.map((pair) => ({ ...pair, part: 'train' as const }))
    const axes = Object.fromEntries([
      ...pairs.filter(({ movie }) => movie.shape.length === 4).map(({ movie }) => [movie.id, ['channel', 'time', 'y', 'x'] as const]),
      ...pairs.filter(({ answers: of }) => of.shape.length === 2).map(({ answers: of }) => [of.id, ['cells', 'time'] as const]),
    ])
    const notes = [
      unknownBin,
      'Which movies are for testing is not in the files: those with “test” in their names, and you can choose.',
      ...(lonely.length > 0 ? [`No movie was found for the responses to ${listed(lonely)}.`] : []),
    ]
    return [reading(`open-retina, session ${stemOf(file)}`, stemOf(file), parts, notes, { binMs: 33.3, axes })]
  })
}

/** Groups `train` and `test` with a stimulus, responses and repeats: Maheswaranathan et al. 2023, and Goldin et al. 2022. */
function trainAndTest({ arrays }: OpenFiles): LaidOut[] {
  const files = [...new Set(arrays.map(({ file }) => file))]
  return files.flatMap((file) => {
    const at = (pattern: RegExp) => arrays.filter((array) => array.file === file && pattern.test(array.path))
    const [[train], [test]] = [at(/^\/train\/stimulus$/), at(/^\/test\/stimulus$/)]
    if (!train || !test) return []
    const repeats = at(/^\/test\/repeats\/[^/]+$/).sort((a, b) => Number(b.members !== undefined) - Number(a.members !== undefined))
    const [binned] = at(/^\/train\/response\/binned$/)
    const name = stemOf(file)
    if (binned) return [flashed(name, { train, test, binned, repeats: repeats[0] ?? at(/^\/test\/response\/binned$/)[0] })]
    const rates = at(/^\/train\/response\/firing_rate_\d+ms$/)
    const ten = rates.find(({ path }) => path.endsWith('_10ms')) ?? rates[0]
    return [...(ten ? smoothed(name, { train, test, rates: ten, at }) : []), ...(repeats[0] ? [repeated(name, test, repeats[0])] : [])]
  })
}

const MAHESWARANATHAN = 'Maheswaranathan 2023'

function smoothed(
  name: string,
  { train, test, rates, at }: { train: OpenArray; test: OpenArray; rates: OpenArray; at: (pattern: RegExp) => OpenArray[] },
): LaidOut[] {
  const [answers] = at(new RegExp(`^/test/response/${leafOf(rates.path)}$`))
  const pairs: Pairs = [
    { title: 'train', part: 'train', movie: train, answers: rates },
    ...(answers ? [{ title: 'test', part: 'test' as const, movie: test, answers }] : []),
  ]
  const notes = [
    'Firing rates, smoothed in time: they are no spikes, and no model here learns from them. The repeats of the test movie may have spikes. Bins are of 10 ms.',
  ]
  return [reading(`${MAHESWARANATHAN}, ${leafOf(rates.path)}`, name, pairs, notes, { values: 'rates', unit: 'second', binMs: 10 })]
}

function repeated(name: string, test: OpenArray, answers: OpenArray): LaidOut {
  const notes = [
    'Single trials, of the test movie alone: the training movie has only rates. Its end is set apart for testing.',
    'Look at the spikes before you keep them: files differ in what repeats hold.',
  ]
  return reading(`${MAHESWARANATHAN}, repeats of the test movie`, name, [{ title: 'test', part: 'train', movie: test, answers }], notes, {
    binMs: 10,
    axes: { ...(answers.shape.length === 3 && !answers.members && { [answers.id]: ['trials', 'cells', 'time'] }) },
  })
}

function flashed(
  name: string,
  { train, test, binned, repeats }: { train: OpenArray; test: OpenArray; binned: OpenArray; repeats: OpenArray | undefined },
): LaidOut {
  const pairs: Pairs = [
    { title: 'train', part: 'train', movie: train, answers: binned },
    ...(repeats ? [{ title: 'test', part: 'test' as const, movie: test, answers: repeats }] : []),
  ]
  const notes = [
    'Each frame is an image that was flashed for 300 ms, and a bin is that long: spikes are counts, and there is little time in them.',
  ]
  return reading('Goldin 2022', name, pairs, notes, { values: 'counts', binMs: 300 })
}

const ONKEN = /^(.*?)_?(trn|tst)_([xyr])$/

/** `<movie>_trn_x` and `<movie>_trn_y`: the common copy of Onken et al. 2016, with time last. */
function onken({ arrays }: OpenFiles): LaidOut[] {
  const found = new Map<string, Partial<Record<string, OpenArray>>>()
  for (const array of arrays) {
    const [, movie, part, what] = ONKEN.exec(leafOf(array.path)) ?? []
    if (movie !== undefined) found.set(movie, { ...found.get(movie), [`${part}${what}`]: array })
  }
  return [...found].flatMap(([movie, of]) => {
    const { trnx, tstx } = of
    const [single, tested] = [of.trny ?? of.trnr, of.tsty ?? of.tstr]
    if (!trnx || !single) return []
    const isRate = of.trny === undefined
    const pairs: Pairs = [
      { title: 'training', part: 'train', movie: trnx, answers: single },
      ...(tstx && tested ? [{ title: 'test', part: 'test' as const, movie: tstx, answers: tested }] : []),
    ]
    const axes = Object.fromEntries(
      pairs.flatMap(({ movie: seen, answers }): (readonly [string, readonly Axis[]])[] => [
        ...(seen.shape.length === 3 ? [[seen.id, ['y', 'x', 'time']] as const] : []),
        ...(answers.shape.length === 3 ? [[answers.id, ['trials', 'cells', 'time']] as const] : []),
        ...(answers.shape.length === 2 ? [[answers.id, ['cells', 'time']] as const] : []),
      ]),
    )
    const notes = [
      unknownBin,
      isRate ? 'Mean rates of all trials: no spikes.' : 'Bins with more than one spike count as one, as in the code that it comes with.',
    ]
    const some: Some = { values: isRate ? 'rates' : 'binary', binMs: 33.3, axes }
    return [reading(`Onken 2016, preprocessed${movie ? `: ${movie}` : ''}`, movie || stemOf(trnx.file), pairs, notes, some)]
  })
}

/** `spikes` with four axes and `images`: Liu and Gollisch 2021, written by MATLAB or Python. */
function imageSet({ arrays, texts }: OpenFiles): LaidOut[] {
  const spikes = arrays.find(({ path, shape }) => path === '/spikes' && shape.length === 4)
  const images = arrays.find(({ path, shape, file }) => path === '/images' && shape.length === 3 && file === spikes?.file)
  if (!spikes || !images) return []
  const forward = images.shape[0] === spikes.shape[1]
  if (!forward && images.shape[2] !== spikes.shape[2]) return []
  const answers: Axis[] = ['cells', 'movie', 'trials', 'time']
  const seen: Axis[] = ['movie', 'y', 'x']
  const axes = forward ? { [images.id]: seen, [spikes.id]: answers } : { [images.id]: seen.toReversed(), [spikes.id]: answers.toReversed() }
  const notes = [
    'Images that were each shown alone, for 200 of 300 ms: there is no movie, and no memory of more than an image can be learned.',
    'Not all cells were recorded in all trials; what is missing is zeros in the file.',
    ...('trialnumbers.txt' in texts
      ? []
      : ['trialnumbers.txt is not here: trials without any spike in a part of the images count as missing.']),
  ]
  const pairs: Pairs = [{ title: 'images', part: 'train', movie: images, answers: spikes }]
  return [
    reading('Liu and Gollisch 2021, natural images', stemOf(spikes.file), pairs, notes, { values: 'binary', binMs: 1, sum: 10, axes }),
  ]
}

/** Words in names, and single letters, which can have other meanings. */
const MOVIE = /stim|movie|video/i
const ANSWERS = /resp|spike|firing|rate|psth|repeat/i
const MAYBE_MOVIE = /stim|movie|video|image|img|frame|^x$|(^|_)x(_|$)/i
const MAYBE_ANSWERS = /resp|spike|firing|rate|psth|repeat|count|binned|^y$|(^|_)y(_|$)|_r$/i

const nameIn = ({ path, file }: OpenArray): string => (path === '' ? stemOf(file) : leafOf(path))

/** Whether the names show that these are movies and responses, not another kind of set. */
export const namesTell = ({ arrays }: OpenFiles): boolean =>
  arrays.some((array) => MOVIE.test(nameIn(array)) && array.shape.length > 1) && arrays.some((array) => ANSWERS.test(nameIn(array)))

/** Selects arrays by names, otherwise by size: movies have more numbers. */
export function genericReading({ arrays }: OpenFiles, name: string): LaidOut | undefined {
  const size = ({ shape }: OpenArray) => shape.reduce((a, b) => a * b, 1)
  const bySize = arrays.toSorted((a, b) => size(b) - size(a))
  const named = (pattern: RegExp, other: RegExp) => bySize.filter((array) => pattern.test(nameIn(array)) && !other.test(nameIn(array)))
  const [movies, answers] = [named(MAYBE_MOVIE, MAYBE_ANSWERS), named(MAYBE_ANSWERS, MAYBE_MOVIE)]
  const first = (all: readonly OpenArray[]) => all.find((array) => !isTest(array.name))
  const movie = first(movies) ?? bySize.find((array) => array.shape.length > 2 && !answers.includes(array)) ?? bySize[0]
  const answer = first(answers) ?? bySize.find((array) => array !== movie && !movies.includes(array))
  if (!movie || !answer || movie === answer) return undefined
  const [testMovie, testAnswer] = [movies, answers].map((all) => all.find((array) => isTest(array.name)))
  const pairs: Pairs = [
    { title: 'training', part: 'train', movie, answers: answer },
    ...(testMovie && testAnswer ? [{ title: 'test', part: 'test' as const, movie: testMovie, answers: testAnswer }] : []),
  ]
  const notes = ['What axes are is guessed by their sizes. Look at the frame and at the spikes.', unknownBin]
  return reading('Arrays and axes as chosen', name, pairs, notes, { binMs: 33.3 })
}
