/** Lessons, glossary and docs: what they name is there, and steps are ticked off in order. */
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { presetNamed } from '../../../experiments/presets'
import { diagnose } from '../../../health/diagnose'
import { RULES } from '../../../health/rules'
import { LESSON_NAMES } from '../../../share/lesson'
import { evidence, frame } from '../../../testing/evidence'
import { inSigns, spoken } from '../../base/words'
import { GLOSSARY } from '../../state/glossary'
import { DOC_FILES, pageOf, readDoc, slugOf, targetOf } from './doc-pages'
import { norm } from './found'
import { advance, type Lesson, partsOf, type Seen } from './lesson'
import { LESSONS } from './lessons'
import { Markdown } from './markdown'
import { matching } from './search'
import { stepSeen } from './seen'

const seen = (step: number, more: Partial<Seen> = {}): Seen => ({
  experiment: presetNamed('blank')!.experiment,
  ...{ step, layer: 'lif1', looksBack: false, shown: null, onTrial: false, layers: [] },
  ...{ trainLoss: null, trainAccuracy: null, testAccuracy: null },
  ...more,
})

const lesson: Lesson = {
  ...{ about: '', question: '', answer: '', more: { see: 'model.md', title: '' } },
  steps: [
    { text: 'a', done: ({ step }) => step >= 1, found: ({ step }) => `step ${step}` },
    { text: 'b', done: ({ looksBack }) => looksBack },
    { text: 'c', done: ({ step }) => step >= 1 },
  ],
}

describe('a lesson', () => {
  it('ticks its steps off in order, keeps what was found then, and never takes one back', () => {
    expect(advance(lesson, [], seen(0))).toEqual([])
    const first = advance(lesson, [], seen(3))
    expect(first).toEqual(['step 3'])
    expect(advance(lesson, first, seen(9))).toBe(first)
    const all = advance(lesson, first, seen(0, { looksBack: true, layers: [] }))
    expect(all).toEqual(['step 3', ''])
    expect(advance(lesson, all, seen(5))).toEqual(['step 3', '', ''])
  })

  it('counts the steps of the open run of which everything has come, and none of the run before', () => {
    const newest = { progress: { id: 'a', step: 60 }, run: 'a', membrane: 60, scalars: 60 }
    expect(stepSeen(newest)).toBe(60)
    expect(stepSeen({ ...newest, scalars: 41 })).toBe(41)
    expect(stepSeen({ ...newest, membrane: undefined })).toBe(0)
    expect(stepSeen({ ...newest, membrane: 100 })).toBe(0)
    expect(stepSeen({ ...newest, run: 'b' })).toBe(0)
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

  it.each(LESSON_NAMES)('%s names terms of the glossary and a place of the docs', async (name) => {
    const { about, steps, more } = LESSONS[name]
    const words = [about, ...steps.map(({ text }) => text)].flatMap(partsOf).flatMap((part) => (part.kind === 'term' ? [part.word] : []))
    expect(words.length).toBeGreaterThan(0)
    for (const word of words) expect(Object.keys(GLOSSARY)).toContain(word)
    await isThere(more.see)
  })

  it('writes norms as powers of ten', () => {
    expect([3.4e-14, 0.018, 8700, 0, undefined].map(norm)).toEqual(['3 × 10⁻¹⁴', '2 × 10⁻²', '9 × 10³', '0', '–'])
  })
})

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

  it('does so where no rule had to find it', async () => {
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
