/** A search finds the intended commands. */
import { expect, test } from 'vitest'
import { findCommands } from './palette-search'

const all = ['Play: train', 'Step: train one batch', 'Select layer lif1', 'Learning curves: Table', 'Open Display'].map((label) => ({
  label,
  group: 'Run' as const,
}))
const labels = (text: string) => findCommands(all, text).map((command) => command.label)

test('nothing typed: all, in their order', () => {
  expect(labels('  ')).toEqual(all.map((command) => command.label))
})

test('every typed word must be there, in any case and order', () => {
  expect(labels('TABLE curves')).toEqual(['Learning curves: Table'])
  expect(labels('layer 1')).toEqual(['Select layer lif1'])
  expect(labels('table layer')).toEqual([])
})

test('other words find a command, behind those that have the word in their label', () => {
  const commands = [
    { label: 'Play: train', group: 'Run' as const, also: 'start stop' },
    { label: 'Stop the history', group: 'Views' as const },
  ]
  expect(findCommands(commands, 'stop').map(({ label }) => label)).toEqual(['Stop the history', 'Play: train'])
  expect(findCommands(commands, 'top')).toEqual([commands[1]])
})

test('a match at the start of a word comes before one within a word', () => {
  expect(labels('play')).toEqual(['Play: train', 'Open Display'])
  expect(labels('tra')).toEqual(['Play: train', 'Step: train one batch'])
})
