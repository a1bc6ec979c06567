/** Draws environments: one with the numbers of its state, or many side by side. Reads no state of the page. */
import { around } from '../../../environments/record/schema'
import { type Pen, type Place, stroke, styles, text } from '../../base/draw'
import { type EnvironmentInfo, elapsedOf, episodeOf, scaleOf, stateIndices } from './environment'
import { drawNumbers, type NamedNumber, numbersHeight } from './numbers'
import { rendererOf } from './renderers/registry'
import { fitted, type Scene } from './renderers/renderer'

/** Sizes in px at a root font size of 16 px. */
const HEAD = 17
const MAX_HEIGHT = 320
/** The largest number of state values that are shown next to an image. */
const MAX_NUMBERS = 10

export interface Shown {
  readonly environment: EnvironmentInfo
  readonly state: ArrayLike<number>
  readonly action?: ArrayLike<number>
  /** A text at the right end of the heading. */
  readonly said?: string
}

type Fields = Readonly<Record<string, unknown>>
const fieldsOf = ({ spec }: Pick<EnvironmentInfo, 'spec'>): Fields => spec as unknown as Fields

const sceneOf = ({ environment, state, action }: Pick<Shown, 'environment' | 'state' | 'action'>): Scene => ({
  state,
  spec: fieldsOf(environment),
  isHidden: (word) => environment.hidden.has(word),
  ...(action && { action }),
})

/** The words of the state that are shown as numbers: without an image, only the first ones of a large state. */
function numberedWords(environment: EnvironmentInfo): number[] {
  const words = stateIndices(environment.shape)
  const renderer = rendererOf(environment)
  if (!renderer) return words.slice(0, 2 * MAX_NUMBERS)
  return renderer.numbers === false || words.length > MAX_NUMBERS ? [] : words
}

export function numbersOf({ environment, state }: Pick<Shown, 'environment' | 'state'>): NamedNumber[] {
  return numberedWords(environment).map((word) => ({
    name: environment.shape.names.state[word] ?? `word ${word}`,
    value: state[word] ?? 0,
    scale: scaleOf(environment.shape, word) ?? around(1, null),
    hidden: environment.hidden.has(word),
  }))
}

/** The height of one environment, in px at a root font size of 16 px. */
export function sceneHeight(environment: EnvironmentInfo, across: number): number {
  const renderer = rendererOf(environment)
  const picture = renderer ? Math.min(MAX_HEIGHT, across / renderer.ratio(fieldsOf(environment))) : 0
  return HEAD + picture + 6 + numbersHeight(numberedWords(environment).length)
}

export function drawScene(pen: Pen, shown: Shown): void {
  const { environment, state, said } = shown
  const { area, colors, r } = pen
  text(pen, 0, 12 * r, `step ${elapsedOf(state)}`, { color: colors.ink })
  if (said) text(pen, area.width, 12 * r, said, { color: colors.ink2, align: 'right' })
  const below = numbersHeight(numberedWords(environment).length) * r
  const renderer = rendererOf(environment)
  const room = { x: 0, y: HEAD * r, width: area.width, height: Math.max(1, area.height - (HEAD + 6) * r - below) }
  if (renderer) renderer.paint(pen, fitted(renderer.ratio(fieldsOf(environment)), room), sceneOf(shown))
  drawNumbers(pen, { x: 0, y: area.height - below, width: area.width, height: below }, numbersOf(shown))
}

// ---- many

export interface Cells {
  readonly columns: number
  readonly rows: number
  /** The width of a cell, including the gap to the next. */
  readonly width: number
  readonly height: number
}

const GAP = 4
/** The largest width of a cell as long as more columns would fit. */
const WIDEST = 240

/** Chooses the number of columns, a power of two like the counts, that makes the cells large. */
export function cellsOf(environment: EnvironmentInfo, count: number, width: number): Cells {
  const ratio = rendererOf(environment)?.ratio(fieldsOf(environment)) ?? 2
  const square = Math.sqrt(count / Math.min(2.5, Math.max(0.5, ratio)))
  const columns = Math.min(count, 2 ** Math.round(Math.log2(Math.max(1, square, width / WIDEST))))
  const across = width / columns
  return { columns, rows: Math.ceil(count / columns), width: across, height: (across - GAP) / ratio + GAP }
}

/** The index of the cell under a point; null outside the cells. */
export function cellUnder({ columns, width, height }: Cells, count: number, x: number, y: number): number | null {
  const at = Math.floor(y / height) * columns + Math.min(columns - 1, Math.floor(x / width))
  return at >= 0 && at < count ? at : null
}

/** @param states of the environments, one after the other. */
export function drawMany(pen: Pen, environment: EnvironmentInfo, states: readonly ArrayLike<number>[], chosen: number): void {
  const { area, r } = pen
  const cells = cellsOf(environment, states.length, area.width / r)
  const renderer = rendererOf(environment)
  states.forEach((state, at) => {
    const place: Place = {
      x: (at % cells.columns) * cells.width * r,
      y: Math.floor(at / cells.columns) * cells.height * r,
      width: (cells.width - GAP) * r,
      height: (cells.height - GAP) * r,
    }
    const edge = at === chosen ? { color: pen.colors.focus, width: 1.5 } : styles(pen).hair
    stroke(pen, edge, (path) => path.rect(place.x + 0.5, place.y + 0.5, place.width - 1, place.height - 1))
    if (renderer) renderer.paint(pen, fitted(renderer.ratio(fieldsOf(environment)), inset(place, 2 * r)), sceneOf({ environment, state }))
    else drawBars(pen, inset(place, 3 * r), environment, state)
  })
}

const inset = ({ x, y, width, height }: Place, by: number): Place => ({
  x: x + by,
  y: y + by,
  width: width - 2 * by,
  height: height - 2 * by,
})

/** Draws the state as bars, without names because they would not fit. */
function drawBars(pen: Pen, { x, y, width, height }: Place, environment: EnvironmentInfo, state: ArrayLike<number>): void {
  const words = stateIndices(environment.shape)
  const apart = width / Math.max(1, words.length)
  words.forEach((word, at) => {
    const part = Math.max(-1, Math.min(1, state[word] ?? 0))
    pen.context.fillStyle = environment.hidden.has(word) ? pen.colors.fix : pen.colors.u
    pen.context.fillRect(x + at * apart, y + height / 2, Math.max(1, apart - 1), (-part * height) / 2)
  })
}

/** "environment 4, step 12 of episode 3" */
export const stateWords = (environment: number, state: ArrayLike<number>): string =>
  `environment ${environment + 1}, step ${elapsedOf(state)} of episode ${episodeOf(state)}`
