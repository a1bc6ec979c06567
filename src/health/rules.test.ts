/** Rules over neurons, gradients and curves: each fires on its fault, with the right numbers, and not near its threshold. No browser. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { withEdit } from '../experiments/edit'
import { presetNamed } from '../experiments/presets'
import type { Experiment } from '../experiments/schema'
import { accuracyOf, curvesOf, evidence, frame } from '../testing/evidence'
import { checked, diagnose, inOrder } from './diagnose'
import type { Evidence, Note } from './evidence'
import { RULES } from './rules'

const changed = (preset: string, ...edits: readonly (readonly [path: string, value: unknown])[]): Experiment =>
  edits.reduce((experiment, [path, value]) => {
    const edited = withEdit(experiment, path, value)
    if (!edited.ok) throw new Error('It has the types of an experiment.')
    return edited.experiment
  }, presetNamed(preset)!.experiment)
const plain = changed('blank')
const at = (step: number): Partial<Evidence> => ({ run: { kind: 'running', step } })
const found = (id: string, change: Partial<Evidence>): Note | undefined =>
  diagnose(evidence({ open: plain, ...change }), RULES).found.find((note) => note.id === id)

it('a change that a run did not take is no fault of the experiment, and ends no rule', () => {
  const refused = { path: 'run.epochs', severity: 'error', message: 'No.' } as const
  const layers = [frame({ silent: 10, silentChannels: 10 })]
  expect(diagnose(evidence({ open: plain, layers, problems: [refused] }), RULES)).toMatchObject({
    facts: [{ text: 'No.' }],
    found: [],
    fine: 0,
  })
  const taken = diagnose(evidence({ open: plain, layers, problems: [{ ...refused, ofRun: true }] }), RULES)
  expect(taken.facts).toEqual([])
  expect(taken.fine).toBeGreaterThan(0)
})

describe('neurons', () => {
  it('names a layer most of which is silent, once training has gone on for a while', () => {
    const layers = (silent: number) => [frame(), frame({ layer: 'lif2', silent, silentChannels: silent })]
    expect(found('silent', { layers: layers(7), ...at(200) })).toBeUndefined()
    expect(found('silent', { layers: layers(8), ...at(99) })).toBeUndefined()
    const note = found('silent', { layers: layers(8), ...at(200) })
    expect(note).toMatchObject({ title: '80\u00a0% of lif2 is silent', at: 1, remedies: [{ changes: [['neuron.threshold', 0.5]] }] })
    // Of ten potentials, in bins from −1 to 1.5, four lie at 0.5 or above.
    expect(note?.remedies[0]?.effect).toBe('1 → 0.5, 40.0\u00a0% reach it')
  })

  it('says early of a layer nearly all of which is silent, without an edit and with care', () => {
    const layers = (silent: number) => [frame(), frame({ layer: 'lif2', silent, silentChannels: silent })]
    expect(found('silent', { layers: layers(9), ...at(19) })).toBeUndefined()
    expect(found('silent', { layers: layers(8), ...at(20) })).toBeUndefined()
    const note = found('silent', { layers: layers(9), ...at(20) })
    expect(note).toMatchObject({ severity: 'info', title: '90\u00a0% of lif2 is silent', at: 1, remedies: [] })
    expect(note?.text).toContain('may mislead: neurons may still start to fire.')
    expect(found('silent', { layers: layers(9), ...at(100) })).toMatchObject({ severity: 'warn', remedies: [{}] })
    const maps = (silentChannels: number) => [frame({ neurons: 40, channels: 10, silent: 39, silentChannels, total: 40 })]
    expect(found('channels', { layers: maps(9), ...at(20) })).toMatchObject({ severity: 'info', remedies: [] })
    expect(found('channels', { layers: maps(8), ...at(20) })).toBeUndefined()
    expect(found('saturated', { layers: [frame({ saturated: 10 })], ...at(99) })).toBeUndefined()
  })

  it('counts no effect where a bin is wider than what is moved, and nothing above the window that has not fired', () => {
    const counts = Uint32Array.of(0, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0)
    const coarse = frame({
      low: -25,
      high: 25,
      counts,
      fired: Uint32Array.of(0),
      available: Uint32Array.of(0),
      availableFixed: Uint32Array.of(0),
    })
    const note = found('dead', { layers: [coarse], ...at(200) })
    expect(note?.text).toContain('100.0\u00a0% of its potentials lie below the window')
    expect(note?.remedies[0]?.effect).toBe('1 → 0.5')
  })

  it('lowers the threshold as often as it takes until some neurons would fire, and once where none would', () => {
    const open = changed('blank', ['neuron.threshold', 20])
    const silent = { threshold: 20, fired: Uint32Array.of(0), available: Uint32Array.of(0) }
    const far = found('dead', { open, layers: [frame({ ...silent, low: -5, high: 15 })], ...at(200) })
    // The upper of ten bins of width 2 that hold potentials ends at 11, the lowest begins at 1: at 5 some reach it, and at 10 too.
    expect(far?.remedies).toMatchObject([{ changes: [['neuron.threshold', 10]], effect: expect.stringMatching(/^20 → 10, .* reach it$/) }])
    const near = found('dead', { open, layers: [frame(silent)], ...at(200) })
    expect(near?.remedies).toMatchObject([
      { changes: [['neuron.threshold', 1.25]], effect: expect.stringMatching(/^20 → 1.25, .* reach it$/) },
    ])
    const never = found('dead', { open, layers: [frame({ ...silent, low: -25, high: -20 })], ...at(200) })
    expect(never?.remedies).toMatchObject([{ changes: [['neuron.threshold', 10]], effect: '20 → 10, 0.0\u00a0% reach it' }])
  })

  it('offers a lower rate first where the loss was thrown up before the layer fell silent', () => {
    const layers = [frame({ fired: Uint32Array.of(0) })]
    const offered = (max: number) =>
      found('dead', { layers, curves: curvesOf(200, (step) => ({ loss: step === 20 ? max : 2 })), ...at(200) })
    expect(offered(3)?.remedies).toMatchObject([{ changes: [['neuron.threshold', 0.5]] }])
    expect(offered(4)?.remedies).toMatchObject([{ changes: [['optimizer.rate', 0.0003]] }, { changes: [['neuron.threshold', 0.5]] }])
    expect(offered(4)?.text).toContain('lower the learning rate')
  })

  it('moves the scale of a tdBN instead of the threshold, which its currents follow, and counts what would fire', () => {
    const predicted = { mean: Float64Array.of(0), standardDeviation: Float64Array.of(1), constantInput: false }
    const note = found('silent', { open: presetNamed('window')!.experiment, layers: [frame({ silent: 9, predicted })], ...at(200) })
    // At twice the distance from the mean of 0, potentials above 0.5 are above 1.
    expect(note?.remedies).toMatchObject([{ changes: [['network.normalization.alpha', 2]], effect: '1 → 2, 40.0\u00a0% reach it' }])
  })

  it('counts the dead channels of a convolution, and not its silent places', () => {
    const maps = (silentChannels: number) => [frame({ neurons: 40, channels: 8, silent: 39, silentChannels, total: 40 })]
    expect(found('channels', { layers: maps(1), ...at(200) })).toBeUndefined()
    expect(found('silent', { layers: maps(1), ...at(200) })).toBeUndefined()
    expect(found('channels', { layers: maps(2), ...at(200) })?.title).toBe('2 channels of lif1 are dead')
  })

  it('finds neurons that always fire, and raises the threshold', () => {
    expect(found('saturated', { layers: [frame({ saturated: 2 })], ...at(200) })).toBeUndefined()
    const note = found('saturated', { layers: [frame({ saturated: 3 })], ...at(200) })
    expect(note).toMatchObject({ title: '30\u00a0% of lif1 always fires', remedies: [{ changes: [['neuron.threshold', 2]] }] })
  })
})

describe('window', () => {
  it('says on which side of the window potentials lie, and moves them to the other', () => {
    const below = (fired: number) =>
      frame({
        available: Uint32Array.of(0),
        fired: Uint32Array.of(fired),
        windowLow: Float32Array.of(0.5),
        windowHigh: Float32Array.of(1.5),
      })
    const low = found('narrow', { layers: [below(2)] })
    expect(low?.text).toContain('80.0\u00a0% lie below the window, 20.0\u00a0% above')
    expect(low?.remedies.at(-1)?.changes).toEqual([['neuron.threshold', 0.5]])
    const apart = (run: Evidence['run']) => found('narrow', { layers: [below(4)], run })?.remedies.at(-1)?.changes
    expect(apart({ kind: 'running', step: 9 })).toEqual([['optimizer.rate', 0.0003]])
    expect(apart({ kind: 'paused', step: 0 })).toEqual([['surrogate.width', 2]])
    const high = frame({
      available: Uint32Array.of(0),
      fired: Uint32Array.of(10),
      windowLow: Float32Array.of(-2),
      windowHigh: Float32Array.of(-1),
    })
    expect(found('narrow', { layers: [high] })?.remedies.at(-1)?.changes).toEqual([['neuron.threshold', 2]])
  })
})

it('widens a window as often as it takes, and offers none that would still hold next to nothing', () => {
  const narrow = (change: Parameters<typeof frame>[0]) =>
    found('narrow', {
      open: changed('blank', ['surrogate.width', 0.25]),
      layers: [frame({ available: Uint32Array.of(0), ...change })],
    })?.remedies.filter(({ label }) => label.startsWith('Widen'))
  // The bins nearest to 1 that hold potentials have their middles at 0.75 and at 1.25: within a width of 1, and not of 0.5.
  expect(narrow({})).toMatchObject([{ label: 'Widen κ to 1', effect: '0\u00a0% → 40\u00a0%', changes: [['surrogate.width', 1]] }])
  expect(narrow({ counts: Uint32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 5, 0) })).toEqual([])
})

it('widens uniform noise, whose half width is the window’s, and says nothing of a window without edges', () => {
  const layers = [frame({ available: Uint32Array.of(0) })]
  const noisy = (noise: object) => changed('blank', ['neuron.kind', 'noisyLif'], ['neuron.noise', noise])
  expect(found('narrow', { open: noisy({ kind: 'uniform', halfWidth: 0.125 }), layers })?.remedies[0]).toMatchObject({
    label: 'Widen the noise to a = 0.5',
    changes: [['neuron.noise.halfWidth', 0.5]],
  })
  expect(found('narrow', { open: noisy({ kind: 'gaussian', sigma: 0.1 }), layers })).toBeUndefined()
})

describe('gradient', () => {
  it('vanishes over depth, offers what lets more of it pass, and leaves a silent layer to the rule for it', () => {
    const weak = (change: Parameters<typeof frame>[0] = {}) => [
      frame({ gradientNorm: Float64Array.of(0.009), ...change }),
      frame({ layer: 'lif2' }),
    ]
    const open = changed('blank', ['neuron.decay', 0.25])
    expect(found('vanishing', { open, layers: weak() })?.remedies.map(({ changes }) => changes[0])).toEqual([
      ['surrogate.width', 2],
      ['network.normalization', { kind: 'tdBatchNorm' }],
      ['neuron.decay', 0.5],
    ])
    expect(found('vanishing', { open, layers: weak({ fired: Uint32Array.of(0) }) })).toBeUndefined()
    expect(withEdit(open, 'network.normalization', { kind: 'tdBatchNorm' }).ok).toBe(true)
  })

  const norms = (...values: number[]) => values.map((value, i) => frame({ layer: `lif${i + 1}`, gradientNorm: Float64Array.of(value) }))

  it('explodes over depth where it grows a hundredfold, and fivefold a layer', () => {
    expect(found('exploding', { layers: norms(99, 1) })).toBeUndefined()
    expect(found('exploding', { layers: norms(100, 50, 20, 5, 1) })).toBeUndefined()
    const curves = curvesOf(60, (step) => ({ norm: step }))
    const note = found('exploding', { layers: norms(700, 30, 5, 1), curves })
    expect(note).toMatchObject({ title: 'The gradient explodes toward the input', at: 0 })
    expect(note?.text).toContain('700 times that at lif4')
    // The median of 1 to 60, in two digits.
    expect(note?.remedies[0]?.changes).toEqual([['clipNorm', 31]])
    expect(note?.remedies[1]?.changes).toEqual([['optimizer.rate', 0.0003]])
  })

  it('explodes where the squares of a gradient do not fit in a float, and offers a wider window first', () => {
    const open = changed('window-fixed', ['surrogate.width', 0.01])
    const layers = norms(Number.POSITIVE_INFINITY, 1e6, 1).map((layer) => ({ ...layer, available: Uint32Array.of(0) }))
    const note = found('exploding', { open, layers })
    expect(note).toMatchObject({ title: 'The gradient explodes toward the input', at: 0, cause: true })
    expect(note?.text).toContain('Its norm at lif1 is shown as infinite')
    expect(note?.remedies[0]?.changes[0]?.[0]).toBe('surrogate.width')
    // A last layer without any gradient is no explosion.
    expect(found('exploding', { layers: norms(1, 0) })).toBeUndefined()
  })

  it('offers to clip at the median, with commas in a large number', () => {
    const remedy = (norm: number) =>
      found('exploding', { layers: norms(700, 30, 5, 1), curves: curvesOf(60, () => ({ norm })) })?.remedies.find(
        ({ changes }) => changes[0]?.[0] === 'clipNorm',
      )
    expect(remedy(320_000)).toMatchObject({ label: 'Clip the gradient norm at 320,000', effect: 'the median so far' })
    expect(remedy(0.32)).toMatchObject({ label: 'Clip the gradient norm at 0.32' })
  })

  it('explodes over time', () => {
    const layer = (first: number) => frame({ gradientNorm: Float64Array.of(first, 30, 1) })
    expect(found('exploding', { layers: [layer(999)] })).toBeUndefined()
    expect(found('exploding', { layers: [layer(1000)] })?.title).toBe('The gradient of lif1 explodes back in time')
  })

  it('jumps where ten norms in a row are far above the median of the run; a single one is no rule', () => {
    const curves = (high: number) => curvesOf(100, (step) => ({ norm: step > 100 - high ? 60 : 1 }))
    expect(found('jumped', { curves: curves(1) })).toBeUndefined()
    expect(found('jumped', { curves: curves(10) })).toMatchObject({
      title: 'The gradient norm is 60 times its earlier value',
      remedies: [{ changes: [['clipNorm', 1]] }, {}],
    })
    expect(found('jumped', { curves: curves(10), open: changed('blank', ['clipNorm', 0.5]) })?.remedies).toHaveLength(1)
  })

  it('offers the clip and a lower rate for a run that was stopped, in addition to Resume', () => {
    const cause = { kind: 'notFinite', parameter: null } as const
    const run = { kind: 'failed', step: 40, error: 'The loss was Infinity.', recoverable: true, cause } as const
    const { facts } = diagnose(evidence({ open: plain, run, curves: curvesOf(40, () => ({ norm: 3 })) }), RULES)
    const wild = diagnose(evidence({ open: plain, run, curves: curvesOf(40, (step) => ({ norm: 9 ** step })) }), RULES).facts
    expect(wild[0]?.remedies[0]?.changes).toEqual([['clipNorm', 1]])
    const { cause: _, ...other } = run
    expect(diagnose(evidence({ open: plain, run: other }), RULES).facts).toMatchObject([{ id: 'failed', remedies: [] }])
    expect(facts).toMatchObject([
      { id: 'failed', action: 'resume', remedies: [{ changes: [['clipNorm', 3]] }, { changes: [['optimizer.rate', 0.0003]] }] },
    ])
  })

  it('calls a run that failed before its first step one that could not be opened, unless its loss was not finite', () => {
    const run = { kind: 'failed', step: 0, error: 'The teacher “a” is not in this browser.', recoverable: false } as const
    const titled = (change: object) => diagnose(evidence({ open: plain, run: { ...run, ...change } }), RULES).facts[0]?.title
    expect(titled({})).toBe('This experiment could not be opened')
    expect(titled({ step: 1 })).toBe('Training stopped')
    expect(titled({ cause: { kind: 'notFinite', parameter: null } })).toBe('Training stopped')
  })
})

describe('learning', () => {
  it('calls the rate too high where the loss is above its start, or has come back far from its best', () => {
    const loss = (of: (step: number) => number) => found('rate-high', { curves: curvesOf(100, (step) => ({ loss: of(step) })) })
    expect(loss(() => 2.3)).toBeUndefined()
    expect(loss((step) => (step === 1 ? 2.3 : 2.6))).toBeUndefined()
    expect(loss((step) => (step === 1 ? 2.3 : 2.7))).toMatchObject({ remedies: [{ changes: [['optimizer.rate', 0.0003]] }, {}] })
    // A loss of a hundredth that doubles is noise; one that comes back to a third of the start is not.
    expect(loss((step) => (step === 1 ? 2.3 : step < 75 ? 0.01 : 0.03))).toBeUndefined()
    expect(loss((step) => (step === 1 ? 2.3 : step < 75 ? 0.2 : 0.8))?.title).toBe('The loss has risen again')
  })

  it('says nothing of the rate while the warm-up lasts', () => {
    const open = changed('blank', ['warmUpSteps', 100])
    const curves = curvesOf(120, (step) => ({ loss: step === 1 ? 2.3 : 5 }))
    expect(found('rate-high', { open, curves })).toBeUndefined()
    expect(found('rate-low', { open, curves: curvesOf(180, () => ({ loss: 2.3, rate: 1e-7 })) })).toBeUndefined()
  })

  it('calls the rate too low where the loss stays and no weight can have moved', () => {
    const slow = (rate: number, loss = 2.3) =>
      found('rate-low', { curves: curvesOf(200, (step) => ({ loss: step < 50 ? 2.3 : loss, rate })) })
    expect(slow(1e-7)).toMatchObject({ title: 'The weights barely change', remedies: [{ changes: [['optimizer.rate', 0.003]] }] })
    expect(slow(1e-3)).toBeUndefined()
    expect(slow(1e-7, 2)).toBeUndefined()
    const open = changed('blank', ['optimizer.rate', 1e-7])
    const stays = curvesOf(200, () => ({ loss: 2.3, rate: 1e-7 }))
    const note = found('rate-low', { open, curves: stays })
    // Neurons then behave as before training.
    expect(found('silent', { open, curves: stays, layers: [frame({ silent: 9 })], ...at(200) })).toBeUndefined()
    expect(note?.remedies.map(({ changes }) => changes[0]?.[1])).toEqual([3e-7, 0.001])
    const silent = [frame({ fired: Uint32Array.of(0) })]
    expect(found('rate-low', { layers: silent, curves: curvesOf(200, () => ({ loss: 2.3, rate: 1e-7 })) })).toBeUndefined()
  })

  it('names guessing after five hundred steps, though all is healthy', () => {
    const guess = (steps: number, share: number) =>
      found('chance', {
        open: changed('blank', ['encoder', { kind: 'poisson', steps: 6 }]),
        curves: curvesOf(steps, () => ({ loss: 2.3 })),
        accuracy: accuracyOf(share),
      })
    expect(guess(499, 0.1)).toBeUndefined()
    expect(guess(500, 0.13)).toBeUndefined()
    expect(guess(500, 0.1)).toMatchObject({ severity: 'info', remedies: [{ changes: [['encoder.steps', 12]] }, {}] })
    // If predictions are not either correct or wrong, there is no chance level.
    expect(found('chance', { curves: curvesOf(500, () => ({ loss: 2.3 })), accuracy: null })).toBeUndefined()
    expect(checked(evidence(), RULES).map(({ rule }) => rule.id)).toContain('chance')
    expect(checked(evidence({ accuracy: null }), RULES).map(({ rule }) => rule.id)).not.toContain('chance')
  })

  it('finds overfitting in three evaluations in a row above the best, while training went on', () => {
    const tests = (...loss: number[]) => ({ step: loss.map((_, i) => (i + 1) * 100), loss })
    const curves = curvesOf(600, () => ({}))
    expect(found('overfit', { tests: tests(0.5, 0.4, 0.5, 0.5), curves })).toBeUndefined()
    expect(found('overfit', { tests: tests(0.5, 0.4, 0.5, 0.43, 0.5), curves })).toBeUndefined()
    const note = found('overfit', { open: changed('blank', ['run.epochs', 6]), tests: tests(0.5, 0.4, 0.5, 0.45, 0.6), curves })
    expect(note?.text).toContain('lowest at step 200 (0.40) and is now 0.60, 50\u00a0% higher')
    expect(note?.remedies.map(({ changes }) => changes[0])).toEqual([
      ['network.dropout', 0.2],
      ['optimizer.weightDecay', 1e-4],
      ['run.epochs', 2],
    ])
    expect(found('overfit', { tests: tests(0.5, 0.4, 0.5, 0.45, 0.6), curves: curvesOf(600, () => ({ loss: 1 })) })).toBeUndefined()
  })

  it('offers a random crop to images, and none to rows of features', () => {
    const tests = { step: [100, 200, 300, 400], loss: [0.4, 0.6, 0.6, 0.6] }
    const cropped = (height: number) => {
      const open = changed('blank', ['data', { kind: 'own', fingerprint: '0'.repeat(32), height, width: 20 }])
      const note = found('overfit', { open, tests, curves: curvesOf(400, () => ({})) })
      return note?.remedies.some(({ label }) => label === 'Crop at random')
    }
    expect({ image: cropped(20), row: cropped(1) }).toEqual({ image: true, row: false })
  })

  it('offers dropout to each layer of a list that has less of it, and to none where all have enough', () => {
    const tests = { step: [100, 200, 300, 400], loss: [0.4, 0.6, 0.6, 0.6] }
    const layers = (...dropout: [number, number]) => [
      { kind: 'conv', outputs: 8, kernel: 3, stride: 1, padding: 1, dropout: dropout[0] },
      { kind: 'pool', how: 'average', size: 2 },
      { kind: 'linear', outputs: 16, dropout: dropout[1] },
    ]
    const offered = (...dropout: [number, number]) => {
      const open = changed('csnn', ['network.layers', layers(...dropout)])
      return found('overfit', { open, tests, curves: curvesOf(400, () => ({})) })?.remedies.find(({ label }) => label === 'Add dropout')
    }
    expect(offered(0, 0.5)).toMatchObject({ effect: '0.2 in 1 layer', changes: [['network.layers', layers(0.2, 0.5)]] })
    expect(offered(0, 0)).toMatchObject({ effect: '0.2 in 2 layers', changes: [['network.layers', layers(0.2, 0.2)]] })
    expect(offered(0.3, 0.2)).toBeUndefined()
  })
})

describe('of a network that spikes in parts', () => {
  const analog = (name: string) => frame({ layer: name, windowHigh: Float32Array.of(Number.POSITIVE_INFINITY), saturated: 10 })
  const silent = frame({ layer: 'lif2', fired: Uint32Array.of(0), silent: 10, silentChannels: 10 })

  it('rules about spikes look at the layers that have them, and name their place among all', () => {
    const layers = [analog('silu1'), frame(), analog('silu2'), silent]
    const { found } = diagnose(evidence({ open: plain, layers, ...at(200) }), RULES)
    expect(found.map(({ id, at: place }) => [id, place])).toContainEqual(['dead', 3])
    expect(found.map(({ id }) => id)).not.toContain('saturated')
  })
  it('they say nothing where none has', () => {
    const families = checked(evidence({ open: plain, layers: [analog('silu1')], ...at(200) }), RULES).map(({ rule }) => rule.family)
    expect(families).not.toContain('Neurons')
    expect(families).not.toContain('Window')
  })
})

describe('analog neurons', () => {
  const open = changed('blank', ['neuron.kind', 'relu'])
  const all = (layers: readonly ReturnType<typeof frame>[], curves = curvesOf(600, () => ({}))) =>
    diagnose(evidence({ open, layers, curves, ...at(600) }), RULES).found
  const zeros = frame({ layer: 'relu1', fired: Uint32Array.of(0), available: Uint32Array.of(0), silent: 10, silentChannels: 10 })

  it('have no rule about spikes, thresholds or windows', () => {
    const families = checked(evidence({ open, layers: [frame()], ...at(200) }), RULES).map(({ rule }) => [rule.family, rule.id])
    expect(families.filter(([family]) => family === 'Neurons')).toEqual([['Neurons', 'inactive']])
    expect(families.filter(([family]) => family === 'Window')).toEqual([])
    expect(all([frame({ saturated: 10, silent: 0, available: Uint32Array.of(0) })])).toEqual([])
  })
  it('say that a layer of zeros passes nothing', () => {
    expect(all([frame(), zeros])).toMatchObject([{ id: 'inactive', title: 'relu1 is inactive', at: 1 }])
  })
  it('are judged where their layers are, next to layers that spike, and edits are of the layer', () => {
    const own = { kind: 'lif', decay: 0.3, threshold: 2, inputGain: 1, reset: 'zero', resetTo: 0, detachReset: false }
    const linear = { kind: 'linear', outputs: 10, dropout: 0 }
    const network = { kind: 'layers', layers: [linear, { ...linear, neuron: own }], normalization: { kind: 'none' }, bias: true }
    const mixed = changed(
      'blank',
      ['network.kind', 'layers'],
      ['network', { ...network, width: 1, outputBias: true, initialization: 'pytorch' }],
    )
    const open = { ...mixed, neuron: { kind: 'relu', inputGain: 1 } } as Experiment
    const silent = frame({ layer: 'lif2', item: 1, threshold: 2, fired: Uint32Array.of(0), available: Uint32Array.of(0) })
    const analog = { windowHigh: Float32Array.of(Number.POSITIVE_INFINITY) }
    const notes = (layers: readonly ReturnType<typeof frame>[]) => diagnose(evidence({ open, layers, ...at(200) }), RULES).found
    expect(notes([frame({ layer: 'relu1', ...analog }), silent])).toMatchObject([
      { id: 'dead', at: 1, remedies: [{ changes: [['network.layers.1.neuron.threshold', 1]] }] },
    ])
    const idle = frame({ ...analog, layer: 'relu1', fired: Uint32Array.of(0), available: Uint32Array.of(0) })
    expect(notes([idle, frame({ layer: 'lif2', item: 1 })])).toMatchObject([{ id: 'inactive', at: 0 }])
  })
  it('are offered only edits that they have', () => {
    const weak = [frame({ gradientNorm: Float64Array.of(1e-4) }), frame({ layer: 'relu2' })]
    const notes = [...all(weak), ...all([zeros])]
    expect(notes.map(({ id }) => id)).toEqual(['vanishing', 'inactive'])
    const paths = notes.flatMap(({ remedies }) => remedies.flatMap(({ changes }) => changes.map(([path]) => path)))
    expect(paths).toEqual(['network.normalization', 'optimizer.rate'])
  })
})

it('orders warnings first, then by the layer where it begins', () => {
  const layers = [frame(), frame({ layer: 'lif2', saturated: 9 }), frame({ layer: 'lif3', fired: Uint32Array.of(0) })]
  const { facts, found: notes } = diagnose(evidence({ open: plain, layers, software: true, ...at(200) }), RULES)
  expect(inOrder(facts, notes).map(({ id }) => id)).toEqual(['saturated', 'dead', 'software'])
})

it('knows nothing before a batch was watched, and measures all that it can after', () => {
  expect(checked(evidence({ layers: [] }), RULES).map(({ state }) => state)).toEqual(
    RULES.filter(({ id }) => id !== 'inactive').map(() => 'unknown'),
  )
  const rows = checked(
    evidence({ open: plain, layers: [frame(), frame({ layer: 'lif2' })], curves: curvesOf(600, () => ({})), ...at(600) }),
    RULES,
  )
  expect(rows.filter(({ state }) => state === 'unknown').map(({ rule }) => rule.id)).toEqual(['channels', 'wider', 'forgotten', 'overfit'])
  expect(rows.find(({ rule }) => rule.id === 'rate-high')?.value).toMatch(/^loss 0\.1\d, first 2\.30, best 0\.1\d$/)
})

it('every remedy is an edit that the experiment takes', () => {
  const layers = [frame({ available: Uint32Array.of(0), saturated: 9, gradientNorm: Float64Array.of(900) }), frame({ layer: 'lif2' })]
  const all = diagnose(
    evidence({ open: plain, layers, curves: curvesOf(100, (step) => ({ loss: step === 1 ? 2 : 9 })), ...at(200) }),
    RULES,
  ).found
  expect(all.length).toBeGreaterThan(3)
  for (const { remedies } of all)
    for (const { changes } of remedies) for (const [path, value] of changes) expect(withEdit(plain, path, value).ok).toBe(true)
})

it('docs/health.md says of each rule what the dialog says', () => {
  const page = readFileSync('docs/health.md', 'utf8')
  for (const { title, when, why, remedy } of RULES) for (const text of [`### ${title}`, when, why, remedy]) expect(page).toContain(text)
})
