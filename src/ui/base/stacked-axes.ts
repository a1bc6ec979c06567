/** The layout of a plotly chart with value axes one below the other, over one axis of training time. Pure. */

/** The gap between two axes, as a fraction of the height. */
const GAP = 0.08
/** Up to this many axes have their titles along them; with more, each title is above its axis, in this share of its height. */
const MAX_TITLED = 2
const HEAD = 0.24
/** The minimum height of one axis, in rem. */
const MIN_HEIGHT = 7

export interface StackedAxis {
  readonly title: string
  readonly log: boolean
}

/**
 * What a point of a plotly trace says under the pointer: its value with name and unit, the training time, and the name of its line.
 * @param time the unit of training time, in the plural
 */
export const hoverText = (title: string, unit: string | null, time: string): { readonly hovertemplate: string } => ({
  hovertemplate: `${title} %{y:.4~g}${unit ? ` ${unit}` : ''} at %{x:.4~g} ${time}<extra>%{fullData.name}</extra>`,
})

/** The name by which a plotly trace refers to its axis. */
export const axisKey = (index: number): string => (index === 0 ? 'y' : `y${index + 1}`)

/**
 * @param shared the properties that all axes share.
 * @param size the font size, in px.
 */
export function stackedAxes(axes: readonly StackedAxis[], shared: object, size: number, time: string): object {
  const headed = axes.length > MAX_TITLED
  const count = Math.max(1, axes.length)
  const height = headed ? (1 - HEAD) / count : (1 - GAP * (count - 1)) / count
  const tops = axes.map((_, index) => (headed ? 1 - (index + HEAD) / count : 1 - index * (height + GAP)))
  const values = axes.map(({ title, log }, index) => {
    const domain = [Math.max(0, tops[index]! - height), tops[index]!]
    const own = headed ? { nticks: 4 } : { title: { text: title } }
    return [`yaxis${index === 0 ? '' : index + 1}`, { ...shared, ...own, type: log ? 'log' : 'linear', domain }]
  })
  const head = (text: string, y: number) => ({
    text,
    x: 0,
    y,
    xref: 'paper',
    yref: 'paper',
    xanchor: 'left',
    yanchor: 'bottom',
    showarrow: false,
    font: { size },
  })
  return {
    xaxis: { ...shared, title: { text: `training time (${time})` }, anchor: axisKey(Math.max(0, axes.length - 1)) },
    ...Object.fromEntries(values),
    ...(headed && { annotations: axes.map(({ title }, index) => head(title, tops[index]!)) }),
  }
}

/** The height that a chart with these axes needs, as a CSS length. */
export const stackedHeight = (axes: readonly unknown[]): string => `${MIN_HEIGHT * axes.length}rem`
