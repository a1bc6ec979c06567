/** Links to a single neuron: they come back whole, mean the same for ever, and say what is wrong with them. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type SingleNeuron, singleNeuronSchema } from '../networks/single/schema'
import { MAX_TEXT } from '../neurons/equations/schema'
import { decodeLink } from './link'
import { decodeNeuron, encodeNeuron } from './neuron-link'
import { pack } from './pack'

const neuron = (change: object = {}): SingleNeuron => singleNeuronSchema.parse(change)
const WAVE = Array.from({ length: 200 }, (_, t) => Number(Math.sin(t / 9).toFixed(2)))
const lif = { kind: 'lif', decay: 0.9, threshold: 1, inputGain: 1, reset: 'zero', resetTo: 0, detachReset: false }

test('equations may be typed into a link', async () => {
  const decoded = await decodeNeuron('#neuron=lif.1&steps=30&equations=v = 0.9*v[t-1] + x%0As = spike(v - 1)')
  expect(decoded).toMatchObject({ ok: true, experiment: { steps: 30, equations: 'v = 0.9*v[t-1] + x\ns = spike(v - 1)' } })
})

test.each([
  ['as it opens', {}],
  ['drawn over all steps', { steps: 200, current: { kind: 'drawn', values: WAVE } }],
  ['of every part another kind', { neuron: { kind: 'plif' }, recurrence: { kind: 'adaptive' }, surrogate: { kind: 'gaussian' } }],
])('a neuron comes back whole: %s', async (_, change) => {
  const link = await encodeNeuron(neuron(change))
  expect(link).toMatch(/^#neuron=/)
  expect(link.length).toBeLessThan(2000)
  for (const sent of [link, link.slice(1), `https://host/lab/${link}`, encodeURIComponent(link), `<${link}>.`])
    expect(await decodeNeuron(sent)).toMatchObject({ ok: true, experiment: neuron(change), notes: [] })
})

test('more than a dozen changes are packed, and come back', async () => {
  const changed = neuron({
    neuron: { ...lif, decay: 0.1, threshold: 2, inputGain: 0.5, reset: 'subtract', resetTo: -1, detachReset: true },
    recurrence: { kind: 'skip', span: 3 },
    recurrentWeight: 1,
    surrogate: { kind: 'rect', window: 'adaptive', width: 2 },
    current: { kind: 'step', height: 1, start: 2, length: 3 },
    steps: 20,
    gradient: 'spikes',
  })
  const link = await encodeNeuron(changed)
  expect(link).toMatch(/^#neuron=d1\./)
  expect(await decodeNeuron(link)).toMatchObject({ ok: true, experiment: changed })
})

const TEXT =
  'param beta = 1.8 in 0..10\nb = 0.97*b[t-1] + s[t-1]  # “<b>&amp;=%25</b>”\nv = 0.9*v[t-1] + x - s[t-1]\ns = spike(v - 1 - beta*b)'

test.each([
  ['a text', TEXT],
  ['one word', 'x'],
  ['no text', ''],
  ['a text with a fault', 's = spike(u'],
  ['the longest text', '# <script>\n'.repeat(1489).slice(0, MAX_TEXT)],
])('equations come back to the character: %s', async (_, equations) => {
  const link = await encodeNeuron(neuron({ equations }))
  expect(link).toMatch(/^#neuron=[\w.&=-]+$/)
  expect(await decodeNeuron(link)).toMatchObject({ ok: true, experiment: neuron({ equations }), notes: [] })
})

test('a text that is longer, or is none, is refused in a sentence', async () => {
  for (const equations of ['x'.repeat(MAX_TEXT + 1), 3, [TEXT], { text: TEXT }]) {
    const decoded = await decodeNeuron(`#neuron=d1.${await pack({ preset: 'lif', experiment: { equations } })}`)
    expect(decoded).toMatchObject({ ok: false, message: expect.stringMatching(/^.{10,600}\.$/) })
  }
})

/** Published links, none of which may ever change its meaning. */
const GOLDEN: readonly (readonly [link: string, opened: object])[] = [
  [
    '#neuron=lif.1',
    {
      version: 1,
      neuron: lif,
      recurrence: { kind: 'none' },
      recurrentWeight: -0.5,
      surrogate: { kind: 'rect', window: 'fixed', width: 1 },
      current: { kind: 'step', height: 0.25, start: 6, length: 40 },
      steps: 60,
      gradient: 'none',
    },
  ],
  [
    '#neuron=lif.1&neuron.kind=plif&recurrence.kind=skip&surrogate.kind=atan&current.kind=poisson&gradient=membrane&steps=120',
    {
      version: 1,
      neuron: { kind: 'plif', initialDecay: 0.2, threshold: 1, inputGain: 1, reset: 'zero', resetTo: 0, detachReset: false },
      recurrence: { kind: 'skip', span: 4 },
      recurrentWeight: -0.5,
      surrogate: { kind: 'atan', scale: 2 },
      current: { kind: 'poisson', rate: 0.3, weight: 0.8, seed: 1 },
      steps: 120,
      gradient: 'membrane',
    },
  ],
  [
    '#neuron=lif.1&current.kind=drawn&current.values=0.5,-1,2&neuron.reset=subtractDelayed&steps=3',
    {
      version: 1,
      neuron: { ...lif, reset: 'subtractDelayed' },
      recurrence: { kind: 'none' },
      recurrentWeight: -0.5,
      surrogate: { kind: 'rect', window: 'fixed', width: 1 },
      current: { kind: 'drawn', values: [0.5, -1, 2] },
      steps: 3,
      gradient: 'none',
    },
  ],
  [
    '#neuron=d1.HczBCsIwEEXRX3m8la1NsUsD_RJ1UXAsQ2uMmRgKpf8uZHk5cHfGJCaZnqu-2FG2KEnfEjL9Tvn-pqyfYPQsGHHpr225ZTc8cMYGB6txD4YRFnWRU4HD0LDjnKan1g-rGI_jDw',
    {
      version: 1,
      neuron: lif,
      equations: 'v = 0.9*v[t-1] + x - s[t-1]\ns = spike(v - 1)',
      recurrence: { kind: 'none' },
      recurrentWeight: -0.5,
      surrogate: { kind: 'rect', window: 'fixed', width: 1 },
      current: { kind: 'step', height: 0.25, start: 6, length: 40 },
      steps: 60,
      gradient: 'spikes',
    },
  ],
]
test.each(GOLDEN)('%s means the same for ever', async (link, opened) => {
  const decoded = await decodeNeuron(link)
  expect(decoded).toMatchObject({ ok: true, notes: [] })
  expect(decoded?.ok && decoded.experiment).toEqual(opened)
})

test.each(['#neuron', '#neuron=', '#neuron=lif', '#neuron=&steps=60'])('%s is the neuron as it opens', async (link) => {
  expect(await decodeNeuron(link)).toMatchObject({ ok: true, experiment: neuron() })
})

test('a number out of range is the nearest, in the words of the neuron’s own schema', async () => {
  expect(await decodeNeuron('#neuron=lif.1&neuron.decay=7&steps=1e9')).toMatchObject({
    ok: true,
    experiment: { neuron: { decay: 1 }, steps: 200 },
    notes: [
      'Decay (neuron.decay) was 7, which is not allowed. It opens as 1, the nearest that is.',
      'Steps (steps) was 1000000000, which is not allowed. It opens as 200, the nearest that is.',
    ],
  })
})

test('faults are named, and what is sound opens', async () => {
  const decoded = await decodeNeuron('#neuron=lif.1&neuron.treshold=2&surrogate.kind=atn&steps=30')
  expect(decoded).toMatchObject({ ok: false, instead: { experiment: neuron({ steps: 30 }) } })
  const message = decoded?.ok === false ? decoded.message : ''
  expect(message).toContain('neuron has no setting called “treshold”.')
  expect(message).toContain('The nearest is neuron.threshold.')
  expect(message).toContain('Allowed: rect, triangle, sigmoid, atan, fastSigmoid, gaussian, formula.')
})

test.each([
  ['of another model', 'tanh.1'],
  ['of a later version', 'lif.9'],
  ['damaged', 'd1.AAAA'],
  ['longer than a neuron is computed', `lif.1&current.kind=drawn&current.values=${'1,'.repeat(5000)}1`],
])('is refused in a sentence: %s', async (_, said) => {
  expect(await decodeNeuron(`#neuron=${said}`)).toMatchObject({ ok: false, message: expect.stringMatching(/^.{10,600}\.$/) })
})

test('what packs another thing is refused', async () => {
  for (const value of [{}, { experiment: 3 }, { preset: 'lif', experiment: { neuron: [] } }, { experiment: {}, more: 1 }])
    expect((await decodeNeuron(`#neuron=d1.${await pack(value)}`))?.ok).toBe(false)
})

test('any text is answered', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 200 }), async (text) => {
      const decoded = await decodeNeuron(`#neuron=lif.1&${text}`)
      if (decoded?.ok) expect(singleNeuronSchema.parse(decoded.experiment)).toEqual(decoded.experiment)
      else if (decoded) expect(decoded.message.length).toBeGreaterThan(10)
    }),
    { numRuns: 200 },
  )
})

test('it is no link of an experiment, and an experiment’s is none of it', async () => {
  expect(await decodeLink('#neuron=lif.1')).toMatchObject({ ok: false, message: expect.stringContaining('single neuron') })
  for (const link of ['', '#window.1', '#blank.1&neuron.decay=0.3', '#url=https://host/neuron']) expect(await decodeNeuron(link)).toBe(null)
})
