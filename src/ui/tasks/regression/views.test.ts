/** The texts about a regression: its samples, its predictions, its curve, its test set. No browser. */
import { describe, expect, it } from 'vitest'
import { presetNamed } from '../../../experiments/presets'
import type { SampleFrame } from '../../../readings/sample'
import { metricsOf } from '../../../studies/metrics'
import type { Curve } from '../../../tasks/regression/detail'
import { roundEnds } from '../../shared/plane'
import { summaryOf } from '../../state/labels/experiment-label'
import { viewsOf } from '../registry'
import { curveAt, distanceAt, strengthOf } from './curve-chart'
import { curveSentence } from './curve-view'
import { predictionRows, predictionsSentence, worstOf } from './predictions'
import { markedOf } from './sample-label'
import { placeIn } from './scale-place'

const open = presetNamed('noisy-sine')!.experiment
const adding = presetNamed('adding-numbers')!.experiment
const views = viewsOf(open)
const frame = (inputs: number[], target: number): SampleFrame => ({
  sample: 0,
  index: 3,
  layers: [],
  readout: Float32Array.of(0.1, -0.784),
  outputs: 1,
  steps: 2,
  streams: { inputs: Float32Array.from(inputs), targets: Float32Array.of(target) },
})

describe('a sample', () => {
  it('is x and y, or a sum of the marked numbers', () => {
    const of = (experiment: typeof open, ...sample: Parameters<typeof frame>) =>
      views.describeSample(frame(...sample), { open: experiment, outputNames: [] })
    expect(of(open, [0.312], -0.8)).toEqual({
      label: 'x = 0.31, y = −0.80',
      received: 'x = 0.31 as a current, the same at every step.',
    })
    expect(of(adding, [0.42, 1, 0.9, 0, 0.57, 1], 0.99)).toEqual({
      label: '0.42 + 0.57 = 0.99',
      received: 'Step by step: a number and a mark. Marked: 0.42 and 0.57.',
    })
  })

  it('is nothing where the frame is of another task', () => {
    expect(views.describeSample({ ...frame([], 0), streams: { labels: Uint32Array.of(1) } }, { open, outputNames: [] })).toEqual({})
  })

  it('has a prediction after every step', () => {
    expect([0, 1].map((step) => views.describeOutput(frame([0], 0), step, { open, outputNames: [] }))).toEqual([
      'predicts 0.10',
      'predicts −0.78',
    ])
  })

  it('has a place in the range, at its end where it lies outside', () => {
    expect([-2, -1, 0, 1, 7, Number.NaN].map((number) => placeIn(number, -1, 1))).toEqual([0, 0, 50, 100, 100, 0])
    expect(markedOf(Float32Array.of(0.5, 0, 0.25, 1))).toEqual([{ step: 1, number: 0.25 }])
  })
})

describe('an evaluation', () => {
  const values = { testError: 0.1212, testLoss: 0.02, testExplained: 0.934 }
  const detail = { targets: Float32Array.of(-1, 0.5, 1, 0), predictions: Float32Array.of(-0.9, 0.5, 0.2, Number.NaN) }

  it('answers with its metrics, and nothing is called right', () => {
    expect(views.describeReport({ part: 'test', step: 5, values, detail })).toEqual({ loss: 0.02, error: 0.1212, explained: 0.934 })
    expect(views.chanceAccuracyOf).toBeUndefined()
    expect(views.callOf).toBeUndefined()
  })

  it('is a sentence', () => {
    const finite = { targets: detail.targets.slice(0, 3), predictions: detail.predictions.slice(0, 3) }
    expect(predictionsSentence({ part: 'test', step: 1500, values }, finite)).toBe(
      'Predictions against targets of 3 test samples, batch 1,500: R² 0.934, mean absolute error 0.121. Targets go from −1.00 to 1.00, predictions from −0.90 to 0.50.',
    )
  })

  it('has its largest errors first, what is not a number before them', () => {
    expect(worstOf(detail, 3)).toEqual([3, 2, 0])
    expect(predictionRows(detail).slice(0, 2)).toEqual([
      ['sample', 'target', 'prediction'],
      [0, -1, detail.predictions[0]],
    ])
  })
})

describe('the curve', () => {
  const curve: Curve = {
    x: Float32Array.of(-1, 0, 1),
    target: Float32Array.of(0, 1, 0),
    readout: Float32Array.of(0, 0, 0, 0, 0.5, 0.25),
    steps: 2,
    samples: { x: new Float32Array(), y: new Float32Array() },
  }

  it('comes closer step by step', () => {
    expect([...curveAt(curve, 1)]).toEqual([0, 0.5, 0.25])
    expect(distanceAt(curve, 0)).toBeCloseTo(1 / 3, 6)
    expect(distanceAt(curve, 1)).toBeCloseTo(0.25, 6)
  })

  it('grows from faint to strong', () => {
    const strengths = Array.from({ length: 16 }, (_, step) => strengthOf(step, 16))
    expect(strengths).toEqual([...strengths].sort((a, b) => a - b))
    expect(strengthOf(0, 1)).toBe(1)
  })

  it('is a sentence', () => {
    expect(curveSentence(curve, 1, 60)).toBe(
      'The network’s output for x from −1.00 to 1.00, batch 60. The function goes from 0.00 to 1.00; after step 2 of 2 the network goes from 0.00 to 0.50, at a mean distance of 0.25, 0.33 after step 1.',
    )
  })
})

it.each([
  [
    [-0.93, 1.04],
    [-1, 1.25],
  ],
  [
    [0, 2],
    [0, 2],
  ],
  [
    [3, 3],
    [2.5, 3.5],
  ],
  [
    [Number.NaN, Number.POSITIVE_INFINITY],
    [-1, 1],
  ],
] as const)('an axis of %j has round ends', (values, ends) => {
  expect(roundEnds(values)).toEqual(ends)
})

it('is summed up with its single output', () => {
  expect(summaryOf(open).slice(0, 2)).toEqual(['Function of x, direct, 16 steps', '1–64–64–1'])
  expect(summaryOf(adding).slice(0, 2)).toEqual(['Adding problem, step by step, 30 steps', '2–64–1, recurrent'])
  expect(metricsOf(open).some(({ unit }) => unit === '%')).toBe(false)
})
