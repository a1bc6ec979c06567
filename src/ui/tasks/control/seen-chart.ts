/** Draws an observation of the agent: a named bar per number, or a board of cells if there are many. Reads no state of the page. */
import { around, STATE_HEAD } from '../../../environments/record/schema'
import { drawImage } from '../../base/bitmap'
import { divergingPixels } from '../../base/diverging'
import { type Pen, stroke, styles, text } from '../../base/draw'
import type { EnvironmentInfo } from './environment'
import { drawNumbers, numbersHeight } from './numbers'

/** The largest number of values that are drawn with names. */
const MAX_NAMED = 14
/** Sizes in px at a root font size of 16 px. */
const [HEAD, MAX_HEIGHT] = [17, 300]

const columnsOf = (count: number): number => {
  let columns = Math.ceil(Math.sqrt(count))
  while (count % columns !== 0 && columns < 2 * Math.sqrt(count)) columns++
  return columns
}

export function seenHeight({ shape: { observations } }: EnvironmentInfo, across: number): number {
  if (observations <= MAX_NAMED) return HEAD + numbersHeight(observations)
  const columns = columnsOf(observations)
  return HEAD + Math.min(MAX_HEIGHT, (across / columns) * Math.ceil(observations / columns))
}

export function drawSeen(pen: Pen, { shape }: EnvironmentInfo, observation: ArrayLike<number>): void {
  const { area, colors, r } = pen
  const { observations, names } = shape
  text(pen, 0, 12 * r, 'what the agent observes', { color: colors.ink2 })
  const place = { x: 0, y: HEAD * r, width: area.width, height: area.height - HEAD * r }
  if (observations <= MAX_NAMED) {
    const numbers = Array.from({ length: observations }, (_, at) => {
      const [name, value] = [names.observations[at] ?? `number ${at + 1}`, observation[at] ?? 0]
      // A number of the state that is observed as it is has its scale.
      const scale = shape.scales?.[names.state.indexOf(name) - STATE_HEAD.own] ?? around(Math.max(1, Math.abs(value)), null)
      return { name, value, scale, hidden: false }
    })
    drawNumbers(pen, place, numbers)
    return
  }
  const columns = columnsOf(observations)
  const rows = Math.ceil(observations / columns)
  const size = Math.min(place.width / columns, place.height / rows)
  const color = divergingPixels(area.dark)
  const words = Uint32Array.from({ length: rows * columns }, (_, at) => color(observation[at] ?? 0))
  const board = { x: 0, y: place.y, width: size * columns, height: size * rows }
  drawImage(pen.context, words, { height: rows, width: columns, channels: 1 }, board)
  stroke(pen, styles(pen).rule, (path) => path.rect(board.x + 0.5, board.y + 0.5, board.width - 1, board.height - 1))
}
