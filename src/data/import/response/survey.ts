/**
 * Inspects files with movies and responses before they become a set: lists their arrays, possible interpretations, and what a choice
 * makes of them.
 */
import { ImportError, type SourceFile } from '../source-file'
import { isArrayFile, type OpenArray, type OpenFiles, openArrays } from './files'
import { genericReading, knownReadings, type LaidOut, namesTell } from './layouts'
import { planFor } from './plan/schema'
import { readBins, readFrames } from './read'
import type { Reading, ResponseChoice, ResponsePreview, ResponsesFound } from './schema'

export interface ResponseSurvey {
  readonly found: ResponsesFound
  readonly open: OpenFiles
  /** @param at a bin of the first training movie. @throws ImportError that says what is wrong with the files or the choice. */
  preview(choice: ResponseChoice, at: number): Promise<ResponsePreview>
}

const RESPONSES_FIT =
  'HDF5 files, MATLAB’s files of version 7.3, or NumPy’s npy and npz with a movie and the responses of cells to it would fit.'

/**
 * @param asked whether the user says that these are movies and responses; if not, returns undefined where names do not tell.
 * @throws ImportError if the user says so and the files hold none.
 */
export async function surveyResponses(chosen: readonly SourceFile[], asked: boolean): Promise<ResponseSurvey | undefined> {
  const files = asked ? chosen : chosen.filter(({ kind }) => kind !== 'events')
  const holders = files.filter(isArrayFile)
  // Packed files are not unpacked only to find out that they are another kind of set.
  if (!asked && (holders.length === 0 || holders.some(({ kind, packed }) => kind === 'hdf5' && packed))) return undefined
  if (holders.length === 0) throw new ImportError(`${oldMatlab(files) ?? 'No array of numbers is in what was chosen.'} ${RESPONSES_FIT}`)
  const open = await openArrays(files).catch((error: unknown) => {
    if (asked || !(error instanceof ImportError)) throw error
    return undefined
  })
  if (!open) return undefined
  try {
    const name = nameOf(files)
    const known = knownReadings(open)
    const generic = known.length > 0 || asked || namesTell(open) ? genericReading(open, name) : undefined
    const laidOut = generic ? [...known, generic] : known
    if (laidOut.length === 0 && asked)
      throw new ImportError(`${open.arrays[0]!.name} is the only array here. A movie and responses are needed. ${RESPONSES_FIT}`)
    if (laidOut.length === 0) {
      open.close()
      return undefined
    }
    const all = await withTrials(open)
    const readings: Reading[] = []
    for (const reading of laidOut) readings.push(await decided(all, reading))
    const found: ResponsesFound = { name, arrays: all.arrays.map(described), readings, notes: all.notes }
    return { found, open: all, preview: (choice, at) => previewOf(all, found, choice, at) }
  } catch (error) {
    open.close()
    throw error
  }
}

const described = ({ id, name, shape, type, itemBytes, reversedIn, members, trialsOf }: OpenArray) => ({
  id,
  name,
  shape,
  type,
  itemBytes,
  ...(reversedIn && { reversedIn }),
  ...(members && { members }),
  ...(trialsOf && { trialsOf }),
})

const nameOf = (files: readonly SourceFile[]): string => {
  const [first] = files.filter(isArrayFile)
  return first!.path.split('/')[0]!.replace(/\.\w+$/, '')
}

function oldMatlab(files: readonly SourceFile[]): string | undefined {
  const old = files.find(({ head }) => new TextDecoder('latin1').decode(head.subarray(0, 10)) === 'MATLAB 5.0')
  return old && `${old.path} is a MAT file of a version before 7.3, which is not read: save it again in MATLAB with -v7.3.`
}

/** How many values of a few cells are inspected to find out what the responses are. */
const LOOKED = 4096

/** Finds out the kind of responses from their values, where the layout does not tell. */
async function decided(open: OpenFiles, { undecided, ...reading }: LaidOut): Promise<Reading> {
  if (!undecided) return reading
  const array = open.arrays.find(({ id }) => id === reading.choice.recordings[0]?.responses)
  const axes = reading.choice.axes[array?.id ?? '']
  if (!array || !axes) return reading
  const to = array.shape.map((size, i) => (axes[i] === 'time' ? Math.min(size, LOOKED) : axes[i] === 'cells' ? Math.min(size, 8) : 1))
  const values = await array.read(
    array.shape.map(() => 0),
    to,
  )
  if (values.some((value) => Math.abs(value - Math.round(value)) > 1e-3))
    return {
      ...reading,
      choice: { ...reading.choice, values: 'rates' },
      notes: [...reading.notes, 'The responses are no whole numbers: they look like rates.'],
    }
  return values.some((value) => value > 1) ? { ...reading, choice: { ...reading.choice, values: 'counts' } } : reading
}

/** The number of images that are inspected for spikes, and of response values to one. */
const SOME_IMAGES = 30
const MAX_LOOKED_AT = 2 ** 24

/** Adds the number of recorded trials of each cell, for sets of images. */
async function withTrials(open: OpenFiles): Promise<OpenFiles> {
  const [images] = knownReadings(open).filter(({ choice }) => Object.values(choice.axes).some((axes) => axes.includes('movie')))
  const id = images?.choice.recordings[0]?.responses
  const array = open.arrays.find((one) => one.id === id)
  if (!images || !array) return open
  const axes = images.choice.axes[array.id]!
  const cells = array.shape[axes.indexOf('cells')]!
  const perImage = array.shape.reduce((a, b) => a * b, 1) / array.shape[axes.indexOf('movie')]!
  if (perImage > MAX_LOOKED_AT) return open
  const said = (open.texts['trialnumbers.txt'] ?? '').split(/[\s,;]+/).filter((word) => /^\d+(\.0*)?$/.test(word))
  const trials = array.shape[axes.indexOf('trials')]!
  const listed = said.map(Number)
  const fits = listed.length === cells && listed.every((count) => count >= 1 && count <= trials)
  const trialsOf = fits ? listed : await firedTrials(array, axes.indexOf('cells'), axes.indexOf('trials'), axes.indexOf('movie'))
  return { ...open, arrays: open.arrays.map((one) => (one === array ? { ...one, trialsOf } : one)) }
}

/** The last trial in which a cell fired, over some of the images. */
async function firedTrials(array: OpenArray, cellAxis: number, trialAxis: number, imageAxis: number): Promise<number[]> {
  const { shape, read } = array
  const counts = new Array<number>(shape[cellAxis]!).fill(1)
  const images = shape[imageAxis]!
  const some = Math.min(SOME_IMAGES, images)
  for (let n = 0; n < some; n++) {
    const image = Math.floor(((n + 0.5) * images) / some)
    const to = shape.map((size, axis) => (axis === imageAxis ? image + 1 : size))
    const values = await read(
      shape.map((_, axis) => (axis === imageAxis ? image : 0)),
      to,
    )
    const step = (axis: number) => to.slice(axis + 1).reduce((product, size, k) => product * (axis + 1 + k === imageAxis ? 1 : size), 1)
    const [cellStep, trialStep] = [step(cellAxis), step(trialAxis)]
    for (let at = 0; at < values.length; at++)
      if (values[at]! > 0) {
        const cell = Math.floor(at / cellStep) % shape[cellAxis]!
        counts[cell] = Math.max(counts[cell]!, 1 + (Math.floor(at / trialStep) % shape[trialAxis]!))
      }
  }
  return counts
}

/** The size of the preview. */
const [SHOWN_BINS, SHOWN_CELLS] = [300, 100]

async function previewOf(open: OpenFiles, found: ResponsesFound, choice: ResponseChoice, at: number): Promise<ResponsePreview> {
  const { plan, problem } = planFor(found, choice)
  if (!plan) throw new ImportError(problem!)
  const [movie] = plan.train.movies
  const ends = movie!.map((_, n) => movie!.slice(0, n + 1).reduce((sum, { bins }) => sum + bins, 0))
  const place = Math.max(
    0,
    ends.findIndex((end) => end > at),
  )
  const segment = movie![place]!
  const arrayOf = (id: string) => open.arrays.find((array) => array.id === id)!
  const within = Math.min(segment.bins - 1, Math.max(0, at - (ends[place]! - segment.bins)))
  const frame = segment.frame + Math.floor(within / plan.hold) * plan.averaged
  let seen = new Float32Array(0)
  const source = { array: arrayOf(segment.stimulus), axes: choice.axes[segment.stimulus]!, plan, channel: choice.channel }
  await readFrames(source, { ...segment, frame, bins: plan.hold }, (frames) => {
    seen = frames as Float32Array<ArrayBuffer>
  })
  const first = movie![0]!
  const [bins, shown] = [Math.min(first.bins, SHOWN_BINS), Math.min(plan.cells.length, SHOWN_CELLS)]
  const { trials } = plan.train
  const spikes = new Float32Array(shown * bins)
  const rates = new Float32Array(plan.cells.length)
  const answers = { array: arrayOf(first.responses), axes: choice.axes[first.responses]!, cells: plan.cells, trials, choice }
  await readBins(answers, { ...first, bins }, (counts, from, count) => {
    for (let row = 0; row < trials * plan.cells.length; row++) {
      const part = counts.subarray(row * count, (row + 1) * count)
      if (row < shown) spikes.set(part, row * bins + from)
      rates[row % plan.cells.length]! += part.reduce((a, b) => a + b, 0) / (trials * bins)
    }
  })
  return { frame: seen, height: plan.height, width: plan.width, spikes, cells: shown, bins, rates }
}
