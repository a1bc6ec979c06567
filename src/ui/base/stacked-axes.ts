/** The layout of a plotly chart whose value axes lie one below the other, over one axis of training time. Pure. */

/** Between two axes, as a part of the height. */
const GAP = 0.08

export interface StackedAxis {
  readonly title: string
  readonly log: boolean
}

/** What a trace names its axis by. */
export const axisKey = (index: number): string => (index === 0 ? 'y' : `y${index + 1}`)

/**
 * @param shared what all axes have.
 * @param size of the type, in px.
 */
export function stackedAxes(axes: readonly StackedAxis[], shared: object, size: number, time: string): object {
  const height = (1 - GAP * (axes.length - 1)) / Math.max(1, axes.length)
  const values = axes.map(({ title, log }, index) => {
    const top = 1 - index * (height + GAP)
    const domain = [Math.max(0, top - height), top]
    // Where axes are short, a title larger than the ticks would reach the next one.
    const named = { text: title, ...(axes.length > 2 && { font: { size } }) }
    return [`yaxis${index === 0 ? '' : index + 1}`, { ...shared, title: named, type: log ? 'log' : 'linear', domain }]
  })
  return {
    xaxis: { ...shared, title: { text: `training time (${time})` }, anchor: axisKey(Math.max(0, axes.length - 1)) },
    ...Object.fromEntries(values),
  }
}
