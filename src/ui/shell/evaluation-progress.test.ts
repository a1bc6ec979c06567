/** How far an evaluation has come: on the button that asks for it, and in the bar. */
import { createElement, type ReactNode } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { percent } from '../../format'
import type { Progress } from '../../worker/protocol'
import { EvaluateButton } from '../shared/evaluate-button'
import { type LabState, Shown } from '../state/store/store'
import { ProgressBar } from './progress-bar'

const PROGRESS: Progress = {
  id: 'a',
  step: 60,
  totalSteps: 1000,
  epoch: 0,
  epochs: 1,
  stepsPerEpoch: 100,
  samplesPerSecond: 50,
  elapsedMs: 0,
  evaluating: false,
}

const html = (node: ReactNode, progress: Partial<Progress>, run: LabState['run'] = { kind: 'paused', step: 60 }): string =>
  renderToStaticMarkup(createElement(Shown.Provider, { value: { run, progress: { ...PROGRESS, ...progress } } }, node))

const button = createElement(EvaluateButton, { text: 'Evaluate now', help: 'Evaluates.' })

test('the button counts, and cannot be pressed again before the evaluation ends', () => {
  const counting = html(button, { evaluating: true, evaluated: 0.4 })
  expect(counting).toContain(' disabled=""')
  expect(counting).toContain(`>Evaluating … ${percent(0.4, 0)}<`)
  expect(html(button, { evaluating: true })).toMatch(/ disabled=""[^>]*>Evaluating …</)
  expect(html(button, {})).toMatch(/^(?!.* disabled).*>Evaluate now</)
})

test('nothing can be evaluated before the network is built', () => {
  expect(html(button, {}, { kind: 'compiling', done: 1, total: 5, what: 'shaders' })).toContain(' disabled=""')
})

test('the bar says what share of the test set is evaluated', () => {
  const bar = createElement(ProgressBar)
  expect(html(bar, { evaluating: true, evaluated: 0.4 })).toContain(`, testing ${percent(0.4, 0)}<`)
  expect(html(bar, { evaluating: true })).toMatch(/, testing</)
  expect(html(bar, {})).not.toContain('testing')
})
