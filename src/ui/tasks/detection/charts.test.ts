/** Charts and texts about scenes, samplers and evaluations, on constructed examples. No browser. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Detection, Truth } from '../../../tasks/detection/detail'
import { MADE_CLASSES, madeDetail, madeScene } from '../../../testing/detection'
import { canvasPage, drawn } from '../../../testing/drawn'
import type { Pen } from '../../base/draw'
import { boxTable, detectionsOf, filtered, listText, matchedOf, matchesText, overlap, sceneSentence } from './boxes'
import { binText, countsOf, fullOf, fullOfBins, polarityPixels } from './events-image'
import { failureSentence, failuresOf, failureText, KINDS } from './failures'
import {
  curveSentence,
  curvesOf,
  curveTable,
  groupRows,
  groupsOf,
  headlinesOf,
  meanOf,
  protocolText,
  reachedBy,
  scopeLabel,
} from './precision'
import { drawCurves } from './precision-chart'
import {
  drawPotentials,
  drawResidual,
  drawSampled,
  drawWindows,
  gridHeight,
  gridOf,
  potentialsHeight,
  sliceOf,
  windowsHeight,
} from './sampler-charts'
import {
  polarityOf,
  potentialRows,
  potentialSentence,
  potentialsOf,
  rangeOf,
  residualSentence,
  residualShare,
  sampledRows,
  windowRows,
  windowSentence,
  windowStatistics,
} from './sampler-statistics'
import { classColor, classVariable, drawScene, fitted, sceneHeight } from './scene-chart'
import { sampleAfter, toggled } from './scene-settings'

const scene = madeScene()
const detail = madeDetail()
const all = { confidence: 0.3, hidden: new Set<number>() }

beforeAll(() => void vi.stubGlobal('document', canvasPage))
afterAll(() => vi.unstubAllGlobals())

const truth = (x: number, classIndex = 0, ignored = false): Truth => ({ x, y: 0, width: 10, height: 10, classIndex, ignored, speed: 0 })
const found = (x: number, score: number, classIndex = 0): Detection => ({ x, y: 0, width: 10, height: 10, classIndex, score })

describe('boxes', () => {
  it('overlap by what they share of what they cover', () => {
    expect(overlap(truth(0), found(0, 1))).toBe(1)
    expect(overlap(truth(0), found(5, 1))).toBeCloseTo(1 / 3, 12)
    expect(overlap(truth(0), found(10, 1))).toBe(0)
    expect(overlap(truth(0), { ...found(0, 1), y: 6 })).toBeCloseTo(0.25, 12)
  })

  it('find each object once, of their class, the surest first', () => {
    const twice = matchedOf([truth(0), truth(40, 1)], [found(1, 0.9), found(0, 0.8), found(40, 0.7)])
    expect(twice).toEqual({ found: [0, null, null], ignored: 0, missed: [1] })
    // A truth that counts is preferred to an ignored one that fits better, which would be neither hit nor miss.
    const beside = matchedOf([truth(0, 0, true), truth(2)], [found(0, 0.9), found(0, 0.8)])
    expect(beside).toEqual({ found: [1, 0], ignored: 1, missed: [] })
    expect(matchedOf([truth(0), truth(1)], [found(1, 0.9)]).found).toEqual([1])
  })

  it('are shown from a score on, and by class', () => {
    expect(detectionsOf(scene, all).map(({ score }) => score)).toEqual([0.93, 0.71, 0.44, 0.36])
    expect(detectionsOf(scene, { confidence: 0, hidden: new Set([1, 2]) })).toHaveLength(1)
    expect(filtered(scene.truths, { ...all, hidden: toggled(all.hidden, 0) })).toHaveLength(2)
    expect([...toggled(new Set([1]), 1)]).toEqual([])
  })

  it('are said', () => {
    expect(matchesText(scene.truths, detectionsOf(scene, all), 0.3)).toBe(
      '4 boxes of at least 0.30: 1 hit, 2 at nothing, 1 at ignored ones. 1 of 2 objects missed.',
    )
    expect(matchesText([], [], 0.5)).toBe('0 boxes of at least 0.50. Nothing is there that counts.')
    expect(matchesText([truth(0)], [found(0, 0.9)], 0.5)).toBe('1 box of at least 0.50: 1 hit. 0 of 1 object missed.')
    expect(listText(MADE_CLASSES, detectionsOf(scene, all))).toBe('disc 0.93, triangle 0.71, triangle 0.44, square 0.36')
    expect(listText(MADE_CLASSES, [])).toBe('none')
    expect(sceneSentence(scene, all)).toMatch(
      /^Events of test sample 7, .* Objects: disc, \d+ × \d+ at .*triangle, ignored, .* Boxes found: disc 0\.93/,
    )
  })

  it('are a table', () => {
    const { heads, rows } = boxTable(scene, all)
    expect(rows.map(({ name }) => name)).toEqual([
      'object 1, disc',
      'object 2, square',
      'object 3, triangle, ignored',
      'found 1, disc',
      'found 2, triangle',
      'found 3, triangle',
      'found 4, square',
    ])
    expect(rows.every(({ values }) => values.length === heads.length - 1)).toBe(true)
    expect(rows[3]!.values[5]).toBeCloseTo(rows[0]!.values[5]!, 12)
  })
})

describe('events', () => {
  it('are counted bin by bin or all together, on one scale', () => {
    const sum = (values: Float32Array) => values.reduce((total, value) => total + value, 0)
    expect(sum(countsOf(scene, null))).toBe(sum(scene.events))
    expect([...countsOf(scene, 2)]).toEqual([...scene.events.subarray(2 * 8192, 3 * 8192)])
    expect(fullOfBins(scene, 0)).toBe(fullOfBins(scene, 3))
    expect([binText(4, null), binText(4, 0)]).toEqual(['all 4 bins', 'bin 1 of 4'])
  })

  it('have a scale that one hot pixel does not set', () => {
    expect(fullOf([0, 0, ...Array(40).fill(2), 90])).toBe(2)
    expect(fullOf([0, 0])).toBe(1)
    // A pixel below 0 is drawn as the background.
    const [none, negative] = polarityPixels([0, 0, -3, -1], { height: 1, width: 2 }, 1, true)
    expect(negative).toBe(none)
  })
})

describe('a scene', () => {
  const drawing = { ...scene, counts: countsOf(scene, null), full: 3, detections: detectionsOf(scene, all), words: true }

  it('is drawn with objects, ignored ones dashed, and found boxes with their scores', () => {
    const place = fitted(scene, { x: 0, y: 0, width: 320, height: 320 })
    const svg = drawn((pen) => drawScene(pen, drawing, place))
    for (const words of ['disc', 'square', 'triangle', 'disc 0.93', 'square 0.36']) expect(svg).toContain(`>${words}<`)
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(1)
    const small = drawn((pen) => drawScene(pen, { ...drawing, words: false }, place), 92, 92)
    expect(small).not.toContain('<text')
  })

  it('fills the width it has, up to a height', () => {
    expect(sceneHeight({ height: 64, width: 64 }, 300)).toBe(300)
    expect(sceneHeight({ height: 64, width: 64 }, 1400)).toBe(560)
    expect(fitted({ height: 72, width: 96 }, { x: 0, y: 0, width: 300, height: 600 })).toEqual({ x: 0, y: 0, width: 300, height: 225 })
    expect(fitted({ height: 64, width: 64 }, { x: 0, y: 0, width: 500, height: 300 }).x).toBe(100)
  })

  it('has a color a class, the same in drawings and styles', () => {
    expect(new Set([0, 1, 2, 3, 4, 5].map(classVariable)).size).toBe(6)
    expect(classColor({ 'run-3': '#123456' } as Pen['colors'], 6)).toBe('#123456')
  })

  it('is followed by the next, and the last by the first', () => {
    expect([sampleAfter(499, 1, 500), sampleAfter(0, -1, 500), sampleAfter(0, -1, null), sampleAfter(3, 1, null)]).toEqual([0, 499, 0, 4])
  })
})

describe('samplers', () => {
  const steps = scene.steps!

  it('are drawn side by side, in rows that fill the width', () => {
    const svg = drawn((pen) => drawSampled(pen, scene, scene.sampled, 0), 900, gridHeight(5, scene, 900))
    for (const { title } of scene.sampled) expect(svg).toContain(`>${title}<`)
    expect(svg).toContain('>1 of 4, to ')
    expect([gridOf(5, scene, 900).columns, gridOf(5, scene, 320).columns, gridOf(1, scene, 900).across]).toEqual([5, 2, 260])
    const { across, columns } = gridOf(4, scene, 600)
    expect(columns * across + (columns - 1) * 10).toBeLessThanOrEqual(600)
  })

  it('show a slice, of those that have fewer the last', () => {
    expect([...sliceOf({ title: '', slices: 2, values: Float32Array.of(1, 2, 3, 4) }, 1)]).toEqual([3, 4])
    expect([...sliceOf({ title: '', slices: 1, values: Float32Array.of(1, 2) }, 5)]).toEqual([1, 2])
    expect(sampledRows([{ title: 'a', slices: 1, values: Float32Array.of(-1, 0, 4, 0) }])).toEqual([
      { name: 'a', values: [1, -1, 4, 0.75, 50] },
    ])
  })

  it('have potentials that all are counted, and fire above the threshold', () => {
    const potentials = potentialsOf(steps)
    const size = steps.membrane.length / steps.steps
    for (const [step, { counts, fires, within }] of potentials.steps.entries()) {
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(size)
      const row = steps.membrane.subarray(step * size, (step + 1) * size)
      expect(fires).toBe(row.filter((u) => u > 1).length / size)
      expect(within).toBe(row.filter((u) => u > 0.5 && u < 1.5).length / size)
    }
    const [low, high] = rangeOf({ membrane: Float32Array.of(0.1, 0.2), threshold: 1, window: [0.5, 1.5] })
    expect(low).toBeLessThan(0)
    expect(high).toBeGreaterThan(1.5)
    expect(potentialRows(potentials)).toHaveLength(4)
    expect(potentialSentence(potentials, steps)).toMatch(
      /^Threshold 1\.00\. \d+\.\d\s% of neurons fire in a step, most at t = \d: .* window from 0\.50 to 1\.50\.$/,
    )
    const { window: _, ...unknown } = steps
    expect(potentialSentence(potentialsOf(unknown), unknown)).not.toContain('window')
    expect(potentialsOf(unknown).steps[0]!.within).toBeNaN()
  })

  it('have potentials that are drawn, a row a step, at most sixteen', () => {
    const svg = drawn((pen) => drawPotentials(pen, potentialsOf(steps), steps), 320, potentialsHeight(4))
    for (const words of ['threshold', 'fires', 't = 1', '4']) expect(svg).toContain(`>${words}<`)
    expect(potentialsHeight(40)).toBe(potentialsHeight(16))
    const many = madeScene({ bins: 24, side: 16 }).steps!
    drawn((pen) => drawPotentials(pen, potentialsOf(many), many), 320, potentialsHeight(24))
    const silent = { ...steps, membrane: new Float32Array(steps.membrane.length), spikes: new Uint8Array(steps.spikes.length) }
    drawn((pen) => drawPotentials(pen, potentialsOf(silent), silent), 320, potentialsHeight(4))
  })

  it('have windows: how many, and when the last was closed', () => {
    const { neurons, closed, windows, max } = windowStatistics(steps)
    expect(neurons).toBe(8192)
    expect(windows).toBe(steps.spikes.reduce((sum, spike) => sum + spike, 0))
    expect(closed).toBeLessThanOrEqual(windows)
    expect(max).toBeLessThanOrEqual(4)
    expect(windowRows(steps).reduce((sum, { values }) => sum + values[0]! + values[1]!, 0)).toBe(8192)
    expect(windowSentence(steps)).toMatch(/^\d+\.\d\s% of 8,192 neurons closed a window, /)
    expect(windowSentence({ ...steps, windows: new Uint8Array(4), last: new Int8Array(4).fill(-1) })).toBe(
      'None of 4 neurons fired: no window was closed.',
    )
    const svg = drawn((pen) => drawWindows(pen, scene, steps), 320, windowsHeight(scene, 320))
    for (const words of ['last closed, OFF', 'windows, ON']) expect(svg).toContain(`>${words}<`)
    expect(windowsHeight(scene, 900)).toBeLessThan(windowsHeight(scene, 320))
  })

  it('leave a part of the potential behind', () => {
    const residual = Float32Array.of(1, 0, -1, 0)
    expect(residualShare({ residual, membrane: Float32Array.of(1, 2, -1, 0, 0, 3, 0, 1) })).toBe(0.25)
    expect(residualShare({ residual: new Float32Array(2), membrane: new Float32Array(4) })).toBe(0)
    expect([...polarityOf(residual, 0)]).toEqual([1, -1])
    expect(residualSentence(steps)).toMatch(/^\d+\.\d\s% of all potential/)
    expect(drawn((pen) => drawResidual(pen, scene, steps))).toContain('>ON<')
  })
})

describe('precision', () => {
  it('is a mean over classes that have objects', () => {
    expect(meanOf(detail.classes, 'ap')).toBeCloseTo(0.4, 12)
    expect(meanOf(madeDetail({ absent: 2 }).classes, 'ap')).toBeCloseTo(0.46, 12)
    expect(meanOf([], 'ap50')).toBeNaN()
    expect(headlinesOf(detail).map(({ name, value }) => `${name} ${value}`)).toEqual(['AP 0.400', 'AP50 0.680', 'AP75 0.360'])
    expect(scopeLabel(detail)).toBe('500 test scenes, 1,240 objects, and 31 ignored; 18,210 detections')
  })

  it('says by which protocol it is taken', () => {
    const protocol = { minDiagonal: 12.63, minSide: 4.21, skip: 500_000, tolerance: 50_000, recordings: 470 }
    expect(protocolText(protocol)).toBe(
      'Prophesee’s protocol over 470 recordings: objects and detections count that are later than 0.5 s, have sides of at least 4.2 and a diagonal of at least 12.6 pixels of the image; objects are compared with detections up to 50 ms away in the same recording.',
    )
  })
  it('is a table by class, speed and area, and a file', () => {
    const groups = groupsOf(madeDetail({ absent: 1 }))
    expect(groups.map(({ title, rows }) => `${title} ${rows.length}`)).toEqual(['class 3', 'speed 3', 'area 3'])
    expect(groups[0]!.rows[1]!.values).toEqual([Number.NaN, Number.NaN, Number.NaN, 0])
    expect(groupRows(groups)[2]).toEqual(['class', 'square', '', '', '', 0])
    expect(groupsOf({ ...detail, speeds: [] }).map(({ title }) => title)).toEqual(['class', 'area'])
  })

  it('is a curve a class, down at the recall that is not reached', () => {
    const curves = curvesOf(madeDetail({ absent: 1 }), 'at75')
    expect(curves.map(({ name, classIndex }) => [name, classIndex])).toEqual([
      ['disc', 0],
      ['triangle', 2],
    ])
    expect(reachedBy(curves[0]!)).toBe(0.6)
    expect(reachedBy({ values: Array(101).fill(0) })).toBe(0)
    expect(curveSentence(curves, 0.75)).toMatch(
      /^Precision over recall at an IoU of 0\.75\. disc: mean 0\.\d\d, recall up to 0\.60; triangle: /,
    )
    expect(curveSentence([], 0.5)).toBe('No class has an object that counts.')
    expect(curveTable(curves).rows.map(({ name }) => name)).toHaveLength(11)
    const svg = drawn((pen) => drawCurves(pen, curves), 320, 200)
    for (const words of ['recall', 'precision', 'disc']) expect(svg).toContain(`>${words}<`)
  })
})

describe('failures', () => {
  it('are of four kinds, in words', () => {
    expect(KINDS.map((kind) => failuresOf(detail.failures, kind).length)).toEqual([6, 9, 3, 2])
    const words = KINDS.map((kind) => failureText(failuresOf(detail.failures, kind)[0]!, MADE_CLASSES))
    expect(words).toEqual([
      ['disc missed', '12 px/s'],
      ['square → triangle', '0.71'],
      ['triangle 0.44', 'IoU 0.42'],
      ['no square', '0.36'],
    ])
    expect(KINDS.map((kind) => failureSentence(failuresOf(detail.failures, kind)[0]!, MADE_CLASSES))).toEqual([
      'Test sample 7: a disc that no box finds. Open the scene.',
      'Test sample 7: a square, found as a triangle of score 0.71. Open the scene.',
      'Test sample 7: a triangle and a poor box, a triangle of score 0.44, IoU 0.42. Open the scene.',
      'Test sample 7: a box at nothing, a square of score 0.36. Open the scene.',
    ])
  })
})
