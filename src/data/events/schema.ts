/**
 * Data sets of event recordings as frames of counts. The experiment states how recordings are sliced and what a frame is, so that links
 * are unambiguous and the network's shape is known before a file is read. Data; `frames.ts` slices.
 */
import * as z from 'zod'
import { frameChanges } from '../augment/schema'
import { batch, converted, MAX_CLASSES, MAX_NAME, MAX_SAMPLES } from '../schema'

export const MAX_FRAMES = 1000
/** The maximum size of a set of frames in bytes, in storage and on the GPU. Larger sets are thinned out. */
export const MAX_FRAME_BYTES = 2_000_000_000
/** The maximum side of a frame in pixels. */
export const MAX_FRAME_SIDE = 512
export const SLICE_BY = ['timeBins', 'eventBins', 'timeWindow', 'eventCount'] as const
export const CONVENTIONS = ['tonic', 'spikingJelly'] as const

/** How recordings are converted to frames. These settings determine the samples, so they are part of a stored set's key. */
const framing = (steps: number, side: number, slice: (typeof SLICE_BY)[number], convention: (typeof CONVENTIONS)[number]) => ({
  slice: converted(z.enum(SLICE_BY), 'Sliced by').default(slice),
  /** The duration of a window in microseconds, or the number of events of a frame; 1 and unused for bins. */
  sliceSize: converted(z.int().min(1).max(1_000_000_000), 'Slice').default(1),
  frames: converted(z.int().min(1).max(MAX_FRAMES), 'Frames').default(steps),
  convention: converted(z.enum(CONVENTIONS), 'Convention').default(convention),
  /** The side of the visible square around the center of the sensor; 0: the whole sensor. */
  field: converted(z.int().min(0).max(4096), 'Field').default(0),
  height: converted(z.int().min(1).max(MAX_FRAME_SIDE), 'Height').default(side),
  width: converted(z.int().min(1).max(MAX_FRAME_SIDE), 'Width').default(side),
  polarities: converted(z.literal([1, 2]), 'Polarities').default(2),
  /** Channels of the camera's images next to the events, if they are used: each frame has the image that is current at its end. */
  pictures: converted(z.literal([1, 3]), 'Image channels').optional(),
})

/** The schemas of event sets, for the union of data sets. */
export const eventSchemas = [
  z.strictObject({ kind: z.literal('nMnist'), batch, ...framing(10, 34, 'timeBins', 'tonic'), ...frameChanges }),
  z.strictObject({ kind: z.literal('cifar10Dvs'), batch, ...framing(10, 48, 'eventBins', 'spikingJelly'), ...frameChanges }),
  z.strictObject({ kind: z.literal('dvsGesture'), batch, ...framing(16, 64, 'eventBins', 'spikingJelly'), ...frameChanges }),
  z.strictObject({
    kind: z.literal('ownEvents'),
    batch,
    name: converted(z.string().max(MAX_NAME), 'Name').default(''),
    /** The first half of the SHA-256 of its samples and labels, in hex. Empty: none is chosen. */
    fingerprint: converted(z.string().regex(/^(?:[0-9a-f]{32})?$/), 'Fingerprint').default(''),
    classes: converted(z.int().min(2).max(MAX_CLASSES), 'Classes').default(10),
    train: converted(z.int().min(1).max(MAX_SAMPLES), 'Training samples').default(900),
    test: converted(z.int().min(1).max(MAX_SAMPLES), 'Test samples').default(100),
    ...framing(10, 34, 'timeBins', 'tonic'),
    ...frameChanges,
  }),
] as const

export const EVENT_TITLES = {
  nMnist: 'N-MNIST',
  cifar10Dvs: 'CIFAR10-DVS',
  dvsGesture: 'DVS128 Gesture',
  ownEvents: 'custom events',
} as const
export type EventKind = keyof typeof EVENT_TITLES

/** Describes the formats that can be opened as recordings. */
export const READ_FORMATS =
  'N-MNIST and N-Caltech101 (.bin), AEDAT 2, 3.1 and 4, Prophesee DAT and RAW (EVT 2, EVT 3), SHD and SSC (.h5), DVS-SLR (.npz), and .npy, .npz and text with columns t, x, y, p'

/** The classes of CIFAR-10 and CIFAR10-DVS. */
export const CIFAR10 = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'] as const
/** The classes of DVS128 Gesture in the order of its `gesture_mapping.csv`, which counts from 1. */
export const GESTURES = [
  'hand clapping',
  'right hand wave',
  'left hand wave',
  'right arm clockwise',
  'right arm counter-clockwise',
  'left arm clockwise',
  'left arm counter-clockwise',
  'arm roll',
  'air drums',
  'air guitar',
  'other gestures',
] as const

/** Facts of the named sets. CIFAR10-DVS has no split; nine in ten of its recordings are for training. */
export const EVENT_SETS = {
  nMnist: { sensor: { width: 34, height: 34 }, classes: 10, train: 60_000, test: 10_000 },
  cifar10Dvs: { sensor: { width: 128, height: 128 }, classes: 10, classNames: CIFAR10, train: 9_000, test: 1_000 },
  dvsGesture: { sensor: { width: 128, height: 128 }, classes: 11, classNames: GESTURES, train: 1_176, test: 288 },
} as const

export type EventSpec = z.infer<(typeof eventSchemas)[number]>
/** How recordings are converted to frames, as part of an experiment. */
export type FramingSpec = Pick<
  EventSpec,
  'slice' | 'sliceSize' | 'frames' | 'convention' | 'field' | 'height' | 'width' | 'polarities' | 'pictures'
>

export const isEvents = <D extends { readonly kind: string }>(data: D): data is Extract<D, { kind: EventKind }> => data.kind in EVENT_TITLES

export const framingOf = ({
  slice,
  sliceSize,
  frames,
  convention,
  field: seen,
  height,
  width,
  polarities,
  pictures,
}: FramingSpec): FramingSpec => ({
  slice,
  sliceSize,
  frames,
  convention,
  field: seen,
  height,
  width,
  polarities,
  ...(pictures && { pictures }),
})

const SLICES: Readonly<Record<(typeof SLICE_BY)[number], (size: number) => string>> = {
  timeBins: () => 'equal times',
  eventBins: () => 'equal counts of events',
  timeWindow: (size) => `windows of ${size} µs`,
  eventCount: (size) => `${size} events each`,
}

/** Describes the framing, "Frames of equal times by tonic’s rule, of the whole sensor", without the size of a frame. */
export const framingText = ({ slice, sliceSize, convention, field: seen, pictures }: FramingSpec): string =>
  `Frames of ${SLICES[slice](sliceSize)} by ${convention === 'tonic' ? 'tonic' : 'SpikingJelly'}’s rule, of ${seen === 0 ? 'the whole sensor' : `${seen} × ${seen} pixels of it`}` +
  (pictures ? `, with the ${pictures === 1 ? 'gray' : 'color'} image at the end of each` : '')

/** The shape of a sequence whose rows are frames, channels last. */
export function eventShape(data: EventSpec) {
  const { frames, height, width, polarities, pictures } = data
  const facts = data.kind === 'ownEvents' ? data : EVENT_SETS[data.kind]
  return {
    title: data.kind === 'ownEvents' ? data.name || 'Custom events' : EVENT_TITLES[data.kind],
    height: frames,
    width: height * width * polarities,
    channels: 1,
    classes: facts.classes,
    ...('classNames' in facts && { classNames: facts.classNames }),
    train: facts.train,
    test: facts.test,
    sequence: { zero: 0, scale: 1 },
    frame: { height, width, polarities },
    ...(pictures && { pictures: { height, width, channels: pictures } }),
  } as const
}

/** The key under which a set is stored. */
export const eventKey = (data: EventSpec): string =>
  data.kind === 'ownEvents' ? data.fingerprint : JSON.stringify({ kind: data.kind, ...framingOf(data) })
