/** A falling fruit and the basket under it, on a board of seven by seven, next to a count of what has been caught. */
import { type Pen, type Place, styles, text } from '../../../base/draw'
import { boardOf, cell, drawBoard } from './board'
import { disc, type EnvironmentRenderer, type Scene, stateValues, weightOf } from './renderer'

const SIDE = 7

function paint(pen: Pen, place: Place, scene: Scene): void {
  const { colors, r } = pen
  const [row = 0, fruit = 0, basket = 0, caught = 0] = stateValues(scene)
  const board = boardOf(place, SIDE, SIDE)
  drawBoard(pen, board, styles(pen).hair)
  cell(pen, board, SIDE - 1, basket, colors.u, 0.12)
  const w = weightOf(place, r)
  disc(pen, board.x + (fruit + 0.5) * board.size, board.y + (row + 0.5) * board.size, 0.32 * board.size, colors.spk)
  if (board.size > 14 * r)
    text(pen, board.x + 4 * w, board.y + 13 * r, `caught ${caught}`, { color: scene.isHidden(5) ? colors.fix : colors.ink2, halo: true })
}

export const catching: EnvironmentRenderer = { ratio: () => 1, paint, numbers: false, legend: 'The fruit is orange, the basket blue.' }
