/**
 * The state of the screen in a link, in addition to the experiment: `layer:lif2,step:3,counts:log`. What cannot be read is left out and
 * noted. The names are published: more may be added, none is changed. Whether the layer or neuron exists is not known here.
 */
import { quote } from './json'
import { type ViewName, viewNamed } from './views'

export interface View {
  readonly layer?: string
  /** Time step, from 0. */
  readonly step?: number
  /** The index among the pinned samples. */
  readonly sample?: number
  readonly neuron?: number
  /** The channel of a feature map. */
  readonly channel?: number
  /** Whose potentials are counted; absent: those of the training batch. */
  readonly of?: 'sample'
  /** What of neurons with several states is shown; absent: the potential. */
  readonly variable?: string
  /** The scale of the counts; absent: linear. */
  readonly counts?: 'log'
  /** The rows of the raster; absent: neurons by activity. */
  readonly raster?: 'index' | 'maps'
  /** Which weights are shown: R, the recurrent ones, or a learned parameter of the neurons; absent: those from the previous layer. */
  readonly weights?: 'R' | `neuron.${string}`
  /** The view that fills the page. */
  readonly full?: ViewName
  /** The range of potentials that is brushed. */
  readonly brush?: readonly [low: number, high: number]
  /** The height of the learning curves and the width of the side, as percentages of the screen. */
  readonly curvesHeight?: number
  readonly sideWidth?: number
}

/** The minimum and maximum, in whole percent. */
export const SIZES = { curvesHeight: [15, 85], sideWidth: [14, 50] } as const
export type Size = keyof typeof SIZES
export type Sizes = Pick<View, Size>

export const sizesOf = ({ curvesHeight, sideWidth }: View): Sizes => ({
  ...(curvesHeight !== undefined && { curvesHeight }),
  ...(sideWidth !== undefined && { sideWidth }),
})

/** The nearest allowed size. */
export const withinSize = (size: Size, percent: number): number => Math.round(Math.min(SIZES[size][1], Math.max(SIZES[size][0], percent)))

const NAME = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/
/** A name in a text of equations, or one that stands for the argument of the spike. */
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_.]{0,63}$/
const WEIGHTS = /^(?:R|neuron\.[A-Za-z_][A-Za-z0-9_]{0,63})$/
const COUNT = /^\d{1,7}$/
const RANGE = /^(-?\d{1,4}(?:\.\d{1,6})?)\.\.(-?\d{1,4}(?:\.\d{1,6})?)$/
const COUNTS = ['step', 'sample', 'neuron', 'channel'] as const
const CHOICES = { of: ['sample'], counts: ['log'], raster: ['index', 'maps'] } as const
const CHOSEN = [...(Object.keys(CHOICES) as (keyof typeof CHOICES)[]), 'weights', 'full'] as const
const SIZED = Object.keys(SIZES) as Size[]
const MAX_ITEMS = 16

const isSize = (size: Size, percent: number): boolean => withinSize(size, percent) === percent

/** Formats `layer:lif2,step:3`; empty for the default view. */
export function printView(view: View): string {
  const items: string[] = []
  if (view.layer !== undefined && NAME.test(view.layer)) items.push(`layer:${view.layer}`)
  for (const key of COUNTS) if (view[key] !== undefined && COUNT.test(String(view[key]))) items.push(`${key}:${view[key]}`)
  for (const key of CHOSEN) if (view[key] !== undefined && (key !== 'weights' || WEIGHTS.test(view[key]))) items.push(`${key}:${view[key]}`)
  if (view.variable !== undefined && VARIABLE.test(view.variable)) items.push(`variable:${view.variable}`)
  const range = view.brush?.map((edge) => String(Number(edge.toFixed(3)))).join('..')
  if (range !== undefined && RANGE.test(range)) items.push(`brush:${range}`)
  for (const size of SIZED) if (view[size] !== undefined && isSize(size, view[size])) items.push(`${size}:${view[size]}`)
  return items.join(',')
}

export function parseView(text: string, notes: string[]): View {
  const view: { -readonly [K in keyof View]: View[K] } = {}
  const items = text.split(',').filter((item) => item !== '')
  for (const item of items.slice(0, MAX_ITEMS)) if (!readItem(item, view)) notes.push(unread(item))
  if (items.length > MAX_ITEMS) notes.push(`The view has ${items.length} parts; the first ${MAX_ITEMS} were read.`)
  return view
}

const unread = (item: string): string => `The view has a part ${quote(item)} that is not understood. It was left out.`

function readItem(item: string, view: { -readonly [K in keyof View]: View[K] }): boolean {
  const sign = item.indexOf(':')
  if (sign < 0) return false
  const [key, value] = [item.slice(0, sign), item.slice(sign + 1)]
  const count = COUNTS.find((name) => name === key)
  const size = SIZED.find((name) => name === key)
  if (count && COUNT.test(value)) view[count] = Number(value)
  else if (key === 'layer' && NAME.test(value)) view.layer = value
  else if (key === 'variable' && VARIABLE.test(value)) view.variable = value
  else if (key === 'weights' && WEIGHTS.test(value)) view.weights = value as NonNullable<View['weights']>
  else if (size && COUNT.test(value) && isSize(size, Number(value))) view[size] = Number(value)
  else if (key === 'full' && viewNamed(value)) view.full = viewNamed(value)!
  else if (key === 'brush') return readRange(value, view)
  else if (Object.hasOwn(CHOICES, key) && (CHOICES[key as keyof typeof CHOICES] as readonly string[]).includes(value))
    Object.assign(view, { [key]: value })
  else return false
  return true
}

function readRange(text: string, view: { -readonly [K in keyof View]: View[K] }): boolean {
  const [, low, high] = RANGE.exec(text)?.map(Number) ?? []
  if (low === undefined || high === undefined || !(low < high)) return false
  view.brush = [low + 0, high + 0]
  return true
}
