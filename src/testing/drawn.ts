/** What a painter draws, as SVG, without a page. */
import { expect } from 'vitest'
import type { Pen } from '../ui/base/draw'
import { createSvgContext } from '../ui/base/svg-context'

/** Colors that are distinct for names of different lengths. */
export const COLORS = new Proxy({}, { get: (_, name) => `#${String(name).length.toString(16).padStart(6, '0')}` }) as Pen['colors']

/** Draws into an area of the given size. */
export function drawn(draw: (pen: Pen) => void, width = 320, height = 320): string {
  const { context, elements } = createSvgContext({ measure: (_, words) => 6 * words.length, image: () => 'data:image/png;base64,AA==' })
  const area = { width, height, unit: 1, dark: false, figure: { family: 'Arial' } }
  draw({ context, area, colors: COLORS, r: 1, family: 'Arial' })
  const svg = elements()
  expect(svg).not.toMatch(/NaN|Infinity/)
  return svg
}

/** Stands for the page whose canvas images pass through, as the global `document`. */
export const canvasPage = {
  createElement: () => ({
    width: 0,
    height: 0,
    getContext: () => ({
      createImageData: (width: number, height: number) => ({ data: new Uint8ClampedArray(4 * width * height) }),
      putImageData: () => {},
    }),
  }),
}
