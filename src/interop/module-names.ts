/**
 * The names of a list of layers' modules in a weights file: those of the MPD-AGL paper's PyTorch code. Used to write such a file, and to
 * write code that reads one.
 */
import type { LayerSpec } from '../layers/schema'

/** The modules of a layer's weights and neurons in a file; `norm` is next to the weights. */
export interface ModuleNames {
  readonly product: string
  readonly norm: string
  readonly neuron: string
}

/** The names of the layers with neurons, in order, and of the last weights, which have neurons only if the readout spikes. */
export interface ListedNames {
  readonly layers: readonly ModuleNames[]
  readonly readout: ModuleNames
}

const inSequence = (product: string, neuron: string): ModuleNames => ({
  product: `${product}.layer`,
  norm: `${product}.bn`,
  neuron: `${neuron}.neuron`,
})

/**
 * VGGSNN: encode, features, classifier. ResNet19: encode, ResNetBlocks, fc. A module in a sequence is named by its index.
 * @param hasShortcut whether a residual block has layers in its shortcut, by the block and the layers with neurons before it
 */
export function listedNames(
  list: readonly LayerSpec[],
  hasShortcut: (block: Extract<LayerSpec, { readonly kind: 'residual' }>, before: number) => boolean,
): ListedNames {
  const layers: ModuleNames[] = []
  let features = 0
  let blocks = 0
  let full = 0
  for (const layer of list) {
    if (layer.kind === 'conv' && layers.length === 0) layers.push(inSequence('encode.0', 'encode.1'))
    else if (layer.kind === 'conv') {
      layers.push(inSequence(`features.${features}`, `features.${features + 1}`))
      features += 2
    } else if (layer.kind === 'pool') features++
    else if (layer.kind === 'linear') {
      layers.push(inSequence(`fc.${full}`, `fc.${full + 1}`))
      full += 2
    } else if (layer.kind === 'residual') {
      const shortcut = hasShortcut(layer, layers.length)
      const block = `ResNetBlocks.${blocks++}.0`
      layers.push(inSequence(`${block}.conv1`, `${block}.spike1`), inSequence(`${block}.conv2`, `${block}.spike2`))
      if (shortcut) layers.push(inSequence(`${block}.downsample.0`, `${block}.downsample.1`))
    }
  }
  const last = full > 0 || blocks > 0 ? `fc.${full}` : 'classifier.0'
  return { layers, readout: { product: `${last}.layer`, norm: `${last}.bn`, neuron: 'classifier.1.neuron' } }
}
