/** Nothing on the page is without a definition by oversight: every view, column, metric, field, fact and word of a plot names a term of the glossary, or is a plain word that is listed here. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type * as z from 'zod'
import { liveSchema } from '../../../data/camera/live/schema'
import { withEdit } from '../../../experiments/edit'
import { type FormRow, formOf, rowsOf } from '../../../experiments/form'
import { PRESETS } from '../../../experiments/presets'
import type { Experiment } from '../../../experiments/schema'
import { RULES } from '../../../health/rules'
import { layerSchema } from '../../../layers/schema'
import { singleNeuronSchema } from '../../../networks/single/schema'
import { describeKind, NEURON_KINDS } from '../../../neurons/descriptions'
import { outcomesFor } from '../../../studies/outcome'
import { placingColumns } from '../../../studies/standing'
import { TASKS, taskOf } from '../../../tasks/registry'
import { LESSONS } from '../../dialogs/learn/lessons'
import { VIEWS } from '../../views/registry'
import { finalColumns } from '../runs/run-columns'
import { GLOSSARY } from './glossary'

/** Everyday words, or names of a data set's settings, which their help explains. */
const PLAIN = {
  sections: ['Agent', 'Data', 'Encoding', 'Environment', 'Learning', 'Network', 'Neuron and surrogate', 'Run', 'Sampler'],
  fields: [
    // Fields of any run, and of a network’s definition.
    'Data',
    'Data set',
    'Evaluate every',
    'Hidden layers',
    'Layer',
    'Layers',
    'Network',
    'Neurons',
    'Channels',
    'Width',
    // Fields of generated and saved sets.
    'Classes',
    'Cue rate',
    'Cue steps',
    'Cycles',
    'Delay',
    'Function',
    'Lag',
    'Noise',
    'Normalize',
    'Pause',
    'Response steps',
    'Sequence',
    'Symbols',
    'Test samples',
    'Training data',
    'Training samples',
    'Scenes of an epoch',
    'Sensor',
    'Test scenes',
    'Repetitions',
    'Test light',
    'Test position',
    'Test subjects',
    'Training light',
    'Training position',
    'Training subjects',
    // Fields for scoring responses.
    'Burn-in',
    'Pieces',
    'Samples',
    'State',
    // The name of an import, and what follows it.
    'Name',
    'Then',
    // Fields of the live camera.
    'Angle',
    'Balls',
    'Contrast',
    'Lines',
    'Period',
    'Radius',
    'Reach',
    'Rendered frames',
    'Source',
    'Speed',
    'Turns',
  ],
  views: ['Cells', 'Health', 'Inspector', 'Live', 'Misclassified of samples', 'Network', 'Play', 'Step'],
  heads: [
    'to channel',
    'to neuron',
    // What a row describes.
    'Class',
    'File',
    'Input',
    'Measured',
    'Product',
    'Set',
    'Setting',
    'neuron',
    'part',
    'sample',
    // Columns of the gradient check, which its caption explains.
    'Adapter',
    'Agrees',
    'Compared',
    'Derivative by',
    'Float64',
    'Largest',
    'Layer',
    // Counts and times.
    'Cells',
    'Classes',
    'Duration',
    'Samples',
    'Steps × values',
    'first',
    'from',
    'last',
    'share',
    'step',
    'steps',
    'last readable text',
    'this text',
    'to',
    'batch',
    'elapsed',
    'ETA (time left)',
    'stream',
    // Sums, and what comes in addition to them.
    'Arithmetic',
    'In addition, to read views back',
    'In memory',
    'NaN',
    'Together',
    'above',
    'at row, column',
    'below',
    'channel',
    'standard deviation',
    'largest',
    'mean',
    'off axis',
    'smallest',
    'weights',
    // Predictions and targets.
    'correct',
    'error',
    'function',
    'prediction',
    'preview',
    'target',
    'true',
    'x',
    // The state of a run, and the user’s notes.
    'Format',
    'State',
    'Tags',
  ],
  drawn: ['learned', 'not scored', 'prediction', 'target', 'x', 'y'],
} as const

/** All form rows, with each choice made once for each kind of network. */
function everyRow(): FormRow[] {
  const rows = new Map<string, FormRow>()
  const tried = new Set<string>()
  const visit = (draft: Experiment) => {
    for (const row of formOf(draft, draft).flatMap((group) => group.rows)) {
      rows.set(`${draft.task} ${row.path} ${row.label}`, row)
      const choices = row.control === 'flag' ? [true, false] : (row.choices ?? []).map(({ value }) => value)
      for (const choice of choices) {
        const key = `${draft.task} ${draft.network.kind} ${row.path} ${choice}`
        if (tried.has(key)) continue
        tried.add(key)
        const edited = withEdit(draft, row.path, choice)
        if (edited.ok) visit(edited.experiment)
      }
    }
  }
  for (const { experiment } of PRESETS) visit(experiment)
  return [...rows.values(), ...layerRows(), ...rowsOfAll(singleNeuronSchema), ...rowsOfAll(liveSchema)]
}

const layerRows = (): FormRow[] =>
  layerSchema.options.flatMap((option) => {
    const layer = option.parse({ kind: option.shape.kind.value })
    return rowsOf(layerSchema, 'layers.0', layer, layer)
  })

/** The rows of a schema, with each kind of each of its fields. */
function rowsOfAll(schema: z.ZodObject): FormRow[] {
  return Object.entries(schema.shape).flatMap(([name, field]) => {
    const read = (value: unknown) => (field as z.ZodType).safeParse(value).data
    const first = rowsOf(field, name, read(undefined), read(undefined))
    const kinds = first.find(({ path }) => path === `${name}.kind`)?.choices ?? []
    return [...first, ...kinds.flatMap(({ value: kind }) => rowsOf(field, name, read({ kind }), read({ kind })))]
  })
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const SOURCES = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file) && !file.startsWith('state/labels/terms'))
  .map((file) => ({ file, text: readFileSync(ROOT + file, 'utf8') }))
const SEEN = SOURCES.filter(({ file }) => /^(views|shared|tasks|dialogs|shell)\//.test(file))
/** Sources whose headings are views; headings of dialogs are sentences. */
const SEEN_VIEWS = SOURCES.filter(({ file }) => /^(views|shared|tasks|dialogs\/energy)\//.test(file))

/** The terms that parts of the page name. */
const written = (text: string): string[] => [
  ...[...text.matchAll(/\bterm(?:="|: ')(\w+)["']/g)].map(([, name]) => name!),
  ...[...text.matchAll(/\bterm=\{([^}]*)\}/g)].flatMap(([, choice]) => [...choice!.matchAll(/[?:] '(\w+)'/g)].map(([, name]) => name!)),
]

const found = (pattern: RegExp, sources = SEEN): string[] =>
  sources.flatMap(({ text }) =>
    [...text.matchAll(pattern)].map(([, one]) =>
      one!
        .replace(/<[^>]*>|\{[^}]*\}/g, ' ')
        .replace(/\s+/g, ' ')
        .trim(),
    ),
  )

/** Whether a text contains letters, and not only values that are filled in. */
const says = (words: string): boolean => /\p{L}/u.test(words)

/** Labels of the rows of imports, which are data, and whether each says a term. */
const ROW = /\blabel: '([^']+)',\s+term: (null)?/g
/** Names of heads, facts and numbers that are said to be plain. */
const NAMED_PLAIN = /\b(?:text: '|name: '|title: '|name=")([^'"]+)['"],?\s*term(?:: null|=\{null\})/g

/** Heads of columns that are data, without a term. */
const HEAD = /(?<!term: '\w+', )\bhead: ((?:'[^']*'|[^'`,\n}])+)(?:,(?!(?:\s+help: '[^']*',)?\s+term\b)|\s*\})/g

/** The words that a chart draws, and the axis titles of a library's charts; not sentences, which say why nothing is drawn. */
function drawnIn(text: string): string[] {
  const words = [
    ...[...text.matchAll(/\btext\((?:pen|penOf\([^)]*\)), [^'`;{]*[,?] '([^' ][^'\n]*)'(?= : |, )/g)].map(([, one]) => one!),
    ...[...text.matchAll(/drawPlane\((.*)/g)].flatMap(([, axes]) => [...axes!.matchAll(/title: '([^']+)'/g)].map(([, one]) => one!)),
    ...[...text.matchAll(/title: \{ text: ([^}]*)\}/g)].flatMap(([, title]) =>
      [...title!.replace(/ \(\$\{.*/, "'").matchAll(/(?:^|[?:] )['`]([^'`]+)['`]/g)].map(([, one]) => one!),
    ),
  ]
  return words.filter((one) => says(one) && !/[.…]$/.test(one))
}

/** The words of plots that parts of the page say the meaning of, each with its term. */
const meant = (text: string): { word: string; term: string }[] =>
  [...text.matchAll(/(?:drawn=\{|: DrawnTerms = )\{([^}]*)\}/g)].flatMap(([, record]) =>
    [...record!.matchAll(/(?:'([^']+)'|(\p{L}+)): '(\w+)'/gu)].map(([, quoted, bare, term]) => ({ word: quoted ?? bare!, term: term! })),
  )

const choices = SEEN.flatMap(({ text }) =>
  [...text.matchAll(ROW)].map(([, label, plain]) => ({ label: label!, plain: plain !== undefined })),
)
const plainChoices = choices.flatMap(({ label, plain }) => (plain ? label : []))
const rows = everyRow()
const outcomes = PRESETS.flatMap(({ experiment }) => outcomesFor(taskOf(experiment).metrics(experiment)))
const finals = finalColumns([])
const placings = [{ unit: null, interquartile: true } as const].flatMap(placingColumns)
const metrics = PRESETS.flatMap(({ experiment }) => taskOf(experiment).metrics(experiment))
const unlisted = (all: readonly string[], plain: readonly string[]) => [...new Set(all.filter((one) => !plain.includes(one)))].sort()

describe('a word of the page is a term of the glossary, or a plain one', () => {
  it('of every field of every form', () => {
    const without = rows.filter(({ term }) => term === undefined).map(({ label }) => label)
    expect(unlisted(without, PLAIN.fields)).toEqual([])
    expect(unlisted(PLAIN.fields, [...without, ...plainChoices])).toEqual([])
    for (const { path, term } of rows) if (term !== undefined) expect(Object.keys(GLOSSARY), path).toContain(term)
  })

  it('of every section of every form', () => {
    const titles = TASKS.flatMap(({ formGroups }) => formGroups.map(({ title }) => title))
    expect(unlisted(titles, PLAIN.sections)).toEqual([])
  })

  it('of every metric of every task, and of every rule of Health', () => {
    for (const { title, term } of [...metrics, ...RULES]) expect(Object.keys(GLOSSARY), title).toContain(term)
  })

  it('of every title of a view', () => {
    // TypeScript asks a head or a chart for its term: null is said of plain words.
    const charts = found(/<(?:Head|Chart)\s+title="([^"]+)"\s+term=\{null\}/g, SEEN_VIEWS)
    const headings = found(/<h[23][^>]*>((?:(?!<Term)[\s\S])*?)<\/h[23]>/g, SEEN_VIEWS)
    const titles = VIEWS.flatMap(({ title, term }) => (term === null ? title : []))
    expect(unlisted([...charts, ...headings, ...titles].filter(says), PLAIN.views)).toEqual([])
  })

  it('of every head of a column, and of every fact', () => {
    const ofColumns = found(HEAD).flatMap((head) => [...head.matchAll(/'([^']+)'/g)].map(([, word]) => word!))
    const heads = [...found(/<th(?: key=\{[^}]*\})? scope="col"[^>]*>([^<{]+)<\/th>/g), ...ofColumns]
    const facts = SOURCES.filter(({ file }) => !/^views\/.*describe/.test(file)).flatMap(({ text }) =>
      [...text.matchAll(NAMED_PLAIN)].map(([, name]) => name!),
    )
    const plain = [...heads, ...facts]
    expect(unlisted(plain, PLAIN.heads)).toEqual([])
    expect(unlisted(PLAIN.heads, plain)).toEqual([])
  })

  it('of every number of a run, a sweep and a comparison', () => {
    for (const { title, term } of [...outcomes, ...finals, ...placings])
      if (term === null) expect(PLAIN.heads, title).toContain(title)
      else expect(Object.keys(GLOSSARY), title).toContain(term)
  })

  it('of every choice of an import', () => {
    expect(choices.length).toBeGreaterThan(40)
    expect(unlisted(plainChoices, PLAIN.fields)).toEqual([])
  })

  it('of every word that is drawn in a plot, where its title stands', () => {
    const said = SOURCES.map(({ file, text }) => ({ folder: dirname(file), words: meant(text).map(({ word }) => word) }))
    const unsaid = SOURCES.flatMap(({ file, text }) => {
      const folder = dirname(file)
      // Code that several folders use for drawing is explained in one of them.
      const shared = folder === 'base' || folder === 'shared'
      const known = said.flatMap((one) => (shared || one.folder === folder ? one.words : []))
      return drawnIn(text)
        .filter((word) => !known.includes(word) && !PLAIN.drawn.some((plain) => plain === word))
        .map((word) => `${file}: ${word}`)
    })
    expect(unsaid).toEqual([])
    for (const { file, text } of SOURCES) for (const { term } of meant(text)) expect(Object.keys(GLOSSARY), file).toContain(term)
  })

  it('and every term is reached from somewhere', () => {
    const lessons = JSON.stringify(LESSONS)
    const used = new Set([
      ...SOURCES.flatMap(({ text }) => written(text)),
      ...rows.map(({ term }) => term),
      ...[...metrics, ...RULES, ...outcomes, ...finals, ...placings, ...NEURON_KINDS.map(describeKind)].map(({ term }) => term),
      ...SOURCES.flatMap(({ text }) => meant(text).map(({ term }) => term)),
      ...[...lessons.matchAll(/\[\[(\w+)/g)].map(([, name]) => name),
    ])
    expect(Object.keys(GLOSSARY).filter((name) => !used.has(name))).toEqual([])
    for (const { file, text } of SOURCES) for (const name of written(text)) expect(Object.keys(GLOSSARY), file).toContain(name)
  })
})
