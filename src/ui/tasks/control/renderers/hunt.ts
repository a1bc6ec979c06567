/** A board with predators, the prey, and the cells that each predator sees. */
import { box, type Pen, type Place, stroke } from '../../../base/draw'
import { boardOf, drawBoard, middleOf } from './board'
import { disc, type EnvironmentRenderer, numberOf, type Scene, stateValues, weightOf } from './renderer'

const [SIZE, SIGHT] = [7, 2]
const PREDATORS = ['run-1', 'run-2', 'run-3', 'run-4'] as const

function paint(pen: Pen, place: Place, scene: Scene): void {
  const { colors, r } = pen
  const size = numberOf(scene.spec, 'size', SIZE)
  const sight = numberOf(scene.spec, 'sight', SIGHT)
  const w = weightOf(place, r)
  const board = boardOf(place, size, size)
  const own = stateValues(scene)
  const bodies = Array.from({ length: own.length / 2 }, (_, i) => [own[2 * i]!, own[2 * i + 1]!] as const)
  const end = (at: number) => Math.min(size, at + sight + 1) * board.size
  const begin = (at: number) => Math.max(0, at - sight) * board.size
  for (const [row, column] of bodies.slice(0, -1))
    box(pen, board.x + begin(column), board.y + begin(row), board.x + end(column), board.y + end(row), colors.raise)
  drawBoard(pen, board, { color: colors.rule })
  const half = 0.34 * board.size
  for (const [i, [row, column]] of bodies.slice(0, -1).entries())
    disc(pen, ...middleOf(board, row, column), half, colors[PREDATORS[i % PREDATORS.length]!])
  const [x, y] = middleOf(board, ...bodies.at(-1)!)
  stroke(pen, { color: colors.warn, width: 2 * w }, (path) => {
    path.moveTo(x, y - half)
    path.lineTo(x + half, y)
    path.lineTo(x, y + half)
    path.lineTo(x - half, y)
    path.lineTo(x, y - half)
  })
  disc(pen, x, y, 0.14 * board.size, colors.warn)
}

export const hunt: EnvironmentRenderer = {
  ratio: () => 1,
  paint,
  numbers: false,
  legend: 'The diamond is the prey; shaded cells are what the predators see.',
}
