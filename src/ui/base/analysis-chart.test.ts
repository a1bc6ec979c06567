/** The controls that plotly shows in a chart of the page. */
import { expect, it, vi } from 'vitest'

vi.mock('./style/plotly.css', () => ({}))

it('has no button that saves the chart without its legend or uploads it, whatever else is configured', async () => {
  const { plotlyOptions } = await import('./analysis-chart')
  for (const config of [{}, { scrollZoom: true, modeBarButtonsToRemove: [] }])
    expect(plotlyOptions(config)).toMatchObject({ ...config, modeBarButtonsToRemove: ['toImage'], showSendToCloud: false })
})
