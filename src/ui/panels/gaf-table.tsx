/** The gradient-available fraction, layer x time step: the window in use beside a fixed one on the same potentials. */
import type { CSSProperties } from 'react'
import { saveCsv } from '../charts/download'
import { grouped, hundredths } from '../charts/format'
import { useCounted, useShownLayer } from '../charts/hooks'
import { Head, Region, SaveMenu } from '../charts/parts'
import { sharesOverall, stepsOf } from '../charts/shares'
import { useLab } from '../store'
import '../charts/charts.css'
import './views.css'
import { LayerTable, NotMeasured, shownSteps } from './layer-table'
import { windowWords } from './membrane-words'

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
  const shown = useCounted(250)
  const surrogate = useLab((state) => state.open.surrogate.kind)
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
        definition={`Share of (neuron, sample) in the gradient window. ${windowWords(surrogate).long}`}
        unit={
          shown && shown.sample !== null ? (
            <span
              title={`Of the test sample that the spike raster shows.${shown.of > layers.length ? ' The other layers have too many potentials to count them for every sample shown.' : ''}`}
            >
              {shown.of > layers.length && `${layers.length} of ${shown.of} layers, `}%, sample {grouped(shown.sample)}
            </span>
          ) : (
            '%'
          )
        }
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
          note={
            <>
              <i className="key-bar" />
              in use
              <i className="key-tick" />
              fixed κ = 1
            </>
          }
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
        <NotMeasured />
      )}
    </Region>
  )
}
