/** Strips of seeds: a point for every seed, the mean and the interval, on the axis of the column. */
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { rangeOf, SeedStrip } from './seed-strip'

const strip = (values: readonly number[], interval: { low: number; high: number } | null, range = { low: 0, high: 1 }) => {
  const html = renderToStaticMarkup(createElement(SeedStrip, { placing: { values, interval, behind: null, returns: null }, range }))
  return [...html.matchAll(/ d="([^"]*)"/g)].map(([, path]) => path)
}

test('every seed is a point, also equal ones', () => {
  expect(strip([0, 1, 1], { low: 0, high: 1 })).toEqual(['M5 8H107', 'M73 2V14', 'M5 4h0M107 8h0M107 12h0'])
})
test('one seed has no interval, and equal seeds are in the middle', () => {
  expect(strip([0.5], null, { low: 0.5, high: 0.5 })).toEqual(['M56 2V14', 'M56 4h0'])
  expect(strip([], null)).toEqual([''])
})
test('a column has the range of all its seeds', () => {
  expect(rangeOf([{ values: [3, 1] }, null, { values: [2] }])).toEqual({ low: 1, high: 3 })
  expect(rangeOf([null])).toBeNull()
})
