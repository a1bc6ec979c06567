/** The selection in numbers, in place of the legend: a range of potentials to type, and what the sample has inside it. */

import { type ReactNode, useId } from 'react'
import { counted, grouped, percent } from '../../format'
import { stepsOf, widestStep } from '../../readings/shares'
import { hasThreshold, variableText } from '../../readings/variables'
import { classesOf } from '../base/classes'
import { newestFrame } from '../base/frames'
import { LiveText } from '../base/live-text'
import { NumberField } from '../base/number-field'
import { evenly } from '../base/scale'
import { useSignal } from '../base/signal'
import css from '../base/style/select-bar.module.css'
import viewCss from '../base/style/view.module.css'
import { type Group, groupLabel } from '../base/viewport'
import { sampleName } from '../state/labels/experiment-label'
import { marksText } from '../state/selection/analog'
import { lens } from '../state/selection/lens'
import { firstRange, insideRange, ofNeurons } from '../state/selection/selected-counts'
import {
  clearSelection,
  type NeuronSet,
  type PotentialRange,
  selectedNeurons,
  selectedRange,
  selection,
} from '../state/selection/selection'
import { useVariable, variableFrame, variableSample } from '../state/selection/variable'
import { cursor } from '../state/session/history'
import { useLab } from '../state/store/store'
import { countIn } from './potential-tip'

const stepsText = (steps: Group | null): string => (steps === null ? 'at all steps' : `at t = ${groupLabel(steps)}`)

/** "34 of 256 neurons, 61 potentials, 12 spikes of sample 115"; empty if no sample is shown. */
function insideText(layer: string | null, range: PotentialRange): string {
  const sample = variableSample(layer)
  if (!sample) return ''
  const { neurons, potentials, spikes } = insideRange(sample, range)
  const index = newestFrame('sample')?.frame.index ?? 0
  return `${grouped(neurons)} of ${counted(sample.neurons, 'neuron')}, ${counted(potentials, 'potential')}, ${marksText(spikes)} of ${sampleName(index).replace(/^(test|validation) /, '')}`
}

/** "12 neurons at t = 1–4: 48 potentials, 12 spikes; 20 below the window, 20 in it, 8 above" */
function neuronsText(layer: string | null, set: NeuronSet): string {
  const [sample, frame] = [variableSample(layer), variableFrame(layer)]
  if (!sample || !frame) return set.words
  const { potentials, spikes, below, inWindow, above } = ofNeurons(sample, set, frame, frame.variable === undefined ? lens.get() : null)
  const all = `${set.words} ${stepsText(set.steps)}: ${counted(potentials, 'potential')}, ${marksText(spikes)} of the sample`
  return hasThreshold(frame) ? `${all}; ${grouped(below)} below the window, ${grouped(inWindow)} in it, ${grouped(above)} above` : all
}

/** The selection in a few words, below a raster; null if nothing is selected. */
export function pickedShort(layer: string | null): string | null {
  const [range, set, sample] = [selectedRange(), selectedNeurons(layer), variableSample(layer)]
  if (set) return `selected: ${set.words} ${stepsText(set.steps)}`
  if (!range || !sample) return null
  const { neurons, spikes } = insideRange(sample, range)
  return `inside: ${counted(neurons, 'neuron')}, ${marksText(spikes)}`
}

/** The selection in the raster of a layer; empty if nothing is selected. */
export function pickedText(layer: string | null): string {
  const [range, set] = [selectedRange(), selectedNeurons(layer)]
  return range ? `inside: ${insideText(layer, range)}` : set ? `selected: ${set.words} ${stepsText(set.steps)}` : ''
}

/** @param first is placed at its beginning. */
export function SelectBar({ layer, first }: { layer: string | null; first: ReactNode }) {
  const selected = useSignal(selection)
  const frame = variableFrame(layer)
  if (!frame) return <div className={classesOf(viewCss.legend, css.tools)} />
  return (
    <div className={classesOf(viewCss.legend, css.tools)}>
      {first}
      {selected?.kind === 'neurons' ? (
        <LiveText
          on={[selection, lens, cursor]}
          frames={['sample', 'membrane']}
          content={() => {
            const set = selectedNeurons(layer)
            return set ? `Selected in the raster: ${neuronsText(layer, set)}` : ''
          }}
        />
      ) : (
        <RangeFields layer={layer} range={selected} />
      )}
      {selected && (
        <button type="button" title="Ends the selection (Escape)" onClick={clearSelection}>
          Clear
        </button>
      )}
    </div>
  )
}

/** The fields for the range; before a range is selected, they show that of the window. */
function RangeFields({ layer, range }: { layer: string | null; range: PotentialRange | null }) {
  const [from, to] = [useId(), useId()]
  const chosen = useLab((state) => state.timeStep)
  const variable = useVariable(layer)
  const frame = variableFrame(layer)
  if (!frame) return null
  const [low, high] = firstRange(frame, widestStep(frame))
  const now: PotentialRange = range ?? { kind: 'potentials', low, high, steps: chosen === null ? null : { from: chosen, to: chosen + 1 } }
  const steps = stepsOf(frame)
  const set = (change: Partial<PotentialRange>) => {
    // Starts from the current selection, which may be newer than the rendered one.
    const next = { ...(selectedRange() ?? now), ...change }
    if (next.low < next.high) selection.set(next)
    else selection.set({ ...next, low: next.high, high: next.low })
  }
  const field = (id: string, value: number, change: (value: number) => void) => (
    <NumberField id={id} value={value} step={0.01} change={change} />
  )
  const one = now.steps !== null && now.steps.to - now.steps.from === 1 ? now.steps.from : null
  return (
    <>
      <label htmlFor={from}>
        select {variable === null ? 'u' : variableText(variable)} from {field(from, now.low, (value) => set({ low: value }))}
      </label>
      <label htmlFor={to}>to {field(to, now.high, (value) => set({ high: value }))}</label>
      {steps <= 8 ? (
        <label>
          at
          <select
            aria-label="Steps of the range"
            value={now.steps === null ? 'all' : one === null ? 'some' : String(one)}
            onChange={({ currentTarget: { value } }) =>
              set({ steps: value === 'all' ? null : { from: Number(value), to: Number(value) + 1 } })
            }
          >
            <option value="all">all steps</option>
            {now.steps !== null && one === null && <option value="some">t = {groupLabel(now.steps)}</option>}
            {evenly(steps, steps).map((t) => (
              <option key={t} value={t}>
                t = {t + 1}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <StepFields steps={steps} now={now.steps} set={(next) => set({ steps: next })} />
      )}
      {range ? (
        <>
          <LiveText on={[selection]} frames={['sample', 'membrane']} content={() => wordsOf(layer, insideText)} />
          <LiveText
            className={css.caution}
            on={[selection, cursor]}
            frames={['sample', 'membrane']}
            content={() => wordsOf(layer, batchText)}
          />
        </>
      ) : (
        <span className={css.caution}>Or drag in the histograms; the raster lights up what lies inside.</span>
      )}
    </>
  )
}

const wordsOf = (layer: string | null, words: (layer: string | null, range: PotentialRange) => string): string => {
  const range = selectedRange()
  return range ? words(layer, range) : ''
}

/** What the range contains of the training batch, if that is counted. */
function batchText(layer: string | null, { low, high, steps }: PotentialRange): string {
  const frame = variableFrame(layer)
  if (!frame || frame.potentials) return ''
  const { count, share } = countIn(frame, low, high, steps)
  return `about ${grouped(count)} of the batch, ${percent(share)}`
}

/** Fields for the first and the last selected step. */
function StepFields({ steps, now, set }: { steps: number; now: Group | null; set: (next: Group | null) => void }) {
  const [first, last] = [useId(), useId()]
  const { from, to } = now ?? { from: 0, to: steps }
  const change = (start: number, end: number) => {
    const [low, high] = [Math.min(start, end), Math.max(start, end)].map((t) => Math.min(steps, Math.max(1, t))) as [number, number]
    set(low === 1 && high === steps ? null : { from: low - 1, to: high })
  }
  return (
    <>
      <label htmlFor={first}>
        at t = <NumberField id={first} integer value={from + 1} min={1} max={steps} change={(value) => change(value, to)} />
      </label>
      <label htmlFor={last}>
        to <NumberField id={last} integer value={to} min={1} max={steps} change={(value) => change(from + 1, value)} />
      </label>
    </>
  )
}
