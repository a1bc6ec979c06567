/** A plotly chart in an element of the page: the library is loaded with the first chart, and the element is cleared on unmount. */
import type { PlotlyApi } from 'plotly.js/dist/plotly-cartesian.min.js'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { useAppearance } from './appearance'
import { chartFont } from './draw'
import type { Drawing } from './figure'
import { type Area, type Colors, readColors } from './paint'
import { useSize } from './size'
import { wrapped } from './wrapped'
import './style/plotly.css'

/** Loads once, and again after a failure, because the connection may have recovered. */
function once(load: () => Promise<{ default: PlotlyApi }>): () => Promise<PlotlyApi> {
  let loaded: Promise<PlotlyApi> | undefined
  return () => {
    loaded ??= load().then((module) => module.default)
    loaded.catch(() => {
      loaded = undefined
    })
    return loaded
  }
}

/** The library is split into bundles by type of chart. */
const BUNDLES = {
  flat: once(() => import('plotly.js/dist/plotly-cartesian.min.js')),
  solid: once(() => import('plotly.js/dist/plotly-gl3d.min.js')),
} as const

export interface PlotlyChart<Host extends HTMLElement> {
  readonly host: RefObject<Host | null>
  readonly ready: boolean
  /** The text shown until the chart is drawn. */
  readonly waiting: string
  /** The chart as a figure; null until it is drawn. */
  readonly drawing: Drawing | null
}

interface Chart {
  readonly data: readonly (object & { readonly name?: string })[]
  readonly layout: { readonly xaxis?: object; readonly margin?: { readonly b?: number } }
}

/** Widths in a legend in px at a root font size of 16 px: of a letter, and of the line mark next to a name. */
const [LETTER, BESIDE] = [6.2, 56]

/** The lines into which a name is broken in the legend of a figure. */
export const legendLines = (name: string, width: number): string[] =>
  wrapped(name, (words) => words.length * LETTER <= Math.max(60, width - BESIDE))

const inLines = (name: string, { width, unit }: Area): string => legendLines(name, width / unit).join('<br>')

/** The chart as the SVG of a figure: in its colors and fonts, with the legend below. */
async function chartSvg(plotly: PlotlyApi, { data, layout }: Chart, area: Area, colors: Colors): Promise<string> {
  const figure = {
    data: data.map((trace) => ({ ...trace, name: inLines(trace.name ?? '', area) })),
    layout: {
      ...layout,
      paper_bgcolor: colors.ground,
      plot_bgcolor: colors.ground,
      font: { family: area.figure?.family, size: 11 * area.unit, color: colors.ink2 },
      margin: { l: 50, r: 8, t: 6, b: 8, pad: 0 },
      xaxis: { ...layout.xaxis, automargin: true },
      showlegend: true,
      legend: { orientation: 'h', x: 0, y: -0.02, yref: 'container', yanchor: 'bottom', xanchor: 'left', tracegroupgap: 2 },
    },
  }
  const url = await plotly.toImage(figure, { format: 'svg', width: Math.round(area.width), height: Math.round(area.height) })
  return decodeURIComponent(url.replace(/^data:image\/svg\+xml,/, ''))
}

/** The width, in rem, below which plotly's icons are placed under the chart: see style/plotly.css. */
const NARROW = 30
/** The position of the icons, in px. */
const BAR = 36
const withBar = (layout: Chart['layout']): Chart['layout'] => ({
  ...layout,
  margin: { ...layout.margin, b: (layout.margin?.b ?? 0) + BAR },
})

/**
 * Plotly's configuration: no button that uploads the chart, because nothing leaves the page, and none that saves it as on screen, without
 * legend, title and caption: “Save figure” does.
 */
export const plotlyOptions = (config: object): object => ({
  displaylogo: false,
  showSendToCloud: false,
  responsive: true,
  ...config,
  modeBarButtonsToRemove: ['toImage'],
})

/** Draws the result of `figure`, in the colors of the page, whenever one of `inputs` changes. */
export function usePlotly<Host extends HTMLElement = HTMLDivElement>(
  figure: (colors: Colors) => Chart,
  inputs: readonly unknown[],
  config: object = {},
  bundle: keyof typeof BUNDLES = 'flat',
): PlotlyChart<Host> {
  const host = useRef<Host>(null)
  const [plotly, setPlotly] = useState<PlotlyApi | null>(null)
  const [failed, setFailed] = useState(false)
  const drawn = useRef<Promise<unknown>>(Promise.resolve())
  const look = useAppearance()
  const { width, unit } = useSize(host)
  const narrow = width > 0 && width < NARROW * 16 * unit
  useEffect(() => {
    let alive = true
    BUNDLES[bundle]().then(
      (api) => alive && setPlotly(() => api),
      () => alive && setFailed(true),
    )
    return () => {
      alive = false
    }
  }, [])
  useEffect(() => {
    if (!plotly || !host.current) return
    const colors = readColors()
    const { data, layout } = figure(colors)
    host.current.toggleAttribute('data-bar-below', narrow)
    const font = chartFont(colors.ink2)
    drawn.current = plotly.react(host.current, data, { font, ...(narrow ? withBar(layout) : layout) }, plotlyOptions(config))
  }, [plotly, look, narrow, ...inputs])
  useEffect(() => {
    const element = host.current
    return () => {
      // Plotly draws asynchronously, and the later stages need what a purge removes.
      if (plotly && element) void drawn.current.finally(() => plotly.purge(element))
    }
  }, [plotly])
  return {
    host,
    ready: plotly !== null,
    waiting: failed ? 'The plotting library could not be loaded.' : 'Loading the plotting library …',
    drawing: plotly && { svg: (area, colors) => chartSvg(plotly, figure(colors), area, colors) },
  }
}
