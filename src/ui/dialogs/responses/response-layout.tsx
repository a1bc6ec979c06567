/** Which array is a movie and which its responses, and what each of their axes is. */

import { AXIS_WORDS, shapeWords } from '../../../data/import/response/axes/schema'
import {
  type Axis,
  type FoundArray,
  type PartName,
  RESPONSE_AXES,
  type RecordingChoice,
  type ResponseChoice,
  type ResponsesFound,
  STIMULUS_AXES,
} from '../../../data/import/response/schema'
import { MAX_NAME } from '../../../data/schema'
import { counted, grouped } from '../../../format'
import { Choice, TextRow } from '../../base/choice-rows'
import controlsCss from '../../base/style/controls.module.css'
import wizardCss from '../../base/style/wizard.module.css'
import {
  addRecording,
  chooseAxis,
  chooseReading,
  chooseRecording,
  chooseResponses,
  removeRecording,
  showRecording,
  useResponseImport,
} from '../../state/imports/response-import'
import css from './response-wizard.module.css'

export function ResponseLayout({ found, choice }: { found: ResponsesFound; choice: ResponseChoice }) {
  const reading = useResponseImport((state) => state.reading)
  const shown = useResponseImport((state) => state.recording)
  const { notes } = found.readings[reading]!
  const recording = choice.recordings[shown]
  return (
    <>
      <Choice
        label="Layout"
        term="arrayAxes"
        help="What the names of the arrays tell. With the last of these nothing is taken for known but their sizes."
        value={String(reading)}
        options={found.readings.map(({ title }, n) => [String(n), title] as const)}
        change={(value) => chooseReading(found, Number(value))}
      />
      <ul className={wizardCss.notes} aria-label="What is to be known of this layout">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
      <TextRow
        label="Name"
        term={null}
        help="What the set is called in this browser."
        max={MAX_NAME}
        value={choice.name}
        change={(name) => chooseResponses(found, { name })}
      />
      <Recordings found={found} choice={choice} />
      {recording && <Arrays found={found} choice={choice} recording={recording} place={shown} />}
    </>
  )
}

const PARTS: readonly (readonly [part: PartName, words: string])[] = [
  ['train', 'for training'],
  ['test', 'for testing'],
  ['none', 'left out'],
]

/** Every movie with its responses, of which one is shown below. */
function Recordings({ found, choice: { recordings } }: { found: ResponsesFound; choice: ResponseChoice }) {
  const shown = useResponseImport((state) => state.recording)
  return (
    <>
      <ul className={css.recordings} aria-label="Movies and their responses">
        {recordings.map(({ title, part }, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a recording is its place, and nothing else tells it from one of the same arrays
          <li key={n}>
            <button type="button" className={controlsCss.textButton} aria-pressed={n === shown} onClick={() => showRecording(n)}>
              {title}
            </button>
            <select
              aria-label={`What ${title} is for`}
              value={part}
              onChange={({ currentTarget }) => chooseRecording(found, n, { part: currentTarget.value as PartName })}
            >
              {PARTS.map(([value, words]) => (
                <option key={value} value={value}>
                  {words}
                </option>
              ))}
            </select>
            {recordings.length > 1 && (
              <button type="button" className={controlsCss.textButton} onClick={() => removeRecording(found, n)}>
                Remove<span className={controlsCss.hidden}> {title}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      <button type="button" className={controlsCss.textButton} onClick={() => addRecording(found)}>
        Add another movie and its responses
      </button>
    </>
  )
}

interface ArraysProps {
  readonly found: ResponsesFound
  readonly choice: ResponseChoice
  readonly recording: RecordingChoice
  readonly place: number
}

const KINDS = [
  ['stimulus', 'Movie'],
  ['responses', 'Responses'],
] as const

function Arrays({ found, choice, recording, place }: ArraysProps) {
  return (
    <>
      {KINDS.map(([kind, label]) => {
        const array = found.arrays.find(({ id }) => id === recording[kind])
        return (
          <fieldset key={kind} className={css.array} aria-label={`${label} of ${recording.title}`}>
            <Choice
              label={label}
              term="arrayAxes"
              help={kind === 'stimulus' ? 'The array with what was shown.' : 'The array with what the cells answered.'}
              value={recording[kind]}
              options={found.arrays.map(({ id, name, shape }) => [id, `${name} (${shapeWords(shape)})`] as const)}
              change={(id) => chooseRecording(found, place, { [kind]: id })}
            />
            {array && <Axes found={found} array={array} kind={kind} axes={choice.axes[array.id] ?? []} />}
          </fieldset>
        )
      })}
    </>
  )
}

interface AxesProps {
  readonly found: ResponsesFound
  readonly array: FoundArray
  readonly kind: 'stimulus' | 'responses'
  readonly axes: readonly Axis[]
}

function Axes({ found, array, kind, axes }: AxesProps) {
  const { shape, reversedIn } = array
  const known: readonly Axis[] = kind === 'stimulus' ? STIMULUS_AXES : RESPONSE_AXES
  return (
    <>
      {shape.map((size, n) => (
        <Choice
          // biome-ignore lint/suspicious/noArrayIndexKey: an axis is its place
          key={n}
          label={`Axis ${n + 1} of ${shape.length}: ${grouped(size)}`}
          term="arrayAxes"
          help={`What the ${grouped(size)} places along this axis are.`}
          value={axes[n] ?? 'single'}
          options={known.filter((axis) => axis !== 'single' || size === 1).map((axis) => [axis, AXIS_WORDS[axis]] as const)}
          change={(axis) => chooseAxis(found, kind, array.id, n, axis)}
        />
      ))}
      <p className={wizardCss.rule}>{meaningOf(shape, axes, kind)}</p>
      {reversedIn && (
        <p className={wizardCss.rule}>
          {reversedIn === 'MATLAB' ? 'MATLAB writes' : 'An array in Fortran order has'} its axes in reverse:{' '}
          {shapeWords(shape.toReversed())} in {reversedIn}.
        </p>
      )}
    </>
  )
}

/** What the shape means, axes being what they are said to be. */
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
