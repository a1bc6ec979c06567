/** What was typed finds the actions that it means. */
import { expect, test } from 'vitest'
import { findCommands } from './palette-search'

const all = ['Play: train', 'Step: train one batch', 'Select layer lif1', 'Learning curves: Table', 'Open Display'].map((words) => ({
  words,
  group: 'Run' as const,
}))
const words = (text: string) => findCommands(all, text).map((command) => command.words)

test('nothing typed: all, in their order', () => {
  expect(words('  ')).toEqual(all.map((command) => command.words))
})

test('every typed word must be there, in any case and order', () => {
  expect(words('TABLE curves')).toEqual(['Learning curves: Table'])
  expect(words('layer 1')).toEqual(['Select layer lif1'])
  expect(words('table layer')).toEqual([])
})

test('words that begin so come before those that only hold it', () => {
  expect(words('play')).toEqual(['Play: train', 'Open Display'])
  expect(words('tra')).toEqual(['Play: train', 'Step: train one batch'])
})
