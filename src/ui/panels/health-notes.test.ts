/** Each diagnosis appears when its symptom does, says what would change, and stays silent otherwise. No browser. */
import { describe, expect, it } from 'vitest'
import { check } from '../../experiments/check'
import { withEdit } from '../../experiments/form'
import { presetNamed } from '../../experiments/presets'
import type { MembraneFrame } from '../../worker/protocol'
import { diagnose } from './health-notes'

const adaptive = presetNamed('window')!.experiment
const fixed = presetNamed('window-fixed')!.experiment
const idle = { problems: [], run: { kind: 'paused', step: 1 }, device: null } as const

/** One step, ten bins of width 0.5 from −2.5 to 2.5, ten potentials. */
const frame = (change: Partial<MembraneFrame> = {}): MembraneFrame => ({
  layer: 'lif1',
  low: -2.5,
  high: 2.5,
  bins: 10,
  counts: Uint32Array.of(0, 0, 0, 2, 2, 2, 2, 2, 0, 0, 0, 0, 0),
  total: 10,
  samples: 1,
  neurons: 10,
  threshold: 1,
  resetTo: 0,
  windowLow: Float32Array.of(0),
  windowHigh: Float32Array.of(2),
  available: Uint32Array.of(4),
  availableFixed: Uint32Array.of(2),
  fired: Uint32Array.of(2),
  mean: Float64Array.of(0),
  deviation: Float64Array.of(1),
  law: null,
  gradientNorm: Float64Array.of(1),
  windowClosed: false,
  gammaMean: 1,
  decay: 0.2,
  spans: null,
  ...change,
})
const ids = (open: typeof adaptive, ...layers: MembraneFrame[]) => diagnose({ ...idle, open }, layers).notes.map(({ id }) => id)

describe('diagnose', () => {
  it('says nothing of a healthy layer', () => {
    expect(ids(adaptive, frame())).toEqual([])
    expect(diagnose({ ...idle, open: adaptive }, [frame()]).fine).toBeGreaterThan(5)
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

  it('finds that no gradient reaches the early steps, and offers a longer span', () => {
    const hearing = (recurrence: object) => {
      const edited = withEdit(presetNamed('blank')!.experiment, 'network', { kind: 'recurrent', recurrence })
      if (!edited.ok) throw new Error('It has the types of an experiment.')
      return edited.experiment
    }
    const skip = hearing({ kind: 'skip', span: 4 })
    const norms = (...gradientNorm: number[]) => frame({ layer: 'lif2', gradientNorm: Float64Array.from(gradientNorm) })
    const notes = (open: typeof adaptive, ...values: number[]) =>
      diagnose({ ...idle, open }, [frame(), norms(...values)]).notes.filter(({ id }) => id === 'forgotten')
    expect(notes(skip, 2e-6, 1, 1)).toEqual([])
    expect(notes(adaptive, 1e-7, 1, 1)).toEqual([])
    expect(notes(skip, 5e-8, 1, 0.1)).toMatchObject([
      {
        title: 'No gradient reaches the early steps of lif2',
        remedies: [{ path: 'network.recurrence.span', value: 8, effect: '4 → 8' }],
      },
    ])
    expect(notes(skip, 5e-8, 1, 0.1)[0]?.text).toContain('at step 1 is 1/2,000,000 of that at step 3')
    expect(notes(hearing({ kind: 'vanilla' }), 0, 1, 1)).toMatchObject([{ remedies: [{ value: { kind: 'skip', span: 16 } }] }])
  })

  it('says of a silent output layer that no class has spiked, after some steps, and offers an edit later', () => {
    const open = presetNamed('tutorial')!.experiment
    const layers = [frame(), frame({ layer: 'lifOut', fired: Uint32Array.of(0) })]
    const at = (step: number) => diagnose({ ...idle, run: { kind: 'running', step }, open }, layers).notes
    expect(at(19)).toEqual([])
    expect(at(20)).toMatchObject([{ id: 'unanswered', severity: 'info', title: 'No class has spiked yet', remedies: [] }])
    expect(at(200)).toMatchObject([{ id: 'unanswered', severity: 'warn', remedies: [{ path: 'neuron.threshold', value: 0.5 }] }])
    const hidden = diagnose({ ...idle, open }, [frame({ fired: Uint32Array.of(0) }), layers[1]!]).notes
    expect(hidden).toMatchObject([{ id: 'dead', title: 'lif1 is silent' }])
  })

  it('counts what a wider window would hold before it offers one', () => {
    const [note] = diagnose({ ...idle, open: fixed }, [frame({ available: Uint32Array.of(0) })]).notes
    expect(note?.id).toBe('narrow')
    // Width 2 around 1 holds the bins from 0 to 2, where the last three of the five filled bins are.
    expect(note?.remedies[0]).toMatchObject({ path: 'surrogate.width', value: 2, effect: '0\u00a0% → 60\u00a0%' })
    expect(note?.remedies[1]).toMatchObject({ path: 'surrogate.window', value: 'adaptive' })
  })

  it('counts layers from 1, as the list of them does', () => {
    const open = presetNamed('csnn')!.experiment
    const edited = withEdit(open, 'network.layers', [{ kind: 'pool' }])
    if (!edited.ok) throw new Error('It has the types of an experiment.')
    const [note] = diagnose({ ...idle, problems: check(edited.experiment), open }, []).notes
    expect(note).toMatchObject({ title: 'This experiment cannot be opened: layer 1' })
    expect(note?.text).toMatch(/^Layer 1, pooling: It needs/)
  })

  it('offers to resume a run that can be', () => {
    const failed = { ...idle, run: { kind: 'failed', step: 3, error: 'Lost.', recoverable: true }, open: fixed } as const
    expect(diagnose(failed, []).notes).toMatchObject([{ id: 'failed', action: 'resume' }])
  })
})
