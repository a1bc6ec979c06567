/**
 * One second of sound as a mel spectrogram in bytes, as in the code of ASRC-SNN with librosa 0.7.1 (the defaults of that version):
 *   S[f, t] = |sum over n of h[n] x[160 t + n - 240] exp(-2πi f n / 480)|    h: periodic Hann; x is reflected at its ends
 *   M[m, t] = sum over f of F[m, f] S[f, t]                                 F: 40 triangles of equal area, 40 to 4000 Hz, Slaney's mels
 *   D       = 10 log10 max(M, 1e-10), minus its maximum, at least -80; missing frames are 0
 *   z       = (D - mean) / standard deviation, over the utterance; 0 if that is zero
 *   byte    = round(32 z) + 128, from 0 to 255
 */
import { type Complex, createFourier } from './fourier'
import type { Sound } from './wav'

/** The sampling rate in Hz; other rates are resampled to it. */
export const RATE = 16_000
export const FRAMES = 101
export const MELS = 40
const WINDOW = 480
const HOP = 160
const [LOWEST, HIGHEST] = [40, 4000]
const FLOOR = 1e-10
const RANGE = 80

const hann = Float64Array.from({ length: WINDOW }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / WINDOW))

/** Slaney's mel scale: linear up to 1000 Hz, then logarithmic. */
const melOf = (hertz: number): number => (hertz < 1000 ? (3 * hertz) / 200 : 15 + (27 * Math.log(hertz / 1000)) / Math.log(6.4))
const hertzOf = (mel: number): number => (mel < 15 ? (200 * mel) / 3 : 1000 * Math.exp(((mel - 15) * Math.log(6.4)) / 27))

interface Triangle {
  /** The first frequency with a weight, in steps of RATE / WINDOW. */
  readonly first: number
  readonly weights: Float64Array
}

const triangles: readonly Triangle[] = Array.from({ length: MELS }, (_, m) => {
  const [low, middle, high] = [0, 1, 2].map((i) => hertzOf(melOf(LOWEST) + ((m + i) * (melOf(HIGHEST) - melOf(LOWEST))) / (MELS + 1))) as [
    number,
    number,
    number,
  ]
  const first = Math.ceil((low * WINDOW) / RATE)
  const last = Math.floor((high * WINDOW) / RATE)
  const weights = Float64Array.from({ length: last - first + 1 }, (_, i) => {
    const hertz = ((first + i) * RATE) / WINDOW
    return (Math.min((hertz - low) / (middle - low), (high - hertz) / (high - middle)) * 2) / (high - low)
  })
  return { first, weights }
})

const fourier = createFourier(WINDOW)

/** [101, 40] bytes, with frames as rows. Anything after the first second is cut off. */
export function spectrogramOf({ samples, rate }: Sound): Uint8Array {
  const x = resample(samples, rate, RATE, RATE)
  const decibels = decibelsOf(x)
  let mean = 0
  for (const d of decibels) mean += d / decibels.length
  let squares = 0
  for (const d of decibels) squares += (d - mean) ** 2
  const std = Math.sqrt(squares / (decibels.length - 1))
  return Uint8Array.from(decibels, (d) => Math.min(255, Math.max(0, 128 + (std > 0 ? Math.round((32 * (d - mean)) / std) : 0))))
}

/** [101, 40], relative to the maximum. @param x at most one second. */
export function decibelsOf(x: Float32Array): Float64Array {
  const frames = 1 + Math.floor(x.length / HOP)
  const decibels = new Float64Array(FRAMES * MELS)
  const [wave, spectrum] = [complexWindow(), complexWindow()]
  // Two real frames are transformed as one complex frame: the spectrum of the first is its even part, that of the second its odd part.
  for (let t = 0; t < frames; t += 2) {
    for (let n = 0; n < WINDOW; n++) {
      const at = HOP * t + n - WINDOW / 2
      wave.re[n] = hann[n]! * x[mirrored(at, x.length)]!
      wave.im[n] = t + 1 < frames ? hann[n]! * x[mirrored(at + HOP, x.length)]! : 0
    }
    fourier(wave, spectrum)
    for (let m = 0; m < MELS; m++) {
      const { first, weights } = triangles[m]!
      let [even, odd] = [0, 0]
      for (let i = 0; i < weights.length; i++) {
        const [f, g] = [first + i, WINDOW - first - i]
        const [a, b, c, d] = [spectrum.re[f]!, spectrum.im[f]!, spectrum.re[g]!, spectrum.im[g]!]
        even += weights[i]! * 0.5 * Math.sqrt((a + c) ** 2 + (b - d) ** 2)
        odd += weights[i]! * 0.5 * Math.sqrt((b + d) ** 2 + (c - a) ** 2)
      }
      decibels[t * MELS + m] = 10 * Math.log10(Math.max(FLOOR, even))
      if (t + 1 < frames) decibels[(t + 1) * MELS + m] = 10 * Math.log10(Math.max(FLOOR, odd))
    }
  }
  const here = decibels.subarray(0, frames * MELS)
  const loudest = here.reduce((max, d) => Math.max(max, d), Number.NEGATIVE_INFINITY)
  for (let i = 0; i < here.length; i++) here[i] = Math.max(-RANGE, here[i]! - loudest)
  return decibels
}

const complexWindow = (): Complex => ({ re: new Float64Array(WINDOW), im: new Float64Array(WINDOW) })

/** Maps an index outside a sound to one inside it, reflected at the ends without repeating them. */
function mirrored(at: number, length: number): number {
  if (at >= 0 && at < length) return at
  const period = Math.max(1, 2 * (length - 1))
  const within = ((at % period) + period) % period
  return Math.min(within, period - within)
}

const ZERO_CROSSINGS = 16

/**
 * Sound at another sampling rate, by a windowed sinc:
 *   y[n] = sum over k of x[k] · c · sinc(c · (k - p)) · cos²(π (k - p) / 2W),   p = n · from / to,   |k - p| < W = 16 / c
 * with c = min(1, to / from), so that down-sampling removes frequencies above half the new rate. Zero before and after the sound.
 * @param max the maximum number of samples of the result
 */
export function resample(x: Float32Array, from: number, to: number, max = Number.POSITIVE_INFINITY): Float32Array {
  if (from === to) return x.subarray(0, Math.min(x.length, max))
  const cutoff = Math.min(1, to / from)
  const reach = ZERO_CROSSINGS / cutoff
  return Float32Array.from({ length: Math.min(max, Math.ceil((x.length * to) / from)) }, (_, n) => {
    const place = (n * from) / to
    let sum = 0
    for (let k = Math.max(0, Math.ceil(place - reach)); k <= Math.min(x.length - 1, Math.floor(place + reach)); k++) {
      const away = k - place
      const angle = Math.PI * cutoff * away
      const sinc = away === 0 ? 1 : Math.sin(angle) / angle
      sum += x[k]! * cutoff * sinc * Math.cos((Math.PI * away) / (2 * reach)) ** 2
    }
    return sum
  })
}
