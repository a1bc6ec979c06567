/** Each diagnosis appears when its symptom does, says what would change, and stays silent otherwise. No browser. */
import { describe, expect, it } from 'vitest'
import { check } from '../experiments/check'
import { withEdit } from '../experiments/edit'
import { presetNamed } from '../experiments/presets'
import type { MembraneReading } from '../readings/membrane'
import { curvesOf, evidence, frame } from '../testing/evidence'
import { checked, diagnose, inOrder } from './diagnose'
import type { Evidence } from './evidence'
import { RULES } from './rules'

const adaptive = presetNamed('window')!.experiment
const fixed = presetNamed('window-fixed')!.experiment

/** The notes for an open experiment whose draft is unchanged, in display order. */
const notesOf = (open: typeof adaptive, layers: readonly MembraneReading[], change: Partial<Evidence> = {}) => {
  const { facts, found, fine } = diagnose(evidence({ open, layers, ...change }), RULES)
  return { notes: inOrder(facts, found), fine }
}
const ids = (open: typeof adaptive, ...layers: MembraneReading[]) => notesOf(open, layers).notes.map(({ id }) => id)

describe('diagnose', () => {
  it('says nothing of a healthy layer', () => {
    expect(ids(adaptive, frame())).toEqual([])
    expect(notesOf(adaptive, [frame()]).fine).toBeGreaterThan(5)
  })

  it('counts as fine the rules that have measured something, and those alone', () => {
    for (const e of [
      evidence({ open: adaptive, layers: [frame()] }),
      evidence({ open: adaptive, layers: [frame({ fired: Uint32Array.of(0) })] }),
    ])
      expect(diagnose(e, RULES).fine).toBe(checked(e, RULES).filter(({ state }) => state === 'fine').length)
    expect(notesOf(adaptive, []).fine).toBe(0)
  })

  it('finds silent, closed, broken and vanishing layers', () => {
    expect(ids(adaptive, frame({ fired: Uint32Array.of(0) }))).toEqual(['dead'])
    expect(ids(adaptive, frame({ windowClosed: true, available: Uint32Array.of(0), availableFixed: Uint32Array.of(0) }))).toEqual([
      'closed',
    ])
    expect(ids(adaptive, frame({ counts: Uint32Array.of(0, 0, 0, 2, 2, 2, 2, 1, 0, 0, 0, 0, 1) }))).toEqual(['nan'])
    expect(ids(fixed, frame({ gradientNorm: Float64Array.of(0.001) }), frame({ layer: 'lif2' }))).toEqual(['vanishing'])
    expect(ids(adaptive, frame({ availableFixed: Uint32Array.of(5) }))).toEqual(['wider'])
  })

  it('names a learning rate that is too high before the windows that it closed', () => {
    const shut = frame({ windowClosed: true, available: Uint32Array.of(0), availableFixed: Uint32Array.of(0) })
    const curves = curvesOf(100, (step) => ({ loss: step < 10 ? 2.3 : 40 }))
    const { notes } = notesOf(adaptive, [shut], { curves, run: { kind: 'paused', step: 100 } })
    expect(notes.map(({ id }) => id).slice(0, 2)).toEqual(['rate-high', 'closed'])
    // With too few losses to judge the learning rate by itself, the note on the closed window names it.
    const [early] = notesOf(adaptive, [shut], { run: { kind: 'paused', step: 20 } }).notes
    expect(early).toMatchObject({ id: 'closed', text: expect.stringContaining('a learning rate of 0.001 is probably too high') })
    expect(early!.remedies.map(({ changes }) => changes[0]![0])).toEqual(['optimizer.rate', 'surrogate.window'])
    const [late] = notesOf(adaptive, [shut], { run: { kind: 'paused', step: 5000 } }).notes
    expect(late!.remedies.map(({ changes }) => changes[0]![0])).toEqual(['surrogate.window'])
  })

  it('says of a layer that is silent before training only that it may wake up, and offers nothing', () => {
    const untrained = (available: number) =>
      notesOf(adaptive, [frame({ fired: Uint32Array.of(0), available: Uint32Array.of(available), availableFixed: Uint32Array.of(0) })], {
        run: { kind: 'paused', step: 0 },
      }).notes
    expect(untrained(4)).toMatchObject([{ id: 'dead', severity: 'info', title: 'lif1 is silent before training', remedies: [] }])
    expect(untrained(4)[0]?.text).toContain('40.0\u00a0% of its potentials lie in the window')
    expect(untrained(3).filter(({ id }) => id === 'dead')).toEqual([])
  })

  it('counts below the window none of those that are in it', () => {
    // A bin of 5 is cut by the lower edge; 4 are in the window, and no more than 6 are not.
    const counts = Uint32Array.of(0, 0, 0, 0, 5, 5, 0, 0, 0, 0, 0, 0, 0)
    const cut = frame({ fired: Uint32Array.of(0), counts, windowLow: Float32Array.of(0.4), available: Uint32Array.of(4) })
    expect(notesOf(adaptive, [cut]).notes[0]?.text).toContain('60.0\u00a0% of its potentials lie below')
  })

  const changed = (...edits: readonly (readonly [path: string, value: unknown])[]) =>
    edits.reduce((experiment, [path, value]) => {
      const edited = withEdit(experiment, path, value)
      if (!edited.ok) throw new Error('It has the types of an experiment.')
      return edited.experiment
    }, presetNamed('blank')!.experiment)

  it('finds that no gradient reaches the early steps, and offers a span of a fifth of the steps', () => {
    const hearing = (recurrence: object) => changed(['network', { kind: 'recurrent', recurrence }])
    /** The norms at the ends of some steps. */
    const norms = (steps: number, first: number, last: number) =>
      frame({ layer: 'lif2', gradientNorm: Float64Array.from({ length: steps }, (_, t) => (t === 0 ? first : t + 1 === steps ? last : 1)) })
    const notes = (open: typeof adaptive, ...ends: [steps: number, first: number, last: number]) =>
      notesOf(open, [frame(), norms(...ends)]).notes.filter(({ id }) => id === 'forgotten')
    const skip = hearing({ kind: 'skip', span: 4 })
    expect(notes(skip, 60, 2e-6, 1)).toEqual([])
    const [note] = notes(skip, 60, 5e-8, 0.1)
    expect(note).toMatchObject({
      title: 'No gradient reaches the early steps of lif2',
      remedies: [{ changes: [['network.recurrence.span', 12]], effect: '4 → 12' }],
    })
    expect(note?.text).toContain('at step 1 is 1/2,000,000 of that at step 60, 0.782 times a step back')
    expect(notes(skip, 60, 5e-13, 1)[0]?.text).toContain('at step 1 is 5e−13 times that at step 60')
    expect(notes(hearing({ kind: 'skip', span: 12 }), 60, 0, 1)).toMatchObject([{ remedies: [] }])
    expect(notes(hearing({ kind: 'adaptive', spans: 9 }), 784, 0, 1)).toMatchObject([
      { remedies: [{ changes: [['network.recurrence.spans', 64]] }] },
    ])
    for (const kind of ['vanilla', 'none'])
      expect(notes(hearing({ kind }), 60, 0, 1)).toMatchObject([
        { remedies: [{ changes: [['network.recurrence', { kind: 'skip', span: 12 }]] }] },
      ])
    expect(notes(hearing({ kind: 'none' }), 32, 0, 1)).toEqual([])
  })

  it('finds it in a network without recurrent weights where the sequence is long, and makes it recurrent', () => {
    const open = changed(['data', { kind: 'delayedCue' }], ['encoder', { kind: 'rows' }], ['network.hidden', [24]])
    const of = (steps: number) => ids(open, frame({ gradientNorm: Float64Array.from({ length: steps }, (_, t) => (t === 0 ? 0 : 1)) }))
    expect([of(32), of(33)]).toEqual([[], ['forgotten']])
    const [note] = notesOf(open, [frame({ gradientNorm: Float64Array.from({ length: 60 }, (_, t) => (t === 0 ? 0 : 1)) })]).notes
    const [path, value] = note!.remedies[0]!.changes[0]!
    const edited = withEdit(open, path, value)
    expect(edited).toMatchObject({ ok: true, experiment: { network: { hidden: [24], recurrence: { kind: 'skip', span: 12 } } } })
  })

  it('says nothing of the run while the draft cannot be opened, and names its field as the form does', () => {
    const open = changed(['data', { kind: 'copy' }], ['encoder', { kind: 'rows' }], ['network', { kind: 'recurrent' }])
    const { draft, problems } = withEdit(open, 'data.steps', 0) as Extract<ReturnType<typeof withEdit>, { ok: false }>
    const { notes } = notesOf(open, [frame({ fired: Uint32Array.of(0) })], { draft, problems })
    expect(notes.map(({ title }) => title)).toEqual(['This experiment cannot be opened: Sequence'])
  })

  it('says of a silent output layer that no class has spiked, after some steps, and offers an edit later', () => {
    const open = presetNamed('tutorial')!.experiment
    const layers = [frame(), frame({ layer: 'lifOut', fired: Uint32Array.of(0) })]
    const at = (step: number) => notesOf(open, layers, { run: { kind: 'running', step } }).notes
    expect(at(19)).toEqual([])
    expect(at(20)).toMatchObject([{ id: 'unanswered', severity: 'info', title: 'No output neuron has fired yet', remedies: [] }])
    expect(at(200)).toMatchObject([{ id: 'unanswered', severity: 'warn', remedies: [{ changes: [['neuron.threshold', 0.5]] }] }])
    const hidden = notesOf(open, [frame({ fired: Uint32Array.of(0) }), layers[1]!]).notes
    expect(hidden).toMatchObject([{ id: 'dead', title: 'lif1 is silent' }])
  })

  it('counts what a wider window would hold before it offers one', () => {
    const [note] = notesOf(fixed, [frame({ available: Uint32Array.of(0) })]).notes
    expect(note?.id).toBe('narrow')
    // Width 2 around 1 holds the bins from 0 to 2, where the last three of the five filled bins are.
    expect(note?.remedies[0]).toMatchObject({ changes: [['surrogate.width', 2]], effect: '0\u00a0% → 60\u00a0%' })
    expect(note?.remedies[1]).toMatchObject({ changes: [['surrogate.window', 'adaptive']] })
  })

  it('counts layers from 1, as the list of them does', () => {
    const open = presetNamed('csnn')!.experiment
    const edited = withEdit(open, 'network.layers', [{ kind: 'pool' }])
    if (!edited.ok) throw new Error('It has the types of an experiment.')
    const [note] = notesOf(open, [], { draft: edited.experiment, problems: check(edited.experiment) }).notes
    expect(note).toMatchObject({ title: 'This experiment cannot be opened: layer 1' })
    expect(note?.text).toMatch(/^Layer 1, pooling: It needs/)
    const refused = withEdit(open, 'network.layers', [{ kind: 'conv', outputs: 0 }])
    const { draft, problems } = refused as Extract<typeof refused, { ok: false }>
    expect(notesOf(open, [], { draft, problems }).notes).toMatchObject([
      { title: 'This experiment cannot be opened: layer 1, channels', text: 'At least 1.' },
    ])
  })

  it('offers to resume a run that can be', () => {
    const run = { kind: 'failed', step: 3, error: 'Lost.', recoverable: true } as const
    expect(notesOf(fixed, [], { run }).notes).toMatchObject([{ id: 'failed', action: 'resume' }])
  })
})
