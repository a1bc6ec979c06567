/**
 * The state of a scene at any time, as the numbers from which shaders/data/camera-sense.wgsl draws it; computed in float64 by formula, so
 * that a scene does not depend on when and in which steps it is sampled.
 */
import { randomKey, streamOf, uniform } from '../../../engine/random'
import type { Sensor } from '../../events/events'
import { saccadeAt } from '../path'
import { MOVES } from '../schema'
import { MAX_BALLS, MAX_LINES, type SceneSpec, type SourceSpec } from './schema'

/** The maximum numbers of a time step: start, duration, brightness of dark and light, up to four more, and two for each line or ball. */
export const NUMBERS = 8 + 2 * Math.max(MAX_LINES, MAX_BALLS)

/** The number of each source in the kernel. */
export const SOURCES: Readonly<Record<SourceSpec['kind'], number>> = { bars: 0, disc: 1, balls: 2, picture: 3, video: 3, webcam: 3 }

/** The progress of a scene at a time in microseconds: in bars, turns, pixels or rounds. */
export interface Along {
  readonly way: number
  readonly time: number
}
const BEGINNING: Along = { way: 0, time: 0 }

/** The progress at another time, counted from the last change of speed, so that nothing jumps. */
export const wayAt = (source: SourceSpec, time: number, from = BEGINNING): number =>
  from.way + (perSecond(source) * (time - from.time)) / 1e6

function perSecond(source: SourceSpec): number {
  switch (source.kind) {
    case 'bars':
      return source.speed / source.period
    case 'disc':
      return source.turns
    case 'balls':
      return source.speed
    case 'picture':
      return 1 / source.period
    case 'video':
    case 'webcam':
      return 0
    default:
      return source satisfies never
  }
}

/** The numbers after start and duration. @param way the progress from `wayAt` */
export function sceneAt(source: SourceSpec, sensor: Sensor, way: number): readonly number[] {
  switch (source.kind) {
    case 'bars':
      return [...lights(source), ...barsAt(source, way)]
    case 'disc':
      return [...lights(source), ...discAt(source, sensor, way)]
    case 'balls':
      return [...lights(source), ...ballsAt(source, sensor, way)]
    case 'picture':
      return [0, 1, ...saccadeAt(MOVES * (way % 1), source.reach)]
    case 'video':
    case 'webcam':
      return [0, 1, 0, 0]
    default:
      return source satisfies never
  }
}

const lights = ({ contrast }: SceneSpec): readonly [number, number] => [(1 - contrast) / 2, (1 + contrast) / 2]

const turned = (turns: number): readonly [x: number, y: number] => [Math.cos(2 * Math.PI * turns), Math.sin(2 * Math.PI * turns)]

function barsAt({ period, angle }: Extract<SceneSpec, { kind: 'bars' }>, way: number): number[] {
  const [x, y] = turned(angle / 360)
  return [period, way % 1, x / period, y / period]
}

function discAt({ lines, radius }: Extract<SceneSpec, { kind: 'disc' }>, { width, height }: Sensor, way: number): number[] {
  const now = way % 1
  const normals = Array.from({ length: lines }, (_, line) => turned(now + line / (2 * lines)))
  return [width / 2, height / 2, (radius * Math.min(width, height)) / 2, lines, ...normals.flat()]
}

function ballsAt({ count, radius }: Extract<SceneSpec, { kind: 'balls' }>, { width, height }: Sensor, along: number): number[] {
  const key = randomKey(0, streamOf('camera balls'))
  const middles = Array.from({ length: count }, (_, ball) => {
    const [x, y] = turned(uniform(key, 3 * ball))
    const way = (range: number, velocity: number, start: number) => radius + bounced(start * range + velocity * along, range)
    return [way(width - 2 * radius, x, uniform(key, 3 * ball + 1)), way(height - 2 * radius, y, uniform(key, 3 * ball + 2))]
  })
  return [radius, count, ...middles.flat()]
}

/** Moves back and forth between 0 and `range`; without a range, stays at its middle. */
function bounced(way: number, range: number): number {
  if (range <= 0) return range / 2
  const around = way % (2 * range)
  const at = around < 0 ? around + 2 * range : around
  return at <= range ? at : 2 * range - at
}
