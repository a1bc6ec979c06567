/** Nothing of a text reaches a shader, a file name or the screen but through its tree; that none reaches Python is in python.test.ts. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printedOf } from '../../testing/equations'
import { backwardSource } from './backward-shader'
import { modelOf, read } from './check'
import { formulas, print } from './print'
import { forwardSource } from './shader'
import { SHELF } from './shelf'
import { GIVEN, isFunction, MEASURED, type Model, WORDS } from './tree'

const shelved = fc.constantFrom(...SHELF.map(({ text }) => text))
const NAME = /^[A-Za-z_][A-Za-z_0-9]{0,31}$/

/** The names that a text gives a meaning to, but for s, the output. */
const namesOf = ({ parameters, lines, surrogate }: Model): string[] =>
  [...new Set([...parameters, ...lines].map(({ name }) => name)), ...(surrogate ? [surrogate.variable] : [])].filter((name) => name !== 's')

const isFree = (name: string) =>
  NAME.test(name) &&
  !([...GIVEN, ...WORDS, ...MEASURED, 's', 'if'] as readonly string[]).includes(name) &&
  !isFunction(name) &&
  !(name in {})

/** Names that mean something in WGSL or in the shaders around a text, and any other. */
const name = fc
  .oneof(
    fc.constantFrom(
      ...'params stored0 v0 p0 Real current fn let override workgroupBarrier main select f32 array LANES column __ _'.split(' '),
    ),
    fc.string({ unit: fc.constantFrom(...'abzAZ_09'), minLength: 1, maxLength: 8 }),
  )
  .filter(isFree)

const shaders = (text: string): string[] =>
  (['alone', 'recurrent'] as const).flatMap((place) => {
    const printed = printedOf(text, place)
    return [forwardSource(printed), backwardSource(printed, place === 'alone' ? 'plain' : 'recurrent')].map(({ code }) => code)
  })

test('whatever a text calls its names, and whatever its comments say, its shaders are the same', () => {
  const comment = fc
    .oneof(fc.constantFrom('*/', '//#include lib/real', '{', '@compute'), fc.string())
    .map((said) => said.replace(/[\r\n]/g, ' '))
  fc.assert(
    fc.property(shelved, fc.uniqueArray(name, { minLength: 24, maxLength: 24 }), comment, (text, names, said) => {
      const own = namesOf(modelOf(text))
      const to = new Map(own.map((one, at) => [one, names[at]!]))
      const renamed = text
        .split('\n')
        .map((line) => `${line.replace(/#.*/, '').replace(/[A-Za-z_]\w*/g, (word) => to.get(word) ?? word)}  # ${said}`)
        .join('\n\n')
      expect(namesOf(modelOf(renamed))).toEqual(own.map((one) => to.get(one)))
      expect(shaders(renamed)).toEqual(shaders(text))
    }),
    { numRuns: 25 },
  )
})

test('of any text that can be read, names are letters, digits and underscores, and formulas have no other sign than those of the language', () => {
  const piece = fc.oneof(name, fc.constantFrom('<b>', '&', '"', '/', '\\', '..', '\0', '#', '=', '\n'), fc.string())
  const mutated = fc
    .tuple(shelved, fc.array(fc.tuple(fc.nat(300), fc.nat(3), piece), { maxLength: 2 }))
    .map(([text, cuts]) => cuts.reduce((now, [at, length, put]) => now.slice(0, at) + put + now.slice(at + length), text))
  let readable = 0
  fc.assert(
    fc.property(mutated, (text) => {
      const found = read(text)
      if (!found.ok) return
      readable++
      // File names of a run use these names: equations1.beta.csv, membrane-equations1-v.csv.
      for (const one of namesOf(found.model)) expect(one).toMatch(NAME)
      for (const side of formulas(found.model).flat()) expect(side).toMatch(/^[\w .,()[\]+/^<>=·−≥≤≈∂α-ω]*$/)
      expect(print(found.model)).toMatch(/^[\w .,()[\]+\-*/^<>=\n]*$/)
    }),
    { numRuns: 200 },
  )
  expect(readable).toBeGreaterThan(50)
})
