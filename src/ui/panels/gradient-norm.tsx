/** The norm of the gradient on the potential, layer x time step, on one color scale for the whole run. */
import type { CSSProperties } from 'react'
import { saveCsv } from '../charts/download'
import { field, penOf } from '../charts/draw'
import { significant } from '../charts/format'
import { useMembrane, useShownLayer } from '../charts/hooks'
import { inkOn, logPlace, magnitude, rgb } from '../charts/magnitude'
import { Head, Region, SaveMenu } from '../charts/parts'
import { meanNorm, stepsOf } from '../charts/shares'
import { usePainter } from '../paint'
import { useLab } from '../store'
import '../charts/charts.css'
import './views.css'
import { LayerTable, shownSteps } from './layer-table'

/** Ends of the color scale, in thousandths; fixed, so that a change of color is a change of the norm. */
const LOW = 0.1
const HIGH = 1000

export function gradientColors(norm: number, dark: boolean): CSSProperties {
  const color = magnitude(logPlace(1000 * norm, LOW, HIGH), dark)
  return { background: rgb(color), color: inkOn(color) }
}

export function GradientNormPanel() {
  const shown = useMembrane(250)
  const layer = useShownLayer()
  const step = useLab((state) => state.step)
  const dark = useLab((state) => state.theme) !== 'light'
  const layers = shown?.layers ?? []
  const first = layers[0]
  const bar = usePainter(
    [],
    (context, area, colors) => {
      field(penOf(context, area, colors), 120, 1, (column) => 0.1 + (0.9 * column) / 119, 0, 0, area.width, area.height)
    },
    [],
  )
  const rows = () => [
    ['layer', 'step', 'norm'],
    ...layers.flatMap((frame) => Array.from(frame.gradientNorm, (norm, t) => [frame.layer, t + 1, norm])),
  ]

  return (
    <Region name="Gradient norm" className="view-norms">
      <Head
        title="Gradient norm"
        definition="L2 norm over batch and neurons of ∂L/∂u at each layer and step, u before the reset. The row “all”: root mean square over the steps. The color scale is fixed over the run, so that a change of color is a change of the norm."
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
                style={gradientColors(norm, dark)}
                title={`${layers[index]!.layer}, step ${t + 1}: ${(1000 * norm).toPrecision(4)} × 10⁻³`}
              >
                {significant(1000 * norm)}
              </span>
            )
          }}
          all={(index) => <span className="view-norm">{significant(1000 * meanNorm(layers[index]!))}</span>}
        />
      ) : (
        <p className="view-empty">No batch measured yet.</p>
      )}
      <p className="view-note">
        <canvas ref={bar} className="view-bar" />
        0.1 to 1000, log
      </p>
    </Region>
  )
}
