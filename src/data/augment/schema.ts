/** Data augmentation and normalization, of images and of frames of events. Data, and what is derived from it. */
import * as z from 'zod'
import { flag, integer, number } from '../../schema'

/** Changes to an image before it enters a batch. Random numbers follow the run's seed. */
export const imageChanges = {
  normalize: flag(false, {
    label: 'Normalize',
    help: 'Standardizes each channel by its mean and standard deviation over the training images, for encoders that turn pixels into currents. In training and evaluation.',
    rare: true,
  }),
  crop: integer(0, 16, 0, {
    label: 'Crop padding',
    term: 'augmentation',
    unit: 'pixels',
    help: 'Random crop: shifts each training image by up to this many pixels in each direction, padded with black. Training only.',
    rare: true,
  }),
  flip: flag(false, {
    label: 'Flip',
    term: 'augmentation',
    help: 'Mirrors each training image horizontally with probability 0.5. Training only.',
    rare: true,
  }),
  cutout: integer(0, 256, 0, {
    label: 'Cutout',
    term: 'augmentation',
    unit: 'pixels',
    help: 'Blacks out a square of this side around a random pixel of each training image. 0 disables it. Training only.',
    rare: true,
  }),
}

/** Changes to frames before they enter a batch, in training only. */
export const frameChanges = {
  flip: flag(false, {
    label: 'Flip',
    term: 'augmentation',
    help: 'Mirrors each training sample horizontally with probability 0.5. Training only.',
    rare: true,
  }),
  roll: integer(0, 64, 0, {
    label: 'Roll',
    term: 'augmentation',
    unit: 'pixels',
    help: 'Shifts each training sample by up to this many pixels in each direction, wrapping around at the edges. Training only.',
    rare: true,
  }),
  dropTime: number(0, 0.9, 0, {
    label: 'Drop by time',
    term: 'augmentation',
    help: 'Removes the events of a random contiguous stretch of steps, this fraction of each training sample. Training only.',
    control: 'slider',
    step: 0.05,
    rare: true,
  }),
  dropEvents: number(0, 0.95, 0, {
    label: 'Drop events',
    term: 'augmentation',
    help: 'The probability that an event is removed, independently for each event. Training only.',
    control: 'slider',
    step: 0.05,
    rare: true,
  }),
}

/** The size limit of images with boxes, so that placements fit 32-bit integers. */
export const MAX_PLACED_PIXELS = 2 ** 19

/** Changes to an image with boxes, in training only; the defaults are those of EAS-SNN's code for Gen1. Absent: none. */
export const boxAugmentSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('place'),
      scale: number(0.1, 1, 0.4, {
        label: 'Minimum scale',
        help: 'Shrinks each training sample by a random factor from this up to 1, boxes included. 1 disables it. Training only.',
        control: 'slider',
        step: 0.05,
      }),
      jitter: number(0, 0.9, 0.3, {
        label: 'Aspect jitter',
        help: 'Stretches each training sample by the ratio of two random numbers, each up to this far from 1. 0 disables it. Training only.',
        control: 'slider',
        step: 0.05,
      }),
      shift: flag(true, {
        label: 'Shift',
        help: 'Places a downscaled training sample anywhere in the image, otherwise at the top left. Training only.',
      }),
      flip: flag(true, {
        label: 'Flip',
        term: 'augmentation',
        help: 'Mirrors each training sample and its boxes horizontally with probability 0.5. Training only.',
      }),
    }),
  ])
  .meta({
    label: 'Augmentation',
    term: 'augmentation',
    help: 'Scales, stretches, shifts and mirrors each training sample and its boxes at random, differently each time. The defaults are those of EAS-SNN for Gen1. Test samples are not changed.',
    choices: { place: 'random placement' },
    absent: 'none',
    rare: true,
  })
  .optional()
export type BoxAugmentSpec = NonNullable<z.infer<typeof boxAugmentSchema>>

export interface ImageChanges {
  readonly normalize: boolean
  readonly crop: number
  readonly flip: boolean
  readonly cutout: number
}

const AS_IT_IS: ImageChanges = { normalize: false, crop: 0, flip: false, cutout: 0 }
const isChanged = (data: object): data is ImageChanges => 'normalize' in data
/** The augmentation of a set's images; MNIST and sequences have none. */
export const changesOf = (data: object): ImageChanges => (isChanged(data) ? data : AS_IT_IS)
