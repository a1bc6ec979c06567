/** Over the histograms: handles on the page, and numbers that do not overlap their neighbors, even in the wide letters of a figure. */
import { expect, it } from 'vitest'
import { membraneFrame } from '../../../testing/frames'
import type { Pen } from '../../base/draw'
import type { MembraneLayout } from './membrane-layout'
import { drawHandles, thresholdText } from './ridge-handles'

const frame = membraneFrame({ layers: 1, steps: 2, neurons: 8, threshold: 1, decay: 0.2, batch: 4 }, 0, 0)

/** @param scale px of a potential of 1. */
function drawn(scale: number, letter: number, figure: boolean) {
  const own: Record<string, unknown> = {}
  const texts: { from: number; to: number; y: number }[] = []
  let handles = 0
  const context = new Proxy(own, {
    get: (_, name) => {
      if (name === 'measureText') return (words: string) => ({ width: letter * words.length })
      if (name === 'fill') return () => handles++
      if (name !== 'fillText') return own[String(name)] ?? (() => {})
      return (words: string, x: number, y: number) => {
        const width = letter * words.length
        const from = x - (own.textAlign === 'right' ? width : own.textAlign === 'center' ? width / 2 : 0)
        texts.push({ from, to: from + width, y })
      }
    },
  }) as unknown as CanvasRenderingContext2D
  const area = { width: 600, height: 300, unit: 1, dark: false, ...(figure && { figure: { family: 'f' } }) }
  const pen = { context, area, colors: {}, r: 1, family: 'f' } as unknown as Pen
  const layout = { rows: [0, 1], top: 40, left: 0, plotWidth: 600, x: (u: number) => 300 + scale * u } as unknown as MembraneLayout
  drawHandles(pen, frame, layout, null)
  return { texts, handles, tight: thresholdText(pen, frame, layout, null) !== null }
}

it('a figure has no handles, and the page has three', () => {
  expect(drawn(100, 6, true).handles).toBe(0)
  expect(drawn(100, 6, false).handles).toBe(3)
})

it.each([20, 40, 50, 56, 60, 80])('numbers do not touch each other, with %i px between the threshold and the edge', (scale) => {
  for (const [letter, figure] of [
    [6, false],
    [8, false],
    [8.5, true],
  ] as const) {
    const { texts } = drawn(scale, letter, figure)
    for (const [k, a] of texts.entries())
      for (const b of texts.slice(k + 1)) if (a.y === b.y) expect(a.to < b.from - 2 || b.to < a.from - 2).toBe(true)
  }
})

it('the number of the threshold stands above where it would touch the upper edge', () => {
  expect({ at80: drawn(80, 6, false).tight, at40: drawn(40, 6, false).tight }).toEqual({ at80: false, at40: true })
})
