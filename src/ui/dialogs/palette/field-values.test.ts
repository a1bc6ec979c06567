/** A field and a value are typed as words; choosing the command sets the field. */
import { expect, test } from 'vitest'
import { formOf } from '../../../experiments/form'
import { presetNamed } from '../../../experiments/presets'
import { fieldChoices, typedValues } from './field-values'
import { findCommands } from './palette-search'

const draft = presetNamed('blank')!.experiment
const rows = formOf(draft, draft).flatMap(({ rows }) => rows)

/** The value that the first matching command sets. */
function first(text: string): unknown {
  const edits: (readonly [string, unknown])[] = []
  const set = (path: string, value: unknown) => void edits.push([path, value])
  const command = typedValues(rows, text, set)[0] ?? findCommands(fieldChoices(rows, set), text)[0]
  command?.act()
  return edits[0]
}

test('a number or a list goes to the field whose name precedes it', () => {
  expect(first('threshold 0.4')).toEqual(['neuron.threshold', 0.4])
  expect(first('set threshold to 0.4')).toEqual(['neuron.threshold', 0.4])
  expect(first('Threshold = 0.4')).toEqual(['neuron.threshold', 0.4])
  expect(first('batch size 50')).toEqual(['data.batch', 50])
  expect(first('learning rate 1e-3')).toEqual(['optimizer.rate', 1e-3])
  expect(first('hidden layers 3 x 64')).toEqual(['network.hidden', [64, 64, 64]])
  expect(typedValues(rows, 'threshold 0.4', () => {})[0]?.label).toBe('Set Threshold to 0.40')
})

test('a choice is found by its name', () => {
  expect(first('encoder poisson')).toEqual(['encoder.kind', 'poisson'])
  expect(first('adaptive width')).toEqual(['surrogate.window', 'adaptive'])
})

test('a value that the field cannot have is not offered', () => {
  expect(first('threshold 1e9')).toBeUndefined()
  expect(first('batch size 2.5')).toBeUndefined()
  expect(first('0.4')).toBeUndefined()
})
