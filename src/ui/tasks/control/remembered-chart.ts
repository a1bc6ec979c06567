/** What an agent of a team remembers of what it does not observe: a bar for each thing, words and a table. Reads no state of the page. */
import { fixed, withUnit } from '../../../format'
import type { Remembered } from '../../../tasks/control/detail'
import { box, crisp, cutTo, line, type Pen, styles, text, widthOf } from '../../base/draw'
import { linear } from '../../base/scale'
import { READ } from './episode'

type Reading = Remembered['readings'][number]

/** Sizes in px at a root font size of 16 px. */
const [ROW, AXIS, NUMBERS] = [22, 20, 36]
/** The largest part of the width for names. */
const NAMES = 0.45

export const rememberedHeight = ({ readings }: Remembered): number => ROW * readings.length + AXIS

/** Bars from 0 to R² of the memory, with a mark at R² of the observation; both at 0 where they are below. */
export function drawRemembered(pen: Pen, { readings }: Remembered): void {
  const { area, colors, r } = pen
  const names = Math.max(...readings.map(({ name }) => widthOf(pen, name))) + 8 * r
  const [left, right] = [Math.min(NAMES * area.width, names), area.width - NUMBERS * r]
  const bottom = readings.length * ROW * r
  const x = linear(0, 1, left, right)
  for (const value of [0, 0.5, 1]) {
    line(pen, crisp(x(value)), 0, crisp(x(value)), bottom, value === 0 ? styles(pen).rule : styles(pen).hair)
    text(pen, x(value), bottom + 14 * r, String(value), { color: colors.ink3, align: 'center' })
  }
  readings.forEach(({ name, memory, observed }, row) => {
    const [top, middle] = [row * ROW * r, (row + 0.5) * ROW * r]
    const at = (value: number | null) => x(Math.max(0, value ?? 0))
    text(pen, left - 6 * r, middle + 4 * r, cutTo(pen, name, left - 8 * r), { color: colors.ink2, align: 'right' })
    if (memory !== null) box(pen, left, top + 6 * r, at(memory), top + (ROW - 6) * r, colors.fix)
    if (observed !== null)
      line(pen, crisp(at(observed)), top + 3 * r, crisp(at(observed)), top + (ROW - 3) * r, { color: colors.ink, width: 2 * r })
    text(pen, right + 6 * r, middle + 4 * r, fixed(memory ?? observed, 2), { color: colors.ink2 })
  })
}

const numberText = (value: number | null): string => fixed(value, 2)

const said = ({ name, timeSteps, of, memory, observed }: Reading): string =>
  timeSteps === 0
    ? `${name}: observed at every time step`
    : `${name} ${memory === null ? '' : `${numberText(memory)}, `}from the observation alone ${numberText(observed)}, at ${timeSteps} of ${of} time steps`

export const rememberedSentence = ({ agent, episodes, from, readings }: Remembered): string =>
  `R² of a linear readout${from ? ` of the ${READ[from]}` : ''} of agent ${agent + 1} in ${episodes} episodes, of what it does not observe: ${readings.map(said).join('; ')}.`

export const rememberedTable = ({ agent, readings }: Remembered) => ({
  caption: `What agent ${agent + 1} does not observe`,
  heads: ['', 'time steps', 'of', 'R² of the memory', 'R² of the observation'],
  units: null,
  rows: readings.map(({ name, unit, timeSteps, of, memory, observed }) => ({
    name: withUnit(name, unit),
    values: [timeSteps, of, memory ?? Number.NaN, observed ?? Number.NaN],
  })),
  digits: 2,
})
