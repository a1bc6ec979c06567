/** Recordings with boxes: which events before a label form a sample, which boxes count, and what is used for testing. */

import { MAX_BINS, MAX_BOXED_SIDE, MAX_TRUTHS, MIN_SIDE, type StoredBoxes } from '../../../../../data/boxes/schema'
import {
  BOX_CLASSES,
  BOX_FILTERS,
  type BoxChoice,
  type BoxClasses,
  type BoxCost,
  type BoxesFound,
  type BoxFilter,
  type BoxPreview,
  boxChoiceFor,
  boxRefusal,
  filterOf,
} from '../../../../../data/import/boxes/schema'
import { samplesIn } from '../../../../../data/schema'
import { counted, grouped } from '../../../../../format'
import { FactsTable } from '../../../../base/facts-table'
import controlsCss from '../../../../base/style/controls.module.css'
import wizardCss from '../../../../base/style/wizard.module.css'
import { importer } from '../../../../state/imports/data-sets'
import { savedBoxes } from '../../../../state/imports/saved-sets'
import { bytes } from '../../../../state/labels/experiment-label'
import { DAMAGED, type ImportField, importOf, NAME, Notes, Refusal } from '../import'
import css from './box-import.module.css'
import { type BoxProps, BoxSample, type BoxShown } from './box-sample'

/** The first labels come too early for Prophesee’s evaluation, so the preview starts at a later one. */
const FIRST_SHOWN = 3

/** `filter` is not stored in a choice: it stands for the three fields that it sets. */
type Choice = BoxChoice & { readonly filter?: BoxFilter | 'other' }

export const boxImport = importOf<BoxesFound, Choice, BoxShown, BoxPreview, BoxCost, StoredBoxes>({
  kind: 'boxes',
  title: 'Recordings with boxes',
  holds: 'recordings with boxes',
  files: [['Recordings with boxes', 'Gen1 and 1 Mpx of Prophesee, or N-Caltech101 with its annotations']],
  asks: {
    text: 'Recordings with boxes …',
    intro: 'Recordings of an event camera, and boxes around what is to be found in them. The events before each label become a sample.',
    layouts: [
      ['Gen1 of Prophesee', 'pairs of …_td.dat and …_bbox.npy, in folders for training, validation and testing where there are such'],
      ['1 Mpx of Prophesee', 'the same, of seven classes of which three are scored'],
      ['Recordings of your own', 'named and laid out in the same way: a box has t, x, y, w, h and class_id'],
      ['N-Caltech101', 'the folders Caltech101 and Caltech101_annotations'],
    ],
  },
  about: 'How recordings become samples',
  begin(found) {
    const choice: Choice = boxChoiceFor(found)
    const shown = { recording: 0, time: Math.min(found.recordings[0]!.times - 1, FIRST_SHOWN) }
    return { choice: { ...choice, filter: filterOf(choice) }, shown }
  },
  preview: ({ filter: _, ...choice }, { recording, time }) => importer.previewBoxes(choice, recording, time),
  costs: (_found, { filter: _, ...choice }) => importer.costOfBoxes(choice),
  convert: ({ filter: _, ...choice }, onProgress) => importer.convertBoxes(choice, onProgress),
  learn: (saved) => savedBoxes.learn(saved),
  fields: (found, choice) => [...sampleFields(found), ...boxFields(found, choice), ...partFields(found)],
  follows(choice, path) {
    const { filter } = choice
    if (path !== 'filter' || !filter || filter === 'other') return { ...choice, filter: filterOf(choice) }
    const { after, diagonal, side } = BOX_FILTERS[filter]
    return { ...choice, after, diagonal, side }
  },
  refused: ({ cost }) => cost !== null && boxRefusal(cost) !== null,
  Found,
  Preview: BoxSample,
  Forecast,
})

const MAX_MS = 60_000
/** The largest sensor side, in pixels. */
const MAX_PIXELS = 4096

function sampleFields(found: BoxesFound): ImportField[] {
  return [
    NAME,
    {
      path: 'window',
      label: 'Window',
      term: 'boxWindow',
      help: 'How many milliseconds of events before a label make its sample. 0: from the beginning of the recording; all of it for N-Caltech101.',
      unit: 'ms',
      min: 0,
      max: MAX_MS,
    },
    {
      path: 'bins',
      label: 'Bins',
      term: 'boxBins',
      help: 'Slices of equal time, from the first event of a window to its last.',
      max: MAX_BINS,
    },
    {
      path: 'size',
      label: 'Image size',
      term: 'letterbox',
      help: 'The sensor lies at the top left of it, made smaller where it must be. Events that fall on one pixel are counted together.',
      pair: [
        { path: 'width', label: 'Image width', min: MIN_SIDE, max: MAX_BOXED_SIDE },
        { path: 'height', label: 'Image height', min: MIN_SIDE, max: MAX_BOXED_SIDE },
      ],
    },
    {
      path: 'sensor',
      label: 'Sensor',
      term: 'sensorField',
      help: 'The sensor of all recordings. Events outside it are left out, and boxes are cut at its edge.',
      pair: [
        { path: 'sensor.width', label: 'Sensor width', max: MAX_PIXELS },
        { path: 'sensor.height', label: 'Sensor height', max: MAX_PIXELS },
      ],
    },
    {
      path: 'every',
      when: found.files === 'prophesee',
      label: 'Labels apart',
      term: 'boxWindow',
      help: 'The least time between two labels of a recording that make samples. 0: all labels do.',
      unit: 'ms',
      min: 0,
      max: MAX_MS,
    },
  ]
}

function boxFields(found: BoxesFound, { filter }: Choice): ImportField[] {
  const isProphesee = found.files === 'prophesee'
  const filters = Object.entries(BOX_FILTERS).map(([value, { title: label }]) => ({ value, label }))
  return [
    {
      path: 'classes',
      when: isProphesee,
      label: 'Classes',
      term: 'boxClasses',
      help: 'What the class numbers of the boxes mean; the files do not say.',
      choices: [
        ...Object.entries(BOX_CLASSES).map(([value, { title, names }]) => ({ value, label: `${title}: ${names.join(', ')}` })),
        { value: 'own' satisfies BoxClasses, label: 'every number is a class' },
      ],
    },
    {
      path: 'filter',
      label: 'Filter',
      term: 'boxFilter',
      help: 'Which labels and boxes count. Prophesee’s evaluation has labels later than half a second, and boxes that are not too small.',
      choices: filter === 'other' ? [{ value: 'other', label: 'as below' }, ...filters] : filters,
    },
    {
      path: 'after',
      when: isProphesee,
      label: 'Labels later than',
      term: 'boxFilter',
      help: 'Milliseconds from the start of the recording. −1: all labels.',
      unit: 'ms',
      min: -1,
      max: MAX_MS,
    },
    {
      path: 'diagonal',
      label: 'Min diagonal',
      term: 'boxFilter',
      help: 'The diagonal of the part of a box inside the image, in pixels of the sensor.',
      unit: 'pixels',
      min: 0,
      max: MAX_PIXELS,
    },
    {
      path: 'side',
      label: 'Min side',
      term: 'boxFilter',
      help: 'The width and the height of a box, in pixels of the sensor.',
      unit: 'pixels',
      min: 0,
      max: MAX_PIXELS,
    },
    {
      path: 'most',
      label: 'Max boxes',
      term: 'boxFilter',
      help: 'How many boxes a sample has room for. If there are more, the largest are kept.',
      max: MAX_TRUTHS,
    },
  ]
}

function partFields(found: BoxesFound): ImportField[] {
  return [
    {
      path: 'validation',
      when: found.validation > 0,
      label: 'For validation',
      term: 'halves',
      help: 'With a part of its own, an epoch or a setting is chosen on it, and the test set is left for what is reported. EAS-SNN learns from the recordings for validation, too.',
      choices: [
        { value: 'part', label: 'a part of its own' },
        { value: 'train', label: 'for training, too' },
        { value: 'none', label: 'left out' },
      ],
    },
    {
      path: 'testShare',
      when: !found.split,
      label: 'For testing',
      term: 'halves',
      help: 'The share of the recordings, since no folder says; the same of each class of N-Caltech101.',
      unit: '%',
      max: 90,
    },
    {
      path: 'seed',
      when: !found.split,
      label: 'Seed',
      term: 'seed',
      help: 'Which recordings are for testing: the same for everybody who has the same files and the same seed.',
      min: 0,
      max: 2 ** 31 - 1,
    },
    DAMAGED,
  ]
}

function Found({ found: { files, name, recordings, classes, left } }: BoxProps) {
  const sum = (key: 'times' | 'boxes') => recordings.reduce((all, recording) => all + recording[key], 0)
  const boxes = sum('boxes')
  const what = files === 'caltech' ? 'N-Caltech101 by its names' : 'recordings and boxes as Prophesee lays them out'
  return (
    <>
      <p>
        “{name}” holds {what}: {counted(recordings.length, 'recording')} with {boxes === 1 ? 'one box' : `${grouped(boxes)} boxes`}
        {files === 'prophesee' && ` at ${counted(sum('times'), 'time')}`}.
      </p>
      <details className={css.all}>
        <summary>Classes{left.length > 0 && `, and ${counted(left.length, 'file')} that are left out or not whole`}</summary>
        <p>{classes.map(({ id, name, boxes }) => `${name}${files === 'caltech' ? '' : ` (${id})`}: ${grouped(boxes)}`).join(', ')}</p>
        <Notes label="What is left out, and why" lines={[]} warn={left} />
      </details>
    </>
  )
}

function Forecast({ cost }: BoxProps) {
  if (!cost) return null
  const { train, validation, test, all } = cost
  const parts = [`${grouped(train)} for training`, validation && `${grouped(validation)} for validation`, `${grouped(test)} for testing`]
  const refusal = boxRefusal(cost)
  return (
    <section aria-label="What it takes" className={wizardCss.forecast}>
      <FactsTable
        facts={[
          { name: 'Samples, at most', term: 'halves', value: parts.filter(Boolean).join(', ') },
          { name: 'Saved in this browser, at most', term: 'keptSet', value: bytes(cost.bytes) },
        ]}
      />
      <Refusal text={refusal} />
      {refusal === null && samplesIn(cost) < samplesIn(all) && (
        <p className={controlsCss.problem}>
          All {grouped(samplesIn(all))} labels would not fit: they are thinned out evenly. A smaller image, fewer bins or labels that are
          farther apart keep more.
        </p>
      )}
    </section>
  )
}
