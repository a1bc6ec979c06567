/** A figure as SVG, drawn by the page's painters on a context that writes elements; and its rasterization. */
import { clipped, penOf } from '../../base/draw'
import type { Figure } from '../../base/figure'
import { drawFigureFrame, type FigureText, figureFrame } from '../../base/figure-frame'
import { type Area, readColors } from '../../base/paint'
import { createSvgContext, type Part, type SvgHost } from '../../base/svg-context'
import { escaped, short } from '../../base/svg-sheet'

export interface FigureLook {
  readonly theme: 'dark' | 'light'
  /** In millimeters. */
  readonly width: number
  readonly text: FigureText
}

/** CSS pixels per millimeter, at 96 per inch. */
const PX_PER_MM = 96 / 25.4
export const toMm = (px: number): number => px / PX_PER_MM

/** Scales of the page's type for type sizes common in journals: axis labels of about 7.5 points. */
const UNIT = 0.9
const SMALLEST = 0.8
/** Fonts that other programs are likely to have. */
const FAMILY = "Helvetica, Arial, 'Liberation Sans', sans-serif"

/** The smallest width in mm at which all labels fit; 0 if any width will do. */
export const roomyMm = ({ minWidth = 0 }: Figure): number => Math.ceil(toMm(SMALLEST * UNIT * minWidth))

/** A figure as it will be saved. */
export interface RenderedFigure {
  readonly svg: string
  /** In px. */
  readonly width: number
  readonly height: number
}

export async function renderSvg(figure: Figure, { theme, width: mm, text }: FigureLook): Promise<RenderedFigure> {
  const colors = readColors(theme)
  const across = mm * PX_PER_MM
  const unit = UNIT * Math.min(1, Math.max(SMALLEST, across / UNIT / (figure.minWidth ?? 1)))
  const area: Area = { width: across, height: 0, unit, dark: theme === 'dark', figure: { family: FAMILY } }
  const { context, elements } = createSvgContext(browserHost())
  const pen = penOf(context, area, colors)
  const frame = figureFrame(pen, figure, text)
  const { width, height, plot } = frame
  drawFigureFrame(pen, frame)
  const { drawing } = figure
  const inside: Area = { ...area, width: plot.width, height: plot.height }
  if (drawing && 'paint' in drawing)
    clipped(pen, plot.x, plot.y, plot.width, plot.height, () => {
      context.translate(plot.x, plot.y)
      drawing.paint(context, inside, colors)
    })
  const embedded = drawing && 'svg' in drawing ? `\n${placed(await drawing.svg(inside, colors), plot.x, plot.y)}` : ''
  const size = `width="${short(toMm(width))}mm" height="${short(toMm(height))}mm" viewBox="0 0 ${short(width)} ${short(height)}"`
  const about = `<title>${escaped(figure.title)}</title>\n<desc>${escaped([figure.scope, ...text.caption].join(' '))}</desc>`
  const root = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${size} stroke-linejoin="round">`
  return { svg: `${root}\n${about}\n${elements()}${embedded}\n</svg>\n`, width, height }
}

/** Rasterizes a figure. @param scale image pixels per CSS pixel. */
export async function pngOf({ svg, width, height }: RenderedFigure, scale: number): Promise<Blob> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise<Blob | null>((resolve) => {
    canvas.toBlob(resolve)
  })
  if (!blob) throw new Error('The browser could not write an image of this size. Choose a smaller width or scale.')
  return blob
}

/** Positions an SVG inside another. */
const placed = (svg: string, x: number, y: number): string => svg.replace(/^[\s\S]*?<svg\b/, `<svg x="${short(x)}" y="${short(y)}"`)

/** The largest side of an embedded image, in pixels. */
const MAX_PIXELS = 4096

function browserHost(): SvgHost {
  const ruler = document.createElement('canvas').getContext('2d')!
  return {
    measure(font, text) {
      ruler.font = font
      return ruler.measureText(text).width
    },
    image(source, [x, y, width, height]: Part, size) {
      // Scale by whole numbers, so that a program that smooths images blurs only the edges of cells.
      const times = ([length, wanted]: readonly [number, number]) =>
        Math.max(1, Math.min(Math.ceil(wanted / length), Math.floor(MAX_PIXELS / length)))
      const canvas = document.createElement('canvas')
      canvas.width = width * times([width, size[0]])
      canvas.height = height * times([height, size[1]])
      const context = canvas.getContext('2d')!
      context.imageSmoothingEnabled = false
      context.drawImage(source, x, y, width, height, 0, 0, canvas.width, canvas.height)
      return canvas.toDataURL()
    },
  }
}
