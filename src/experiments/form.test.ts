/** The form as data: every field of every preset has a row that explains itself, and edits go through the schema. No browser. */

import { describe, expect, it } from 'vitest'
import { normalizationOf } from '../networks/schema'
import { check, validationOffer } from './check'
import { readDraft, withEdit } from './edit'
import { differences, type FormRow, formOf, hasRow, idleDifferences, valueAt } from './form'
import { PRESETS, presetNamed } from './presets'
import { type Experiment, experimentSchema } from './schema'

const window = presetNamed('window')!.experiment
const rows = (e: Experiment, preset = window): FormRow[] => formOf(e, preset).flatMap((group) => group.rows)
const row = (e: Experiment, path: string): FormRow | undefined => rows(e).find((r) => r.path === path)

/** The labels that several fields of an experiment have. */
const sharedLabels = (e: Experiment): string[] => {
  const labels = rows(e, e).map(({ label }) => label)
  return labels.filter((label, at) => labels.indexOf(label) !== at)
}

/** The rows of every preset, in the order of the form: path, label and whether it is folded away; below, the presets that have it. */
function recordedRows(): string {
  const order: string[] = []
  const users = new Map<string, string[]>()
  for (const { name, experiment } of PRESETS) {
    let at = 0
    for (const { path, label, rare } of rows(experiment, experiment)) {
      const key = [path, label, ...(rare ? ['rare'] : [])].join(' | ')
      if (!users.has(key)) order.splice(at, 0, key)
      at = order.indexOf(key) + 1
      users.set(key, [...(users.get(key) ?? []), name])
    }
  }
  const by = (names: readonly string[]) => (names.length === PRESETS.length ? '  every preset\n' : wrapped(names))
  return order.map((key) => `${key}\n${by(users.get(key)!)}`).join('')
}

/** Names separated by commas, in indented lines of at most 100 characters. */
function wrapped(names: readonly string[]): string {
  const lines: string[] = []
  for (const name of names) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + name.length < 95) lines[lines.length - 1] = `${last}, ${name}`
    else lines.push(`  ${name}`)
  }
  return `${lines.join(',\n')}\n`
}

const edit = (e: Experiment, path: string, value: unknown): Experiment => {
  const edited = withEdit(e, path, value)
  if (!edited.ok) throw new Error(edited.problems.map((p) => `${p.path}: ${p.message}`).join())
  return edited.experiment
}

describe('the validation that is offered', () => {
  it.each(PRESETS.map((p) => [p.name, p.experiment] as const))('to %s is one that it takes', (_, experiment) => {
    const offer = validationOffer(experiment)
    if (experiment.validation) return expect(offer).toBeUndefined()
    const held = edit(experiment, offer!.path, offer!.value)
    expect(check(held).filter(({ path }) => path === offer!.path)).toEqual([])
    expect(validationOffer(held)).toBeUndefined()
  })

  it('is a share, the set’s own part where it always has one, and starts for agents', () => {
    const kinds = ['window', 'cma-signs', 'tecos-lvm', 'grsn-cart'].map(
      (name) => validationOffer(presetNamed(name)!.experiment)!.value as { readonly kind: string },
    )
    expect(kinds.map(({ kind }) => kind)).toEqual(['share', 'own', 'own', 'starts'])
  })
})

describe('formOf', () => {
  it.each(PRESETS.map((p) => [p.name, p.experiment] as const))(
    'explains every row of %s and differs nowhere from itself',
    (_, experiment) => {
      for (const r of rows(experiment, experiment)) {
        expect(r.label, r.path).not.toBe('')
        expect(r.help, r.path).not.toBe('')
        expect(r.value, r.path).toBeDefined()
        expect(r.changed, r.path).toBe(false)
        if (r.control === 'choice' || r.control === 'union') expect(r.choices?.map((c) => c.value)).toContain(r.value)
      }
      expect(new Set(rows(experiment).map((r) => r.path)).size).toBe(rows(experiment).length)
      expect(sharedLabels(experiment)).toEqual([])
    },
  )

  it.each(['window', 'temporal-xor', 'tecos-lvm', 'eas-shapes', 'sacd-cart'])(
    'gives each field of %s a label of its own, whatever is chosen, because labels also stand without their section',
    (name) => {
      const { experiment } = presetNamed(name)!
      for (const { path, choices = [] } of rows(experiment))
        for (const { value } of choices) {
          const edited = withEdit(experiment, path, value)
          if (edited.ok) expect(sharedLabels(edited.experiment), `${path} ${value}`).toEqual([])
        }
    },
  )

  it('has the recorded rows for every preset', async () => {
    await expect(recordedRows()).toMatchFileSnapshot('form-rows.txt')
  })

  it('has a row for a part that is absent, which begins and ends with its choice', () => {
    expect(window).not.toHaveProperty('average')
    expect(row(window, 'average.kind')).toMatchObject({ value: 'none', initial: 'none', changed: false, rare: true, control: 'union' })
    const chosen = edit(window, 'average.kind', 'exponential')
    expect(chosen.average).toEqual({ kind: 'exponential', decay: 0.9999 })
    expect(row(chosen, 'average.kind')).toMatchObject({ value: 'exponential', initial: 'none', changed: true, rare: false })
    expect(differences(edit(chosen, 'average.decay', 0.99), window).map(({ path, value }) => [path, value])).toEqual([
      ['average.kind', 'exponential'],
      ['average.decay', 0.99],
    ])
    expect(edit(chosen, 'average.kind', 'none')).toEqual(window)
    expect(edit(chosen, 'average.kind', 'none')).not.toHaveProperty('average')
  })

  it('takes ranges, steps, units and symbols from the schema', () => {
    expect(row(window, 'neuron.decay')).toMatchObject({ control: 'slider', min: 0, max: 1, step: 0.01, symbol: 'β', value: 0.2 })
    expect(row(window, 'data.batch')).toMatchObject({ control: 'integer', min: 1, max: 4096, unit: 'samples' })
    expect(row(window, 'network.hidden')).toMatchObject({ control: 'list' })
    expect(row(window, 'neuron.detachReset')).toMatchObject({ control: 'flag' })
    expect(row(window, 'groups.norm.rateFactor')).toMatchObject({ label: 'Norm learning-rate factor' })
  })

  it('folds away the seed of a task and not that of the run', () => {
    const copy = edit(window, 'data.kind', 'copy')
    expect(['data.seed', 'data.lag', 'run.seed'].map((path) => row(copy, path)?.rare)).toEqual([true, false, false])
  })

  it('hides what has no effect', () => {
    expect(row(window, 'surrogate.width')).toBeUndefined()
    expect(row(edit(window, 'surrogate.window', 'fixed'), 'surrogate.width')).toBeDefined()
    expect(row(edit(window, 'neuron.reset', 'subtract'), 'neuron.resetTo')).toBeUndefined()
    const pixels = edit(window, 'encoder.kind', 'pixels')
    expect(row(pixels, 'encoder.order')).toBeUndefined()
    expect(row(edit(pixels, 'encoder.permuted', true), 'encoder.order')).toMatchObject({ rare: true })
  })
})

describe('withEdit', () => {
  it('gives another kind its defaults while a field elsewhere is refused', () => {
    const wrong = withEdit(window, 'run.epochs', -3)
    if (wrong.ok) throw new Error('It was accepted.')
    for (const [path, kind, field] of [
      ['network.kind', 'layers', 'layers'],
      ['network.kind', 'recurrent', 'hidden'],
      ['optimizer.kind', 'sgd', 'momentum'],
      ['encoder.kind', 'poisson', 'steps'],
    ] as const) {
      const edited = withEdit(wrong.draft, path, kind)
      expect(edited).toMatchObject({ ok: false, problems: [{ path: 'run.epochs' }] })
      const slice = valueAt((edited as { draft: object }).draft, path.replace('.kind', ''))
      expect(slice).toHaveProperty(field)
      expect(slice).toMatchObject({ kind })
    }
  })
  it('changes one value and says so', () => {
    const edited = edit(window, 'neuron.threshold', 0.5)
    expect(valueAt(edited, 'neuron.threshold')).toBe(0.5)
    expect(differences(edited, window).map((r) => [r.path, r.initial])).toEqual([['neuron.threshold', 1]])
    expect(valueAt(window, 'neuron.threshold')).toBe(1)
  })

  it('tells what it changes from what has no effect', () => {
    const fixed = edit(window, 'surrogate.window', 'fixed')
    const idle = edit(edit(fixed, 'surrogate.width', 0.05), 'surrogate.window', 'adaptive')
    expect(differences(idle, window)).toEqual([])
    expect(idleDifferences(idle, window).map((r) => [r.path, r.value])).toEqual([['surrogate.width', 0.05]])
    expect(idleDifferences(edit(fixed, 'surrogate.width', 0.05), window)).toEqual([])
  })

  it('fills the defaults of another kind', () => {
    const edited = edit(window, 'surrogate.kind', 'atan')
    expect(edited.surrogate).toEqual({ kind: 'atan', scale: 2 })
    expect(differences(edited, window).map((r) => r.path)).toEqual(['surrogate.kind'])
    expect(normalizationOf(edit(window, 'network.normalization', { kind: 'tdBatchNorm' }).network)).toMatchObject({ alpha: 1 })
  })

  it('reads a sequence step by step once one is chosen, and leaves the encoder alone otherwise', () => {
    expect(edit(window, 'data.kind', 'delayedCue').encoder).toEqual({ kind: 'rows' })
    expect(edit(window, 'data.kind', 'fashionMnist').encoder).toEqual(window.encoder)
  })

  it('calls the rows of a sequence its steps', () => {
    const labelOf = (draft: typeof window) =>
      formOf(draft, draft)
        .flatMap(({ rows }) => rows)
        .find(({ path }) => path === 'encoder.kind')
        ?.choices?.find(({ value }) => value === 'rows')?.label
    expect(labelOf(edit(window, 'data.kind', 'delayedCue'))).toBe('step by step')
    expect(labelOf(window)).toBe('row by row')
  })

  it('has no row for a surrogate where the neurons are analog, and says no difference in one', () => {
    const analog = edit(window, 'neuron.kind', 'relu')
    expect(analog.neuron).toEqual({ kind: 'relu', inputGain: 1 })
    const paths = formOf(analog, window).flatMap(({ rows }) => rows.map((one) => one.path))
    expect(paths.filter((path) => path.startsWith('surrogate') || path.startsWith('neuron'))).toEqual(['neuron.kind', 'neuron.inputGain'])
    expect({ analog: hasRow(analog, 'surrogate.kind'), spiking: hasRow(window, 'surrogate.kind') }).toEqual({
      analog: false,
      spiking: true,
    })
    expect(differences(edit(analog, 'surrogate.kind', 'atan'), window).map((r) => r.path)).toEqual(['neuron.kind'])
  })

  it('keeps a refused value in the draft, with the reason at its row', () => {
    const edited = withEdit(window, 'neuron.threshold', 99)
    expect(edited).toMatchObject({ ok: false, problems: [{ path: 'neuron.threshold', message: 'At most 20.' }] })
    if (!edited.ok) expect(valueAt(edited.draft, 'neuron.threshold')).toBe(99)
    expect(withEdit(window, 'network.hidden', [128, 0])).toMatchObject({ ok: false, problems: [{ path: 'network.hidden' }] })
    expect(withEdit(window, 'data.batch', 1.5)).toMatchObject({ ok: false, problems: [{ message: 'A whole number is needed.' }] })
  })

  it('says in words what is no experiment, and which kinds there are', () => {
    const faults = (value: unknown) => (readDraft(value) as Extract<ReturnType<typeof readDraft>, { ok: false }>).problems
    const kinds = 'One of classification, regression, response, detection, control is needed.'
    expect(faults(null)).toMatchObject([{ path: 'experiment', message: 'An object is needed.' }])
    expect(faults({})).toMatchObject([{ path: 'task', message: kinds }])
    expect(faults({ ...window, neuron: { kind: 'leaky' } })).toMatchObject([
      { path: 'neuron.kind', message: 'One of lif, plif, noisyLif, relu, equations, psn is needed.' },
    ])
  })

  it('says a fault of several entries of a list once', () => {
    const { problems } = withEdit(window, 'network.hidden', [9999, 128, 9999, 0]) as Extract<ReturnType<typeof withEdit>, { ok: false }>
    expect(problems.map(({ path, message }) => [path, message])).toEqual([
      ['network.hidden', 'At most 8192.'],
      ['network.hidden', 'At least 1.'],
    ])
    const long = withEdit(window, 'network.hidden', Array(65).fill(8))
    expect(long).toMatchObject({ problems: [{ message: 'At most 64 entries.' }] })
    if (!long.ok) expect(long.problems[0]).not.toHaveProperty('remedy')
  })

  it('keeps a number of a layer that is out of range, says so at the layer, and mends it in its place', () => {
    const csnn = presetNamed('csnn')!.experiment
    const { layers } = csnn.network as Extract<Experiment['network'], { kind: 'layers' }>
    const edited = withEdit(
      csnn,
      'network.layers',
      layers.map((layer, at) => (at === 2 ? { ...layer, kernel: 99, stride: 0 } : layer)),
    )
    expect(edited).toMatchObject({
      ok: false,
      problems: [
        { path: 'network.layers.2.kernel', message: 'At most 15.', remedy: { path: 'network.layers.2.kernel', value: 15 } },
        { path: 'network.layers.2.stride', message: 'At least 1.' },
      ],
    })
    if (edited.ok) return
    expect(valueAt(edited.draft, 'network.layers.2.kernel')).toBe(99)
    // Edits are applied one after the other, and a value that is still wrong stays in the draft.
    const half = withEdit(edited.draft, 'network.layers.2.kernel', 3)
    expect(half).toMatchObject({ ok: false, problems: [{ path: 'network.layers.2.stride' }] })
    if (!half.ok) expect(edit(half.draft, 'network.layers.2.stride', 1)).toEqual(edit(csnn, 'network.layers', layers))
  })

  it('reaches every kind of every union', () => {
    for (const union of rows(window).filter((r) => r.control === 'union')) {
      for (const { value } of union.choices ?? []) {
        const edited = edit(window, union.path, value)
        expect(experimentSchema.parse(edited)).toEqual(edited)
        expect(rows(edited).every((r) => r.help !== '')).toBe(true)
      }
    }
  })
})
