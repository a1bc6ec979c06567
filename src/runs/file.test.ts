/** A file of runs brings back what went in; what is damaged is refused in a sentence, and the rest of the file comes in. */
import { describe, expect, it } from 'vitest'
import type { Json } from '../share/json'
import { membraneOf, runOf, stateOf } from '../testing/runs'
import { compactFrame } from './compact'
import { isRunFile, readRunFile, runFileName, writeRunFile } from './file'
import { runAsJson, type SavedRun } from './json'

const spans = { probabilities: Float32Array.of(0.25, 0.75), span: 2, temperature: 0.5 }
const full = (id: string): SavedRun => {
  const { summary, detail } = runOf(id, {
    name: 'a “name”',
    note: 'two\nlines',
    tags: ['wide', 'for the paper'],
    sweep: { id: 's', title: 'rates', point: 2 },
  })
  const odd = {
    ...membraneOf('lif3', 300, 10, 12, 64),
    predicted: null,
    spans,
    learned: [{ name: 'beta', mean: 1.5, min: 1, max: 2 }],
    gammaMean: null,
    resetTo: null,
    states: [stateOf('b', 300, 120, 64)],
  }
  const gaps = [
    { from: 1, to: 20 },
    { from: 20, to: 40 },
  ]
  return {
    summary,
    detail: { ...detail, frames: [...detail.frames, compactFrame({ step: 41, next: true, layers: [odd] })], gaps, variable: 'b' },
  }
}
const fileOf = (value: unknown): Blob => new Blob([JSON.stringify(value)])
const written = (...runs: unknown[]): Json => ({ format: 'membrane-runs', version: 1, app: '0.1.0', runs })
const asJson = (id: string): Json => structuredClone(runAsJson(runOf(id)))

describe('a file of runs', () => {
  it('brings back every number of every run, packed or plain', async () => {
    const runs = [full('one'), runOf('two', { state: 'failed', error: 'The loss is not finite.' })]
    const file = await writeRunFile(runs, '0.1.0')
    expect(new Uint8Array(await file.slice(0, 2).arrayBuffer())).toEqual(Uint8Array.of(0x1f, 0x8b))
    const expected = runs.map(({ summary, detail }) => ({ summary: { ...summary, link: '#window.1' }, detail }))
    expect(await readRunFile(file)).toEqual({ ok: true, runs: expected, damaged: [] })
    const plain = new Response(file.stream().pipeThrough(new DecompressionStream('gzip'))).blob()
    expect(await readRunFile(await plain)).toEqual({ ok: true, runs: expected, damaged: [] })
  })

  it('keeps values that JSON has no word for', async () => {
    const { summary, detail } = runOf('nan')
    const tests = [{ step: 1, values: { testLoss: Number.NaN, testAccuracy: 0.5 } }]
    const { step, columns } = detail.curves
    const curves = { step, columns: { ...columns, trainLoss: columns.trainLoss!.map(() => Number.NaN) } }
    const read = await readRunFile(await writeRunFile([{ summary, detail: { ...detail, tests, curves } }], '1'))
    expect(read).toMatchObject({ ok: true, runs: [{ detail: { tests, curves } }], damaged: [] })
  })

  it('links to the experiment that the run has, whatever link the file says', async () => {
    const lying = { ...asJson('a'), link: '#plain.1' }
    const read = await readRunFile(fileOf(written(lying)))
    expect(read).toMatchObject({ ok: true, runs: [{ summary: { link: expect.stringMatching(/^#window\.\d+$/) } }] })
  })

  it('opens from before there were tags, and takes in what are none as they would be typed', async () => {
    const { tags: _, ...old } = asJson('old')
    for (const version of [1, 2])
      expect(await readRunFile(fileOf({ ...written(old), version }))).toMatchObject({ ok: true, runs: [{ summary: { tags: [] } }] })
    const odd = { ...asJson('odd'), tags: ['  A,B ', 'a b', 'x'.repeat(150)] }
    expect(await readRunFile(fileOf(written(odd)))).toMatchObject({ ok: true, runs: [{ summary: { tags: ['a b', 'x'.repeat(32)] } }] })
  })

  it('is named by the day', () => {
    expect(runFileName(new Date('2026-11-25T23:00:00Z'))).toBe('membrane-runs-2026-11-25.json.gz')
  })
})

describe('a damaged file', () => {
  it.each([
    ['another kind of file', new Blob(['hello'])],
    ['an empty file', new Blob([])],
    ['an image', new Blob([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3)])],
    ['JSON of something else', fileOf({ runs: [] })],
    ['a list', fileOf([])],
  ])('%s is refused in a sentence', async (_, file) => {
    expect(await readRunFile(file)).toEqual({ ok: false, message: expect.stringMatching(/^This is not a file of runs/) })
  })

  it('cut short is refused', async () => {
    const file = await writeRunFile([runOf('one')], '1')
    expect(await readRunFile(file.slice(0, file.size - 20))).toMatchObject({ ok: false, message: expect.stringMatching(/damaged/) })
  })

  it('of a newer format, with too many runs or too long says so', async () => {
    expect(await readRunFile(fileOf({ ...written(), version: 4 }))).toMatchObject({ message: expect.stringMatching(/newest version/) })
    const bounds = { bytes: 2000, inflated: 1e6, runs: 1 }
    expect(await readRunFile(fileOf(written(1, 2)), bounds)).toMatchObject({ message: expect.stringMatching(/holds 2 runs; at most 1/) })
    expect(await readRunFile(new Blob([new Uint8Array(3000)]), bounds)).toMatchObject({
      message: expect.stringMatching(/files of runs of at most/),
    })
    const bomb = new Blob([new Uint8Array(1.5e6)]).stream().pipeThrough(new CompressionStream('gzip'))
    expect(await readRunFile(await new Response(bomb).blob(), bounds)).toMatchObject({
      message: expect.stringMatching(/unpacks to more than/),
    })
  })

  it.each<[string, (run: Json) => void, RegExp]>([
    ['a name of another kind', (run) => Object.assign(run, { name: 7 }), /name/],
    ['an id that is a path', (run) => Object.assign(run, { id: '../x' }), /id/],
    [
      'a curve that is too short',
      (run) => Object.assign((run.curves as Json).columns as Json, { rate: 'AAAA' }),
      /curves\.rate: its length/,
    ],
    [
      'a curve that is no base64',
      (run) => Object.assign((run.curves as Json).columns as Json, { rate: '*'.repeat(216) }),
      /curves\.rate: it is not base64/,
    ],
    ['a number of rows that is huge', (run) => Object.assign(run, { rows: 1e9 }), /rows/],
    [
      'bins that are huge',
      (run) => Object.assign((run.frames as { layers: Json[] }[])[0]!.layers[0]!, { bins: 1000 }),
      /counts: its length/,
    ],
    ['frames out of order', (run) => Object.assign((run.frames as Json[])[0]!, { step: 99 }), /frames: its steps are not in order/],
    [
      'an axis the wrong way round',
      (run) => Object.assign((run.frames as { layers: Json[] }[])[0]!.layers[0]!, { low: 5 }),
      /axis goes from 5 to 2/,
    ],
    [
      'gaps that lie over each other',
      (run) => Object.assign(run, { gaps: [1, 10].map((from) => ({ from, to: 20 })) }),
      /gaps: they lie over/,
    ],
    ['gaps that end before they begin', (run) => Object.assign(run, { gaps: [{ from: 20, to: 10 }] }), /gaps: they lie over/],
    [
      'gaps without number',
      (run) => Object.assign(run, { gaps: Array.from({ length: 300 }, (_, from) => ({ from, to: from + 1 })) }),
      /gaps/,
    ],
    ['an unknown setting', (run) => Object.assign(run.experiment as Json, { colour: 'red' }), /colour/],
    ['no experiment', (run) => Object.assign(run, { experiment: null }), /not an experiment/],
  ])('%s keeps that run out, says why, and lets the others in', async (_, damage, why) => {
    const bad = { ...asJson('bad'), name: 'mine' }
    damage(bad)
    const read = await readRunFile(fileOf(written(asJson('a'), bad, asJson('b'))))
    if (!read.ok) throw new Error(read.message)
    expect(read.runs.map(({ summary }) => summary.id)).toEqual(['a', 'b'])
    expect(read.damaged).toHaveLength(1)
    expect(read.damaged[0]).toMatch(/^Run 2.* is damaged and stays out: /)
    expect(read.damaged[0]).toMatch(why)
  })

  it('brings numbers of an experiment that are out of range to the nearest', async () => {
    const run = asJson('a')
    Object.assign((run.experiment as { neuron: Json }).neuron, { decay: 7 })
    const read = await readRunFile(fileOf(written(run)))
    expect(read).toMatchObject({ ok: true, runs: [{ summary: { experiment: { neuron: { decay: 1 } } } }] })
  })
})

it('is known by how it begins, packed or not, and nothing else is taken for one', async () => {
  const packed = await writeRunFile([full('a')], '1')
  expect(await isRunFile(packed)).toBe(true)
  const plain = new Response(packed.stream().pipeThrough(new DecompressionStream('gzip')))
  expect(await isRunFile(await plain.blob())).toBe(true)
  for (const other of ['', '{"format":"membrane-experiment"}', '\u001f\u008b no gzip', 'x,y'])
    expect(await isRunFile(new Blob([Uint8Array.from(other, (c) => c.charCodeAt(0))])), other).toBe(false)
})
