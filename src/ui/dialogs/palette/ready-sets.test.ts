/** A predefined comparison is found by its name and by those of its variants, and choosing it opens it. */
import { expect, test } from 'vitest'
import { presetNamed } from '../../../experiments/presets'
import { findCommands } from './palette-search'
import { readySets } from './ready-sets'

/** The set that the first command found for a text opens. */
function first(preset: string, text: string): string | undefined {
  const opened: string[] = []
  findCommands(
    readySets(presetNamed(preset)!.experiment, (ready) => opened.push(ready)),
    text,
  )[0]?.act()
  return opened[0]
}

test('the three families of windows are one entry, by its name, by std and as a sweep', () => {
  expect(first('window', 'window follows the potentials')).toBe('following')
  expect(first('window', 'std')).toBe('following')
  expect(first('window', 'sweep mpd')).toBe('following')
})

test('only sets that fit the open experiment are offered', () => {
  expect(first('blank', 'std')).toBeUndefined()
  expect(first('blank', 'gradient window')).toBe('window')
})
