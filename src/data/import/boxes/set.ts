/**
 * Converts recordings with boxes to a stored set: each recording is streamed once, and the window before each of its labels becomes a
 * sample, which is written immediately. All losses are reported.
 */
import { binEvents, noBinLosses } from '../../boxes/bins'
import { type LabelRules, letterbox, noLabelLosses, truthsOf } from '../../boxes/labels'
import { BOX_PARTS, boxedBytes, MAX_BOXED_BYTES, MAX_WRONG, type OwnBoxesSpec, ownBoxesSchema, TRUTH_COLUMNS } from '../../boxes/schema'
import { windowsAt } from '../../boxes/windows'
import type { Events } from '../../events/events'
import { readEvents } from '../../events/read'
import { megabytes } from '../../formats/stream'
import { samplesIn } from '../../schema'
import type { BoxWriter, WrittenBoxes } from '../../store/boxes'
import { firstOf } from '../losses'
import { ownName, shortened } from '../set'
import { ImportError, naming } from '../source-file'
import { labelsOf, timesOf } from './labels'
import { type BoxLosses, binLossText, labelLossText, windowLossText } from './losses'
import { type BoxPlan, type LabeledFolder, type PlannedRecording, planBoxes } from './parts'
import { type BoxChoice, type BoxesFound, boxRefusal, classNamesOf, classOfId, filterOf, sizesOf } from './schema'

type Part = (typeof BOX_PARTS)[number]
type Progress = (what: string, done: number, total: number) => void

const noLosses = (): BoxLosses => ({ ...noLabelLosses(), ...noBinLosses(), windows: 0, noTruth: 0, tooEarly: 0, noEvent: 0 })

interface Work {
  readonly folder: LabeledFolder
  readonly choice: BoxChoice
  readonly rules: LabelRules
  readonly writer: BoxWriter
  readonly signal: AbortSignal | undefined
  /** The boxes of the samples of each part. */
  readonly truths: Readonly<Record<Part, Float32Array[]>>
  /** Recording, second and microsecond of the samples of each part. */
  readonly origins: Readonly<Record<Part, number[]>>
}

/** @throws ImportError if nothing is left, if a recording is damaged and the choice is to stop, or the abort reason. */
export async function convertBoxes(
  folder: LabeledFolder,
  found: BoxesFound,
  choice: BoxChoice,
  writer: BoxWriter,
  progress: Progress,
  { signal, most = MAX_BOXED_BYTES }: { readonly signal?: AbortSignal; readonly most?: number } = {},
): Promise<WrittenBoxes> {
  const plan = planBoxes(folder, choice, most)
  const refusal = boxRefusal(plan, most)
  if (refusal) throw new ImportError(`${found.name} gives no set with these settings. ${refusal}`)
  const { diagonal, side, most: rows } = choice
  const rules = { classOf: classOfId(found, choice.classes), diagonal, side, most: rows }
  const truths = { train: [], validation: [], test: [] }
  const origins = { train: [], validation: [], test: [] }
  const work: Work = { folder, choice, rules, writer, signal, truths, origins }
  const total = noLosses()
  const wrong = [...folder.left]
  const damaged: string[] = []
  for (const [at, recording] of plan.recordings.entries()) {
    const lost = noLosses()
    try {
      const within = (share: number) => progress('Reading the recordings', at + share, plan.recordings.length)
      wrong.push(...(await convertRecording(work, recording, lost, within)))
    } catch (error) {
      if (!(error instanceof ImportError)) throw error
      if (choice.damaged === 'stop') throw new ImportError(`${error.message} Nothing was imported.`, { cause: error })
      damaged.push(error.message)
      wrong.push(error.message)
    }
    const { path } = folder.pairs[recording.n]!.recording
    const words = fileText(lost)
    if (words !== '') wrong.push(`${path}: ${words}`)
    for (const key of Object.keys(lost) as (keyof BoxLosses)[]) total[key] += lost[key]
  }
  for (const part of ['train', 'test'] as const)
    if (work.truths[part].length === 0)
      throw new ImportError(
        `${damaged[0] ?? found.name} Nothing is left for ${part === 'train' ? 'training' : 'testing'}. ${fileText(total)}`.trim(),
      )
  await writeTruths(work)
  return {
    data: specOf(work, found),
    origins: true,
    classNames: classNamesOf(found, choice).map(shortened),
    wrong: wrong.length > MAX_WRONG ? [...wrong.slice(0, MAX_WRONG), `And ${wrong.length - MAX_WRONG} more.`] : wrong,
    note: noteOf(work, plan, total, damaged, most),
  }
}

/** The faults of a file, without the boxes that the user chose to leave out. */
const fileText = (lost: BoxLosses): string =>
  [...labelLossText({ ...lost, small: 0, unscored: 0, cut: 0 }), ...windowLossText(lost)].join(' ')

/** Writes the samples of a recording. @returns the faults of its file, in sentences. */
async function convertRecording(
  { folder, choice, rules, writer, signal, truths, origins }: Work,
  { n, part, times }: PlannedRecording,
  lost: BoxLosses,
  within: (share: number) => void,
): Promise<string[]> {
  const pair = folder.pairs[n]!
  const { bins, window, sensor } = choice
  const box = letterbox(sensor, choice)
  const wanted = new Set(times)
  const labels = timesOf(pair, await labelsOf(pair, signal))
    .filter(({ t }) => wanted.has(t))
    .map(({ t, boxes }) => ({ t, rows: truthsOf(boxes, box, rules, lost) }))
  const truthful = labels.filter(({ rows }) => rows.length > 0)
  lost.windows += labels.length
  lost.noTruth += labels.length - truthful.length
  const row = boxedBytes(sizesOf(choice)).bins
  const seen = { first: Infinity }
  const out = writerOf(writer, part)
  const each = (at: number, events: Events): void => {
    const { t, rows } = truthful[at]!
    const counts = new Uint8Array(row)
    if (binEvents(events, bins, box, counts, lost)) {
      out.write(counts)
      truths[part].push(rows)
      origins[part].push(n, ...(Number.isFinite(t) ? [Math.floor(t / 1e6), t % 1e6] : [0, 0]))
    } else if (seen.first < Infinity && t <= seen.first) lost.tooEarly++
    else lost.noEvent++
  }
  const ends = truthful.map(({ t }) => t)
  const windows = windowsAt(ends, window === 0 ? Infinity : 1000 * window, each)
  const take = (piece: Events): void => {
    if (piece.count > 0) seen.first = Math.min(seen.first, piece.t[0]!)
    windows.take(piece)
  }
  const hooks = { sensor, ...(signal && { signal }), progress: (done: number, size: number) => within(size > 0 ? done / size : 0) }
  try {
    const facts = await naming(pair.recording.path, () => readEvents(pair.recording, take, hooks))
    windows.end()
    return facts.flawed ? [`${pair.recording.path}: ${facts.notes.join(' ')}`] : []
  } finally {
    await out.end()
  }
}

/** Writes samples in order while the recording is read, since they are made faster than each write could be awaited. */
function writerOf(writer: BoxWriter, part: Part) {
  let pending = Promise.resolve()
  const failed: unknown[] = []
  return {
    /** @throws the error of an earlier write. */
    write(counts: Uint8Array): void {
      if (failed.length > 0) throw failed[0]
      pending = pending.then(() => writer.add(part, 'bins', counts))
      pending.catch((error: unknown) => failed.push(error))
    },
    end: () => pending,
  }
}

async function writeTruths({ choice: { most }, truths, origins, writer }: Work): Promise<void> {
  for (const part of BOX_PARTS) {
    const all = new Float32Array(truths[part].length * most * TRUTH_COLUMNS)
    for (const [n, rows] of truths[part].entries()) all.set(rows, n * most * TRUTH_COLUMNS)
    await writer.add(part, 'boxes', new Uint8Array(all.buffer))
    const counts = Uint32Array.from(truths[part], (rows) => rows.length / TRUTH_COLUMNS)
    await writer.add(part, 'boxCount', new Uint8Array(counts.buffer))
    await writer.add(part, 'origin', new Uint8Array(Uint32Array.from(origins[part]).buffer))
  }
}

function specOf({ choice, truths }: Work, found: BoxesFound): OwnBoxesSpec {
  const protocol = protocolOf(choice, found)
  return ownBoxesSchema.parse({
    kind: 'ownBoxes',
    name: ownName(choice.name.trim()),
    ...sizesOf(choice),
    classes: classNamesOf(found, choice).length,
    train: truths.train.length,
    ...(truths.validation.length > 0 && { validation: truths.validation.length }),
    test: truths.test.length,
    ...(protocol && { protocol }),
  })
}

/** A set with Prophesee's filter is evaluated as Prophesee does, with the filter's sizes in pixels of the image. */
function protocolOf(choice: BoxChoice, { files }: BoxesFound): OwnBoxesSpec['protocol'] {
  if (files !== 'prophesee' || filterOf(choice) === 'none') return undefined
  const { to, from } = letterbox(choice.sensor, choice)
  const scaled = (length: number) => (length * to) / from
  return { minDiagonal: scaled(choice.diagonal), minSide: scaled(choice.side), skip: 1000 * choice.after, tolerance: 50_000 }
}

function noteOf({ choice, folder }: Work, plan: BoxPlan, total: BoxLosses, damaged: readonly string[], most: number): string {
  const { window, bins, diagonal, side, after, sensor, validation, testShare, seed } = choice
  const { all, early, recordings } = plan
  const { files } = folder
  const validations = folder.pairs.filter(({ part }) => part === 'validation').length
  const length = window === 0 ? 'The whole recording' : `The ${window} ms before a label`
  const filter = [diagonal > 0 && `a diagonal of ${diagonal}`, side > 0 && `sides of ${side}`].filter(Boolean).join(' and ')
  const sentences = [
    `${length} in ${bins} bins of equal time, of a sensor of ${sensor.width} × ${sensor.height} pixels.`,
    filter !== '' && `Boxes have at least ${filter} pixels of it.`,
    files === 'prophesee' && filterOf(choice) !== 'none' && 'Evaluations follow Prophesee’s protocol.',
    early > 0 && `${early.toLocaleString('en-US')} label times are not later than ${after} ms, and are left out.`,
    folder.split
      ? `The folders say what is for training and what for testing${validations > 0 ? `; those for validation are ${usedFor(folder, validation)}` : ''}.`
      : `${testShare} % of the recordings are for testing, by the seed ${seed}.`,
    samplesIn(plan) < samplesIn(all) &&
      `${samplesIn(plan)} of ${samplesIn(all)} labels are used, evenly of each part: all would come to more than the ${megabytes(most)} that fit.`,
    damaged.length > 0 && `${damaged.length} of ${recordings.length} recordings could not be read to their end. ${firstOf(damaged)}`,
    ...windowLossText(total),
    ...labelLossText(total),
    ...binLossText(total),
    folder.left.length > 0 &&
      `${folder.left.length} ${folder.left.length === 1 ? 'file is' : 'files are'} left out or not whole. ${firstOf(folder.left)}`,
  ]
  return sentences.filter((sentence) => sentence !== false).join(' ')
}

const usedFor = ({ pairs }: LabeledFolder, validation: BoxChoice['validation']): string =>
  !pairs.some(({ part }) => part === 'test')
    ? 'for testing'
    : { part: 'the validation part', train: 'for training, too', none: 'left out' }[validation]
