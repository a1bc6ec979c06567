/** All channels of a layer for one pinned sample, as small images that are drawn when they are visible; one can be selected. */

import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from 'react'
import { fixed } from '../../../format'
import { classesOf } from '../../base/classes'
import type { MapShape, RasterLayer } from '../../base/columns'
import { type Size, useSize } from '../../base/size'
import viewCss from '../../base/style/view.module.css'
import { selectChannel } from '../../state/selection/select'
import { setOfChannel } from '../../state/selection/selected-counts'
import { clearSelection, selection } from '../../state/selection/selection'
import { sampleLayer } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import { cornerOf, fittingLayout, type MapQuantity, type MapsLayout, mapAt, valueAt } from './feature-maps-chart'
import css from './maps.module.css'
import { useSelectedChannel, useThreshold } from './maps-state'
import { neuronLines, neuronText } from './neuron-trace'
import { useMapsPainter } from './use-maps-painter'

interface Pointed {
  readonly channel: number
  readonly row: number
  readonly column: number
}

interface MapsProps {
  readonly layer: string
  readonly shape: MapShape
  readonly quantity: MapQuantity
  /** The smallest and the largest side of a map, in px at a root font size of 16 px; the smallest applies if not all maps fit. */
  readonly sides: readonly [min: number, max: number]
  /** Whether channel numbers are drawn below the maps. */
  readonly labels: boolean
  readonly canvas: { current: HTMLCanvasElement | null }
  /** Called with a description of what is under the pointer. */
  readonly point: (words: string | null) => void
}

export function FeatureMaps({ layer, shape, quantity, sides, labels, canvas, point }: MapsProps) {
  const step = useLab((state) => state.timeStep)
  const neuron = useLab((state) => state.neuron)
  const selected = useSelectedChannel(shape)
  const threshold = useThreshold(layer)
  const scroller = useRef<HTMLDivElement>(null)
  const size = useSize(scroller)
  const [scrolled, setScrolled] = useState(0)
  const [pointed, setPointed] = useState<Pointed | null>(null)
  const layout = useMemo(() => layoutOf(size, shape, sides, labels), [size, shape, sides, labels])
  const ref = useMapsPainter(
    layer,
    layout,
    { quantity, step, threshold, selected, pointed: pointed?.channel ?? null, scrolled, labels },
    canvas,
  )

  const hover = (next: Pointed | null) => {
    setPointed(next)
    const shown = sampleLayer(layer)
    if (!next || !shown) return point(null)
    const at = neuronAt(next, shape)
    point(`${labels ? neuronText(at, shape) : neuronLines(at, shape).join(' at ')}: ${mapValueText(shown, at, quantity, step)}`)
  }
  const walk = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'Enter' && event.shiftKey && selected !== null) return pick(layer, shape, selected, step)
    if (event.key === 'Escape' && selection.get()) return clearSelection()
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
    const channel = channelAfter(event.key, selected, layout.columns, shape.channels)
    if (channel === undefined) return
    event.preventDefault()
    event.stopPropagation()
    // The same position in another channel.
    const place = neuron === null ? 0 : Math.floor(neuron / shape.channels)
    selectChannel(channel, place * shape.channels + channel)
    scrollToChannel(event.currentTarget, layout, channel)
  }
  const shown = sampleLayer(layer)
  const at = neuron ?? selected
  const chosen = at !== null && shown && at < shown.neurons ? `${neuronText(at, shape)}: ${mapValueText(shown, at, quantity, step)}.` : ''
  return (
    <div className={classesOf(viewCss.plot, css.maps)}>
      <canvas ref={ref} role="img" aria-label={`${shape.channels} channels as images.`} />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls */}
      <div
        ref={scroller}
        className={css.scroll}
        role="group"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and arrow keys choose a channel
        tabIndex={0}
        aria-label={`Feature maps of ${layer}: ${shape.channels} channels of ${shape.height} × ${shape.width}. Arrow keys choose a channel, Shift and Enter select its neurons. ${chosen}`}
        onScroll={(event) => setScrolled(event.currentTarget.scrollTop)}
        onPointerMove={(event) => hover(under(event, layout))}
        onPointerLeave={() => hover(null)}
        onPointerDown={(event) => {
          const found = under(event, layout)
          if (!found) return
          if (event.shiftKey) pick(layer, shape, found.channel, step)
          else selectChannel(found.channel, neuronAt(found, shape))
        }}
        onKeyDown={walk}
      >
        <div style={{ height: `${layout.height}px` }} />
      </div>
    </div>
  )
}

/** The layout of the maps in a box of this size. */
function layoutOf(size: Size, shape: MapShape, [min, max]: MapsProps['sides'], labels: boolean): MapsLayout {
  return fittingLayout(size, shape, [min * size.unit, max * size.unit], {
    gap: (labels ? 8 : 4) * size.unit,
    label: labels ? 12 * size.unit : 0,
  })
}

function under(event: PointerEvent<HTMLDivElement>, layout: MapsLayout): Pointed | null {
  const box = event.currentTarget.getBoundingClientRect()
  return mapAt(layout, event.clientX - box.left, event.clientY - box.top + event.currentTarget.scrollTop)
}

const neuronAt = ({ channel, row, column }: Pointed, shape: MapShape): number => (row * shape.width + column) * shape.channels + channel

/** Selects the neurons of a channel for all views, at the step that is shown. */
function pick(layer: string, shape: MapShape, channel: number, step: number | null): void {
  const of = sampleLayer(layer)
  if (of) selection.set(setOfChannel(layer, of, shape, channel, step))
}

/** A place’s potential or its spikes: at a step, or over all. */
function mapValueText(shown: RasterLayer, neuron: number, quantity: MapQuantity, step: number | null): string {
  const value = valueAt(shown, neuron, quantity, step)
  if (quantity === 'potentials') return `${step === null ? 'mean ' : ''}u ${fixed(value, 2)}`
  if (step === null) return `${Math.round(value * shown.steps)} of ${shown.steps} steps spike`
  return value ? 'a spike' : 'no spike'
}

/** The channel that a key selects, starting from the selected one; undefined if the key selects none. */
function channelAfter(key: string, selected: number | null, columns: number, channels: number): number | undefined {
  const from = selected ?? -1
  const next = {
    ArrowLeft: from - 1,
    ArrowRight: from + 1,
    ArrowUp: from - columns,
    ArrowDown: selected === null ? 0 : from + columns,
    Home: 0,
    End: channels - 1,
  }[key]
  return next === undefined ? undefined : Math.min(channels - 1, Math.max(0, next))
}

function scrollToChannel(scroller: HTMLElement, layout: MapsLayout, channel: number): void {
  const { y } = cornerOf(layout, channel)
  const { scrollTop, clientHeight } = scroller
  if (y < scrollTop) scroller.scrollTop = y - layout.top
  else if (y + layout.down > scrollTop + clientHeight) scroller.scrollTop = y + layout.down - clientHeight
}
