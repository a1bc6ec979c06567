/** The list of commands: unique names and keys, which key means which command, and what is disabled. */
import { expect, test } from 'vitest'
import { findCommands } from '../dialogs/palette/palette-search'
import { keyRows, pressed } from '../state/command'
import { store } from '../state/store/store'
import { commandsOf } from './commands'

const event = (key: string, held: Partial<Record<'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey', true>> = {}) => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
})
const layers = ['input', 'lif1', 'lif2'].map((name) => ({
  name,
  kind: name === 'input' ? ('input' as const) : ('lif' as const),
  shape: [4],
  inputs: 4,
  parameters: 0,
  watchable: [],
}))

test('ids and keys are unique', () => {
  const commands = commandsOf({ ...store.getState(), layers })
  const unique = (list: readonly string[]) => expect([...new Set(list)]).toEqual(list)
  unique(commands.map(({ id }) => id))
  unique(commands.flatMap(({ keys }) => keys ?? []))
})

test('each key belongs to one command only', () => {
  const commands = commandsOf({ ...store.getState(), layers })
  const meant = (of: ReturnType<typeof event>) => commands.filter(({ keys }) => keys && pressed(keys, of)).map(({ id }) => id)
  expect(meant(event(' '))).toEqual(['play'])
  expect(meant(event('ArrowRight'))).toEqual(['step'])
  expect(meant(event('ArrowRight', { shiftKey: true }))).toEqual(['next-step'])
  expect(meant(event('z', { ctrlKey: true }))).toEqual(['undo'])
  expect(meant(event('Z', { metaKey: true, shiftKey: true }))).toEqual(['redo'])
  expect(meant(event('k', { metaKey: true }))).toEqual(['palette'])
  expect(meant(event('?', { shiftKey: true }))).toEqual(['keys'])
  expect(meant(event('2'))).toEqual(['layer lif2'])
  expect(meant(event('r'))).toEqual(['reset'])
  expect(meant(event('r', { ctrlKey: true }))).toEqual([])
  expect(meant(event('r', { altKey: true }))).toEqual([])
  expect(meant(event('R', { shiftKey: true }))).toEqual([])
})

test('what people type first finds a command', () => {
  const commands = commandsOf({ ...store.getState(), layers, run: { kind: 'paused' } as never })
  const found = (text: string) => findCommands(commands, text).map(({ id }) => id)
  expect(found('pytorch')).toEqual(['code'])
  expect(found('stop')).toContain('play')
  expect(found('download')).toEqual(expect.arrayContaining(['code', 'runs']))
  for (const text of ['accuracy', 'confusion']) expect(found(text), text).toContain('evaluate')
  for (const text of ['zoom', 'font']) expect(found(text), text).toContain('scale 150')
  // By the name that links and commands have.
  for (const text of ['riddle', 'riddle-ppo']) expect(found(text), text).toContain('preset riddle-ppo')
})

test('before a network is open, training and undo are disabled', () => {
  const able = commandsOf({ ...store.getState(), run: { kind: 'idle' }, past: [], future: [] }).filter(({ enabled }) => enabled ?? true)
  for (const id of ['play', 'step', 'reset', 'undo', 'redo']) expect(able.map((command) => command.id)).not.toContain(id)
})

test('the list of keys has each key once, and the layers in one row', () => {
  const rows = keyRows(commandsOf({ ...store.getState(), layers }))
  expect(rows.map(([keys]) => keys)).toEqual([
    'Space',
    '→',
    'R',
    'Ctrl Z',
    'Ctrl Shift Z',
    'S',
    'Shift →',
    'F',
    'P',
    'H',
    'V',
    'Ctrl K',
    '?',
    '1 … 9',
    'F1',
  ])
})
