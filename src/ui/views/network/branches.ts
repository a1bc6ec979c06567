/** The layers of the strip in an order that shows which streams run in parallel. Pure. */
import type { LayerInfo } from '../../../readings/layers'

export interface Numbered {
  readonly layer: LayerInfo
  /** Its position in the network, which is the key that selects it. */
  readonly number: number
}

/** One layer, or the layers of two streams up to where they merge. */
export type Part =
  | { readonly kind: 'layer'; readonly item: Numbered }
  | { readonly kind: 'branches'; readonly event: readonly Numbered[]; readonly frame: readonly Numbered[] }

export function partsOf(layers: readonly LayerInfo[]): Part[] {
  const parts: Part[] = []
  const numbered = layers.map((layer, number): Numbered => ({ layer, number }))
  const branch = (stream: 'event' | 'frame') => numbered.filter(({ layer }) => layer.branch === stream)
  for (const item of numbered) {
    if (!item.layer.branch) parts.push({ kind: 'layer', item })
    else if (!parts.some(({ kind }) => kind === 'branches'))
      parts.push({ kind: 'branches', event: branch('event'), frame: branch('frame') })
  }
  return parts
}

/** The number of columns of cells: layers of parallel streams share a column, one above the other. */
export const columnsOf = (parts: readonly Part[]): number =>
  parts.reduce((sum, part) => sum + (part.kind === 'layer' ? 1 : Math.max(part.event.length, part.frame.length)), 0)
