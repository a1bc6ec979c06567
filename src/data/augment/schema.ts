/** What is done to samples on their way into a batch: to images, and to frames of events. Data, and what is read off it. */
import { flag, integer, number } from '../../schema'

/** What is done to an image on its way into a batch. Random numbers follow the run's seed. */
export const pictureChanges = {
  normalize: flag(false, {
    label: 'Normalize',
    help: 'Subtract each channel’s mean over the training images and divide by its deviation, where pixels become currents and not spikes. In training and evaluation.',
    rare: true,
  }),
  crop: integer(0, 16, 0, {
    label: 'Crop padding',
    unit: 'pixels',
    help: 'Training sees each image moved by up to this many pixels in each direction, with black coming in. Evaluation does not.',
    rare: true,
  }),
  flip: flag(false, {
    label: 'Flip',
    help: 'Training sees every other image, by chance, with left and right exchanged. Evaluation does not.',
    rare: true,
  }),
  cutout: integer(0, 256, 0, {
    label: 'Cutout',
    unit: 'pixels',
    help: 'Training sees each image with a black square of this side around a random pixel. 0: none. Evaluation does not.',
    rare: true,
  }),
}

/** What is done to frames on their way into a batch, in training alone. */
export const frameChanges = {
  flip: flag(false, {
    label: 'Flip',
    help: 'Training sees every other sample, by chance, with left and right exchanged. Evaluation does not.',
    rare: true,
  }),
  roll: integer(0, 64, 0, {
    label: 'Roll',
    unit: 'pixels',
    help: 'Training sees each sample moved by up to this many pixels in each direction; what leaves at one side comes in at the other. Evaluation does not.',
    rare: true,
  }),
  dropTime: number(0, 0.9, 0, {
    label: 'Drop by time',
    help: 'Training sees each sample with this share of its steps, in a row and somewhere in it, without events. Evaluation does not.',
    control: 'slider',
    step: 0.05,
    rare: true,
  }),
  dropEvents: number(0, 0.95, 0, {
    label: 'Drop events',
    help: 'The chance that training does not see an event. Each is drawn by itself. Evaluation sees all.',
    control: 'slider',
    step: 0.05,
    rare: true,
  }),
}

export interface PictureChanges {
  readonly normalize: boolean
  readonly crop: number
  readonly flip: boolean
  readonly cutout: number
}

const AS_IT_IS: PictureChanges = { normalize: false, crop: 0, flip: false, cutout: 0 }
const isChanged = (data: object): data is PictureChanges => 'normalize' in data
/** What is done to the images of a set: MNIST’s and sequences are taken as they are. */
export const changesOf = (data: object): PictureChanges => (isChanged(data) ? data : AS_IT_IS)
