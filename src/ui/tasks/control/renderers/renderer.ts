/** The interface of renderers, which draw an environment from the words of its state, and shapes that they share. Pure. */
import { fill, type LineStyle, line, type Pen, type Place, stroke } from '../../../base/draw'

export interface Scene {
  /** The words of the state, including its head. */
  readonly state: ArrayLike<number>
  /** The fields of the environment. */
  readonly spec: Readonly<Record<string, unknown>>
  /** Whether no agent observes a word of the state. */
  readonly isHidden: (index: number) => boolean
  /** The current action, if known: an index, or a number per dimension. */
  readonly action?: ArrayLike<number>
}

export interface EnvironmentRenderer {
  /** Width over height. */
  readonly ratio: (spec: Scene['spec']) => number
  readonly paint: (pen: Pen, place: Place, scene: Scene) => void
  /** Whether the state's numbers are shown next to the image: absent if they are; false if the image shows all of them. */
  readonly numbers?: false
  /** An explanation of marks that the image does not explain itself. */
  readonly legend?: string
}

/** The numbers after the head. */
export const stateValues = ({ state }: Scene): number[] => Array.from(state).slice(2)

export const numberOf = (spec: Scene['spec'], field: string, otherwise: number): number => {
  const value = spec[field]
  return typeof value === 'number' ? value : otherwise
}

/** The largest place of a ratio within another, in its middle. */
export function fitted(ratio: number, { x, y, width, height }: Place): Place {
  const across = Math.min(width, height * ratio)
  const down = across / ratio
  return { x: x + (width - across) / 2, y: y + (height - down) / 2, width: across, height: down }
}

/** The factor for line widths: 1 at the size of one environment in a column, more if there is more room. */
export const weightOf = ({ width, height }: Place, r: number): number =>
  r * Math.min(1.4, Math.max(0.6, Math.min(width, height) / (160 * r)))

export function disc(pen: Pen, x: number, y: number, radius: number, color: string | null, edge?: LineStyle): void {
  const circle = (path: CanvasRenderingContext2D) => path.arc(x, y, Math.max(0.5, radius), 0, 2 * Math.PI)
  if (color !== null) fill(pen, color, circle)
  if (edge) stroke(pen, edge, circle)
}

/** A line of this width with round ends. */
export function rod(pen: Pen, x1: number, y1: number, x2: number, y2: number, color: string, width: number): void {
  pen.context.save()
  pen.context.lineCap = 'round'
  line(pen, x1, y1, x2, y2, { color, width })
  pen.context.restore()
}

/** A number that the agent does not observe is dashed, in the color of hidden variables. */
export const truthStyle = ({ colors }: Pen, hidden: boolean, weight: number): LineStyle =>
  hidden ? { color: colors.fix, width: 1.75 * weight, dash: [3 * weight, 2.5 * weight] } : { color: colors.ink2, width: 1.75 * weight }

/** A line with a head at its end; draws nothing if it is short. */
export function arrow(pen: Pen, x1: number, y1: number, x2: number, y2: number, style: LineStyle, head: number): void {
  const length = Math.hypot(x2 - x1, y2 - y1)
  if (length < 1.2 * head) return
  line(pen, x1, y1, x2, y2, style)
  tip(pen, x2, y2, Math.atan2(y2 - y1, x2 - x1), head, style.color)
}

function tip(pen: Pen, x: number, y: number, angle: number, head: number, color: string): void {
  const { context } = pen
  context.fillStyle = color
  context.beginPath()
  context.moveTo(x + 0.5 * head * Math.cos(angle), y + 0.5 * head * Math.sin(angle))
  for (const side of [-1, 1]) context.lineTo(x + head * Math.cos(angle + side * 2.5), y + head * Math.sin(angle + side * 2.5))
  context.fill()
}

/** An arrow on an arc around a joint, from the angle `from` by the angle `by`, both clockwise as on a canvas. */
export function arcArrow(pen: Pen, x: number, y: number, radius: number, from: number, by: number, style: LineStyle, head: number): void {
  if (Math.abs(by) * radius < 1.2 * head) return
  // Approximated by straight segments, which figures support, too.
  const segments = Math.max(2, Math.ceil(Math.abs(by) / 0.15))
  stroke(pen, style, (path) => {
    for (let at = 0; at <= segments; at++) {
      const angle = from + (at / segments) * by
      path.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle))
    }
  })
  tip(
    pen,
    x + radius * Math.cos(from + by),
    y + radius * Math.sin(from + by),
    from + by + (by < 0 ? -1 : 1) * (Math.PI / 2),
    head,
    style.color,
  )
}

/** The direction of an action, from -1 to 1: from the first to the last of `choices` choices, or, with 0 choices, its first number, clamped. */
export const pushOf = (action: ArrayLike<number> | undefined, choices: number): number =>
  action === undefined ? 0 : choices === 0 ? Math.max(-1, Math.min(1, action[0] ?? 0)) : (2 * (action[0] ?? 0)) / (choices - 1) - 1
