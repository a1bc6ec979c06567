/** Words and options of the terminal programs, in the order in which they are written. */
import { expect, test } from 'vitest'
import { readCommandLine } from './command-line'
import { variantOf } from './terminal'

const GRAMMAR = { steps: 'N', set: 'path=value', list: '' }
const read = (...args: string[]) => readCommandLine(GRAMMAR, args)

test('options come in their order, wherever the words are, and one may come several times', () => {
  expect(read('--set', 'a=1', 'blank', '--list', '--set=b==2', '--steps', '-1')).toEqual({
    words: ['blank'],
    options: [
      { name: 'set', value: 'a=1' },
      { name: 'list', value: '' },
      { name: 'set', value: 'b==2' },
      { name: 'steps', value: '-1' },
    ],
  })
})

test('what follows two dashes is a word', () => {
  expect(read('--', '--list')).toEqual({ words: ['--list'], options: [] })
})

test.each([
  [['--foo'], '--foo is not an option. There are --steps N, --set path=value, --list'],
  [['--toString'], '--toString is not an option. There are --steps N, --set path=value, --list'],
  [['-x'], '-x is not an option. There are --steps N, --set path=value, --list'],
  [['--steps'], '--steps wants a value after it.'],
  [['--list=yes'], '--list takes no value.'],
])('%j is refused', (args, message) => {
  expect(() => read(...args)).toThrow(message)
})

test('a program without options says only that', () => {
  expect(() => readCommandLine({}, ['--foo'])).toThrow(/^--foo is not an option\.$/)
})

test('the values of a variant may be JSON with commas', () => {
  expect(variantOf('LIF: network.memory={"kind":"lif","gain":4}, neuron.reset=zero')).toEqual({
    title: 'LIF',
    edits: [
      ['network.memory', { kind: 'lif', gain: 4 }],
      ['neuron.reset', 'zero'],
    ],
  })
  expect(variantOf('as it is').edits).toEqual([])
})
