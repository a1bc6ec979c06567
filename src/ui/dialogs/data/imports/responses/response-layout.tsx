/** Which array is a movie, which its responses, and the meaning of each axis. */

import { AXIS_LABELS, guessResponses, guessStimulus, pace, sizesText } from '../../../../../data/import/response/axes/schema'
import {
  type Axis,
  type FoundArray,
  type PartName,
  RESPONSE_AXES,
  type RecordingChoice,
  type ResponseChoice,
  type ResponsesFound,
  STIMULUS_AXES,
} from '../../../../../data/import/response/schema'
import { counted, grouped } from '../../../../../format'
import { LinkButton } from '../../../../base/buttons'
import { Select } from '../../../../base/select'
import controlsCss from '../../../../base/style/controls.module.css'
import wizardCss from '../../../../base/style/wizard.module.css'
import { type ImportField, ImportRows, NAME, Notes } from '../import'
import css from './response-import.module.css'
import type { ResponseProps } from './response-preview'

export function ResponseLayout(props: ResponseProps) {
  const { found, choice, shown, choose, set } = props
  const { reading } = shown
  const layout: ImportField = {
    path: 'reading',
    label: 'Layout',
    term: 'arrayAxes',
    help: 'What the names of the arrays tell. With the last of these nothing is taken for known but their sizes.',
    choices: found.readings.map(({ title }, value) => ({ value, label: title })),
  }
  /** Switches to another reading of the files with its own choice, keeping only the name. */
  const read = (_: string, next: unknown) =>
    set({
      choice: { ...found.readings[next as number]!.choice, name: choice.name },
      shown: { reading: next as number, recording: 0, at: 0 },
    })
  return (
    <>
      <ImportRows fields={[layout]} choice={{ reading }} change={read} />
      <Notes label="What is to be known of this layout" lines={found.readings[reading]!.notes} />
      <ImportRows fields={[NAME]} choice={choice} change={(_, next) => choose({ name: next as string })} />
      <Recordings {...props} />
      {choice.recordings[shown.recording] && <Arrays {...props} />}
    </>
  )
}

/** Changes the part or the arrays of a recording. The axes of a newly used array are guessed. */
function withRecording(found: ResponsesFound, choice: ResponseChoice, place: number, change: Partial<RecordingChoice>) {
  const recordings = choice.recordings.map((one, n) => (n === place ? { ...one, ...change } : one))
  return { recordings, ...guessedFor(found, choice.axes, recordings[place]!) }
}

function guessedFor(
  found: ResponsesFound,
  known: ResponseChoice['axes'],
  { stimulus, responses }: RecordingChoice,
): Partial<Pick<ResponseChoice, 'axes' | 'bins' | 'frames'>> {
  if (known[stimulus] && known[responses]) return {}
  const [movie, recorded] = [stimulus, responses].map((id) => found.arrays.find((array) => array.id === id))
  if (!movie || !recorded) return {}
  const seen = known[stimulus] ?? guessStimulus(movie, recorded.shape)
  const frames = movie.shape[seen.indexOf('time')] ?? 0
  const axes = known[responses] ?? guessResponses(recorded, frames)
  const bins = recorded.shape[axes.indexOf('time')] ?? 0
  return { axes: { ...known, [stimulus]: seen, [responses]: axes }, ...(frames > 0 && bins > 0 && pace(frames, bins)) }
}

const PARTS: readonly { readonly value: PartName; readonly text: string }[] = [
  { value: 'train', text: 'for training' },
  { value: 'test', text: 'for testing' },
  { value: 'none', text: 'left out' },
]

/** All movies with their responses; one of them is shown below. */
function Recordings({ found, choice, shown: { recording }, choose, show }: ResponseProps) {
  const { recordings } = choice
  /** Adds a recording with the same arrays as the one that is shown. */
  const add = () => {
    show({ recording: recordings.length })
    choose({ recordings: [...recordings, { ...recordings[recording]!, title: `recording ${recordings.length + 1}` }] })
  }
  const remove = (place: number) => {
    show({ recording: Math.max(0, Math.min(recording, recordings.length - 2)) })
    choose({ recordings: recordings.filter((_, n) => n !== place) })
  }
  return (
    <>
      <ul className={css.recordings} aria-label="Movies and their responses">
        {recordings.map(({ title, part }, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: recordings have no ids, and several may use the same arrays
          <li key={n}>
            <LinkButton aria-pressed={n === recording} onClick={() => show({ recording: n })}>
              {title}
            </LinkButton>
            <Select
              aria-label={`What ${title} is for`}
              value={part}
              options={PARTS}
              choose={(part) => choose(withRecording(found, choice, n, { part }))}
            />
            {recordings.length > 1 && (
              <LinkButton onClick={() => remove(n)}>
                Remove<span className={controlsCss.hidden}> {title}</span>
              </LinkButton>
            )}
          </li>
        ))}
      </ul>
      <LinkButton onClick={add}>Add another movie and its responses</LinkButton>
    </>
  )
}

const KINDS = [
  ['stimulus', 'Movie', 'The array with what was shown.'],
  ['responses', 'Responses', 'The array with how the cells responded.'],
] as const

function Arrays(props: ResponseProps) {
  const { found, choice, shown, choose } = props
  const recording = choice.recordings[shown.recording]!
  return (
    <>
      {KINDS.map(([kind, label, help]) => {
        const array = found.arrays.find(({ id }) => id === recording[kind])
        const choices = found.arrays.map(({ id, name, shape }) => ({ value: id, label: `${name} (${sizesText(shape)})` }))
        return (
          <fieldset key={kind} className={css.array} aria-label={`${label} of ${recording.title}`}>
            <ImportRows
              fields={[{ path: kind, label, term: 'arrayAxes', help, choices }]}
              choice={recording}
              change={(_, id) => choose(withRecording(found, choice, shown.recording, { [kind]: id }))}
            />
            {array && <Axes {...props} array={array} kind={kind} />}
          </fieldset>
        )
      })}
    </>
  )
}

function Axes({ choice, choose, array, kind }: ResponseProps & { readonly array: FoundArray; readonly kind: 'stimulus' | 'responses' }) {
  const { id, shape, reversedIn } = array
  const axes = choice.axes[id] ?? []
  const known: readonly Axis[] = kind === 'stimulus' ? STIMULUS_AXES : RESPONSE_AXES
  const fields = shape.map(
    (size, n): ImportField => ({
      path: String(n),
      label: `Axis ${n + 1} of ${shape.length}: ${grouped(size)}`,
      term: 'arrayAxes',
      help: `What the ${grouped(size)} places along this axis are.`,
      choices: known.filter((axis) => axis !== 'single' || size === 1).map((axis) => ({ value: axis, label: AXIS_LABELS[axis] })),
    }),
  )
  /** Changing an axis applies to all arrays of the same role with as many axes. */
  const change = (path: string, axis: unknown) => {
    const axesOf = (array: string) => choice.axes[array] ?? []
    const alike = choice.recordings.map((one) => one[kind]).filter((array) => axesOf(array).length === axes.length)
    const changed = axes.map((one, n) => (String(n) === path ? (axis as Axis) : one))
    choose({ axes: { ...choice.axes, ...Object.fromEntries(alike.map((array) => [array, changed])) } })
  }
  return (
    <>
      <ImportRows fields={fields} choice={Object.fromEntries(axes.entries())} change={change} />
      <p className={wizardCss.rule}>{meaningOf(shape, axes, kind)}</p>
      {reversedIn && (
        <p className={wizardCss.rule}>
          {reversedIn === 'MATLAB' ? 'MATLAB writes' : 'An array in Fortran order has'} its axes in reverse: {sizesText(shape.toReversed())}{' '}
          in {reversedIn}.
        </p>
      )}
    </>
  )
}

/** Describes what the shape means with these axes. */
function meaningOf(shape: readonly number[], axes: readonly Axis[], kind: 'stimulus' | 'responses'): string {
  const size = (axis: Axis) => (axes.includes(axis) ? shape[axes.indexOf(axis)]! : undefined)
  const some = (axis: Axis, word: string) => (size(axis) === undefined ? [] : [counted(size(axis)!, word)])
  if (kind === 'responses')
    return `Read so: ${[...some('movie', 'movie'), ...some('trials', 'trial'), ...some('cells', 'cell'), ...some('time', 'bin')].join(', ')}.`
  const frame = `of ${grouped(size('x') ?? 1)} × ${grouped(size('y') ?? 1)} pixels`
  const colors = size('channel') === undefined ? '' : `, ${counted(size('channel')!, 'color')}`
  const time = size('time') === undefined ? [] : [counted(size('time')!, 'frame')]
  const many = size('movie') === undefined ? [] : [counted(size('movie')!, size('time') === undefined ? 'image' : 'movie')]
  return `Read so: ${[...many, ...time].join(' of ') || 'one frame'} ${frame}${colors}.`
}
