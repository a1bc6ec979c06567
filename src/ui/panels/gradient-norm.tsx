/** The norm of the gradient on the potential, layer x time step, on one color scale for the whole run. */
import type { CSSProperties } from 'react'
import { saveCsv } from '../charts/download'
import { field, penOf } from '../charts/draw'
import { significant } from '../charts/format'
import { useMembrane, useShownLayer } from '../charts/hooks'
import { inkOn, logPlace, magnitude, rgb } from '../charts/magnitude'
import { Head, Region, SaveMenu } from '../charts/parts'
import { roundRange } from '../charts/scale'
import { meanNorm, stepsOf } from '../charts/shares'
import { normRange } from '../history'
import { usePainter } from '../paint'
import { useLab } from '../store'
import '../charts/charts.css'
import './views.css'
import { LayerTable, NotMeasured, shownSteps } from './layer-table'

/** Before anything is measured. */
const UNSEEN = [1e-4, 1] as const

function colorsOf(norm: number, [low, high]: readonly [number, number], dark: boolean): CSSProperties {
  const color = magnitude(logPlace(norm, low, high), dark)
  return { background: rgb(color), color: inkOn(color) }
}

export function GradientNormPanel() {
  const shown = useMembrane(250)
  const layer = useShownLayer()
  const step = useLab((state) => state.step)
  const dark = useLab((state) => state.theme) !== 'light'
  const layers = shown?.layers ?? []
  const first = layers[0]
  const scale = roundRange(...(normRange() ?? UNSEEN))
  const rows = () => [
    ['layer', 'step', 'norm'],
    ...layers.flatMap((frame) => Array.from(frame.gradientNorm, (norm, t) => [frame.layer, t + 1, norm])),
  ]

  return (
    <Region name="Gradient norm" className="view-norms">
      <Head
        title="Gradient norm"
        definition="L2 norm over batch and neurons of ∂L/∂u at each layer and step, u before the reset. The row “all”: root mean square over the steps. The color scale is logarithmic, from the smallest to the largest norm that this run has had: one color is one norm, at every layer and step."
        unit="‖∂L/∂u‖ × 10³"
      >
        {first && <SaveMenu compact items={[{ text: 'Norms (CSV)', act: () => saveCsv('gradient-norm.csv', rows()) }]} />}
      </Head>
      {first ? (
        <LayerTable
          label="Gradient norm by layer and step"
          layers={layers.map((frame) => frame.layer)}
          selected={layer}
          steps={shownSteps(stepsOf(first), step)}
          step={step}
          cell={(index, t) => {
            const norm = layers[index]!.gradientNorm[t]!
            return (
              <span
                className="view-norm"
                style={colorsOf(norm, scale, dark)}
                title={`${layers[index]!.layer}, step ${t + 1}: ${(1000 * norm).toPrecision(4)} × 10⁻³`}
              >
                {significant(1000 * norm)}
              </span>
            )
          }}
          note={
            <>
              {endOf(scale[0])}
              <ScaleBar />
              {endOf(scale[1])}, log
            </>
          }
          all={(index) => <span className="view-norm">{significant(1000 * meanNorm(layers[index]!))}</span>}
        />
      ) : (
        <NotMeasured />
      )}
    </Region>
  )
}

const endOf = (norm: number): string => {
  const value = Number((1000 * norm).toPrecision(2))
  return value < 1e-3 || value >= 1e5 ? value.toExponential(0).replace('+', '').replace('-', '−') : String(value)
}

/** The colors from one end of the scale to the other, evenly on its logarithm. */
function ScaleBar() {
  const ref = usePainter(
    [],
    (context, area, colors) => {
      field(penOf(context, area, colors), 120, 1, (column) => 0.1 + (0.9 * column) / 119, 0, 0, area.width, area.height)
    },
    [],
  )
  return <canvas ref={ref} className="view-bar" />
}
