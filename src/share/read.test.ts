/** The gate for what comes from outside. */
import { describe, expect, it } from 'vitest'
import { PRESETS } from '../experiments/presets'
import { parseExperiment } from '../experiments/schema'
import { VERSION } from '../tasks/version'
import { minimal } from './minimal'
import { CODEC, readExperiment, upToDate } from './read'

describe('readExperiment', () => {
  it('fills in defaults', () => {
    const experiment = parseExperiment({ version: VERSION, task: 'classification' })
    expect(readExperiment({ version: VERSION, task: 'classification' })).toEqual({ ok: true, experiment, notes: [] })
    expect(readExperiment({ version: 1 })).toEqual({ ok: true, experiment, notes: [] })
  })

  it.each([
    [null, 'it is null, where an object was expected'],
    ['{}', 'it is “{}”, where an object was expected'],
    [[], 'it is a list, where an object was expected'],
    [() => 1, 'It holds a function'],
    [{}, 'does not say its version. If it is of the newest format, add "version": 2.'],
    [{ version: VERSION }, 'task is undefined, which is no kind that this version knows. Allowed: classification'],
    [{ version: VERSION, task: 'astrology' }, 'task is “astrology”, which is no kind that this version knows. Allowed: classification'],
    [{ version: VERSION + 1 }, `made by a newer version of Membrane: it has format ${VERSION + 1}`],
    [{ version: '1' }, 'The version of this experiment is “1”, where a whole number was expected.'],
    [{ version: 0.5 }, 'where a whole number was expected'],
    [{ version: 1, neuron: { kind: 'lif', thresh: 1 } }, 'neuron has no setting called “thresh”.'],
    [{ version: 1, run: { seed: Number.NaN } }, 'run.seed is NaN'],
    [JSON.parse('{"version":1,"__proto__":{"x":1}}'), 'There is no setting called “__proto__”.'],
    [{ version: 1, network: { kind: 'mlp', hidden: Array.from({ length: 1e6 }, () => 1) } }, 'more than 4096 values'],
    [circular(), 'nested more than 12 deep'],
  ])('refuses %j', (value, message) => {
    const read = readExperiment(value)
    expect(read).toMatchObject({ ok: false, message: expect.stringContaining(message) })
  })

  it('names every fault at once', () => {
    const read = readExperiment({
      version: 1,
      neuron: { kind: 'lif', thresh: 1, reset: 'soft' },
      run: { seed: 'x', epochs: -1 },
      extra: [],
    })
    expect(read).toMatchObject({ ok: false })
    if (!read.ok) expect(read.faults.map(({ path }) => path).sort()).toEqual(['extra', 'neuron.reset', 'neuron.thresh', 'run.seed'])
  })

  it('refuses a value that throws when read', () => {
    const trap = {
      version: 1,
      get run(): unknown {
        throw new Error('trap')
      },
    }
    expect(readExperiment(trap)).toMatchObject({ ok: false, message: expect.stringContaining('It is no plain data') })
  })

  it('makes no negative zero of a number that it rounds', () => {
    const read = readExperiment({ version: 1, run: { seed: -5e-324 } })
    expect(read).toMatchObject({ ok: true })
    if (read.ok) expect(Object.is(read.experiment.run.seed, 0)).toBe(true)
  })

  it('does not touch what it was given', () => {
    const value = Object.freeze({ version: 1, run: Object.freeze({ seed: -5 }) })
    expect(readExperiment(value)).toMatchObject({ ok: true, experiment: { run: { seed: 0 } }, notes: [expect.stringContaining('was -5')] })
  })
})

function circular(): unknown {
  const value: { self?: unknown } = {}
  value.self = value
  return value
}

describe('minimal', () => {
  it('holds only what differs from the defaults', () => {
    const experiment = parseExperiment({
      version: VERSION,
      task: 'classification',
      neuron: { kind: 'plif', threshold: 0.5 },
      run: { seed: 3 },
    })
    expect(minimal(experiment, CODEC)).toEqual({
      version: VERSION,
      task: 'classification',
      neuron: { kind: 'plif', threshold: 0.5 },
      run: { seed: 3 },
    })
    for (const preset of PRESETS) expect(parseExperiment(minimal(preset.experiment, CODEC))).toEqual(preset.experiment)
  })
})

describe('what a script wrote', () => {
  it('is brought to the newest version, its values as they were given', () => {
    expect(upToDate({ version: 1, run: { seed: -5 } })).toEqual({ version: VERSION, task: 'classification', run: { seed: -5 } })
    expect(upToDate({ version: VERSION, task: 'regression' })).toEqual({ version: VERSION, task: 'regression' })
  })
  it('is left alone where it does not say its version', () => {
    for (const value of [undefined, 5, 'x', {}, { run: {} }]) expect(upToDate(value)).toBe(value)
  })
  it('of a newer version is refused', () => {
    expect(() => upToDate({ version: VERSION + 1 })).toThrow('made by a newer version of Membrane')
  })
})
