/** A chart of plotly's in an element of the page: the library is loaded when the first is shown, and the element cleared when it goes. */
import type { PlotlyApi } from 'plotly.js/dist/plotly-cartesian.min.js'
import { type RefObject, useEffect, useRef, useState } from 'react'

let loaded: Promise<PlotlyApi> | undefined
const load = (): Promise<PlotlyApi> => {
  loaded ??= import('plotly.js/dist/plotly-cartesian.min.js').then((module) => module.default)
  // A connection that failed may be back the next time.
  loaded.catch(() => {
    loaded = undefined
  })
  return loaded
}

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
): PlotlyChart<Host> {
  const host = useRef<Host>(null)
  const [plotly, setPlotly] = useState<PlotlyApi | null>(null)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    let alive = true
    load().then(
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
    void plotly.react(host.current, data, layout, { displaylogo: false, showSendToCloud: false, responsive: true, ...config })
  }, [plotly, ...inputs])
  useEffect(() => {
    const element = host.current
    return () => {
      if (plotly && element) plotly.purge(element)
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
