/** All channels of a layer for one pinned sample, as small images that are drawn when they are in sight; one can be selected. */

import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from 'react'
import { stepsOf } from '../../../data/encoders/schema'
import { fixed } from '../../../format'
import { classesOf } from '../../base/classes'
import type { MapShape, RasterLayer } from '../../base/columns'
import { divergingGradient, reachOf } from '../../base/diverging'
import { penOf, text } from '../../base/draw'
import { usePainter } from '../../base/paint'
import { Segments } from '../../base/parts'
import { useSize } from '../../base/size'
import viewCss from '../../base/style/view.module.css'
import { sampleLayer, useFonts, useFrames } from '../../state/hooks'
import { litNeuron, setOfChannel } from '../../state/selected'
import { clearSelection, selection } from '../../state/selection'
import { selectChannel } from '../../state/shown'
import { useLab } from '../../state/store'
import { cornerOf, drawMaps, fittingLayout, type MapsOf, mapAt, valueAt } from './feature-maps-chart'
import css from './maps.module.css'
import { neuronLines, neuronWords } from './neuron-trace'

interface Pointed {
  readonly channel: number
  readonly row: number
  readonly column: number
}

interface MapsProps {
  readonly layer: string
  readonly shape: MapShape
  readonly of: MapsOf
  /** How long a map is where not all fit, and how long at most, in px at a root of 16. */
  readonly sides: readonly [least: number, most: number]
  /** Numbers under the maps. */
  readonly labels: boolean
  readonly canvas: { current: HTMLCanvasElement | null }
  /** Told what is under the pointer, in words. */
  readonly point: (words: string | null) => void
}

export function FeatureMaps({ layer, shape, of, sides, labels, canvas, point }: MapsProps) {
  const step = useLab((state) => state.step)
  const neuron = useLab((state) => state.neuron)
  const selected = useSelectedChannel(shape)
  const threshold = useThreshold(layer)
  const fonts = useFonts()
  const scroller = useRef<HTMLDivElement>(null)
  const size = useSize(scroller)
  const [scrolled, setScrolled] = useState(0)
  const [pointed, setPointed] = useState<Pointed | null>(null)
  const layout = useMemo(
    () =>
      fittingLayout(size, shape, [sides[0] * size.unit, sides[1] * size.unit], {
        gap: (labels ? 8 : 4) * size.unit,
        label: labels ? 12 * size.unit : 0,
      }),
    [size, shape, sides, labels],
  )

  const ref = usePainter(
    ['sample'],
    (context, area, colors) => {
      canvas.current = ref.current
      const pen = penOf(context, area, colors)
      const shown = sampleLayer(layer)
      if (!shown) {
        text(pen, area.width / 2, area.height / 2, `${layer} comes with the next sample.`, {
          color: colors.ink3,
          align: 'center',
          size: 12,
        })
        return
      }
      const reach = reachOf(shown.membrane, threshold)
      const picked = selection.get()
      const lit = picked && litNeuron(shown, picked, step)
      drawMaps(pen, shown, layout, { of, step, threshold, reach, selected, pointed: pointed?.channel ?? null, scrolled, labels, lit })
    },
    [layer, layout, of, step, threshold, selected, pointed, scrolled, labels, fonts],
    [selection],
  )

  const under = (event: PointerEvent<HTMLDivElement>): Pointed | null => {
    const box = event.currentTarget.getBoundingClientRect()
    return mapAt(layout, event.clientX - box.left, event.clientY - box.top + event.currentTarget.scrollTop)
  }
  const neuronAt = ({ channel, row, column }: Pointed) => (row * shape.width + column) * shape.channels + channel
  const hover = (next: Pointed | null) => {
    setPointed(next)
    const shown = sampleLayer(layer)
    if (!next || !shown) return point(null)
    const at = neuronAt(next)
    point(`${labels ? neuronWords(at, shape) : neuronLines(at, shape).join(' at ')}: ${valueWords(shown, at, of, step)}`)
  }
  /** Selects the neurons of a channel for all views, at the step that is shown. */
  const pick = (channel: number) => {
    const of = sampleLayer(layer)
    if (of) selection.set(setOfChannel(layer, of, shape, channel, step))
  }
  const walk = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'Enter' && event.shiftKey && selected !== null) return pick(selected)
    if (event.key === 'Escape' && selection.get()) return clearSelection()
    if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return
    const from = selected ?? -1
    const next = {
      ArrowLeft: from - 1,
      ArrowRight: from + 1,
      ArrowUp: from - layout.columns,
      ArrowDown: selected === null ? 0 : from + layout.columns,
      Home: 0,
      End: shape.channels - 1,
    }[event.key]
    if (next === undefined) return
    event.preventDefault()
    event.stopPropagation()
    const channel = Math.min(shape.channels - 1, Math.max(0, next))
    // The same place in another channel.
    const place = neuron === null ? 0 : Math.floor(neuron / shape.channels)
    selectChannel(channel, place * shape.channels + channel)
    const { y } = cornerOf(layout, channel)
    const { scrollTop, clientHeight } = event.currentTarget
    if (y < scrollTop) event.currentTarget.scrollTop = y - layout.top
    else if (y + layout.down > scrollTop + clientHeight) event.currentTarget.scrollTop = y + layout.down - clientHeight
  }
  const shown = sampleLayer(layer)
  const at = neuron ?? selected
  const chosen = at !== null && shown && at < shown.neurons ? `${neuronWords(at, shape)}: ${valueWords(shown, at, of, step)}.` : ''
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
        onPointerMove={(event) => hover(under(event))}
        onPointerLeave={() => hover(null)}
        onPointerDown={(event) => {
          const found = under(event)
          if (!found) return
          if (event.shiftKey) pick(found.channel)
          else selectChannel(found.channel, neuronAt(found))
        }}
        onKeyDown={walk}
      >
        <div style={{ height: `${layout.height}px` }} />
      </div>
    </div>
  )
}

/** The channel that is selected in a layer of this shape. */
export const useSelectedChannel = (shape: MapShape | null): number | null =>
  useLab(({ channel }) => (shape && channel !== null && channel < shape.channels ? channel : null))

const useThreshold = (layer: string): number =>
  useLab(({ layers, open }) => layers.find(({ name }) => name === layer)?.threshold ?? open.neuron.threshold)

/** A place’s potential or its spikes: at a step, or over all. */
function valueWords(shown: RasterLayer, neuron: number, of: MapsOf, step: number | null): string {
  const value = valueAt(shown, neuron, of, step)
  if (of === 'potentials') return `${step === null ? 'mean ' : ''}u ${fixed(value, 2)}`
  if (step === null) return `${Math.round(value * shown.steps)} of ${shown.steps} steps spike`
  return value ? 'a spike' : 'no spike'
}

/** What the colors mean, with the choice between potentials and spikes. */
/** @param compact leaves out what its title says too. */
export function MapsLegend({ layer, of, compact = false }: { layer: string; of: MapsOf; compact?: boolean }) {
  const dark = useLab((state) => state.theme) !== 'light'
  const steps = useLab((state) => stepsOf(state.open.data, state.open.encoder))
  const all = useLab((state) => state.step === null) && steps > 1
  const threshold = useThreshold(layer)
  useFrames(['sample'], 1000)
  const shown = sampleLayer(layer)
  if (of === 'spikes')
    return (
      <span className={css.legend}>
        {all ? '0' : 'no spike'}
        <i className={classesOf(viewCss.mapsBar, css.ink)} />
        {all ? `${steps} of ${steps} steps spike` : 'a spike'}
      </span>
    )
  const reach = shown ? reachOf(shown.membrane, threshold) : 1
  const digits = reach < 1 ? 2 : 1
  return (
    <span
      className={css.legend}
      title={`The color is the distance of ${all ? 'the mean u of all steps' : 'u'} from the threshold θ = ${fixed(threshold, 2)}.`}
    >
      {!compact && (all ? 'mean u' : 'u')} {fixed(threshold - reach, digits)}
      <i className={viewCss.mapsBar} style={{ background: divergingGradient(dark) }} />
      {fixed(threshold + reach, digits)}
      {!compact && <span className={css.middle}>θ {fixed(threshold, 2)}</span>}
    </span>
  )
}

export function MapsChoice({ of, choose }: { of: MapsOf; choose: (of: MapsOf) => void }) {
  return (
    <Segments
      label="What the maps show"
      value={of}
      options={[
        { value: 'potentials', text: 'u', title: 'Potentials, blue below the threshold and orange above' },
        { value: 'spikes', text: 'spikes', title: 'Where a neuron fired' },
      ]}
      choose={choose}
    />
  )
}
