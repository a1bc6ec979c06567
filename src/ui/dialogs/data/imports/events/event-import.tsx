/** A folder of event recordings: how they are cut into frames, and what is lost. */

import {
  type CONVENTIONS,
  EVENT_TITLES,
  type EventKind,
  MAX_FRAME_BYTES,
  MAX_FRAME_SIDE,
  MAX_FRAMES,
  type SLICE_BY,
} from '../../../../../data/events/schema'
import {
  choiceFor,
  countsFor,
  dataFor,
  type EventChoice,
  type EventsFound,
  frameSampleBytes,
  type Preview,
} from '../../../../../data/import/schema'
import { grouped } from '../../../../../format'
import { importer } from '../../../../state/imports/data-sets'
import { graphicsOf, learnWith, presetFor } from '../../../../state/imports/import-learner'
import { durationLabel } from '../../../../state/labels/event-label'
import { store } from '../../../../state/store/store'
import { DAMAGED, type ImportField, importOf } from '../import'
import { EventForecast } from './event-forecast'
import { type EventCost, EventSamples, type EventShown } from './event-samples'

export const eventImport = importOf<EventsFound, EventChoice, EventShown, Preview, EventCost, Parameters<typeof learnWith>[1]>({
  kind: 'events',
  title: 'Event recordings to a data set',
  holds: 'event recordings',
  files: [['Events', 'N-MNIST, CIFAR10-DVS, DVS128 Gesture, or a folder of recordings with a folder for each class']],
  about: 'How recordings become frames',
  begin(found) {
    // Start from the open experiment's settings where they apply, otherwise from the defaults.
    const choice = choiceFor(found, store.getState().draft.data)
    return { choice, shown: { frame: null }, preset: presetFor(choice.kind) }
  },
  preview: (choice, { frame }) => importer.preview(choice, frame !== null && frame < choice.framing.frames ? frame : null),
  async costs(found, choice, preset) {
    const counts = countsFor(found, choice.framing)
    const samples = (frameSampleBytes(choice.framing) + 1) * (counts.train + counts.test)
    const graphics = await graphicsOf(dataFor(found, choice), preset, counts)
    return { ...counts, samples, graphics, refused: samples > MAX_FRAME_BYTES }
  },
  convert: (choice, onProgress) => importer.convert(choice, onProgress),
  learn: (data, preset) => learnWith(preset, data),
  fields: (found, choice) => [...sliceFields(found, choice), ...frameFields(found, choice)],
  follows(choice, path, { sensor, guessed }) {
    const { framing } = choice
    if (path === 'kind') return { ...choice, sensor, guessed }
    if (path.startsWith('sensor.')) return { ...choice, guessed: false }
    return path === 'framing.slice' ? { ...choice, framing: { ...framing, sliceSize: USUAL_SIZE[framing.slice] } } : choice
  },
  learns: ({ kind }) => kind,
  refused: ({ unread, cost }) => unread !== null || cost?.refused === true,
  Found: ({ found }) => <p>{foundText(found)}</p>,
  Preview: EventSamples,
  Forecast: EventForecast,
})

type Slice = (typeof SLICE_BY)[number]
type Convention = (typeof CONVENTIONS)[number]

const SLICES: Readonly<Record<Slice, string>> = {
  timeBins: 'equal times',
  eventBins: 'equal counts of events',
  timeWindow: 'windows of a given time',
  eventCount: 'a given number of events',
}
const RULES: Readonly<Record<Convention, string>> = { tonic: 'tonic', spikingJelly: 'SpikingJelly' }
/** What happens to the remaining events, by rule. */
const REST: Readonly<Record<Slice, Readonly<Record<Convention, string>>>> = {
  timeBins: { tonic: 'the tail of the division is left out', spikingJelly: 'the last frame takes the tail' },
  eventBins: { tonic: 'what does not divide is left out', spikingJelly: 'the last frame takes what does not divide' },
  timeWindow: {
    tonic: 'windows from the first event on, whole ones only',
    spikingJelly: 'each window begins at the event after the one before',
  },
  eventCount: {
    tonic: 'the rest that fills no frame is left out',
    spikingJelly: 'the rest is a frame, too (SpikingJelly has no such slicing)',
  },
}
/** The initial size of a frame: microseconds of a window, or a number of events. Bins have no size. */
const USUAL_SIZE: Readonly<Record<Slice, number>> = { timeBins: 1, eventBins: 1, timeWindow: 10_000, eventCount: 1000 }
const MAX_SENSOR = 4096

const optionsOf = <K extends string>(labels: Readonly<Record<K, string>>) =>
  (Object.keys(labels) as K[]).map((value) => ({ value, label: labels[value] }))

function sliceFields(found: EventsFound, { framing: { slice, convention } }: EventChoice): ImportField[] {
  const isSized = slice === 'timeWindow' || slice === 'eventCount'
  const kinds: readonly EventKind[] = [found.kind, 'ownEvents']
  return [
    {
      path: 'kind',
      when: found.kind !== 'ownEvents',
      label: 'Save as',
      term: 'keptSet',
      help: 'Links identify a named set by its name, and a custom set by its samples.',
      choices: kinds.map((value) => ({ value, label: EVENT_TITLES[value] })),
    },
    {
      path: 'framing.slice',
      label: 'Slice into',
      term: 'slicing',
      help: 'Which events of a recording go into which frame.',
      choices: optionsOf(SLICES),
    },
    {
      path: 'framing.sliceSize',
      when: isSized,
      label: slice === 'timeWindow' ? 'Window' : 'Events of a frame',
      term: 'slicing',
      help: slice === 'timeWindow' ? 'How long a frame is.' : 'How many events a frame has.',
      unit: slice === 'timeWindow' ? 'µs' : 'events',
      max: 1_000_000_000,
    },
    {
      path: 'framing.frames',
      label: 'Frames',
      term: 'eventFrame',
      help: isSized ? 'Frames of a sample: the first ones, or filled up with empty frames.' : 'Frames of a sample.',
      max: MAX_FRAMES,
    },
    {
      path: 'framing.convention',
      label: 'Rule',
      term: 'slicing',
      help: `By whose rule: ${REST[slice][convention]}.`,
      choices: optionsOf(RULES),
      note: REST[slice][convention],
    },
  ]
}

function frameFields(found: EventsFound, { kind, guessed }: EventChoice): ImportField[] {
  const isCustom = kind === 'ownEvents'
  return [
    {
      path: 'sensor',
      when: isCustom,
      label: 'Sensor',
      term: 'sensorField',
      help: 'The sensor of files that do not state their own; it is all seen unless a field is set.',
      pair: [
        { path: 'sensor.width', label: 'Sensor width', max: MAX_SENSOR },
        { path: 'sensor.height', label: 'Sensor height', max: MAX_SENSOR },
      ],
      note: guessed && 'a guess: all are measured before converting',
    },
    {
      path: 'framing.field',
      label: 'Field',
      term: 'sensorField',
      help: 'The side of the square around the middle of the sensor that is seen. 0: the whole sensor.',
      unit: 'pixels',
      min: 0,
      max: MAX_SENSOR,
    },
    {
      path: 'framing.size',
      label: 'Frame size',
      term: 'sensorField',
      help: 'Rows and columns of a frame. Pixels of the field that fall on one are counted together.',
      pair: [
        { path: 'framing.width', label: 'Frame width', max: MAX_FRAME_SIDE },
        { path: 'framing.height', label: 'Frame height', max: MAX_FRAME_SIDE },
      ],
    },
    {
      path: 'framing.polarities',
      label: 'Polarities',
      term: 'polarity',
      help: 'OFF and ON as separate channels, or counted together.',
      choices: [
        { value: 2, label: 'OFF and ON apart' },
        { value: 1, label: 'counted together' },
      ],
    },
    {
      path: 'framing.pictures',
      when: isCustom && found.pictures !== undefined,
      label: 'Images',
      term: 'streamPair',
      help: 'The recordings have images of the same camera. Each frame of events keeps the image that is seen at its end, scaled to the size of the frame.',
      choices: [
        { value: undefined, label: 'are left out' },
        { value: 1, label: 'are kept, gray' },
        ...(found.pictures === 3 ? [{ value: 3, label: 'are kept, in color' }] : []),
      ],
    },
    DAMAGED,
  ]
}

function foundText({ kind, name, format, files, classes, sensor, guessed, looked }: EventsFound): string {
  const samples = classes.reduce((sum, { train, test }) => sum + train + test, 0)
  const what = kind === 'ownEvents' ? `“${name}”` : `This is ${EVENT_TITLES[kind]} by its folders`
  const made = samples === files ? `${grouped(files)} recordings` : `${grouped(samples)} samples in ${grouped(files)} recordings`
  const range = (read: (one: EventsFound['looked'][number]) => number, text: (value: number) => string) => {
    const [min, max] = [text(Math.min(...looked.map(read))), text(Math.max(...looked.map(read)))]
    return min === max ? min : `${min} to ${max}`
  }
  const facts = `${range(({ events }) => events, grouped)} events in ${range(({ first, last }) => last - first, durationLabel)}`
  const size = `${sensor.width} × ${sensor.height} pixels${guessed ? ', which is a guess: the files do not say' : ''}`
  return `${what}: ${made} in ${classes.length} classes, ${format}, on ${size}. Those looked at have ${facts}.`
}
