/** The event camera's pixels: their parameters, in the units of a data sheet. Data, and what is derived from it. */
import { flag, integer, number } from '../../schema'

/** The minimum threshold, also after mismatch: lower ones would fire at almost any change. */
export const MIN_THRESHOLD = 0.05

/** Thresholds, noise and light: the same for an image set and for the live camera. */
export const pixelFields = {
  thresholdOn: number(MIN_THRESHOLD, 2, 0.3, {
    label: 'ON threshold',
    term: 'eventCamera',
    symbol: 'C₊',
    help: 'How much the logarithm of the light must rise for an ON event: 0.3 is 35 % more light.',
    step: 0.01,
  }),
  thresholdOff: number(MIN_THRESHOLD, 2, 0.3, {
    label: 'OFF threshold',
    term: 'eventCamera',
    symbol: 'C₋',
    help: 'How much the logarithm of the light must fall for an OFF event: 0.3 is 26 % less light.',
    step: 0.01,
  }),
  mismatch: number(0, 0.2, 0.03, {
    label: 'Mismatch',
    term: 'eventCamera',
    symbol: 'σ',
    help: 'Standard deviation of the thresholds across pixels. No threshold is below 0.05.',
    step: 0.01,
  }),
  refractory: number(0, 100, 0.5, {
    label: 'Refractory time',
    term: 'eventCamera',
    unit: 'ms',
    help: 'How long a pixel cannot fire after an event.',
    step: 0.1,
  }),
  leak: number(0, 50, 0.1, {
    label: 'Leak rate',
    term: 'eventCamera',
    unit: 'Hz',
    help: 'Rate of ON events from a pixel under constant light, whose stored value leaks down.',
    step: 0.1,
  }),
  shotNoise: number(0, 50, 1, {
    label: 'Shot noise',
    term: 'eventCamera',
    unit: 'Hz',
    help: 'Random events of a pixel in the dark, half of them ON; in bright light a quarter as many.',
    step: 0.1,
  }),
  illumination: number(0.01, 1, 1, {
    label: 'Illumination',
    term: 'eventCamera',
    help: 'Brightness of the scene. Less light is closer to the dark level: fewer events, more noise.',
    scale: 'log',
  }),
  dark: number(0.001, 1, 0.15, {
    label: 'Dark level',
    term: 'eventCamera',
    help: 'What a pixel measures without light, as a fraction of white: stray light and dark current. A lower level increases the contrast.',
    scale: 'log',
  }),
}

/** The parameters of the pixel model; times in ms, rates in Hz. */
export interface PixelSpec {
  readonly thresholdOn: number
  readonly thresholdOff: number
  readonly mismatch: number
  readonly refractory: number
  readonly leak: number
  readonly shotNoise: number
  readonly illumination: number
  readonly dark: number
}

export const cameraFields = {
  border: integer(1, 16, 3, {
    label: 'Border',
    unit: 'pixels',
    help: 'How much the sensor extends beyond the image on each side, and how far the image moves: 28 × 28 and 3 make 34 × 34.',
  }),
  microSteps: integer(1, 64, 6, {
    label: 'Micro-steps',
    unit: 'per step',
    help: 'Samples of the movement in each step. Between them the log intensity is interpolated linearly.',
  }),
  ...pixelFields,
  binary: flag(false, { label: 'Binary', help: 'A step receives whether a pixel fired, not how often.' }),
  seed: integer(0, 4_294_967_295, 0, {
    label: 'Camera seed',
    help: 'Seed of mismatch and noise. The same seed gives the same events for a sample, whatever the run’s seed.',
    rare: true,
  }),
}

/** The duration of one of the three moves in microseconds. */
export const MOVE = 105_000
export const MOVES = 3

/** The rows and columns of a sensor that covers an image and its border. */
export const sensorOf = ({ height, width }: { height: number; width: number }, border: number) => ({
  height: height + 2 * border,
  width: width + 2 * border,
})
