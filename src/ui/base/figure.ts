/** A figure for a paper: a drawing, its legend, its texts. A view requests one; the dialog that saves it is loaded then. */
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
  /** A sign in the drawing, such as a number at a line, or a sign without a line. */
  | { readonly sign: string; readonly line: LineStyle }
  | { readonly sign: string; readonly color: string }

export interface FigureKey {
  readonly mark: KeyMark
  readonly label: string
}

/** A function that paints on a canvas, or one that makes an SVG of a given size. */
export type Drawing = { readonly paint: Paint } | { readonly svg: (area: Area, colors: Colors) => Promise<string> }

export interface Figure {
  /** The file name without its extension. */
  readonly name: string
  readonly title: string
  /** The part of the experiment that it shows: "lif1, all steps". */
  readonly scope: string
  /** Null if there is nothing to draw, for the reason in `empty`. */
  readonly drawing: Drawing | null
  readonly empty?: string
  /** @param pen measures; its area is as wide as the drawing. */
  readonly keys?: (colors: Colors, dark: boolean, pen: Pen) => readonly FigureKey[]
  /** The height of the drawing for a width, in px at a root font size of 16 px. */
  readonly height: (width: number) => number
  /** The width it is designed for, in px at a root font size of 16 px; in a narrower column its type shrinks, down to four fifths. */
  readonly minWidth?: number
  /** The training step that it shows, if not the newest. */
  readonly step?: number
  /** Whether it shows other runs or a recording instead of the open experiment. */
  readonly apart?: true
  /** In that case the runs it shows, with their training time and link, for the caption. */
  readonly runs?: readonly FigureRun[]
  /** In that case its own link, if it has one, as for a single neuron. */
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

/** The height of a wide drawing, at least `minHeight` in a narrow column. */
export const wide =
  (ratio: number, minHeight: number) =>
  (width: number): number =>
    Math.max(minHeight, ratio * width)

/** The menu item that saves a figure. @param what names the figure, if there are several. */
export const figureItem = (make: () => Figure | Promise<Figure>, what = '') => ({
  text: `Figure${what && ` of ${what}`} (SVG, PNG) …`,
  act: async () => askedFigure.set(await make()),
})
