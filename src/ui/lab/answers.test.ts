/** Scripts see saved runs and comparisons under their documented names, independent of the names used internally. */
import { expect, it } from 'vitest'
import { runOf } from '../../testing/runs'
import { comparedAnswer, detailAnswer, summaryAnswer } from './answers'

it('lists a run with a number for each metric', () => {
  const { summary } = runOf('a')
  const { finals } = summaryAnswer(summary)
  expect(Object.keys(finals).sort()).toEqual([
    'bestTestAccuracy',
    'gradientAvailable',
    'testAccuracy',
    'testLoss',
    'trainAccuracy',
    'trainLoss',
  ])
  expect(finals).toMatchObject({ testAccuracy: 0.85, bestTestAccuracy: 0.875, gradientAvailable: 0.5 })
  expect(summaryAnswer({ ...summary, finals: { values: {}, best: {}, gradientAvailable: null } }).finals.bestTestAccuracy).toBeNull()
})

it('returns a run with its curves by name, and its tests together with the second evaluation', () => {
  const { detail } = runOf('a')
  const tests = [
    { step: 20, values: { testLoss: 0.6, testAccuracy: 0.75 } },
    { step: 40, values: { testLoss: 0.4, testAccuracy: 0.85, testLossMixed: 0.5, testAccuracyMixed: 0.8 } },
  ]
  const answer = detailAnswer({ ...detail, tests })
  expect(Object.keys(answer.curves)).toEqual(['step', 'trainLoss', 'trainAccuracy', 'gradientNorm', 'rate'])
  expect(answer.tests).toEqual([
    { step: 20, loss: 0.6, accuracy: 0.75, soft: null },
    { step: 40, loss: 0.4, accuracy: 0.85, soft: { loss: 0.5, accuracy: 0.8 } },
  ])
})

it('returns a comparison with the deciding metric under its name', () => {
  const run = { variant: 0, time: 2, seed: 1, ok: true, step: 5, layers: [], values: { testLoss: 0.5, testAccuracy: 0.75 } } as const
  const spread = { mean: 0.75, min: 0.75, max: 0.75, seeds: 1 }
  const placing = { values: [0.75], interval: null, behind: null, returns: null }
  const metric = {
    name: 'testAccuracy',
    title: 'Accuracy',
    term: 'accuracy',
    unit: '%',
    better: 'higher',
    axis: 'accuracy',
    split: 'test',
  } as const
  const answer = comparedAnswer({
    variants: [],
    times: [2],
    seeds: [1],
    steps: 5,
    ended: null,
    runs: [run],
    tables: [
      {
        time: 2,
        metric,
        layers: [],
        tests: [{ runs: [run, undefined], spread, energy: null, analogEnergy: null, ...placing }],
        best: 0,
        ahead: null,
        sentence: '',
        savings: [],
      },
    ],
  })
  const { values: _, ...rest } = run
  expect(answer.runs).toEqual([{ ...rest, loss: 0.5, accuracy: 0.75 }])
  expect(answer.tables[0]).toEqual({
    time: 2,
    layers: [],
    best: 0,
    ahead: null,
    sentence: '',
    savings: [],
    tests: [{ runs: [{ ...rest, loss: 0.5, accuracy: 0.75 }, undefined], accuracy: spread, energy: null, analogEnergy: null, ...placing }],
  })
})
