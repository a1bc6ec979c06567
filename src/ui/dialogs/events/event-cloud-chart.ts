/** Events as points in a 3D plot: the selection of events, and the figure in plotly's format. Pure. */
import { type Events, firstNotBefore, type Sensor } from '../../../data/events/events'
import { chartFont } from '../../base/draw'
import type { Colors } from '../../base/paint'

export const MAX_POINTS = 20_000

/** Selects the events of an interval. @param from @param to microseconds from the first event, both inclusive */
export function cloudOf(events: Events, from: number, to: number) {
  const { t, x, y, polarity, count } = events
  const first = count > 0 ? t[0]! : 0
  const start = firstNotBefore(events, first + from)
  const end = firstNotBefore(events, Math.floor(first + to) + 1)
  const every = Math.max(1, Math.ceil((end - start) / MAX_POINTS))
  const taken = Array.from({ length: Math.ceil((end - start) / every) }, (_, k) => start + k * every)
  const valuesOf = <T>(value: (event: number) => T): T[] => taken.map(value)
  return {
    events: end - start,
    points: taken.length,
    /** One in this many events is drawn. */
    every,
    /** ON and OFF share one trace, in order of time, so that neither hides the other. The marker's symbol also differs by polarity. */
    traces: (colors: Colors) => [
      {
        type: 'scatter3d',
        mode: 'markers',
        showlegend: false,
        x: valuesOf((at) => x[at]!),
        y: valuesOf((at) => (t[at]! - first) / 1000),
        z: valuesOf((at) => y[at]!),
        text: valuesOf((at) => (polarity[at] ? 'ON' : 'OFF')),
        marker: {
          size: 1.8,
          symbol: valuesOf((at) => (polarity[at] ? 'circle' : 'square')),
          color: valuesOf((at) => (polarity[at] ? colors.spk : colors.u)),
          opacity: 0.75,
        },
        hovertemplate: '%{x}, %{z} at %{y:.2f} ms<extra>%{text}</extra>',
      },
    ],
    /** @param camera the view angle that the user chose. */
    layout: ({ width, height }: Sensor, colors: Colors, camera: object = CAMERA) =>
      layoutOf(colors, [-0.5, width - 0.5], [height - 0.5, -0.5], camera),
  }
}

/** Centered below the middle, because the labels hang below the box. */
const CAMERA = { eye: { x: 2.2, y: -1.5, z: 0.9 }, center: { x: 0, y: 0, z: -0.15 } }

function layoutOf(colors: Colors, across: readonly number[], down: readonly number[], camera: object): object {
  const axis = {
    gridcolor: colors.rule,
    linecolor: colors.rule,
    zeroline: false,
    showbackground: false,
    showspikes: false,
    tickfont: chartFont(colors.ink3),
  }
  return {
    paper_bgcolor: colors.plate,
    font: chartFont(colors.ink2),
    margin: { l: 0, r: 0, t: 0, b: 0 },
    showlegend: false,
    uirevision: 'cloud',
    scene: {
      aspectmode: 'manual',
      aspectratio: { x: 1, y: 1.8, z: (Math.abs(down[1]! - down[0]!) / Math.max(1, across[1]! - across[0]!)) * 1 },
      camera,
      xaxis: { ...axis, title: { text: 'x (pixels)' }, range: across },
      yaxis: { ...axis, title: { text: 'time (ms)' } },
      zaxis: { ...axis, title: { text: 'y (pixels)' }, range: down },
    },
  }
}
