/** A figure for a paper: a drawing, what its marks mean, its words. A view asks for one; the dialog that saves it is loaded then. */
import type { LineStyle, Pen } from './draw'
import { type Area, type Colors, type Paint, painterOf } from './paint'
import { createSignal } from './signal'

/** A mark of the legend. */
type KeyMark =
  | { readonly line: LineStyle }
  | { readonly area: string; readonly edge?: LineStyle }
  | { readonly dot: string }
  /** The colors from a low value to a high one. */
  | { readonly colors: (part: number) => string; readonly low: string; readonly high: string }
  /** A sign of the drawing itself, as a number at a line, or one that stands alone. */
  | { readonly sign: string; readonly line: LineStyle }
  | { readonly sign: string; readonly color: string }

export interface FigureKey {
  readonly mark: KeyMark
  readonly label: string
}

/** What paints on a canvas; or what makes an SVG of a size by itself. */
export type Drawing = { readonly paint: Paint } | { readonly svg: (area: Area, colors: Colors) => Promise<string> }

export interface Figure {
  /** The file name without its extension. */
  readonly name: string
  readonly title: string
  /** What it shows of the experiment: "lif1, all steps". */
  readonly scope: string
  /** Null: there is nothing to draw, for the reason given. */
  readonly drawing: Drawing | null
  readonly empty?: string
  /** @param pen measures; its area is as wide as the drawing. */
  readonly keys?: (colors: Colors, dark: boolean, pen: Pen) => readonly FigureKey[]
  /** The height of the drawing for a width, in px at a root font size of 16 px. */
  readonly height: (width: number) => number
  /** As wide as it is drawn for, in px at a root of 16: in a narrower column its type is smaller, down to four fifths. */
  readonly minHeight?: number
  /** The training step that it shows, where that is not the newest. */
  readonly step?: number
  /** It is not of the experiment that is open: of runs, or of a recording. */
  readonly apart?: true
  /** Of what it is then: when in its training, and its link, for a caption. */
  readonly runs?: readonly FigureRun[]
  /** Its own link then, where it has one: of a single neuron. */
  readonly address?: () => Promise<string>
}

interface FigureRun {
  readonly name: string
  /** "batch 40, epoch 0.07" */
  readonly at: string
  readonly link: string
}

export const askedFigure = createSignal<Figure | null>(null, (listener) => listener())

/** The painter of a canvas on the page, as the drawing of a figure. */
export const drawingOf = (canvas: HTMLCanvasElement | null): Drawing | null => canvas && { paint: painterOf(canvas) }

/** A drawing that is wide; `least` is as high as it is on a narrow column. */
export const wide =
  (ratio: number, minHeight: number) =>
  (width: number): number =>
    Math.max(minHeight, ratio * width)

/** What a menu of ways to save offers of it. @param what it is of, where there are several. */
export const figureItem = (make: () => Figure | Promise<Figure>, what = '') => ({
  text: `Figure${what && ` of ${what}`} (SVG, PNG) …`,
  act: async () => askedFigure.set(await make()),
})
