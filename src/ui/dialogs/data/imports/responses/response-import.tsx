/** Movies and spike trains: what their arrays and axes mean, how they are cut, and what the import makes of them. */

import { extentsOf, sizesText } from '../../../../../data/import/response/axes/schema'
import { planFor } from '../../../../../data/import/response/plan/schema'
import type { ResponseChoice, ResponsePreview, ResponsesFound } from '../../../../../data/import/response/schema'
import { LONGEST_BIN, type StoredResponses } from '../../../../../data/response/schema'
import { counted } from '../../../../../format'
import { importer } from '../../../../state/imports/data-sets'
import { savedResponses } from '../../../../state/imports/saved-sets'
import { type ImportField, importOf } from '../import'
import css from './response-import.module.css'
import { ResponseLayout } from './response-layout'
import { type ResponseProps, ResponseSample, type ResponseShown } from './response-preview'

export const responseImport = importOf<ResponsesFound, ResponseChoice, ResponseShown, ResponsePreview, never, StoredResponses>({
  kind: 'responses',
  title: 'Movies and spike trains',
  holds: 'movies and responses',
  files: [['Movies and spike trains', 'of a retina, say: HDF5, MATLAB 7.3, NumPy']],
  asks: {
    text: 'Movies and spike trains …',
    intro: 'A movie that cells were shown, and how they responded: spikes in bins of time, cell by cell, once or in several trials.',
    layouts: [
      ['open-retina’s exchange form', 'the folder with stimuli/ and an h5 file for each session'],
      ['Maheswaranathan 2023', '…naturalscene.h5 or …whitenoise.h5'],
      ['Goldin 2022', 'the h5 file of a session'],
      ['Onken 2016, preprocessed', 'train_….hdf5 and test_….hdf5 together'],
      ['Liu and Gollisch 2021', 'responses2naturalimages.h5 and trialnumbers.txt'],
      ['Anything else', 'HDF5, MATLAB’s files of version 7.3, npy or npz: you say what each axis is'],
    ],
  },
  about: 'What is kept',
  begin: (found) => ({ choice: found.readings[0]!.choice, shown: { reading: 0, recording: 0, at: 0 } }),
  async preview(choice, { at }, found) {
    const { plan } = planFor(found, choice)
    return plan ? importer.previewResponses(choice, Math.min(at, plan.train.bins - 1)) : null
  },
  convert: (choice, onProgress) => importer.convertResponses(choice, onProgress),
  learn: (saved) => savedResponses.learn(saved),
  fields: (found, choice) => [...valueFields(found, choice), ...timeFields(found, choice), ...spaceFields(found, choice)],
  // Bins and frames cannot both exceed 1: raising one sets the other to 1.
  follows(choice, path) {
    if (path === 'bins' && choice.bins > 1) return { ...choice, frames: 1 }
    return path === 'frames' && choice.frames > 1 ? { ...choice, bins: 1 } : choice
  },
  refused: ({ found, choice, unread }) => unread !== null || !planFor(found, choice).plan,
  Found,
  Before: ['Layout and axes', ResponseLayout],
  Preview: ResponseSample,
})

const MAX = 100_000_000

function valueFields(found: ResponsesFound, choice: ResponseChoice): ImportField[] {
  const trials = Math.max(1, ...sizesOf(found, choice, 'trials'))
  return [
    {
      path: 'values',
      label: 'Responses are',
      term: 'responseValues',
      help: 'Spikes are 0 or 1 in a bin; counts may be more; rates are means or are smoothed, and no spikes.',
      choices: [
        { value: 'binary', label: 'spikes, 0 or 1' },
        { value: 'counts', label: 'counts of spikes' },
        { value: 'rates', label: 'rates' },
      ],
    },
    {
      path: 'unit',
      label: 'In',
      term: 'responseValues',
      help: 'Whether a number counts spikes per bin or per second.',
      choices: [
        { value: 'bin', label: 'spikes a bin' },
        { value: 'second', label: 'spikes a second' },
      ],
    },
    {
      path: 'binMs',
      label: 'Bin of the file',
      term: 'responseBin',
      help: 'How long a bin of the responses lasts; the files do not say.',
      control: 'number',
      unit: 'ms',
      min: 0.01,
      max: LONGEST_BIN,
    },
    {
      path: 'trials',
      when: trials > 1,
      label: 'Trials',
      term: 'trial',
      help: 'How many trials of each cell are used. 0: as many as most cells have.',
      min: 0,
      max: trials,
    },
  ]
}

function timeFields(found: ResponsesFound, choice: ResponseChoice): ImportField[] {
  const isMovie = sizesOf(found, choice, 'time', 'stimulus').length > 0
  const { lag, recordings } = choice
  return [
    {
      path: 'pace',
      when: isMovie,
      label: 'Bins in frames',
      term: 'responseBin',
      help: 'How many bins of the responses last as long as how many frames. One of the two is 1.',
      pair: [
        { path: 'bins', label: 'Bins', max: 1000 },
        { path: 'frames', label: 'Frames', max: 1000 },
      ],
      between: 'last',
    },
    {
      path: 'sum',
      label: 'Bins that become one',
      term: 'responseBin',
      help: 'Their spikes are added. Frames are averaged over a bin that is longer than one; they stay on where it is shorter.',
      max: 1000,
    },
    {
      path: 'lag',
      label: 'Lag',
      term: 'responseLag',
      help: 'Bins of the responses that are dropped at their beginning. Negative: frames of the movie, where the responses begin later.',
      unit: lag < 0 ? 'frames' : 'bins',
      min: -100_000,
      max: 100_000,
    },
    {
      path: 'range',
      when: isMovie,
      label: 'Training frames',
      term: 'halves',
      help: 'The frames that are kept, counted from 0. If “to” is 0: up to the end.',
      pair: [
        { path: 'from', label: 'From frame', min: 0, max: MAX },
        { path: 'to', label: 'To frame', min: 0, max: MAX },
      ],
      between: 'to',
    },
    {
      path: 'testShare',
      when: !recordings.some(({ part }) => part === 'test'),
      label: 'Set apart for testing',
      term: 'halves',
      help: 'The end of a single movie; of several movies or images, some of them.',
      unit: '%',
      max: 90,
    },
  ]
}

function spaceFields(found: ResponsesFound, choice: ResponseChoice): ImportField[] {
  const colors = Math.max(1, ...sizesOf(found, choice, 'channel', 'stimulus'))
  return [
    {
      path: 'average',
      label: 'Down-sampling',
      term: 'movieCut',
      help: 'How many pixels along each side are averaged into one.',
      unit: 'pixels',
      max: 512,
    },
    {
      path: 'crop',
      label: 'Crop from',
      term: 'movieCut',
      help: 'The first column and row that are seen, in pixels of the file.',
      pair: [
        { path: 'left', label: 'First column', min: 0, max: MAX },
        { path: 'top', label: 'First row', min: 0, max: MAX },
      ],
      between: ',',
    },
    {
      path: 'size',
      label: 'Crop size',
      term: 'movieCut',
      help: 'Columns and rows that are seen, in pixels of the file. 0: up to the edge.',
      pair: [
        { path: 'width', label: 'Columns', min: 0, max: MAX },
        { path: 'height', label: 'Rows', min: 0, max: MAX },
      ],
    },
    {
      path: 'channel',
      when: colors > 1,
      label: 'Color',
      term: 'movieCut',
      help: 'Movies are kept in gray: one channel, or the mean of all.',
      choices: [
        { value: -1, label: 'the mean of all' },
        ...Array.from({ length: colors }, (_, n) => ({ value: n, label: `channel ${n + 1}` })),
      ],
    },
    {
      path: 'normalize',
      label: 'Mean 0, standard deviation 1',
      term: 'movieScale',
      help: 'Subtracts the mean of the training movies and divides by their standard deviation: what networks learn from best.',
      control: 'flag',
    },
  ]
}

/** The sizes along an axis of the arrays of all recordings in the choice. */
function sizesOf(
  found: ResponsesFound,
  { recordings, axes }: ResponseChoice,
  axis: 'trials' | 'time' | 'channel',
  kind: 'stimulus' | 'responses' = 'responses',
) {
  return recordings
    .filter(({ part }) => part !== 'none')
    .flatMap((recording) => {
      const array = found.arrays.find(({ id }) => id === recording[kind])
      const size = array && axes[array.id]?.length === array.shape.length ? extentsOf(array, axes[array.id]!)[axis] : undefined
      return size === undefined ? [] : [size]
    })
}

function Found({ found: { name, arrays, notes } }: ResponseProps) {
  return (
    <>
      <p>
        “{name}” holds {counted(arrays.length, 'array')}, of which names, sizes and a few numbers were read so far.
      </p>
      <details>
        <summary>Files and arrays</summary>
        <ul className={css.arrays}>
          {arrays.map(({ id, name: label, shape, type, members, reversedIn }) => (
            <li key={id}>
              <b>{label}</b>: {sizesText(shape)}, {type}
              {members && `, an array for each of ${members.length} cells`}
              {reversedIn && `, axes as ${reversedIn} has them: ${sizesText(shape.toReversed())}`}
            </li>
          ))}
        </ul>
      </details>
      {notes.map((note) => (
        <p key={note} className={css.warning}>
          {note}
        </p>
      ))}
    </>
  )
}
