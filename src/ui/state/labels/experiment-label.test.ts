import { expect, test } from 'vitest'
import { presetNamed } from '../../../experiments/presets'
import { shapeText } from './experiment-label'

test('data without an end say so', () => {
  const textOf = (name: string) => shapeText(presetNamed(name)!.experiment.data)
  expect(textOf('temporal-xor-stream')).toBe('26 steps × 20, 2 classes, an endless stream')
  expect(textOf('temporal-xor')).not.toContain('endless')
})
