/** The label of a class: its name, if that says more than its number. */
import { expect, it } from 'vitest'
import { dataSchema, dataShape } from '../../../data/datasets/schema'
import { namesOf } from './class-names'

it('is its name, or its number', () => {
  const named = namesOf(['left', 'right'])
  expect(named.of(1)).toBe('right')
  expect(named.is(0)).toBe('“left”')
  for (const words of [undefined, [], ['0', '1']]) {
    expect(namesOf(words).of(1)).toBe('1')
    expect(namesOf(words).is(1)).toBe('a 1')
  }
})

it('of the sets with a name has one for each class, and no two alike', () => {
  for (const kind of ['dvsGesture', 'cifar10Dvs', 'cifar10', 'fashionMnist', 'kmnist', 'emnist', 'shd', 'speechCommands']) {
    const { classes, classNames } = dataShape(dataSchema.parse({ kind }))
    expect(new Set(classNames).size, kind).toBe(classes)
  }
})
