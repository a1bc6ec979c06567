/**
 * One pixel of the event camera in float64, the reference implementation of shaders/lib/event-pixel.wgsl. It also reports how close each
 * decision was. For tests, and for scenes that are simulated without a GPU.
 */

export interface PixelState {
  /** The log intensity minus the stored one. */
  difference: number
  /** The remaining refractory time in microseconds. */
  rest: number
}

export interface Interval {
  /** The change of the difference over the interval, which is linear in time. */
  readonly change: number
  /** Duration and refractory time in microseconds. */
  readonly duration: number
  readonly refractory: number
  readonly on: number
  readonly off: number
  /** A word of random bits, and the probability of a noise event. */
  readonly noise?: { readonly bits: number; readonly probability: number }
}

export interface PixelEvent {
  /** Microseconds since the start of the interval. */
  readonly time: number
  readonly on: boolean
}

export interface Walked {
  readonly events: readonly PixelEvent[]
  /**
   * How close the nearest decision was to the other outcome: in log intensity for differences, as a fraction of the interval for times,
   * as a probability for noise.
   */
  readonly margin: number
}

/** Advances the state by an interval. */
export function walkPixel(state: PixelState, { change, duration, refractory, on, off, noise }: Interval): Walked {
  const events: PixelEvent[] = []
  let margin = Number.POSITIVE_INFINITY
  const near = (distance: number) => {
    margin = Math.min(margin, Math.abs(distance))
  }
  let start = state.difference
  let end = start + change
  for (;;) {
    near(end - on)
    near(end + off)
    const up = end >= on
    if (!up && end > -off) break
    const level = up ? on : -off
    const met = end === start ? 0 : (duration * (level - start)) / (end - start)
    const time = Math.max(Math.min(duration, Math.max(0, met)), state.rest)
    if (state.rest > 0) near((state.rest - duration) / duration)
    if (time > duration) break
    start -= level
    end -= level
    state.rest = time + refractory
    events.push({ time, on: up })
  }
  if (noise) {
    const draw = ((noise.bits >>> 8) + 0.5) / 2 ** 24
    near(draw - noise.probability)
    if (draw < noise.probability) {
      near(draw - noise.probability / 2)
      near((state.rest - duration) / duration)
      if (state.rest <= duration) {
        const time = state.rest + (duration - state.rest) * (((noise.bits & 255) + 0.5) / 256)
        events.push({ time, on: draw < noise.probability / 2 })
        state.rest = time + refractory
        end = 0
      }
    }
  }
  state.difference = end
  state.rest = Math.max(0, state.rest - duration)
  return { events, margin }
}

export const logLight = (brightness: number, illumination: number, dark: number): number => Math.log(illumination * brightness + dark)
/** The relative rate of shot noise; in bright light it is a quarter of that in the dark. */
export const noiseAt = (brightness: number, illumination: number): number => 1 - 0.75 * Math.min(1, illumination * brightness)
