/**
 * A drawing context that writes SVG. It has the methods and properties of a canvas context that the painters use, so that they draw vector
 * text and lines without changes. Images are embedded.
 */
import { createSvgSheet, escaped, plainColor, type SvgSheet, short } from './svg-sheet'

export interface SvgHost {
  /** The width of words in a CSS font. */
  readonly measure: (font: string, content: string) => number
  /** A part of an image as the URL of a PNG that is not coarser than a size, its pixels sharp. */
  readonly image: (source: CanvasImageSource, part: Part, size: readonly [width: number, height: number]) => string
}
export type Part = readonly [x: number, y: number, width: number, height: number]

/** Image pixels per pixel of the drawing: about 300 per inch. */
const SHARPNESS = 3

interface Gradient {
  readonly line: readonly [x1: number, y1: number, x2: number, y2: number]
  readonly stops: (readonly [number, string])[]
  readonly addColorStop: (at: number, color: string) => void
}

/** The properties that a painter sets. */
const startLook = () => ({
  fillStyle: '#000000' as string | Gradient,
  strokeStyle: '#000000',
  lineWidth: 1,
  lineJoin: 'round' as CanvasLineJoin,
  lineCap: 'butt' as CanvasLineCap,
  globalAlpha: 1,
  font: '400 10px sans-serif',
  textAlign: 'left' as CanvasTextAlign,
  textBaseline: 'alphabetic' as CanvasTextBaseline,
  imageSmoothingEnabled: false,
})
type Style = ReturnType<typeof startLook>

/** State that canvas contexts do not have as properties: dashes, clip, origin. */
interface Place {
  dash: readonly number[]
  clip: string
  x: number
  y: number
}

interface Board {
  readonly look: Style
  readonly place: Place
  readonly sheet: SvgSheet
}

/** The context, and what was drawn as SVG elements. */
export function createSvgContext(host: SvgHost): { readonly context: CanvasRenderingContext2D; readonly elements: () => string } {
  const board: Board = { look: startLook(), place: { dash: [], clip: '', x: 0, y: 0 }, sheet: createSvgSheet() }
  const context = Object.assign(board.look, placing(board), shapes(board), textCalls(board, host), images(board, host))
  return { context: context as unknown as CanvasRenderingContext2D, elements: board.sheet.text }
}

const opacityOf = (property: string, opacity: number): string => (opacity < 1 ? ` ${property}-opacity="${short(opacity)}"` : '')

function fillOf({ look: { fillStyle, globalAlpha }, place, sheet }: Board): string {
  if (typeof fillStyle !== 'string') return ` fill="url(#${gradientOf(fillStyle, place, sheet)})"${opacityOf('fill', globalAlpha)}`
  const [color, opacity] = plainColor(fillStyle)
  return ` fill="${escaped(color)}"${opacityOf('fill', opacity * globalAlpha)}`
}

function strokeOf({ look: { strokeStyle, lineWidth, lineCap, globalAlpha }, place: { dash } }: Board): string {
  const [color, opacity] = plainColor(strokeStyle)
  const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.map(short).join(' ')}"` : ''
  const cap = lineCap === 'butt' ? '' : ` stroke-linecap="${lineCap}"`
  return ` fill="none" stroke="${escaped(color)}" stroke-width="${short(lineWidth)}"${opacityOf('stroke', opacity * globalAlpha)}${dashes}${cap}`
}

function gradientOf({ line: [x1, y1, x2, y2], stops }: Gradient, { x, y }: Place, sheet: SvgSheet): string {
  const ends = `x1="${short(x + x1)}" y1="${short(y + y1)}" x2="${short(x + x2)}" y2="${short(y + y2)}"`
  const marks = stops.map(([at, color]) => `<stop offset="${short(at)}" stop-color="${plainColor(color)[0]}"/>`).join('')
  return sheet.define((id) => `<linearGradient id="${id}" gradientUnits="userSpaceOnUse" ${ends}>${marks}</linearGradient>`)
}

function placing({ look, place }: Board) {
  const stack: { readonly look: Style; readonly place: Place }[] = []
  return {
    save: () => void stack.push({ look: { ...look }, place: { ...place } }),
    restore() {
      const state = stack.pop()
      if (!state) return
      Object.assign(look, state.look)
      Object.assign(place, state.place)
    },
    translate(x: number, y: number) {
      place.x += x
      place.y += y
    },
    /** Determines the resolution at which images are made. */
    getTransform: () => ({ a: SHARPNESS, d: SHARPNESS }),
    setLineDash(dash: readonly number[]) {
      place.dash = dash
    },
  }
}

function shapes(board: Board) {
  const { place, sheet } = board
  let d: string[] = []
  /** Whether the path consists of circles only, which do not cut holes into each other. */
  let circles = true
  const point = (x: number, y: number) => `${short(place.x + x)} ${short(place.y + y)}`
  const step = (command: string, x: number, y: number) => {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return
    circles = false
    d.push(`${d.length === 0 ? 'M' : command}${point(x, y)}`)
  }
  const rectangle = (x: number, y: number, width: number, height: number) =>
    `M${point(Math.min(x, x + width), Math.min(y, y + height))}h${short(Math.abs(width))}v${short(Math.abs(height))}h${short(-Math.abs(width))}z`
  /** @param joins whether paths of one color may be merged. */
  const paint = (path: string, joins: boolean) => {
    const style = fillOf(board)
    if (joins && !style.includes('opacity')) sheet.fill(place.clip, style, path)
    else sheet.add(place.clip, `<path d="${path}"${style}/>`)
  }
  return {
    beginPath() {
      d = []
      circles = true
    },
    moveTo: (x: number, y: number) => step('M', x, y),
    lineTo: (x: number, y: number) => step('L', x, y),
    rect(x: number, y: number, width: number, height: number) {
      circles = false
      d.push(rectangle(x, y, width, height))
    },
    /** Whole circles only: no painter draws an arc. */
    arc(x: number, y: number, radius: number) {
      if (![x, y, radius].every(Number.isFinite)) return
      const half = (across: number) => `a${short(radius)} ${short(radius)} 0 1 1 ${short(across)} 0`
      d.push(`M${point(x - radius, y)}${half(2 * radius)}${half(-2 * radius)}z`)
    },
    clip() {
      const within = place.clip ? ` clip-path="url(#${place.clip})"` : ''
      const path = d.join('')
      place.clip = sheet.define((id) => `<clipPath id="${id}"${within}><path d="${path}"/></clipPath>`)
    },
    fill: () => void (d.length > 0 && paint(d.join(''), circles)),
    stroke: () => void (d.length > 0 && sheet.add(place.clip, `<path d="${d.join('')}"${strokeOf(board)}/>`)),
    fillRect(x: number, y: number, width: number, height: number) {
      if ([x, y, width, height].every(Number.isFinite)) paint(rectangle(x, y, width, height), true)
    },
    strokeRect(x: number, y: number, width: number, height: number) {
      sheet.add(place.clip, `<path d="${rectangle(x, y, width, height)}"${strokeOf(board)}/>`)
    },
    createLinearGradient(...line: [number, number, number, number]): Gradient {
      const stops: (readonly [number, string])[] = []
      return { line, stops, addColorStop: (at, color) => void stops.push([at, color]) }
    },
  }
}

const ANCHORS: Readonly<Partial<Record<CanvasTextAlign, string>>> = {
  right: ' text-anchor="end"',
  end: ' text-anchor="end"',
  center: ' text-anchor="middle"',
}

function textCalls(board: Board, { measure }: SvgHost) {
  const { look, place, sheet } = board
  const write = (text: string, x: number, y: number, style: string) => {
    const [, weight = '400', size = '10', family = 'sans-serif'] = /^(\d+) ([\d.]+)px (.*)$/.exec(look.font) ?? []
    const font = ` font-family="${escaped(family.replaceAll('"', "'"))}" font-size="${short(Number(size))}"`
    const bold = weight === '400' ? '' : ` font-weight="${weight}"`
    const at = `x="${short(place.x + x)}" y="${short(place.y + y)}"${ANCHORS[look.textAlign] ?? ''}`
    sheet.add(place.clip, `<text ${at}${font}${bold}${style}>${escaped(text)}</text>`)
  }
  return {
    fillText: (text: string, x: number, y: number) => write(text, x, y, fillOf(board)),
    strokeText: (text: string, x: number, y: number) => write(text, x, y, strokeOf(board)),
    measureText: (text: string) => ({ width: measure(look.font, text) }),
  }
}

function images({ look, place, sheet }: Board, host: SvgHost) {
  return {
    /** Draws an image, or a part of it, into a rectangle. */
    drawImage(source: CanvasImageSource & { readonly width: number; readonly height: number }, ...at: number[]) {
      const [sx, sy, sw, sh, x, y, width, height] = at.length > 4 ? at : [0, 0, source.width, source.height, ...at]
      if (!(width! > 0) || !(height! > 0)) return
      const url = host.image(source, [sx!, sy!, sw!, sh!], [width! * SHARPNESS, height! * SHARPNESS])
      const corner = `x="${short(place.x + x!)}" y="${short(place.y + y!)}" width="${short(width!)}" height="${short(height!)}"`
      const alpha = look.globalAlpha < 1 ? ` opacity="${short(look.globalAlpha)}"` : ''
      const sharp = look.imageSmoothingEnabled ? '' : ' style="image-rendering:pixelated"'
      sheet.add(place.clip, `<image ${corner} preserveAspectRatio="none"${alpha}${sharp} href="${url}"/>`)
    },
  }
}
