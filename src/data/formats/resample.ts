/**
 * Sound at another sampling rate, by a windowed sinc:
 *   y[n] = sum over k of x[k] · c · sinc(c · (k - p)) · cos²(π (k - p) / 2W),   p = n · from / to,   |k - p| < W = 16 / c
 * with c = min(1, to / from), so that down-sampling removes frequencies above half the new rate. Zero before and after the sound.
 */
const ZERO_CROSSINGS = 16

/** @param max the maximum number of samples of the result. */
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
