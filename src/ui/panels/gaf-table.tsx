/** The gradient-available fraction, layer x time step: the window in use beside a fixed one on the same potentials. */
import type { CSSProperties } from 'react'
import { saveCsv } from '../charts/download'
import { hundredths } from '../charts/format'
import { useMembrane, useShownLayer } from '../charts/hooks'
import { Head, Region, SaveMenu } from '../charts/parts'
import { sharesOverall, stepsOf } from '../charts/shares'
import { useLab } from '../store'
import '../charts/charts.css'
import './views.css'
import { LayerTable, shownSteps } from './layer-table'

function Cell({ inUse, fixed, title }: { inUse: number; fixed: number; title: string }) {
  return (
    <div className="view-gaf" title={title}>
      <b>{hundredths(inUse)}</b>
      <s>{hundredths(fixed)}</s>
      <span className="view-bullet" style={{ '--a': `${100 * inUse}%`, '--x': `${100 * fixed}%` } as CSSProperties} />
    </div>
  )
}

export function GafPanel() {
  const shown = useMembrane(250)
  const layer = useShownLayer()
  const step = useLab((state) => state.step)
  const layers = shown?.layers ?? []
  const first = layers[0]
  const steps = first ? shownSteps(stepsOf(first), step) : []
  const all = layers.map(sharesOverall)
  const words = (name: string, at: string, inUse: number, fixed: number) =>
    `${name}, ${at}: ${hundredths(inUse)} % in the window in use, ${hundredths(fixed)} % in the fixed one`

  const rows = () => [
    ['layer', 'step', 'inUse', 'fixed'],
    ...layers.flatMap((frame) =>
      Array.from({ length: stepsOf(frame) }, (_, t) => [
        frame.layer,
        t + 1,
        frame.available[t]! / frame.total,
        frame.availableFixed[t]! / frame.total,
      ]),
    ),
  ]

  return (
    <Region name="Gradient-available fraction" className="view-fractions">
      <Head
        title="Gradient-available fraction"
        definition="Share of (neuron, sample) with |u − θ| < κ[t]/2: where the surrogate lets a gradient through."
        unit="%"
      >
        {first && <SaveMenu compact items={[{ text: 'Fractions (CSV)', act: () => saveCsv('gradient-available-fraction.csv', rows()) }]} />}
      </Head>
      {first ? (
        <LayerTable
          label="Gradient-available fraction by layer and step"
          layers={layers.map((frame) => frame.layer)}
          selected={layer}
          steps={steps}
          step={step}
          cell={(index, t) => {
            const frame = layers[index]!
            const inUse = frame.available[t]! / frame.total
            const fixed = frame.availableFixed[t]! / frame.total
            return <Cell inUse={inUse} fixed={fixed} title={words(frame.layer, `step ${t + 1}`, inUse, fixed)} />
          }}
          all={(index) => {
            const shares = all[index]!
            return (
              <Cell
                inUse={shares.inside}
                fixed={shares.fixed}
                title={words(layers[index]!.layer, 'all steps', shares.inside, shares.fixed)}
              />
            )
          }}
        />
      ) : (
        <p className="view-empty">No batch measured yet.</p>
      )}
      <p className="view-note">
        <i className="key-bar" />
        in use
        <i className="key-tick" />
        fixed κ = 1, same potentials
      </p>
    </Region>
  )
}
