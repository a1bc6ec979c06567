/** Lessons, glossary and docs: everything they name exists, and steps are ticked off in order. */
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { withEdit } from '../../../experiments/edit'
import { formOf } from '../../../experiments/form'
import { presetNamed } from '../../../experiments/presets'
import type { Experiment } from '../../../experiments/schema'
import { diagnose } from '../../../health/diagnose'
import { RULES } from '../../../health/rules'
import { LESSON_NAMES } from '../../../share/lesson'
import { decodeLink } from '../../../share/link'
import { readyFor } from '../../../studies/variants'
import { evidence, frame } from '../../../testing/evidence'
import { inSigns, spoken } from '../../base/glossary'
import { GLOSSARY } from '../../state/labels/glossary'
import { docsAt } from '../../state/settings/docs'
import { store } from '../../state/store/store'
import { normCell } from '../../views/gradient-norm/norms'
import { docsDialog } from './describe'
import { DOC_FILES, imageOf, pageOf, readDoc, slugOf, targetOf } from './doc-pages'
import { normAt } from './found'
import { advance, type Lesson, lackingOf, partsOf, type Seen, straysOf, unmetOf, watchedEvery } from './lesson'
import { LESSONS } from './lessons'
import { Markdown } from './markdown'
import { fieldRow } from './needs'
import { reachedOf } from './reached'
import { matching } from './search-field'
import { stepSeen } from './seen'

const seen = (step: number, more: Partial<Seen> = {}): Seen => ({
  experiment: presetNamed('blank')!.experiment,
  step,
  layer: 'lif1',
  variable: null,
  looksBack: false,
  shown: null,
  onTrial: false,
  layers: [],
  trainLoss: null,
  trainAccuracy: null,
  testAccuracy: null,
  operations: null,
  ...more,
})

const lesson: Pick<Lesson, 'steps' | 'columns'> = {
  columns: ['loss', 'accuracy'],
  steps: [
    { text: 'a', train: 1, found: ({ step }) => `step ${step}` },
    { text: 'b', done: ({ looksBack }) => looksBack },
    { text: 'c', train: 1, row: () => ['κ = 1', '0.5', '90 %'] },
  ],
}

describe('a lesson', () => {
  it('says what happens in plain words', () => {
    for (const { about, steps, question, answer } of Object.values(LESSONS))
      expect([about, ...steps.map(({ text }) => text), question, answer].join(' ')).not.toMatch(
        /grows along|is given ×|on trial|jump over|a comb|\bteeth\b|\bheap\b/,
      )
  })

  it('ticks its steps off in order, keeps what was found then, and never takes one back', () => {
    expect(advance(lesson, [], seen(0))).toEqual([])
    const first = advance(lesson, [], seen(3))
    expect(first).toEqual([{ text: 'step 3' }])
    expect(advance(lesson, first, seen(9))).toBe(first)
    const second = advance(lesson, first, seen(0, { looksBack: true }))
    expect(second).toEqual([{ text: 'step 3' }, { text: '' }])
    const row = ['κ = 1', '0.5', '90 %']
    expect(advance(lesson, second, seen(5)).at(-1)).toEqual({ text: 'κ = 1: loss 0.5, accuracy 90 %.', row })
  })

  it('does not tick off a step that was trained with other settings, and says what to set', async () => {
    const [, , , direct] = LESSONS.steps.steps
    const { experiment } = await opened('steps')
    expect(lackingOf(direct!, experiment)).toBe('First set Encoder to direct.')
    const set = edited(experiment, 'encoder', { kind: 'direct', steps: 4 })
    expect(lackingOf(direct!, set)).toBe('First set Steps T to 2.')
    const done = [{ text: '' }, { text: '' }, { text: '' }]
    expect(advance(LESSONS.steps, done, seen(100, { experiment: set }))).toBe(done)
    const both = edited(set, 'encoder.steps', 2)
    expect(lackingOf(direct!, both)).toBeNull()
    // The form already meets the need, but the open network does not.
    expect(unmetOf(direct!, both, set)).toBe('The network of these settings is not built yet.')
    expect(unmetOf(direct!, both, both)).toBeNull()
    const measured = { trainAccuracy: 0.9, operations: 2e7 }
    expect(advance(LESSONS.steps, done, seen(100, { experiment: both, ...measured }))).toHaveLength(4)
  })

  it('does not tick off a run that lacks what the step measures', async () => {
    const { experiment } = await opened('window')
    const layers = ['lif1', 'lif4'].map((layer) => ({ ...frame(), layer }))
    const trained = seen(60, { experiment, trainAccuracy: 0.7, layers })
    expect(advance(LESSONS.window, [], trained)).toHaveLength(1)
    expect(advance(LESSONS.window, [], { ...trained, layers: layers.slice(0, 1) })).toEqual([])
  })

  it('lists the settings that are not its own, without those that its steps change or of the run', async () => {
    const { experiment } = await opened('window')
    const strays = (e: Experiment) => straysOf(LESSONS.window, e, experiment)
    expect(strays(experiment)).toEqual([])
    for (const width of [0.02, 20]) expect(strays(edited(experiment, 'surrogate.width', width))).toEqual([])
    expect(strays(edited(experiment, 'surrogate.window', 'adaptive'))).toEqual([])
    expect(strays(edited(experiment, 'run.seed', 7))).toEqual([])
    expect(strays(edited(experiment, 'network.hidden', [64, 64]))).toEqual(['Hidden layers'])
    for (const other of LESSON_NAMES.filter((name) => name !== 'window')) expect(strays((await opened(other)).experiment)).not.toEqual([])
  })

  it.each([
    ['drift', ['network.normalization', { kind: 'tdBatchNorm' }]],
    ['dead', ['neuron.threshold', 0.125]],
    ['dead', ['surrogate.width', 4]],
    ['steps', ['encoder', { kind: 'direct', steps: 2 }]],
    ['memory', ['network.recurrence', { kind: 'skip', span: 9 }]],
    ['vanish', ['network.recurrence', { kind: 'skip', span: 9 }]],
    ['vanish', ['neuron.decay', 0.95]],
    ['invent', ['neuron', { kind: 'equations', text: 's = spike(x - 1)' }]],
  ] as const)('%s counts what a step of it sets as its own', async (name, [path, value]) => {
    const { experiment } = await opened(name)
    expect(straysOf(LESSONS[name], edited(experiment, path, value), experiment)).toEqual([])
  })

  it.each(LESSON_NAMES)('%s begins with what its first step needs, and asks for something wherever it is to be set', async (name) => {
    const { experiment } = await opened(name)
    const asked = LESSONS[name].steps.map((step) => lackingOf(step, experiment))
    expect(asked[0]).toBeNull()
    expect(asked.filter((ask) => ask !== null).length).toBeGreaterThan(0)
  })

  it.each(LESSON_NAMES)('%s names settings that its form shows at once', async (name) => {
    const { experiment } = await opened(name)
    const shown = formOf(experiment, experiment).flatMap(({ rows }) => rows.filter(({ rare }) => !rare).map(({ path }) => fieldRow(path)))
    const named = LESSONS[name].steps.flatMap(({ control }) => (control?.startsWith('[data-field') ? [control] : []))
    expect(named.length).toBeGreaterThan(0)
    for (const control of named) expect(shown).toContain(control)
  })

  it('reads saved progress as this page writes it, and nothing else', () => {
    const progress = [{ text: 'a' }, { text: '', row: ['κ = 1', '90 %'] }]
    expect(reachedOf(JSON.stringify({ drift: progress }))).toEqual({ drift: progress })
    for (const other of [null, '', 'null', '3', '{"drift":3}', '{"drift":["a"]}', '{"drift":[{"text":"a","row":[1]}]}'])
      expect(reachedOf(other)).toEqual({})
  })

  it('counts the steps of the open run whose data have all arrived, and none of the previous run', () => {
    const newest = { progress: { id: 'a', step: 60 }, run: 'a', membrane: 60, scalars: 60 }
    expect(stepSeen(newest)).toBe(60)
    expect(stepSeen({ ...newest, scalars: 41 })).toBe(41)
    expect(stepSeen({ ...newest, membrane: undefined })).toBe(0)
    expect(stepSeen({ ...newest, membrane: 100 })).toBe(0)
    expect(stepSeen({ ...newest, run: 'b' })).toBe(0)
  })

  it('records at least 15 snapshots of what its steps train, if there are that many batches', () => {
    const trained = Object.values(LESSONS).flatMap(({ steps }) => steps.flatMap(({ train }) => train ?? []))
    for (const to of trained) expect(Math.floor(to / watchedEvery(to))).toBeGreaterThanOrEqual(Math.min(to, 15))
  })

  it('reads its text in parts', () => {
    expect(partsOf('Press **Step**: [[window|a window]], [[skip]].')).toEqual([
      { kind: 'text', text: 'Press ' },
      { kind: 'strong', text: 'Step' },
      { kind: 'text', text: ': ' },
      { kind: 'term', text: 'a window', word: 'window' },
      { kind: 'text', text: ', ' },
      { kind: 'term', text: 'skip', word: 'skip' },
      { kind: 'text', text: '.' },
    ])
  })

  it.each(LESSON_NAMES)('%s names terms of the glossary and a place in the docs', async (name) => {
    const { about, steps, more } = LESSONS[name]
    const words = [about, ...steps.map(({ text }) => text)].flatMap(partsOf).flatMap((part) => (part.kind === 'term' ? [part.word] : []))
    expect(words.length).toBeGreaterThan(0)
    for (const word of words) expect(Object.keys(GLOSSARY)).toContain(word)
    await isThere(more.see)
  })

  it('writes norms in the digits of the views', () => {
    const layers = [{ layer: 'lif1', gradientNorm: Float32Array.of(3.41e-14, 0.018) }] as unknown as Seen['layers']
    expect([1, -1].map((step) => normAt(seen(1, { layers }), 'lif1', step))).toEqual(['3.4e−14', '1.8e−2'])
    expect(normAt(seen(1), 'lif1', 1)).toBe('–')
    expect([0.0165, 2889, 6.8e-6, 0].map(normCell)).toEqual(['16.5', '2.9e6', '6.8e−3', '0.00'])
  })
})

const edited = (experiment: Experiment, path: string, value: unknown): Experiment => {
  const edit = withEdit(experiment, path, value)
  if (!edit.ok) throw new Error(edit.problems.map(({ message }) => message).join(' '))
  return edit.experiment
}

async function opened(name: string) {
  const decoded = await decodeLink(`#lesson=${name}`)
  if (!decoded.ok) throw new Error(decoded.message)
  return decoded
}

describe('the glossary', () => {
  it('has a definition of each term once, and equations without present numbers', () => {
    const all = Object.values(GLOSSARY)
    expect(new Set(all.map(({ term }) => term)).size).toBe(all.length)
    for (const word of all) {
      expect(word.definition, word.term).toMatch(/\.$/)
      expect(spoken(word), word.term).not.toMatch(/[{}]/)
    }
    expect(inSigns('{decay} · v[t−1] + {inputGain} · x[t]')).toBe('β · v[t−1] + x[t]')
  })

  it('says where the docs say more', async () => {
    for (const { see } of Object.values(GLOSSARY)) await isThere(see)
  })

  it('finds what has all words of a search', () => {
    const texts = ['dead neuron', 'neuron', 'window']
    expect(matching(texts, ' Neuron  dead', String)).toEqual(['dead neuron'])
    expect(matching(texts, '', String)).toEqual(texts)
    expect(matching(texts, 'x', String)).toEqual([])
  })
})

describe('a note of Health', () => {
  const layers = [frame()]
  const problem = { path: 'T', message: '' }
  const stopped = { kind: 'failed', step: 0, error: '', recoverable: true } as const

  it('leads to a heading of the docs, whichever rule found it', async () => {
    const finding = { id: '', severity: 'warn', title: '', text: '', remedies: [] } as const
    const { found } = diagnose(
      evidence({ layers }),
      RULES.map((rule) => ({ ...rule, applies: () => true, find: () => finding })),
    )
    expect(new Set(found.map(({ see }) => see)).size).toBe(RULES.length)
    for (const { see } of found) await isThere(see)
  })

  it('leads to a heading also without a rule', async () => {
    const problems = [{ ...problem, severity: 'error' } as const, { ...problem, severity: 'warning' } as const]
    const facts = [stopped, { ...stopped, needs: 'data' } as const].flatMap(
      (run) => diagnose(evidence({ layers, run, problems, software: true }), []).facts,
    )
    expect(new Set(facts.map(({ title }) => title)).size).toBe(5)
    for (const { see } of facts) await isThere(see)
  })
})

async function isThere(at: string): Promise<void> {
  const [file = '', heading] = at.split('#')
  expect(DOC_FILES, at).toContain(file)
  if (heading !== undefined)
    expect(
      (await readDoc(file)).headings.map(({ id }) => id),
      at,
    ).toContain(heading)
}

describe('the papers', () => {
  it('name presets, and comparisons that these have', async () => {
    const { tokens, headings } = await readDoc('papers.md')
    expect(headings.filter(({ depth }) => depth === 2)).toHaveLength(6)
    const text = tokens.map(({ raw }) => raw).join('')
    const opened = [...text.matchAll(/`#([\w-]+)\.2`/g)].map(([, name]) => name!)
    expect(opened.map((name) => presetNamed(name)?.name)).toEqual(opened)
    expect(opened).toHaveLength(6)
    const commands = [...text.matchAll(/npm run compare -- ([\w-]+)(?:[^`]*?--ready (\w+))?/g)]
    expect(commands.length).toBeGreaterThanOrEqual(6)
    for (const [command, name, ready] of commands) {
      const preset = presetNamed(name!)
      expect(preset, command).toBeDefined()
      if (ready) expect(readyFor(preset!.experiment), command).toContain(ready)
    }
  })

  it('are found in the palette, which opens them', () => {
    const papers = docsDialog.more!(store.getState()).find(({ id }) => id === 'papers')!
    papers.act()
    expect(docsAt.get()).toBe('papers.md')
  })
})

describe('the docs', () => {
  it('link to files and headings that there are', async () => {
    const read = await Promise.all(DOC_FILES.map(readDoc))
    for (const { file, tokens } of read)
      for (const [, href = ''] of JSON.stringify(tokens).matchAll(/"type":"link".*?"href":"([^"]+)"/g)) {
        const { kind, at } = targetOf(file, href)
        if (kind === 'doc') await isThere(at)
        else expect(href, file).not.toMatch(/^[^/]*\.md/)
      }
  })

  it('show images that the page has', async () => {
    const read = await Promise.all(DOC_FILES.map(readDoc))
    const shown = read.flatMap(({ tokens }) =>
      [...JSON.stringify(tokens).matchAll(/"type":"image".*?"href":"([^"]+)"/g)].map(([, href]) => href!),
    )
    expect(shown.length).toBeGreaterThan(10)
    for (const path of shown) expect(await imageOf(path), path).toBeDefined()
  })

  it('name headings as their links do', () => {
    expect(slugOf('Recurrence (ASRC-SNN)')).toBe('recurrence-asrc-snn')
    expect(targetOf('decisions/0001-x.md', '../model.md#surrogates')).toEqual({ kind: 'doc', at: 'model.md#surrogates' })
    expect(targetOf('model.md', '#surrogates')).toEqual({ kind: 'doc', at: 'model.md#surrogates' })
    expect(targetOf('model.md', 'https://a.example/b')).toEqual({ kind: 'out', at: 'https://a.example/b' })
    expect(targetOf('model.md', '../src/main.tsx').kind).toBe('none')
  })

  it('become elements, and HTML in them stays text', () => {
    const { tokens } = pageOf(
      'model.md',
      '# A *b*\n\n<img src=x onerror=alert(1)>\n\nc <b>d</b> `e<f>` [g](javascript:h)\n\n| i |\n| --- |\n| j |\n',
    )
    const html = renderToStaticMarkup(createElement(Markdown, { file: 'model.md', tokens }))
    expect(html).toContain('<h2 id="docs-a-b" tabindex="-1">A <em>b</em></h2>')
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;')
    expect(html).toContain('&lt;b&gt;d&lt;/b&gt;')
    expect(html).toContain('<code>e&lt;f&gt;</code>')
    expect(html).not.toContain('javascript')
    expect(html).toContain('<td>j</td>')
  })
})
