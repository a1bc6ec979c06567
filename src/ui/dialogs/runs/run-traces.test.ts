/** The label of a point of the overlaid curves: value, name, unit, training time, and the run. */
import { expect, it } from 'vitest'
import { presetNamed } from '../../../experiments/presets'
import { EPOCHS } from '../../../readings/time-unit'
import type { RunSummary } from '../../../runs/record'
import { metricsOf } from '../../../studies/metrics'
import type { Colors } from '../../base/paint'
import { axesOf } from '../../state/labels/metric-labels'
import { groupTraces } from './group-traces'
import { tracesOf } from './run-traces'

const { experiment } = presetNamed('blank')!
const run = { name: 'mine', id: 'a1', preset: 'blank', experiment, stepsPerEpoch: 10 } as RunSummary
const columns = { trainLoss: Float32Array.of(2.3, 0.1), trainAccuracy: Float32Array.of(0.35, 0.8) }
const tests = [{ step: 2, values: { testLoss: 0.25, testAccuracy: 0.9 } }]
const detail = { curves: { step: Uint32Array.of(1, 2), columns }, tests } as never
const axes = axesOf(metricsOf(experiment))

it.each([
  ['a run', tracesOf({ run, detail, slot: 0 }, axes, 0, {} as Colors, EPOCHS)],
  ['a group', groupTraces({ slot: 0, runs: [{ run, detail }] }, { axes, halfLife: 0, band: 'range', ink: '#000000', time: EPOCHS })],
] as const)('names the metric, its unit and the run for each line of %s', (_, traces) => {
  const lines = (traces as readonly { readonly hoverinfo?: string; readonly hovertemplate?: string }[]).filter(
    ({ hoverinfo }) => hoverinfo !== 'skip',
  )
  expect(lines.map(({ hovertemplate }) => hovertemplate).sort()).toEqual([
    'test accuracy %{y:.4~g} % at %{x:.4~g} epochs<extra>%{fullData.name}</extra>',
    'test loss %{y:.4~g} nats at %{x:.4~g} epochs<extra>%{fullData.name}</extra>',
    'train accuracy %{y:.4~g} % at %{x:.4~g} epochs<extra>%{fullData.name}</extra>',
    'train loss %{y:.4~g} nats at %{x:.4~g} epochs<extra>%{fullData.name}</extra>',
  ])
})
