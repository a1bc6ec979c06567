/** The colors of ON and OFF events, and their keys in the legend of a figure. */
import { diverging } from './diverging'
import type { FigureKey } from './figure'

/** The color of a typical count: of OFF (0) or ON (1). */
export const polarityColor = (polarity: 0 | 1, dark: boolean): string => `rgb(${diverging(polarity ? 0.6 : -0.6, dark).join(' ')})`

export const polarityKeys = (dark: boolean): FigureKey[] => [
  { mark: { area: polarityColor(1, dark) }, label: 'ON, brighter' },
  { mark: { area: polarityColor(0, dark) }, label: 'OFF, darker' },
]
