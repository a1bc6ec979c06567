/** A map of several agents: positions, ranges of sight and shooting, targets, and messages. */
import type { EnvironmentMap, MapBody } from '../../../../environments/map/schema'
import { box, clipped, line, type Pen, type Place, stroke, text } from '../../../base/draw'
import type { Colors } from '../../../base/paint'
import { linear, type Scale } from '../../../base/scale'
import { arrow, disc, type EnvironmentRenderer, fitted, type Scene, weightOf } from './renderer'

const AGENTS = ['run-1', 'run-2', 'run-3', 'run-4', 'run-5', 'run-6', 'run-7', 'run-8'] as const
const colorOf = (colors: Colors, { role, agent }: MapBody): string =>
  role === 'enemy' ? colors.spk : role === 'landmark' ? colors.ink3 : colors[AGENTS[(agent ?? 0) % AGENTS.length]!]

interface Drawing {
  readonly pen: Pen
  readonly scene: Scene
  readonly across: Scale
  readonly down: Scale
  /** The right end of the map, in px. */
  readonly end: number
  /** Pixels per unit of length. */
  readonly unit: number
  readonly weight: number
}

export function mapPainter(map: EnvironmentMap): EnvironmentRenderer {
  const [left, bottom, right, top] = map.frame
  const ratio = (right - left) / (top - bottom)
  const paint = (pen: Pen, place: Place, scene: Scene) => {
    const room = fitted(ratio, place)
    const drawing: Drawing = {
      pen,
      scene,
      end: room.x + room.width,
      across: linear(left, right, room.x, room.x + room.width),
      down: linear(bottom, top, room.y + room.height, room.y),
      unit: room.width / (right - left),
      weight: weightOf(place, pen.r),
    }
    const { colors } = pen
    stroke(pen, { color: map.bordered ? colors.edge : colors.hair }, (path) =>
      path.rect(room.x + 0.5, room.y + 0.5, room.width - 1, room.height - 1),
    )
    clipped(pen, room.x, room.y, room.width, room.height, () => {
      for (const body of map.bodies) drawReach(drawing, body)
      for (const goal of map.goals) drawGoal(drawing, map, goal)
      for (const body of map.bodies) drawBody(drawing, body)
      for (const message of map.messages) drawMessage(drawing, map, message)
    })
  }
  return {
    ratio: () => ratio,
    paint,
    legend: legendOf(map),
  }
}

/** What the marks of this map stand for. */
function legendOf({ bodies, goals, messages }: EnvironmentMap): string {
  const some = (has: (body: MapBody) => boolean) => bodies.some(has)
  const lines = [
    some((body) => body.sight !== undefined) && 'Faint rings: how far an agent sees, and dotted how far it shoots.',
    some((body) => body.role === 'enemy') && 'Squares: the other side. Crosses: who is out.',
    some((body) => body.role === 'landmark') && 'Gray rings: landmarks.',
    goals.length > 0 && 'Dashed: where one is to go.',
    messages.length > 0 && 'Letters: what was said last.',
  ]
  return lines.filter(Boolean).join(' ')
}

/** A body without health is gone. */
const isThere = ({ state }: Scene, { health }: MapBody): boolean => !health || (state[health.word] ?? 0) > 0

const placeOf = ({ across, down, scene }: Drawing, { place: [x, y] }: MapBody) =>
  [across(scene.state[x] ?? 0), down(scene.state[y] ?? 0)] as const

function drawReach(drawing: Drawing, body: MapBody): void {
  const { pen, scene, unit, weight } = drawing
  if (body.role !== 'agent' || !isThere(scene, body)) return
  const [x, y] = placeOf(drawing, body)
  const color = colorOf(pen.colors, body)
  if (body.sight !== undefined) disc(pen, x, y, body.sight * unit, null, { color, width: weight, alpha: 0.35 })
  if (body.range !== undefined) disc(pen, x, y, body.range * unit, null, { color, width: weight, alpha: 0.5, dash: [weight, 3 * weight] })
}

function drawBody(drawing: Drawing, body: MapBody): void {
  const { pen, scene, unit, weight, across, down } = drawing
  const { state } = scene
  const { colors } = pen
  const [x, y] = placeOf(drawing, body)
  const radius = Math.max(2.5 * weight, body.radius * unit)
  const color = colorOf(colors, body)
  if (!isThere(scene, body)) {
    for (const side of [-1, 1])
      line(pen, x - radius, y - side * radius, x + radius, y + side * radius, { color: colors.edge, width: weight })
    return
  }
  if (body.role === 'landmark') disc(pen, x, y, Math.max(3.5 * weight, radius), null, { color, width: 2 * weight })
  else if (body.role === 'enemy') box(pen, x - radius, y - radius, x + radius, y + radius, color)
  else disc(pen, x, y, radius, color)
  if (body.velocity) {
    const [vx, vy] = body.velocity.map((word) => state[word] ?? 0) as [number, number]
    const [sx, sy] = body.place.map((word) => state[word] ?? 0) as [number, number]
    arrow(pen, x, y, across(sx + 0.3 * vx), down(sy + 0.3 * vy), { color: colors.ink, width: 1.25 * weight }, 5 * weight)
  }
  if (body.health) {
    const part = Math.max(0, Math.min(1, (state[body.health.word] ?? 0) / body.health.full))
    box(pen, x - radius, y - radius - 4 * weight, x + radius, y - radius - 2 * weight, colors.rule)
    box(pen, x - radius, y - radius - 4 * weight, x - radius + 2 * radius * part, y - radius - 2 * weight, colors.win)
  }
}

/** The index of the word that is 1; -1 if there is none. */
const said = ({ state }: Scene, words: readonly number[]): number => words.findIndex((word) => (state[word] ?? 0) > 0.5)

function drawGoal(drawing: Drawing, { bodies }: EnvironmentMap, { body: index, words, landmarks }: EnvironmentMap['goals'][number]): void {
  const landmark = bodies[landmarks[said(drawing.scene, words)] ?? -1]
  const body = bodies[index]
  if (!landmark || !body) return
  const [[x1, y1], [x2, y2]] = [placeOf(drawing, body), placeOf(drawing, landmark)]
  const style = { color: colorOf(drawing.pen.colors, body), width: 1.25 * drawing.weight }
  line(drawing.pen, x1, y1, x2, y2, { ...style, dash: [4, 3], alpha: 0.8 })
  disc(drawing.pen, x2, y2, 7 * drawing.weight, null, style)
}

function drawMessage(drawing: Drawing, { bodies }: EnvironmentMap, { from, words }: EnvironmentMap['messages'][number]): void {
  const body = bodies[from]
  const word = said(drawing.scene, words)
  if (!body || word < 0) return
  const [x, y] = placeOf(drawing, body)
  const { pen, weight } = drawing
  const left = x > drawing.end - 30 * pen.r
  text(pen, x + (left ? -8 : 8) * weight, y - 7 * weight, `“${letterOf(word)}”`, {
    color: colorOf(pen.colors, body),
    weight: 600,
    halo: true,
    align: left ? 'right' : 'left',
  })
}

/** A word of a language without meaning: a, b, c. */
const letterOf = (word: number): string => String.fromCharCode(97 + (word % 26))
