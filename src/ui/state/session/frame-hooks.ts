/** How panels follow frames without rendering at their rate, and which layer they show. */
import { useEffect, useMemo, useRef, useState } from 'react'
import { isAnalogKind } from '../../../neurons/descriptions'
import type { LayerInfo } from '../../../readings/layers'
import type { MembraneReading } from '../../../readings/membrane'
import type { Metric } from '../../../readings/metrics'
import type { SampleFrame, SampleLayer } from '../../../readings/sample'
import type { CountedFrame } from '../../../readings/shares'
import { metricsOf } from '../../../studies/metrics'
import type { FrameKind } from '../../../worker/protocol'
import type { MapShape } from '../../base/columns'
import { type FrameOf, newestFrame, onFrames } from '../../base/frames'
import { type LabState, store, useLab } from '../store/store'
import { cursorStep, shownMembrane, useCursor } from './history'
import { frameOfSample } from './sample-counts'

/** Renders when frames of these kinds arrive, at most once per interval and always after the last one. */
export function useFrames(kinds: readonly FrameKind[], intervalMs: number): number {
  const [count, setCount] = useState(0)
  const drawn = useRef<readonly unknown[]>([])
  drawn.current = kinds.map(newestFrame)
  useEffect(() => {
    let last = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    const render = () => {
      last = performance.now()
      timer = undefined
      setCount((value) => value + 1)
    }
    const stop = onFrames(kinds, () => {
      timer ??= setTimeout(render, Math.max(0, last + intervalMs - performance.now()))
    })
    // A frame may have arrived between the render and this effect.
    if (kinds.some((kind, at) => newestFrame(kind) !== drawn.current[at])) render()
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [kinds.join(), intervalMs])
  return count
}

/** True once the page's font can be drawn with; a canvas drawn before must be drawn again. */
export function useFonts(): boolean {
  const [ready, setReady] = useState(false)
  useEffect(() => {
    let alive = true
    void document.fonts.ready.then(() => alive && setReady(true))
    return () => {
      alive = false
    }
  }, [])
  return ready
}

/**
 * The layer that the views show: the selected one if it has potentials; if the readout is selected, the last layer that has; else the
 * first that spikes, or where none does the first.
 */
export function shownLayer(layers: readonly LayerInfo[], selected: string | null): string | null {
  const watchable = layers.filter((layer) => layer.watchable.includes('membrane'))
  const chosen = layers.find((layer) => layer.name === selected)
  const first = watchable.find(({ kind }) => !isAnalogKind(kind)) ?? watchable[0]
  const found = chosen && watchable.includes(chosen) ? chosen : chosen?.kind === 'readout' ? watchable.at(-1) : first
  return found?.name ?? null
}

/** Whether any layer has a potential to show. True while a network is being opened, so that the page does not change in between. */
export const hasMembranes = ({ layers }: { readonly layers: readonly LayerInfo[] }): boolean =>
  layers.length === 0 || shownLayer(layers, null) !== null

export function useShownLayer(): string | null {
  const layers = useLab((state) => state.layers)
  const selected = useLab((state) => state.layer)
  return shownLayer(layers, selected)
}

/** Why the views show another layer than the selected one; null where they do not. */
export function useStandIn(): string | null {
  const layers = useLab((state) => state.layers)
  const selected = useLab((state) => state.layer)
  const shown = shownLayer(layers, selected)
  const known = layers.find(({ name }) => name === selected)
  if (!known || shown === null || selected === shown) return null
  return known.kind === 'sampler' ? 'the Inspector has the sampler’s potentials' : `the ${selected} has no membrane`
}

/** The metrics of the shown experiment that concern a whole data set. */
export function useMetrics(): readonly Metric[] {
  const open = useLab((state) => state.open)
  return useMemo(() => metricsOf(open).filter(({ among }) => !among), [open])
}

/** The spatial size and channels of a layer; null where its neurons have no positions. */
export function mapShape(layers: readonly LayerInfo[], name: string | null): MapShape | null {
  const found = layers.find((layer) => layer.name === name)
  if (!found?.watchable.includes('potentials') || found.shape.length !== 3) return null
  const [height, width, channels] = found.shape as readonly [number, number, number]
  return { height, width, channels }
}

export function useMapShape(name: string | null): MapShape | null {
  const layers = useLab((state) => state.layers)
  return useMemo(() => mapShape(layers, name), [layers, name])
}

/** The layer's activity in the newest sample; undefined until it arrives. */
export const sampleLayer = (name: string | null): SampleLayer | undefined =>
  newestFrame('sample')?.frame.layers.find((layer) => layer.layer === name)

export const layerOf = (frame: Pick<FrameOf<'membrane'>, 'layers'> | undefined, name: string | null): MembraneReading | undefined =>
  frame?.layers.find((layer) => layer.layer === name) ?? (name === null ? frame?.layers[0] : undefined)

/** The membrane frame at the cursor, updated at most once per interval. */
export function useMembrane(intervalMs: number): FrameOf<'membrane'> | undefined {
  useFrames(['membrane'], intervalMs)
  useCursor()
  return shownMembrane()
}

/** Membrane potentials as the views count them. */
export interface Counted {
  readonly step: number
  /** They are of the next batch, computed while training is paused. */
  readonly next?: boolean | undefined
  /** The index of their sample; null for a training batch. */
  readonly sample: SampleFrame['index'] | null
  readonly layers: readonly MembraneReading[]
  /** The number of layers in the network. A sample lacks layers whose potentials do not fit in a frame. */
  readonly layerCount: number
}

let last: { batch: FrameOf<'membrane'>; sample: FrameOf<'sample'>; counted: Counted } | undefined

/** The counts to show now. At earlier training steps there are counts of batches only. */
export function countedNow(source: LabState['counted']): Counted | undefined {
  const batch = shownMembrane()
  const sample = source === 'sample' && cursorStep() === null ? newestFrame('sample') : undefined
  if (!batch || !sample) {
    return batch && { step: batch.step, next: batch.next, sample: null, layers: batch.layers, layerCount: batch.layers.length }
  }
  if (last?.batch !== batch || last.sample !== sample) {
    const layers = batch.layers.flatMap((frame) => {
      const reading = sample.frame.layers.find(({ layer }) => layer === frame.layer)
      return reading ? [frameOfSample(frame, reading)] : []
    })
    last = { batch, sample, counted: { step: sample.step, sample: sample.frame.index, layers, layerCount: batch.layers.length } }
  }
  return last.counted
}

/** The same for React components, updated at most once per interval. */
export function useCounted(intervalMs: number): Counted | undefined {
  const source = useLab((state) => state.counted)
  useFrames(['membrane', 'sample'], intervalMs)
  useCursor()
  return countedNow(source)
}

/** The layer's counts to show now. */
export const countedFrame = (layer: string | null): CountedFrame | undefined => layerOf(countedNow(store.getState().counted), layer)
