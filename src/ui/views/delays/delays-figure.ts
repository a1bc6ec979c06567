/** Delays as figures: the matrix with its histogram, or the ways of spikes. */
import type { DelayedSynapses } from '../../../readings/layers'
import { drawingOf, type Figure, wide } from '../../base/figure'
import { magnitude, rgb } from '../../base/magnitude'
import { delayPlace } from './delays-chart'
import { delaysText } from './delays-text'

export const delaysFigure = (canvas: HTMLCanvasElement | null, synapses: DelayedSynapses, shown: 'matrix' | 'hops'): Figure =>
  shown === 'matrix'
    ? {
        name: `delays-${synapses.layer}`,
        title: 'Delays',
        scope: `${synapses.layer}: ${delaysText(synapses)}`,
        drawing: drawingOf(canvas),
        keys: (colors, dark) => [
          {
            mark: {
              colors: (part) => rgb(magnitude(delayPlace(part * synapses.max, synapses.max), dark)),
              low: '0',
              high: String(synapses.max),
            },
            label: 'delay, steps; bars: synapses',
          },
          { mark: { line: { color: colors.ink, width: 1.25 } }, label: 'share of |W|' },
        ],
        height: wide(0.5, 220),
      }
    : {
        name: `hops-${synapses.layer}`,
        title: 'Spikes that arrive later',
        scope: synapses.layer,
        drawing: drawingOf(canvas),
        keys: (colors) => [
          { mark: { area: colors.spk }, label: 'spike' },
          { mark: { line: { color: colors.u, width: 1.5 } }, label: 'its way to a neuron that it excites' },
          { mark: { line: { color: colors.u, width: 1.5, dash: [3, 3] } }, label: 'that it inhibits' },
        ],
        height: wide(0.5, 220),
      }
