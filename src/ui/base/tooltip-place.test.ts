/** A tooltip covers neither error messages nor what it explains. */
import { expect, test } from 'vitest'
import { type Box, GAP, tooltipPlace } from './tooltip-place'

const view = { width: 400, height: 300 }
const tip = { width: 200, height: 50 }
const box = (left: number, top: number, width: number, height: number): Box => ({ left, top, right: left + width, bottom: top + height })
const field = box(20, 100, 60, 20)

test('it is placed below, above if there is no room below, and within the window', () => {
  expect(tooltipPlace(tip, field, view, [])).toEqual({ left: 20, top: 120 + GAP })
  expect(tooltipPlace(tip, box(20, 270, 60, 20), view, [])).toEqual({ left: 20, top: 270 - 50 - GAP })
  expect(tooltipPlace(tip, box(300, 100, 60, 20), view, []).left).toBe(400 - 200 - GAP)
})

test('it covers no error message', () => {
  const under = box(10, 122, 220, 20)
  expect(tooltipPlace(tip, field, view, [under])).toEqual({ left: 20, top: 100 - 50 - GAP })
  // There is no room above, so the tooltip is below the message.
  const high = box(20, 30, 60, 20)
  expect(tooltipPlace(tip, high, view, [box(10, 52, 220, 20)])).toEqual({ left: 20, top: 72 + GAP })
  // Neither above nor below: next to the field.
  expect(tooltipPlace(tip, high, { ...view, height: 110 }, [box(10, 52, 70, 50)])).toEqual({ left: 80 + GAP, top: 30 })
  // A message below an editor does not cover the places next to the field.
  expect(tooltipPlace(tip, high, view, [box(10, 52, 300, 60), box(10, 120, 300, 20)])).toEqual({ left: 20, top: 140 + GAP })
})

test('a tooltip that is too tall scrolls on the side with more room, and does not cover what it explains', () => {
  const tall = { width: 350, height: 200 }
  expect(tooltipPlace(tall, field, view, [])).toEqual({ left: 20, top: 120 + GAP, height: 300 - 120 - 2 * GAP })
  expect(tooltipPlace(tall, box(20, 170, 60, 20), view, [])).toEqual({ left: 20, top: GAP, height: 170 - 2 * GAP })
  // What fills the window is covered.
  expect(tooltipPlace(tall, box(20, 20, 380, 260), view, [])).toEqual({ left: 20, top: GAP })
})

test('if no place is free it is placed below', () => {
  expect(tooltipPlace(tip, field, view, [box(0, 0, 400, 300)])).toEqual({ left: 20, top: 120 + GAP })
})
