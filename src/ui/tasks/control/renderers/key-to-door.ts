/** Three rooms in a row: one with a key, one with apples, one with a door; and what the agent observes of them. */
import { box, type Pen, type Place, stroke, text } from '../../../base/draw'
import { type Board, boardOf, cell, middleOf } from './board'
import { disc, type EnvironmentRenderer, type Scene, stateValues, weightOf } from './renderer'

/** # is wall. */
const ROOMS = [
  ['  #######  ', '  #     #  ', '  #     #  ', '  ##   ##  ', '  #     #  ', '  #     #  ', '  #######  '],
  ['###########', '#         #', '#         #', '#         #', '#         #', '#         #', '###########'],
  ['           ', '   ## ##   ', '   #   #   ', '   #   #   ', '   #   #   ', '   #####   ', '           '],
] as const
const [ROWS, COLUMNS, REACH] = [7, 11, 2]
/** The time steps after which the first and the second room end. */
const LEFT_AFTER = [15, 75] as const
const NAMES = ['key', 'apples', 'door'] as const
/** Cells of the door and of the mark that a taken key leaves. */
const [DOOR, MARK] = [
  [1, 5],
  [0, 5],
] as const
const LIES = 0
const KEY = 4
const keyCell = (place: number) => [1 + Math.floor(place / 5), 3 + (place % 5)] as const
const appleCell = (place: number) => [1 + Math.floor((2 * place) / 9), 1 + ((2 * place) % 9)] as const

function paint(pen: Pen, place: Place, scene: Scene): void {
  const { colors, r } = pen
  const elapsed = scene.state[0] ?? 0
  const [row = 0, column = 0, key = LIES, keyPlace = 0, mark = 0, ...apples] = stateValues(scene)
  const room = elapsed < LEFT_AFTER[0] ? 0 : elapsed < LEFT_AFTER[1] ? 1 : 2
  const w = weightOf(place, r)
  const board = boardOf(place, ROWS, COLUMNS)
  box(
    pen,
    board.x + (column - REACH) * board.size,
    board.y + (row - REACH) * board.size,
    board.x + (column + REACH + 1) * board.size,
    board.y + (row + REACH + 1) * board.size,
    colors.raise,
  )
  ROOMS[room].forEach((cells, at) => {
    for (let i = 0; i < COLUMNS; i++) if (cells[i] === '#') cell(pen, board, at, i, colors.rule, 0.03)
  })
  if (room === 0 && key === LIES) thing(pen, board, keyCell(keyPlace), colors.warn, w)
  if (room === 0 && mark === 1) thing(pen, board, MARK, colors.win, w)
  if (room === 1)
    apples.forEach((apple, at) => {
      if (apple === 1) thing(pen, board, appleCell(at), colors.win, w)
    })
  if (room === 2) cell(pen, board, DOOR[0], DOOR[1], key === LIES ? colors.spk : colors.win, 0.1)
  const [x, y] = middleOf(board, row, column)
  disc(
    pen,
    x,
    y,
    0.36 * board.size,
    colors.u,
    key === 1 ? { color: scene.isHidden(KEY) ? colors.fix : colors.warn, width: 2.5 * w } : undefined,
  )
  if (board.size > 14 * r)
    text(pen, board.x + 3 * r, board.y + 12 * r, `room ${room + 1}, ${NAMES[room]}`, { color: colors.ink2, halo: true })
}

function thing(pen: Pen, board: Board, [row, column]: readonly [number, number], color: string, weight: number): void {
  const [x, y] = middleOf(board, row, column)
  const half = 0.28 * board.size
  stroke(pen, { color, width: 1.5 * weight }, (path) => {
    path.moveTo(x, y - half)
    path.lineTo(x + half, y)
    path.lineTo(x, y + half)
    path.lineTo(x - half, y)
    path.lineTo(x, y - half)
  })
  disc(pen, x, y, 0.12 * board.size, color)
}

export const keyToDoor: EnvironmentRenderer = {
  ratio: () => COLUMNS / ROWS,
  paint,
  legend: 'The shaded square is what the agent sees; a ring around the agent is the key that it carries.',
}
