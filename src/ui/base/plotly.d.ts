/** Types for the few calls of plotly.js that the page uses; the package has none for this bundle. */
declare module 'plotly.js/dist/plotly-cartesian.min.js' {
  export interface PlotlyApi {
    react(host: HTMLElement, data: readonly object[], layout: object, config?: object): Promise<void>
    purge(host: HTMLElement): void
    toImage(
      figure: { readonly data: readonly object[]; readonly layout: object },
      options: { format: 'svg'; width: number; height: number },
    ): Promise<string>
    Plots: { resize(host: HTMLElement): void }
  }
  const plotly: PlotlyApi
  export default plotly
}
declare module 'plotly.js/dist/plotly-gl3d.min.js' {
  export type { PlotlyApi } from 'plotly.js/dist/plotly-cartesian.min.js'

  const plotly: import('plotly.js/dist/plotly-cartesian.min.js').PlotlyApi
  export default plotly
}
