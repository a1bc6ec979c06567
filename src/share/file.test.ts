/** Experiment files: what is saved comes back whole, older ones open, and what is none is refused in a sentence. */
import { describe, expect, it } from 'vitest'
import { PRESETS, presetNamed } from '../experiments/presets'
import { parseExperiment } from '../experiments/schema'
import { FILE_FORMAT, formatOfFile, MAX_FILE_BYTES, printFile, readFile, type SavedExperiment } from './file'
import { minimal } from './minimal'
import { CODEC } from './read'

const window = presetNamed('window')!.experiment
const kept: SavedExperiment = {
  experiment: { ...window, run: { ...window.run, seed: 7 } },
  preset: 'window',
  view: { layer: 'lif2', step: 1, brush: [0, 0.5] },
  hide: ['presets', 'share'],
  app: '0.1.0',
  shaders: 'abc',
}
const changed = (change: object) => readFile(JSON.stringify({ ...JSON.parse(printFile(kept)), ...change }))

describe('an experiment file', () => {
  it('says what it is, for a person to read', () => {
    const file = JSON.parse(printFile(kept))
    expect(file).toEqual({
      format: 'membrane-experiment',
      version: 1,
      app: '0.1.0',
      shaders: 'abc',
      preset: 'window',
      experiment: kept.experiment,
      view: 'layer:lif2,step:1,brush:0..0.5',
      hide: ['presets', 'share'],
    })
    expect(formatOfFile(printFile(kept))).toBe(FILE_FORMAT)
  })

  it('comes back whole, of every preset', () => {
    for (const { name, experiment } of PRESETS) {
      const read = readFile(printFile({ ...kept, preset: name, experiment }))
      expect(read).toEqual({ ok: true, ...kept, preset: name, experiment, notes: [] })
    }
  })

  it('opens a bare experiment, also one with defaults left out, next to the preset that it is nearest to', () => {
    expect(readFile(JSON.stringify(kept.experiment))).toMatchObject({ ok: true, experiment: kept.experiment, preset: 'window', view: {} })
    const least = minimal(kept.experiment, CODEC)
    expect(readFile(JSON.stringify(least))).toMatchObject({ ok: true, experiment: kept.experiment })
    expect(readFile('{"version":1}')).toMatchObject({ ok: true, experiment: parseExperiment({ version: 2, task: 'classification' }) })
  })

  it('opens what it understands, and says what it does not', () => {
    const read = changed({ preset: 'gone', view: 'layer:lif1,color:red', hide: ['share', 'sun', 7], more: 1 })
    expect(read).toMatchObject({ ok: true, preset: 'window', view: { layer: 'lif1' }, hide: ['share'] })
    if (read.ok) expect(read.notes).toHaveLength(3)
    expect(changed({ view: 7, hide: 'x', app: 3 })).toMatchObject({ ok: true, view: {}, app: '', notes: [] })
  })

  it('clamps what is out of range, as a link does', () => {
    const read = changed({ experiment: { ...window, neuron: { ...window.neuron, threshold: 500 } } })
    expect(read).toMatchObject({ ok: true, experiment: { neuron: { threshold: 20 } }, notes: [expect.stringContaining('was 500')] })
  })

  it.each([
    ['', 'not written in JSON'],
    ['{"format":', 'not written in JSON'],
    ['[]', 'an object was expected'],
    ['7', 'an object was expected'],
    ['{}', 'does not say its version'],
    ['{"format":"membrane-runs"}', 'its format is “membrane-runs”'],
    ['{"format":"membrane-experiment"}', 'The version of this file is undefined'],
    ['{"format":"membrane-experiment","version":2}', 'made by a newer version of Membrane'],
    ['{"format":"membrane-experiment","version":1}', 'holds no experiment'],
    ['{"format":"membrane-experiment","version":1,"experiment":[]}', 'it is a list'],
    ['{"format":"membrane-experiment","version":1,"experiment":{"version":1,"neuron":{"kind":"lif","thresh":1}}}', 'called “thresh”'],
    [' '.repeat(MAX_FILE_BYTES + 1), 'longer than 1 MiB'],
    ['['.repeat(250_000), 'not written in JSON'],
  ])('refuses %.60s', (text, message) => {
    expect(readFile(text)).toMatchObject({ ok: false, message: expect.stringContaining(message) })
  })

  it('is told from other files by what it holds', () => {
    expect(formatOfFile('{"version":1}')).toBe('')
    expect(formatOfFile('{"format":"other"}')).toBe('other')
    for (const text of ['', '[1]', 'PK\x03\x04', '"x"']) expect(formatOfFile(text)).toBeUndefined()
  })
})
