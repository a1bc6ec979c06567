/** A chart of plotly's in an element of the page: the library is loaded when the first is shown, and the element cleared when it goes. */
import type { PlotlyApi } from 'plotly.js/dist/plotly-cartesian.min.js'
import { type RefObject, useEffect, useRef, useState } from 'react'
import { useLook } from './look'

/** Loads once; a connection that failed may be back the next time. */
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

/** The library comes in bundles by what they draw. */
const BUNDLES = {
  flat: once(() => import('plotly.js/dist/plotly-cartesian.min.js')),
  solid: once(() => import('plotly.js/dist/plotly-gl3d.min.js')),
} as const

export interface PlotlyChart<Host extends HTMLElement> {
  readonly host: RefObject<Host | null>
  readonly ready: boolean
  /** What stands in its place until it is drawn. */
  readonly waiting: string
  /** @param name of the file, without its ending. */
  readonly save: (format: 'png' | 'svg', name: string) => void
}

/** Draws what `figure` gives whenever one of `inputs` changes. */
export function usePlotly<Host extends HTMLElement = HTMLDivElement>(
  figure: () => { readonly data: readonly object[]; readonly layout: object },
  inputs: readonly unknown[],
  config: object = {},
  bundle: keyof typeof BUNDLES = 'flat',
): PlotlyChart<Host> {
  const host = useRef<Host>(null)
  const [plotly, setPlotly] = useState<PlotlyApi | null>(null)
  const [failed, setFailed] = useState(false)
  const drawn = useRef<Promise<unknown>>(Promise.resolve())
  const look = useLook()
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
    const { data, layout } = figure()
    // Nothing leaves the page: no button that uploads the chart.
    const options = { displaylogo: false, showSendToCloud: false, responsive: true, ...config }
    drawn.current = plotly.react(host.current, data, layout, options)
  }, [plotly, look, ...inputs])
  useEffect(() => {
    const element = host.current
    return () => {
      // It draws in several turns, and the later ones need what a purge takes away.
      if (plotly && element) void drawn.current.finally(() => plotly.purge(element))
    }
  }, [plotly])
  return {
    host,
    ready: plotly !== null,
    waiting: failed ? 'The plotting library could not be loaded.' : 'Loading the plotting library …',
    save(format, filename) {
      if (plotly && host.current) void plotly.downloadImage(host.current, { format, width: 1600, height: 1000, filename })
    },
  }
}
