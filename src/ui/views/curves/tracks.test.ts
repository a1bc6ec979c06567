/** The tracks follow the list of metrics: one for each axis, whatever a task measures. A canvas that writes down what is drawn. */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { presetNamed } from '../../../experiments/presets'
import type { Metric } from '../../../readings/metrics'
import { EPOCHS, type TimeUnit } from '../../../readings/time-unit'
import { metricsOf } from '../../../studies/metrics'
import { controlSchema } from '../../../tasks/control/schema'
import { membraneFrames, type SyntheticRun } from '../../../testing/frames'
import type { Progress } from '../../../worker/protocol'
import type { Pen } from '../../base/draw'
import { clearFrames, receiveFrame } from '../../base/frames'
import { walked } from '../../shared/time-plot'
import { axesOf } from '../../state/labels/metric-labels'
import { snapshotLabel } from '../../state/labels/snapshot-label'
import { lengthLabel, progressText, rateText, timeUnitOf } from '../../state/labels/time-label'
import { type CurveOverlay, createCurveOverlay, takeRows, takeShares } from '../../state/selection/curve-overlay'
import { history, takeFrames } from '../../state/session/history'
import { drawCurve, drawEndLabels } from './curve'
import { curveRows, curvesSentence } from './curves-text'
import { widestName } from './metric-track'
import { drawTracks } from './tracks'
import { type ChangeMark, drawTrack, timeAxis, tracksLayout } from './tracks-frame'

vi.stubGlobal('requestAnimationFrame', () => 0)
const TIME = { stepsPerEpoch: 10, unit: EPOCHS }
const world: SyntheticRun = { layers: 1, steps: 2, neurons: 8, threshold: 1, decay: 0.2, batch: 4 }
const metric = (name: string, title: string, better: Metric['better'], unit: Metric['unit'] = null): Metric => ({
  name,
  title,
  term: 'loss',
  unit,
  better,
  axis: title,
  split: name.startsWith('train') ? 'train' : 'test',
})
const ERRORS: readonly Metric[] = [
  metric('trainLoss', 'Loss', 'lower'),
  metric('trainError', 'Absolute error', 'lower'),
  { ...metric('trainNorm', 'Gradient norm', null), axis: 'norm' },
  metric('testError', 'Absolute error', 'lower'),
  metric('testLoss', 'Loss', 'lower'),
]
const EXPLAINED: readonly Metric[] = [
  metric('trainLoss', 'Loss', 'lower'),
  metric('testExplained', 'Explained variance', 'higher'),
  metric('testLoss', 'Loss', 'lower'),
]

/** A context on which everything may be called. */
function recorded(): { context: CanvasRenderingContext2D; texts: string[]; places: number[] } {
  const texts: string[] = []
  const places: number[] = []
  const calls = (name: string | symbol) => {
    if (name === 'measureText') return (words: string) => ({ width: 6 * words.length })
    return (...args: unknown[]) => {
      if (name === 'fillText') texts.push(String(args[0]))
      if (name === 'lineTo') places.push(...(args as number[]))
    }
  }
  const context = new Proxy({}, { get: (_, name) => calls(name), set: () => true }) as CanvasRenderingContext2D
  return { context, texts, places }
}

function drawn(
  metrics: readonly Metric[],
  log: boolean,
  changes: readonly ChangeMark[] = [],
  hover: number | null = null,
  overlay?: CurveOverlay,
  width = 900,
  read = 20,
  unit: TimeUnit = EPOCHS,
  height = 500,
) {
  const { context, texts, places } = recorded()
  const area = { width, height, unit: 1, dark: true }
  const pen = { context, area, colors: {}, r: 1, family: 'f' } as Pen
  const layout = tracksLayout(area.width, area.height, 1, { projector: false, axes: axesOf(metrics).length })
  const view = { metrics, layer: null, layers: [], log, halfLife: 12, cursorText: 'now', read, changes, overlay }
  drawTracks(pen, layout, timeAxis(layout, { epochs: 2, stepsPerEpoch: 10, unit, now: 20, at: 20 }), view, hover)
  return { texts, places, layout }
}

function train(train: (step: number) => Record<string, number>, test: Record<string, number>): void {
  const steps = Uint32Array.from({ length: 20 }, (_, i) => i + 1)
  const names = Object.keys(train(1))
  const columns = Object.fromEntries(names.map((name) => [name, Float32Array.from(steps, (step) => train(step)[name]!)]))
  receiveFrame({ kind: 'scalars', rows: { step: steps, columns } })
  receiveFrame({ kind: 'report', part: 'test', step: 20, epoch: 2, values: test, detail: null })
  receiveFrame({ ...membraneFrames(world, 1, 20), layers: [] })
  takeFrames()
}

beforeEach(() => {
  clearFrames()
  takeFrames()
})

it('a curve is broken where nothing was watched, and a value between two gaps is a short dash', () => {
  const drawn: (readonly [string, number])[] = []
  const context = new Proxy({}, { get: (_, name) => (x: number) => drawn.push([String(name), x]), set: () => true })
  const pen = { context, area: { width: 100, height: 10, unit: 1, dark: true }, colors: {}, r: 1, family: 'f' } as unknown as Pen
  const same = (value: number) => value
  const gaps = [
    { from: 2, to: 8 },
    { from: 9, to: 40 },
  ]
  drawCurve(pen, same, same, [1, 2, 8, 9, 40], [5, 5, 5, 5, 5], 5, { color: 'red' }, gaps)
  expect(drawn.filter(([name]) => name === 'moveTo' || name === 'lineTo')).toEqual([
    ['moveTo', 1],
    ['lineTo', 2],
    ['moveTo', 8],
    ['lineTo', 9],
    ['moveTo', 40],
    ['lineTo', 41],
  ])
})

it('names at the ends of lines lie off the numbers of the axis, at the end of a run on ground of their own', () => {
  const layout = tracksLayout(900, 500, 1, { projector: false, axes: 2 })
  const { top } = layout.tracks[0]!
  const labels = ['train', 'test'].map((words, k) => ({ y: top + 20 + k, words, color: 'red' }))
  for (const now of [4, 19.8, 20]) {
    const calls: (readonly [string, ...number[]])[] = []
    const call =
      (name: string) =>
      (...args: (string | number)[]) => {
        if (name === 'measureText') return { width: 6 * String(args[0]).length }
        if (name === 'fillText') calls.push([String(args[0]), Number(args[1]), Number(args[2])])
        if (name === 'fillRect') calls.push([name, ...args.map(Number)])
      }
    const context = new Proxy({}, { get: (_, name) => call(String(name)), set: () => true })
    const pen = { context, area: { width: 900, height: 500, unit: 1, dark: true }, colors: {}, r: 1, family: 'f' } as unknown as Pen
    const axis = timeAxis(layout, { epochs: 2, stepsPerEpoch: 10, unit: EPOCHS, now: now, at: now })
    drawEndLabels(pen, layout, 0, axis, labels)
    const plates = calls.filter(([name]) => name === 'fillRect') as unknown as [string, number, number, number, number][]
    const texts = calls.filter(([name]) => name !== 'fillRect') as unknown as [string, number, number][]
    expect(plates).toHaveLength(now === 4 ? 0 : 2)
    if (now === 4) {
      for (const [words, x] of texts) expect(x + 6 * words.length).toBeLessThan(layout.left + layout.width)
      continue
    }
    texts.forEach(([words, x, y], k) => {
      expect(x).toBeLessThan(axis.x(now))
      const [, left, above, width, height] = plates[k]!
      expect(left).toBeLessThan(x - 6 * words.length)
      expect(left + width).toBeGreaterThan(x)
      expect(above).toBeLessThan(y - 8)
      expect(above + height).toBeGreaterThan(y)
    })
  }
})

it.each([
  ['a figure of one column, in wide letters', 307, 0.73, { figure: true }, 'fixed κ = 1'],
  ['a phone, where there is no room for all of a name', 360, 1, {}, 'test with softmax'],
])('a name and its value stand apart in %s', (_, width, r, options, name) => {
  const drawn: { words: string; from: number; to: number }[] = []
  const letters = 7 * r
  const context = new Proxy({} as Record<string, unknown>, {
    get: (own, key) => {
      if (key === 'measureText') return (words: string) => ({ width: letters * words.length })
      if (key !== 'fillText') return own[String(key)] ?? (() => {})
      return (words: string, x: number) => {
        const from = own.textAlign === 'right' ? x - letters * words.length : x
        drawn.push({ words, from, to: from + letters * words.length })
      }
    },
    set: (own, key, value) => {
      own[String(key)] = value
      return true
    },
  }) as unknown as CanvasRenderingContext2D
  const area = { width, height: 400, unit: r, dark: false }
  const pen = { context, area, colors: {}, r, family: 'f' } as Pen
  const layout = tracksLayout(width, 400, r, { projector: false, axes: 2, ...options })
  const place = (value: number) => value
  // The kind of axis is left out before a part of the title.
  for (const [index, short] of ['Loss', 'Absolute error'].entries())
    drawTrack(pen, layout, index, { title: `${short}, log`, short, ticks: [], texts: [], place })
  expect(drawn.map(({ words }) => words)).toEqual(['Loss, log', 'Absolute error'])
  drawTrack(pen, layout, 2, { title: 'In window', ticks: [], texts: [{ name, value: '26.1 %', color: '' }], place })
  const value = drawn.find(({ words }) => words === '26.1 %')!
  const named = drawn.find(({ words }) => words.startsWith(name.slice(0, 5)))!
  expect(named.to).toBeLessThan(value.from - 3 * r)
  if ('figure' in options) expect(named.words).toBe(name)
})

it('names of lines are whole where there is room for them, as on a page of 1280 px', () => {
  const metrics = metricsOf(presetNamed('tecos-lvm')!.experiment)
  train(
    (step) => Object.fromEntries(metrics.filter(({ split }) => split === 'train').map(({ name }) => [name, step / 10])),
    Object.fromEntries(metrics.filter(({ split }) => split === 'test').map(({ name }) => [name, -7.633])),
  )
  const { context, texts } = recorded()
  const area = { width: 1008, height: 700, unit: 1, dark: true }
  const pen = { context, area, colors: {}, r: 1, family: 'f' } as Pen
  const axes = axesOf(metrics)
  const layout = tracksLayout(area.width, area.height, 1, { projector: false, axes: axes.length, widest: widestName(pen, axes) })
  const view = { metrics, layer: null, layers: [], log: false, halfLife: 0, cursorText: 'now', read: 20, changes: [] }
  drawTracks(pen, layout, timeAxis(layout, { epochs: 2, stepsPerEpoch: 10, unit: EPOCHS, now: 20, at: 20 }), view, null)
  expect(texts).toContain('train loss of the responses')
  expect(texts.filter((words) => words.includes('…'))).toEqual([])
  // On a phone the lines keep most of the width.
  expect(tracksLayout(390, 400, 1, { projector: false, axes: 2, widest: 300 }).left).toBe(134)
})

it.each([
  ['four numbers among two, at the usual height of a page of 900 px', { axes: 2, tall: 1 }, 204, [2, 4, 2, 2]],
  ['two numbers each, in the least height with all tracks', { axes: 2 }, 180, [2, 2, 2, 2]],
])('every number of the tracks is drawn: %s', (_, options, height, counts) => {
  const { context, texts } = recorded()
  const pen = { context, area: { width: 900, height, unit: 1, dark: true }, colors: {}, r: 1, family: 'f' } as Pen
  const layout = tracksLayout(900, height, 1, { projector: false, ...options })
  counts.forEach((count, index) => {
    const values = Array.from({ length: count }, (_, row) => `${index}.${row} %`)
    drawTrack(pen, layout, index, {
      title: 'In window',
      ticks: [],
      texts: values.map((value) => ({ name: 'fixed κ = 1', value, color: '' })),
      place: (value) => value,
    })
    expect(texts).toEqual(expect.arrayContaining(values))
  })
})

describe('tracks', () => {
  it('are one for each axis, of errors on a log axis', () => {
    train((step) => ({ trainLoss: 1 / step, trainError: 2 / step, trainNorm: 1 }), { testError: 0.25, testLoss: 0.125 })
    const { texts, places, layout } = drawn(ERRORS, true)
    expect(texts).toEqual(expect.arrayContaining(['Loss, log', 'Absolute error, log', 'In window', 'Drift of u', '0.250', '0.125']))
    expect(texts).not.toContain('Gradient norm')
    expect(layout.tracks).toHaveLength(4)
    expect(places.every(Number.isFinite)).toBe(true)
    expect(drawn(ERRORS, false).texts).toContain('Absolute error')
    const counted = ERRORS.map((metric) => ({ ...metric, unit: metric.axis === 'Loss' ? ('nats' as const) : metric.unit }))
    expect(drawn(counted, true).texts).toContain('Loss, nats, log')
    expect(drawn(counted, false).texts).toContain('Loss, nats')
  })

  it('have powers of ten far below 1, which written out would be cut off', () => {
    train((step) => ({ trainLoss: step > 10 ? 1e-6 : 1 }), { testLoss: 1 })
    const { texts } = drawn(ERRORS, true)
    expect(texts.some((words) => /^\de−[456]$/.test(words))).toBe(true)
    expect(texts.filter((words) => /^0\.000\d/.test(words))).toEqual([])
  })

  it('hold what is better when it is higher, below 0 too', () => {
    train((step) => ({ trainLoss: 1 / step }), { testExplained: -0.5, testLoss: 0.125 })
    const { texts, places } = drawn(EXPLAINED, true)
    expect(texts).toEqual(expect.arrayContaining(['Explained variance', '−0.500']))
    expect(places.every(Number.isFinite)).toBe(true)
  })

  it('have an axis around a single value', () => {
    train(() => ({ trainLoss: 7 }), { testExplained: -3.8, testLoss: 7 })
    const numbers = drawn(EXPLAINED, true).texts.map((words) => words.replace('−', '-'))
    const between = (low: number, high: number) => numbers.filter((words) => Number(words) > low && Number(words) < high)
    expect(between(-5.8, -1.8).length).toBeGreaterThan(1)
    expect(between(3, 15).length).toBeGreaterThan(1)
  })

  it('draw before anything was measured', () => {
    for (const metrics of [ERRORS, EXPLAINED]) expect(drawn(metrics, true).places.every(Number.isFinite)).toBe(true)
  })

  it('fill their height, whatever the number of axes', () => {
    for (const axes of [1, 2, 3, 4, 6])
      for (const options of [
        { projector: true },
        { projector: false },
        { projector: false, tall: axes - 1 },
        { projector: false, potentials: false },
      ]) {
        const { tracks, ruler, foot } = tracksLayout(900, 500, 1, { axes, ...options })
        expect(tracks.reduce((sum, { height }) => sum + height, ruler + foot)).toBeCloseTo(500, 6)
      }
  })
})

it('many metrics are about as high as fraction and drift, and all there is without potentials', () => {
  const six = tracksLayout(900, 300, 1, { projector: false, axes: 6 }).tracks
  expect(six).toHaveLength(8)
  expect(Math.min(...six.map(({ height }) => height))).toBeGreaterThan(30)
  expect(tracksLayout(900, 300, 1, { projector: false, axes: 6, potentials: false }).tracks).toHaveLength(6)
})

it('words and rows name every metric', () => {
  train((step) => ({ trainLoss: 1 / step, trainError: 2 / step, trainNorm: 1 }), { testError: 0.25, testLoss: 0.125 })
  expect(curvesSentence(ERRORS, { now: 20, epochs: 2, ...TIME }, [])).toBe(
    'Learning curves, epoch 2.00 of 2. Train loss 0.050. Test loss 0.125, test absolute error 0.250.',
  )
  const rows = curveRows(ERRORS, TIME)
  expect(rows).toHaveLength(1 + 3 * 20 + 2)
  expect(rows.slice(-2)).toEqual([
    [20, 2, 'testLoss', 0.125],
    [20, 2, 'testError', 0.25],
  ])
})

it('rows for other programs have shares in percent, with no more digits than were measured', () => {
  const missed = { ...ERRORS.find(({ split }) => split === 'train')!, name: 'missed', unit: '%' as const }
  train((step) => ({ missed: step === 20 ? Math.fround(0.8) : 0.5 }), {})
  expect(curveRows([missed], TIME).slice(-2)).toEqual([
    [19, 1.9, 'missed (%)', 50],
    [20, 2, 'missed (%)', 80],
  ])
})

it('a key goes back a step of a short run, a hundredth of a long one', () => {
  expect([walked(20, 20, -1), walked(19, 20, -1), walked(20, 20, -5), walked(3000, 6000, 1)]).toEqual([19, 18, 15, 3060])
})

it('marks where settings were changed while it trained, and says them in the rows for other programs', () => {
  train((step) => ({ trainLoss: 1 / step, trainError: 1 / step, trainNorm: 1 }), { testError: 0.5, testLoss: 0.25 })
  const plain = drawn(ERRORS, true).places
  const marks = [{ step: 7, words: 'After step 7: Learning rate 0.1 → 0.5' }]
  const { places, layout, texts } = drawn(ERRORS, true, marks)
  const x = timeAxis(layout, { epochs: 2, stepsPerEpoch: 10, unit: EPOCHS, now: 20, at: 20 }).x(7)
  const near = (all: number[]) => all.filter((value) => Math.abs(value - x) < 1).length
  expect(near(places)).toBeGreaterThan(near(plain))
  // The change is described at its mark, and nowhere else.
  expect(texts).not.toContain(marks[0]!.words)
  expect(drawn(ERRORS, true, marks, 7.1).texts).toContain(marks[0]!.words)
  expect(drawn(ERRORS, true, marks, 12).texts).not.toContain(marks[0]!.words)
  const said = (now: number) => curvesSentence(ERRORS, { now, epochs: 2, ...TIME }, marks)
  expect(said(20)).toContain(`${marks[0]!.words}.`)
  expect(said(6)).not.toContain(marks[0]!.words)
  expect(curveRows(ERRORS, TIME, [{ step: 7, rate: 0.5, schedule: { kind: 'cosine' } }]).slice(-2)).toEqual([
    [7, 0.7, 'optimizer.rate', 0.5],
    [7, 0.7, 'schedule', '{"kind":"cosine"}'],
  ])
})

it('another run is named at the end of its curves by as much of its name as covers less than half of them, on a narrow page as A', () => {
  train((step) => ({ trainLoss: 1 / step }), { testExplained: -0.5, testLoss: 0.125 })
  const overlay = createCurveOverlay('Fixed window, eight layers, with a long name')
  takeRows(overlay, { step: Uint32Array.of(1, 20), columns: { trainLoss: Float32Array.of(1, 0.5) } })
  const names = (width: number) => drawn(EXPLAINED, true, [], null, overlay, width).texts.filter((words) => words.startsWith('A'))
  expect(names(1200)).toEqual([`A: ${overlay.name}`])
  const [cut] = names(800)
  expect(cut).toMatch(/^A: Fixed.*…$/)
  // Each letter is 6 wide: the name fits between the gutter and the end of the lines.
  expect(6 * cut!.length).toBeLessThan(0.5 * (800 - 152 - 44))
  expect(names(390)).toEqual(['A'])
})

it('another run that is ahead is named where it is now, on ground of its own over its line', () => {
  train((step) => ({ trainLoss: 1 / step }), {})
  const overlay = createCurveOverlay('Fixed window, eight layers')
  takeRows(overlay, { step: Uint32Array.of(1, 20, 40), columns: { trainLoss: Float32Array.of(1, 0.5, 0.01) } })
  const calls: [string, ...(string | number)[]][] = []
  const call = (name: string) =>
    name === 'measureText'
      ? (words: string) => ({ width: 6 * words.length })
      : (...args: (string | number)[]) => void (/^fill(Text|Rect)$/.test(name) && calls.push([name, ...args]))
  const context = new Proxy({}, { get: (_, name) => call(String(name)), set: () => true }) as CanvasRenderingContext2D
  const pen = { context, area: { width: 1200, height: 500, unit: 1, dark: true }, colors: {}, r: 1, family: 'f' } as Pen
  const layout = tracksLayout(1200, 500, 1, { projector: false, axes: 2 })
  const view = { metrics: EXPLAINED, layer: null, layers: [], log: false, halfLife: 12, cursorText: 'now', read: 20, changes: [], overlay }
  drawTracks(pen, layout, timeAxis(layout, { epochs: 4, stepsPerEpoch: 10, unit: EPOCHS, now: 20, at: 20 }), view, null)
  const named = calls.find(([name, words]) => name === 'fillText' && String(words).startsWith('A: '))!
  const [words, x, y] = [String(named[1]), Number(named[2]), Number(named[3])]
  const plate = calls.find(([name, left, top, width, height]) => {
    const [l, t, w, h] = [left, top, width, height].map(Number) as [number, number, number, number]
    return name === 'fillRect' && l < x && l + w > x + 6 * words.length && t < y - 6 && t + h > y
  })
  expect(plate).toBeDefined()
  // At 0.5 on an axis from 0 to about 1, not at the later value 0.01.
  const { top, height } = layout.tracks[0]!
  expect(Math.abs(y - (top + height / 2))).toBeLessThan(0.15 * height)
})

it('a track too low for its values has the first that is known behind its title', () => {
  train((step) => ({ trainLoss: 1 / step }), { testExplained: -0.5, testLoss: 0.125 })
  const low = (read: number) => drawn(EXPLAINED, true, [], null, undefined, 900, read, EPOCHS, 105).texts
  expect(low(20)).toContain('−0.500')
  expect(low(20)).not.toContain('0.125')
  // Before the first evaluation only the training loss is known.
  expect(low(12)).not.toContain('−0.500')
})

it('values of a time before the first evaluation are none', () => {
  train((step) => ({ trainLoss: 1 / step }), { testExplained: -0.5, testLoss: 0.125 })
  expect(drawn(EXPLAINED, true).texts).toContain('0.125')
  expect(drawn(EXPLAINED, true, [], null, undefined, 900, 12).texts).not.toContain('0.125')
})

it('training time is counted in what the task says: environment steps have an axis, words and rows of their own', () => {
  train((step) => ({ trainLoss: 1 / step, trainError: 2 / step, trainNorm: 1 }), { testError: 0.25, testLoss: 0.125 })
  const unit = timeUnitOf(controlSchema.parse({ version: 2, task: 'control' }))
  const { texts } = drawn(ERRORS, true, [], null, undefined, 900, 20, unit)
  expect(texts).toContain('Environment steps')
  expect(texts).toContain('20,000 env. steps')
  expect(texts).toContain('4,000')
  expect(texts.some((words) => words.includes('epoch'))).toBe(false)
  const time = { stepsPerEpoch: 10, unit }
  expect(curvesSentence(ERRORS, { now: 15, epochs: 2, ...time }, [])).toMatch(/^Learning curves, 15,000 of 20,000 environment steps\./)
  const endless = { now: 15, epochs: 2, stepsPerEpoch: 10, unit: EPOCHS, endless: true }
  expect(curvesSentence(ERRORS, endless, [])).toMatch(/^Learning curves, epoch 1\.50 of an endless stream\./)
  const rows = curveRows(ERRORS, time)
  expect(rows[0]).toEqual(['step', 'environment step', 'series', 'value'])
  expect(rows.at(-1)).toEqual([20, 20_000, 'testError', 0.25])
  // 21 steps make slightly more than 20,000: progress is computed from steps, as on the axis.
  const progress = { step: 15, totalSteps: 21, epoch: 1.43, epochs: 2, stepsPerEpoch: 10 } as Progress
  expect(progressText(progress, unit).text).toBe('15,000 of 20,000 environment steps, batch 15 of 21')
  expect(progressText(progress, EPOCHS).text).toBe('epoch 2 of 2, batch 4 of 10')
  expect(progressText(progress, EPOCHS, true)).toMatchObject({ all: null, text: 'epoch 2 of an endless stream, batch 4 of 10' })
  // A training step covers 64 environments of 25 steps each, at two training steps per second.
  const agent = controlSchema.parse({ version: 2, task: 'control', data: { kind: 'experience', batch: 64 } })
  const fast = { ...progress, samplesPerSecond: 128, stepsPerEpoch: 6.25 }
  expect(rateText(fast, agent, unit)).toEqual({ name: 'env. steps/s', rate: '3,200' })
  expect(rateText(fast, agent, EPOCHS)).toEqual({ name: 'samples/s', rate: '128' })
  expect(lengthLabel(agent, fast)).toBe('Of each run; the experiment has 21, each of 1,600 environment steps.')
  expect(snapshotLabel(15, 10, unit)).toBe('batch 15, 15,000 environment steps')
})

describe('names at the ends of the tracks of a layer', () => {
  const named = (
    many: number,
    { width, height, share = 0.6, overlay }: { width: number; height: number; share?: number; overlay?: CurveOverlay },
  ) => {
    receiveFrame({ ...membraneFrames({ ...world, layers: many }, 1, 20), step: 20 })
    takeFrames()
    const texts: { words: string; x: number; y: number }[] = []
    const call = (name: string) => {
      if (name === 'measureText') return (words: string) => ({ width: 6 * words.length })
      return (...args: unknown[]) => {
        if (name === 'fillText') texts.push({ words: String(args[0]), x: Number(args[1]), y: Number(args[2]) })
        if (name === 'createImageData') return { data: new Uint8ClampedArray(4 * Number(args[0]) * Number(args[1])) }
      }
    }
    const context = new Proxy({}, { get: (_, name) => call(String(name)), set: () => true }) as CanvasRenderingContext2D
    const pen = { context, area: { width, height, unit: 1, dark: true }, colors: {}, r: 1, family: 'f' } as Pen
    const layout = tracksLayout(width, height, 1, { projector: false, axes: 2 })
    const layers = [...history.layers.keys()]
    const view = {
      metrics: EXPLAINED,
      layer: layers[0]!,
      layers,
      log: false,
      halfLife: 12,
      cursorText: 'now',
      read: 20,
      changes: [],
      overlay,
    }
    const axis = timeAxis(layout, { epochs: 2 / share, stepsPerEpoch: 10, unit: EPOCHS, now: 20, at: 20 })
    drawTracks(pen, layout, axis, view, null)
    return { texts, words: texts.map(({ words }) => words), layout, end: axis.x(20) }
  }

  it('stand behind the lines where a shorter name fits there', () => {
    const { texts, end } = named(1, { width: 390, height: 500, share: 0.7 })
    for (const name of ['upper', 'θ', 'lower', 'mean', 'κ = 1']) expect(texts.find(({ words }) => words === name)?.x).toBeGreaterThan(end)
    expect(named(1, { width: 1200, height: 500 }).words).toContain('threshold θ')
  })

  it('are fewer where there is no room for all, the mean and the edges among them', () => {
    const { texts, words, layout } = named(1, { width: 900, height: 203 })
    const { top, height } = layout.tracks.at(-1)!
    expect(height).toBeLessThan(45)
    for (const name of ['edges', 'threshold θ', 'mean']) expect(words).toContain(name)
    expect(Math.max(...texts.filter(({ y }) => y < top + height).map(({ y }) => y))).toBeLessThanOrEqual(top + height - 3)
  })

  it('have the other run among them, however many layers there are', () => {
    const overlay = createCurveOverlay('other')
    takeShares(overlay, { ...membraneFrames({ ...world, layers: 8 }, 1, 10), step: 10 })
    expect(named(8, { width: 900, height: 240, overlay }).words).toContain('A')
  })
})
