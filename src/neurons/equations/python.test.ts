/** Equations as Python: readable, and of a text nothing reaches it but through the tree. What it computes is compared in testing/code. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { modelOf, read } from './check'
import { PYTHON_FUNCTIONS, pythonOf } from './python'
import { namingOf } from './python-names'
import { SHELF } from './shelf'
import { statesOf } from './tree'

const AROUND = { like: 'xs', spike: (z: string) => `Spike.apply(${z})`, maps: false, taken: [] } as const
const of = (text: string) => pythonOf(modelOf(text), AROUND)
const linesOf = ({ parameters, ranges, constants, start, step }: ReturnType<typeof pythonOf>) => [
  ...parameters,
  ...ranges,
  ...constants,
  ...start,
  ...step,
]

test('a text becomes the lines that one would write', () => {
  const text = `param alpha = 0.9 in 0..1 learned per neuron
param beta = 1.8 in 0..10
param theta = 1
b = 0.97*b[t-1] + s[t-1]
v = alpha*v[t-1] + x - theta*s[t-1]
s = spike(v - theta - beta*b)`
  expect(linesOf(of(text))).toEqual([
    'self.alpha = nn.Parameter(torch.full((features,), 0.9))  # learned per neuron, kept in 0..1',
    'self.alpha.clamp_(0, 1)',
    'alpha = self.alpha',
    'beta = 1.8',
    'theta = 1',
    'b = s = v = torch.zeros_like(xs[0])',
    'b = 0.97 * b + s',
    'v = alpha * v + x - theta * s',
    's = Spike.apply(v - theta - beta * b)',
  ])
})

test.each([
  ['u = u[t-1] + x\nw = u[t-1]\ns = u + w', ['u_before = u', 'u = u_before + x', 'w = u_before', 's = u + w']],
  ['v = (x > 0.5)*(1 - (x <= 1))\ns = v', ['v = (x > 0.5).to(xs) * (1 - (x <= 1).to(xs))', 's = v']],
  ['s = detach(x + 1) - -2^2 + 2^-x', ['s = (x + 1).detach() - -4 + 2 ** (-x)']],
  ['s = clamp(x, 0, 1)', ['s = smaller(larger(x, 0), 1)']],
  ['s = where(x > 1, 1, 2)*where(x, 1, x)', ['s = torch.where(x > 1, xs.new_tensor(1), 2) * torch.where(x != 0, 1, x)']],
  ['s = exp(1000)*x + 1/0 + (0/0)^x', ['s = math.inf * x + math.inf + math.nan ** x.detach()']],
  ['s = 3', ['s = torch.zeros_like(x) + 3']],
  ['s = spike(1)', ['s = torch.zeros_like(x) + Spike.apply(xs.new_tensor(1))']],
  ['s = x*t/T', ['t = xs.new_tensor(float(t))', 's = x * t / T']],
])('%s', (text, step) => {
  expect(of(text).step).toEqual(step)
})

test('what numbers and parameters alone give is computed once', () => {
  const { constants, step } = of('param a = 0.5\nparam k = 2 learned\nc = log(a)\nd = c*k\nv = d*v[t-1] + x\ns = spike(v - 1)')
  expect(constants).toEqual(['a = 0.5', 'k = self.k', 'c = math.log(a)', 'd = c * k'])
  expect(step).toEqual(['v = d * v + x', 's = Spike.apply(v - 1)'])
})

/** Names that mean something in Python, in torch or in a module, and such that only look so. */
const NAMED = `lambda lambda_ lambda_2 None self torch nn F xs spikes Spike print forward training type __class__
  __import__ __init__ _ __ _1 __1_ STEPS STEPS_ class class_ v_before slope power requires_grad_ eval
  exec state_dict zero_grad features math len float gamma`.split(/\s+/)
const name = fc.oneof(fc.constantFrom(...NAMED), fc.stringMatching(/^[A-Za-z_][A-Za-z_0-9]{0,6}$/))
const IDENTIFIER = /[A-Za-z_][A-Za-z_0-9]*/g

test('no two names become one, and none becomes a name that means something', () => {
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 12 }), (names) => {
      const text = `${names.map((name) => `${name} = ${name}[t-1] + x`).join('\n')}\ns = x`
      const found = read(text)
      if (!found.ok) return
      const naming = namingOf(found.model, ['gamma'])
      const all = [...names.map(naming.here), ...statesOf(found.model).map(naming.before)]
      expect(new Set(all).size).toBe(all.length)
      for (const here of all) {
        expect(here).toMatch(/^[A-Za-z][A-Za-z_0-9]*$/)
        expect(here).not.toMatch(
          /__|^[A-Z_0-9]{2,}$|^(lambda|None|self|torch|nn|F|xs|spikes|forward|training|type|class|requires_grad_|eval|features|math|len|float|gamma)$/,
        )
      }
    }),
    { numRuns: 200 },
  )
})

test('of any text that can be read, only its numbers and names reach the code', () => {
  const vocabulary = new Set(
    [
      'self nn Parameter torch full empty uniform_ normal_ features STEPS learned per layer channel neuron step kept in clamp_ zeros_like',
      'xs x new_tensor float len def spike with no_grad slope return Spike apply to detach where math pi inf nan F softplus threshold',
      'exp log sqrt abs tanh sin cos sigmoid relu floor sign t T e',
      ...Object.keys(PYTHON_FUNCTIONS),
    ].flatMap((words) => words.split(' ')),
  )
  const piece = fc.oneof(
    name,
    fc.constantFrom('"""', '\n', '#', ';', '\\', "'", '(', ')', '[t-1]', '=', 'spike(', 'param ', ' learned '),
    fc.string(),
  )
  const text = fc
    .tuple(
      fc.constantFrom(...SHELF.map(({ text }) => text)),
      fc.array(fc.tuple(name, name), { maxLength: 4 }),
      fc.array(fc.tuple(fc.nat(400), fc.nat(4), piece), { maxLength: 2 }),
    )
    .map(([shelf, renames, cuts]) => {
      const own = [...new Set(shelf.match(/\b(v|u|w|i|theta|tau|alpha)\b/g) ?? [])]
      const renamed = renames.reduce((now, [to], i) => (own[i] ? now.replaceAll(new RegExp(`\\b${own[i]}\\b`, 'g'), to) : now), shelf)
      return cuts.reduce((now, [at, length, put]) => now.slice(0, at) + put + now.slice(at + length), renamed)
    })
  let printed = 0
  fc.assert(
    fc.property(text, (text) => {
      const found = read(text)
      if (!found.ok) return
      printed++
      const naming = namingOf(found.model, [])
      const { parameters, lines, surrogate } = found.model
      const own = new Set([
        ...[...parameters, ...lines].map(({ name }) => naming.here(name)),
        ...(surrogate ? [naming.here(surrogate.variable)] : []),
        ...statesOf(found.model).map(naming.before),
      ])
      for (const line of linesOf(pythonOf(found.model, AROUND))) {
        expect(line).toMatch(/^[A-Za-z_0-9 .,()+\-*/<>=!:[\]#]*$/)
        for (const [word] of line.matchAll(IDENTIFIER)) expect(own.has(word) || vocabulary.has(word), `${word} in ${line}`).toBe(true)
      }
    }),
    { numRuns: 200 },
  )
  expect(printed).toBeGreaterThan(50)
})
