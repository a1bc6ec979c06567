/** The single neuron's dialog without a page: equations in numbers, what a form and a drag change, and the exchange with an experiment. */
import { describe, expect, test } from 'vitest'
import { withEdit } from '../../../experiments/edit'
import { type FormRow, formOf } from '../../../experiments/form'
import { presetNamed } from '../../../experiments/presets'
import { type SingleNeuron, singleNeuronSchema } from '../../../networks/single/schema'
import { currentGradient, simulate } from '../../../networks/single/simulate'
import { RESETS } from '../../../neurons/lif/schema'
import { penOf } from '../../base/draw'
import type { Colors } from '../../base/paint'
import { createSvgContext } from '../../base/svg-context'
import { withinRange } from '../../shared/schema-row'
import { takenFrom, usedIn } from './exchange'
import { neuronFigure } from './neuron-figure'
import { changed, withDrawn } from './neuron-form'
import { neuronRows } from './neuron-rows'
import { leading, linesAt, sentenceAt, trailing } from './reading'
import { currentUnderY, drawStacked, frameOf, rounded, stepUnderX } from './stacked-plots'
import { reachOf, tracePlots } from './trace-chart'

const spec = (change: object = {}): SingleNeuron => singleNeuronSchema.parse(change)
const lif = (change: object = {}) => ({ kind: 'lif', decay: 0.5, ...change })
const drawn = (...values: number[]) => ({ current: { kind: 'drawn', values }, steps: values.length })
const read = (change: object, step: number): string[] => {
  const one = spec(change)
  return linesAt(one, simulate(one), step).map((line) => `${line.left} ${leading(line)}${line.result}${trailing(line)}`)
}

describe('equations with the numbers of a step', () => {
  test('of a neuron that fires, with a hard reset', () => {
    expect(read({ neuron: lif({ resetTo: -0.5, inputGain: 2 }), ...drawn(0.25, 0.5) }, 1)).toEqual([
      'u[2] = 0.5 · 0.5 + 2 · 0.5 = 1.25',
      's[2] = 1, as 1.25 ≥ 1',
      'v[2] = 1.25 · (1 − 1) + (−0.5) · 1 = −0.5',
      '∂s/∂u ≈ 1/1 = 1, as |1.25 − 1| < 1/2',
    ])
  })

  test('outside the window no gradient passes, and it says why', () => {
    expect(read({ neuron: lif(), ...drawn(0.25, 0) }, 1)).toEqual([
      'u[2] = 0.5 · 0.25 + 0 = 0.125',
      's[2] = 0, as not 0.125 ≥ 1',
      'v[2] = 0.125 · (1 − 0) = 0.125',
      '∂s/∂u ≈ 0, as not |0.125 − 1| < 1/2',
    ])
  })

  test('a delayed reset takes the spike of the step before', () => {
    expect(read({ neuron: lif({ reset: 'subtractDelayed' }), ...drawn(1.5, 0.5) }, 1)[0]).toBe('u[2] = 0.5 · 1.5 + 0.5 − 1 · 1 = 0.25')
  })

  test('recurrence adds the earlier spikes to the current', () => {
    const fires = { neuron: lif({ decay: 0 }), recurrentWeight: -0.5, ...drawn(1, 0.25, 0.5, 0) }
    expect(read({ ...fires, recurrence: { kind: 'skip', span: 2 } }, 2)[0]).toBe('x[3] = 0.5 + (−0.5) · 1 = 0')
    expect(read({ ...fires, recurrence: { kind: 'skip', span: 2 } }, 2)[1]).toBe('u[3] = 0 · 0.25 + 0 = 0')
    expect(read({ ...fires, recurrence: { kind: 'adaptive', spans: 2 } }, 2).slice(0, 2)).toEqual([
      'p = softmax(w / 1) = 1/2 for each skip',
      'x[3] = 0.5 + (−0.25) = 0.25',
    ])
  })

  test('the adaptive width follows from the threshold and the decay', () => {
    const adaptive = { neuron: lif({ threshold: 2 }), surrogate: { kind: 'rect', window: 'adaptive' }, ...drawn(2, 0) }
    expect(read(adaptive, 0).slice(-2)).toEqual(['κ[1] = 2 · 1 · 2 = 4', '∂s/∂u ≈ 1/4 = 0.25, as |2 − 2| < 4/2'])
    expect(read(adaptive, 1).at(-2)).toBe('κ[2] = 4 · √(1 + 0.5²) = 4.472')
  })

  test('a formula is read by its names, with its result alone', () => {
    const formula = { neuron: lif(), surrogate: { kind: 'formula', text: 'param R = 3\nsurrogate(z) = R*abs(z)' }, ...drawn(0.5) }
    expect(read({ ...formula, steps: 2 }, 0).at(-1)).toBe('∂s/∂z ≈ 1.5')
  })

  test.each(RESETS)('no sign of any is left without its number, reset %s', (reset) => {
    for (const surrogate of ['rect', 'triangle', 'sigmoid', 'atan', 'fastSigmoid', 'gaussian'])
      for (const recurrence of ['none', 'vanilla', 'skip', 'adaptive'])
        for (const neuron of ['lif', 'plif'])
          for (const line of read({ neuron: { kind: neuron, reset }, recurrence: { kind: recurrence }, surrogate: { kind: surrogate } }, 7))
            expect(line.slice(line.search(/[=≈]/))).not.toMatch(/[{}θκR]|\[t|NaN|undefined|\bu\b/)
  })

  test('of a noisy neuron: the probability of its spike', () => {
    const noisy = (noise: object) => ({ neuron: { kind: 'noisyLif', decay: 0.5, noise }, ...drawn(0, 1.2) })
    expect(read(noisy({ kind: 'gaussian', sigma: 0.4 }), 1)).toEqual([
      'u[2] = 0.5 · 0 + 1.2 = 1.2',
      'p[2] = Φ((1.2 − 1)/0.4) = 0.691',
      expect.stringMatching(/^s\[2\] = (1, as drawn|0, as not drawn), with probability 0.691$/),
      expect.stringMatching(/^v\[2\] = 1.2 · \(1 − [01]\) = (0|1.2)$/),
      '∂s/∂u ≈ N(1.2 − 1; 0, 0.4²) = 0.88',
    ])
    expect(read(noisy({ kind: 'logistic', scale: 0.4 }), 1).at(-1)).toBe('∂s/∂u ≈ 0.622 (1 − 0.622)/0.4 = 0.588')
    expect(read(noisy({ kind: 'uniform', halfWidth: 0.4 }), 1)[1]).toBe('p[2] = 1/2 + (1.2 − 1)/(2 · 0.4), between 0 and 1 = 0.75')
  })

  test.each(RESETS)('no sign of a noisy neuron is left without its number, reset %s', (reset) => {
    for (const noise of ['gaussian', 'logistic', 'uniform'])
      for (const recurrence of ['none', 'adaptive'])
        for (const line of read({ neuron: { kind: 'noisyLif', reset, noise: { kind: noise } }, recurrence: { kind: recurrence } }, 7))
          expect(line.slice(line.search(/[=≈]/))).not.toMatch(/[{}θκRσ]|\[t|NaN|undefined|\bu\b/)
  })

  test('a potential just under the threshold is not shown as if it had reached it', () => {
    expect(read({ neuron: lif(), ...drawn(0.9999, 0) }, 0).slice(0, 2)).toEqual([
      'u[1] = 0.5 · 0 + 1 = 0.9999',
      's[1] = 0, as not 0.9999 ≥ 1',
    ])
  })

  test('the sentence of a step says its current, its equations and its gradient', () => {
    const one = spec({ neuron: lif(), gradient: 'membrane', ...drawn(0.25, 0.5) })
    const trace = simulate(one)
    expect(sentenceAt(one, trace, currentGradient(one, trace), 0)).toBe(
      't = 1 of 2, no spike; input current 0.25; u[1] = 0.5 · 0 + 0.25 = 0.25; s[1] = 0, as not 0.25 ≥ 1; ' +
        'v[1] = 0.25 · (1 − 0) = 0.25; ∂s/∂u ≈ 0, as not |0.25 − 1| < 1/2; gradient of the last potential to x[1]: 0.5',
    )
  })
})

describe('changes', () => {
  const at = (from: SingleNeuron, path: string, value: unknown) => changed(from, simulate(from).input, path, value)

  test('another kind starts with its defaults, and the rest stays', () => {
    const now = at(spec({ surrogate: { kind: 'atan', scale: 9 }, steps: 30 }), 'surrogate.kind', 'gaussian')
    expect(now).toEqual(spec({ surrogate: { kind: 'gaussian' }, steps: 30 }))
  })
  test('another model keeps the decay, the threshold and the reset', () => {
    const values = { threshold: 0.7, reset: 'subtract' }
    const lifSpec = spec({ neuron: lif({ decay: 0.83, ...values }) })
    const plifSpec = spec({ neuron: { kind: 'plif', initialDecay: 0.83, ...values } })
    expect(at(lifSpec, 'neuron.kind', 'plif')).toEqual(plifSpec)
    expect(at(plifSpec, 'neuron.kind', 'lif')).toEqual(lifSpec)
    expect(at(lifSpec, 'neuron.kind', 'noisyLif')).toEqual(spec({ neuron: { kind: 'noisyLif', decay: 0.83, ...values } }))
    // A learned decay is below 1: the nearest that there is.
    expect(at(spec({ neuron: lif({ decay: 1 }) }), 'neuron.kind', 'plif').neuron).toMatchObject({ initialDecay: 0.99 })
  })
  test('what the schema refuses changes nothing', () => {
    expect(at(spec(), 'neuron.decay', 3)).toEqual(spec())
  })
  test('drawing begins with the current that was there', () => {
    const now = at(spec({ current: { kind: 'regular', period: 2, weight: 0.32 }, steps: 4 }), 'current.kind', 'drawn')
    expect(now.current).toEqual({ kind: 'drawn', values: [0, 0.3, 0, 0.3] })
  })
  test('a drag sets every step that it crosses, in either direction, and keeps what lies beyond the end', () => {
    const now = { ...spec(drawn(1, 1, 1, 1, 9)), steps: 4 }
    expect(withDrawn(now, simulate(now).input, 2, 1, 0.5).current).toEqual({ kind: 'drawn', values: [1, 0.5, 0.5, 1, 9] })
  })
  test('every current that can be drawn fits a link', () => {
    for (const value of [-0.05, 0.15, 0.35, 1.1]) expect(String(rounded(value + 0.01))).toBe(String(value))
    expect(Object.is(rounded(-0.01), 0)).toBe(true)
  })
})

describe('places', () => {
  const plotsOf = (gradient: SingleNeuron['gradient']) => {
    const one = spec({ gradient })
    const trace = simulate(one)
    return tracePlots({ spec: one, trace, gradient: currentGradient(one, trace), reach: reachOf(one, trace.input) })
  }
  const frame = frameOf(640, 600, 1, plotsOf('spikes'))
  test('the plots share the height in order, and the axis has room below', () => {
    const edges = frame.plots.flatMap(({ top, bottom }) => [top, bottom])
    expect(edges).toEqual([...edges].sort((a, b) => a - b))
    expect(edges.at(-1)).toBeLessThanOrEqual(600 - 20)
    expect(frame.plots).toHaveLength(5)
    expect(frameOf(640, 600, 1, plotsOf('none')).plots).toHaveLength(4)
  })
  test('a place is a step and a current', () => {
    expect(stepUnderX(frame, 10, frame.left + 0.35 * frame.width)).toBe(3)
    expect(stepUnderX(frame, 10, 0)).toBe(0)
    expect(stepUnderX(frame, 10, 5000)).toBe(9)
    const { top, bottom } = frame.plots[0]!
    expect(currentUnderY(frame, [-1, 3], bottom)).toBe(-1)
    expect(currentUnderY(frame, [-1, 3], (top + bottom) / 2)).toBe(1)
    expect(currentUnderY(frame, [-1, 3], frame.plots[1]!.bottom)).toBe(null)
  })
  test('there is room to draw above and below, also where nothing is', () => {
    const [low, high] = reachOf(spec(drawn(0, 0, 0)), [0, 0, 0])
    expect(low).toBeLessThan(-0.9)
    expect(high).toBeGreaterThan(1.4)
  })
})

describe('the form', () => {
  const rowOf = (path: string, of = spec()) =>
    neuronRows(of)
      .flatMap(({ rows }) => rows)
      .find((row) => row.path === path)!
  test.each([
    ['neuron.decay', 7, 1, 'Decay β is at most 1: 7 became 1.'],
    ['neuron.threshold', -1, 0.05, 'Threshold θ is at least 0.05: −1 became 0.05.'],
    ['steps', 100_000, 200, 'Steps T is at most 200: 100000 became 200.'],
    ['steps', 30, 30, null],
  ])('of %s %d keeps %d, and says it where that is another', (path, typed, value, message) => {
    expect(withinRange(typed, rowOf(path))).toEqual({ value, message })
  })

  // Equations have an editor of their own there.
  test('offers every built-in spiking neuron, reset, surrogate and recurrence that an experiment has', () => {
    const { experiment } = presetNamed('s-mnist-small')!
    const rows = formOf(experiment, experiment).flatMap(({ rows }) => rows)
    const choices = (row: FormRow | undefined) => row?.choices?.map(({ value }) => value)
    for (const path of ['neuron.kind', 'neuron.reset', 'surrogate.kind', 'network.recurrence.kind']) {
      const offered = choices(rows.find((row) => row.path === path))?.filter((kind) => !['relu', 'psn', 'equations'].includes(kind))
      expect(offered?.length).toBeGreaterThan(1)
      expect(choices(rowOf(path.replace('network.', '')))).toEqual(offered)
    }
    expect(choices(rowOf('surrogate.window'))).toEqual(['adaptive', 'fixed'])
  })
})

test('the figure says every setting, and draws no step that is read', () => {
  const one = spec({ steps: 20 })
  const trace = simulate(one)
  const view = { spec: one, trace, gradient: null, reach: reachOf(one, trace.input) }
  const { drawing, scope } = neuronFigure(view)
  for (const words of ['Model LIF', 'Decay β 0.9', 'Steps T 20', 'Input current step', 'Height 0.25']) expect(scope).toContain(words)
  const svgOf = (step: number) => {
    const { context, elements } = createSvgContext({ measure: (_, words) => 6 * words.length, image: () => '' })
    const colors = new Proxy({}, { get: () => '#123456' }) as Colors
    const pen = penOf(context, { width: 400, height: 300, unit: 1, dark: false, figure: { family: 'Arial' } }, colors)
    const plots = tracePlots(view)
    drawStacked(pen, frameOf(400, 300, 1, plots), plots, one.steps, step)
    return elements()
  }
  expect(drawing).not.toBeNull()
  expect(svgOf(3)).toBe(svgOf(9))
})

test('a potential and a spike stand at the tick of their step, in the middle of its bars', () => {
  const one = spec({ steps: 10, current: { kind: 'drawn', values: [0, 0, 0, 2, 0, 0, 0, 0, 0, 0] } })
  const trace = simulate(one)
  const { context, elements } = createSvgContext({ measure: (_, words) => 6 * words.length, image: () => '' })
  const colors = new Proxy({}, { get: (_, name) => (name === 'spk' ? '#ff0000' : '#123456') }) as Colors
  const plots = tracePlots({ spec: one, trace, gradient: null, reach: reachOf(one, trace.input) })
  const frame = frameOf(448, 300, 1, plots)
  const pen = penOf(context, { width: 448, height: 300, unit: 1, dark: false, figure: { family: 'Arial' } }, colors)
  drawStacked(pen, frame, plots, one.steps, 3)
  expect(trace.spikes[3]).toBe(1)
  // Ten slots of 40 px start at 40 px, so step 4 spans 160 to 200 px.
  const spikes = [...elements().matchAll(/<path[^>]*d="M(\d+(?:\.\d+)?)[ ,][^>]*#ff0000/g)].map(([, x]) => Number(x))
  expect(spikes).toContain(frame.left + 3.5 * 40)
})

test('the figure explains no mark that there is no room for', () => {
  const keysOf = (steps: number, width: number) => {
    const one = spec({ steps })
    const trace = simulate(one)
    const { context } = createSvgContext({ measure: (_, words) => 6 * words.length, image: () => '' })
    const colors = new Proxy({}, { get: () => '#123456' }) as Colors
    const pen = penOf(context, { width, height: 300, unit: 1, dark: false, figure: { family: 'Arial' } }, colors)
    return neuronFigure({ spec: one, trace, gradient: null, reach: reachOf(one, trace.input) }).keys!(colors, false, pen).map(
      ({ label: words }) => words,
    )
  }
  expect(keysOf(20, 400).join()).toContain('a dot, after it a ring')
  expect(keysOf(100, 300).join()).not.toMatch(/dot|ring|spike/)
})

describe('the open experiment', () => {
  const preset = (name: string) => presetNamed(name)!.experiment
  test('gives its neuron, surrogate and recurrence, and the input stays', () => {
    const [window, recurrent] = [preset('window'), preset('s-mnist-small')]
    const now = spec({ steps: 33 })
    expect(takenFrom(window, now)).toEqual({ ...now, neuron: window.neuron, surrogate: window.surrogate })
    const { network } = recurrent
    expect(network.kind === 'recurrent' && takenFrom(recurrent, now).recurrence).toEqual(network.kind === 'recurrent' && network.recurrence)
  })
  test('uses what it was given without a change', () => {
    for (const name of ['window', 's-mnist-small', 'plif'])
      expect(usedIn(preset(name), takenFrom(preset(name), spec()))).toEqual({ changes: [], refused: null, note: null })
  })
  test('takes only what differs', () => {
    const blank = preset('blank')
    const analog = { ...blank, neuron: { kind: 'relu', inputGain: 1 } } as const
    expect(takenFrom(analog, spec())).toEqual(spec())
    const sharper = { ...takenFrom(blank, spec()), surrogate: spec({ surrogate: { kind: 'atan' } }).surrogate }
    expect(usedIn(blank, sharper).changes).toEqual([['surrogate', { kind: 'atan', scale: 2 }]])
  })
  test('refuses what does not fit it, and says why', () => {
    const adaptive = spec({ surrogate: { kind: 'rect', window: 'adaptive' } })
    expect(usedIn(preset('blank'), adaptive).refused).toContain('needs a tdBN')
    expect(usedIn(preset('window'), adaptive).refused).toBe(null)
    expect(usedIn(preset('window'), spec({ neuron: lif({ resetTo: 2 }) })).refused).toContain('not below the threshold')
  })
  test('says that a network without recurrence leaves the earlier spikes out', () => {
    const skip = spec({ recurrence: { kind: 'skip' } })
    expect(usedIn(preset('window'), skip).note).toContain('not recurrent')
    expect(usedIn(preset('s-mnist-small'), skip)).toMatchObject({
      note: null,
      changes: expect.arrayContaining([['network.recurrence', skip.recurrence]]),
    })
  })
  test('gives the recurrence to a list with a linear layer, takes it out again, and says where no layer takes one', () => {
    const listOf = (layers: readonly unknown[]) => {
      const edited = withEdit(preset('blank'), 'network', { kind: 'layers', layers })
      if (!edited.ok) throw new Error(edited.problems[0]?.message)
      return edited.experiment
    }
    const conv = { kind: 'conv', outputs: 4, kernel: 3, stride: 1, padding: 1, dropout: 0 }
    const list = listOf([conv, { kind: 'linear', outputs: 16, dropout: 0 }])
    const own = takenFrom(list, spec())
    const skip = spec({ ...own, recurrence: { kind: 'skip', span: 3 } })
    expect(usedIn(list, skip)).toEqual({ changes: [['network.recurrence', { kind: 'skip', span: 3 }]], refused: null, note: null })
    const with3 = withEdit(list, 'network.recurrence', skip.recurrence)
    if (!with3.ok) throw new Error('The list takes no recurrence.')
    expect(usedIn(with3.experiment, skip).changes).toEqual([])
    const without = usedIn(with3.experiment, own)
    expect(without).toEqual({ changes: [['network.recurrence.kind', 'none']], refused: null, note: null })
    expect(withEdit(with3.experiment, ...without.changes[0]!)).toEqual({ ok: true, experiment: list })
    expect(usedIn(listOf([conv]), skip)).toMatchObject({ changes: [], note: expect.stringContaining('not recurrent') })
  })
})
