/**
 * Where everything of a scene is at a time, as the numbers that shaders/data/camera-sense.wgsl draws it from; in float64, by formula,
 * so that a scene is the same whenever and in whatever steps it is looked at.
 */
import { randomKey, streamOf, uniform } from '../../../engine/random'
import type { Sensor } from '../../events/events'
import { saccadeAt } from '../path'
import { MOVES } from '../schema'
import { MOST_BALLS, MOST_LINES, type SceneSpec, type SourceSpec } from './schema'

/** Of a moment: start, duration, the brightness of dark and of light, then at most four and two for each line or ball. */
export const NUMBERS = 8 + 2 * Math.max(MOST_LINES, MOST_BALLS)

/** What the kernel draws, by its number. */
export const SOURCES: Readonly<Record<SourceSpec['kind'], number>> = { bars: 0, disc: 1, balls: 2, picture: 3, video: 3, webcam: 3 }

/** The numbers after start and duration. @param time microseconds */
export function sceneAt(source: SourceSpec, sensor: Sensor, time: number): readonly number[] {
  const seconds = time / 1e6
  switch (source.kind) {
    case 'bars':
      return [...lights(source), ...barsAt(source, seconds)]
    case 'disc':
      return [...lights(source), ...discAt(source, sensor, seconds)]
    case 'balls':
      return [...lights(source), ...ballsAt(source, sensor, seconds)]
    case 'picture':
      return [0, 1, ...saccadeAt((MOVES * (seconds % source.period)) / source.period, source.reach)]
    case 'video':
    case 'webcam':
      return [0, 1, 0, 0]
    default:
      return source satisfies never
  }
}

const lights = ({ contrast }: SceneSpec): readonly [number, number] => [(1 - contrast) / 2, (1 + contrast) / 2]

const turned = (turns: number): readonly [x: number, y: number] => [Math.cos(2 * Math.PI * turns), Math.sin(2 * Math.PI * turns)]

function barsAt({ period, speed, angle }: Extract<SceneSpec, { kind: 'bars' }>, seconds: number): number[] {
  const [x, y] = turned(angle / 360)
  return [period, ((speed * seconds) / period) % 1, x / period, y / period]
}

function discAt({ lines, turns, radius }: Extract<SceneSpec, { kind: 'disc' }>, { width, height }: Sensor, seconds: number): number[] {
  const now = (turns * seconds) % 1
  const normals = Array.from({ length: lines }, (_, line) => turned(now + line / (2 * lines)))
  return [width / 2, height / 2, (radius * Math.min(width, height)) / 2, lines, ...normals.flat()]
}

function ballsAt({ count, radius, speed }: Extract<SceneSpec, { kind: 'balls' }>, { width, height }: Sensor, seconds: number): number[] {
  const key = randomKey(0, streamOf('camera balls'))
  const middles = Array.from({ length: count }, (_, ball) => {
    const [x, y] = turned(uniform(key, 3 * ball))
    const way = (range: number, velocity: number, start: number) => radius + bounced(start * range + velocity * speed * seconds, range)
    return [way(width - 2 * radius, x, uniform(key, 3 * ball + 1)), way(height - 2 * radius, y, uniform(key, 3 * ball + 2))]
  })
  return [radius, count, ...middles.flat()]
}

/** To and fro between 0 and a range; where there is none, its middle. */
function bounced(way: number, range: number): number {
  if (range <= 0) return range / 2
  const around = way % (2 * range)
  const at = around < 0 ? around + 2 * range : around
  return at <= range ? at : 2 * range - at
}
