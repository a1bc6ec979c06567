/** Calls of one function that do not wait for each other are one loop, and everything is computed once, behind what it needs. */
import { describe, expect, it } from 'vitest'
import { modelOf } from './check'
import { differentiate } from './derivative'
import { programOf } from './program'
import { bodyOf } from './wgsl'

const sum = (count: number, term: (i: number) => string) => Array.from({ length: count }, (_, i) => term(i + 1)).join(' + ')
const textOf = (line: string) => `a = ${line}\nv = 0.9*v[t-1] + a\ns = spike(v - 1)`

/** The statements of the backward pass of a step. */
function printed(line: string) {
  const program = programOf(modelOf(textOf(line)))
  const { program: derived, gradients } = differentiate(program)
  const around = { program, shown: program.potential, uniform: [], stored: [], surrogate: 3, measured: false, smooth: false }
  return bodyOf(derived.operations, [gradients.x!, gradients.before.v!], { printed: around, outer: ({ op, name }) => `${op}_${name}` })
}

const calls = (statements: readonly string[], name: string) => statements.filter((line) => new RegExp(`\\b${name}\\(`).test(line)).length

describe('hundreds of calls', () => {
  it('of one argument are a loop for each function', () => {
    const { step } = printed(sum(300, (i) => `sin(${i}*x)`))
    expect(calls(step, 'sine')).toBe(1)
    expect(calls(step, 'cosine')).toBe(1)
    expect(step.join('\n')).toMatch(
      /array<Real, 300>\(v\d+, .*\nfor \(var k = 0u; k < 300u; k\+\+\) \{ (calls\d+_0\[k\]) = cosine\(\1\); \}\nlet v\d+ = calls/,
    )
  })

  it('are as late as they can be where more of them then stand side by side', () => {
    const { step } = printed(Array.from({ length: 40 }).reduce<string>((inner) => `sin(${inner})`, 'x'))
    expect(calls(step, 'sine')).toBe(40)
    expect(calls(step, 'cosine')).toBe(1)
  })

  it('that wait for others follow them, with all of their arguments', () => {
    const { step } = printed(sum(20, (i) => `(1 + tanh(sin(${i}*x) + exp(-${i}*x))^2)^1.5*cos(x + ${i})`))
    for (const name of ['sine', 'exp', 'tangent', 'cosine']) expect(calls(step, name), name).toBeGreaterThan(0)
    expect(step.filter((line) => line.startsWith('for '))).toHaveLength(5)
    expect(step.join('\n')).toMatch(/calls\d+_0\[k\] = power\(calls\d+_0\[k\], calls\d+_1\[k\]\)/)
  })
})

it.each([
  ['calls in loops', sum(20, (i) => `(1 + tanh(sin(${i}*x) + exp(-${i}*x))^2)^1.5*cos(x + ${i})`)],
  ['calls one after the other', Array.from({ length: 40 }).reduce<string>((inner) => `sin(${inner})`, 'x')],
  ['no calls', sum(30, (i) => `${i}*x^2`)],
])('everything is computed once, behind what it needs: %s', (_, line) => {
  const { fixed, step } = printed(line)
  const known = new Set<string>()
  for (const statement of [...fixed, ...step]) {
    const [, name, right = statement] = /^(?:let|var) (\w+) = (.*);$/.exec(statement) ?? []
    for (const used of right.match(/\b(?:v|calls)\d+(?:_\d)?\b/g) ?? []) expect(known, `${used} in ${statement}`).toContain(used)
    if (name === undefined) continue
    expect(known).not.toContain(name)
    known.add(name)
  }
})

it('a comparison that only decides is no number of its own', () => {
  const { step } = printed('min(x, v[t-1]) + where(v[t-1] > 0.5, 0.3, 2*x)')
  expect(step.filter((line) => line.includes('flag('))).toEqual([])
  expect(printed('(x > 0.5)*2 + where(x > 0.5, 0.3, 2*x)').step.filter((line) => line.includes('flag('))).toHaveLength(1)
})

it('a few calls stay where they are', () => {
  expect(printed(sum(5, (i) => `sin(${i}*x)`)).step.join('\n')).not.toContain('for ')
})
