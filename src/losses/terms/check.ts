/** Problems of loss terms with a network: neurons that do not fire, and spikes that meet no weights. */
import { error, type Problem } from '../../problem'
import { type Terms, termsIn } from './schema'

/** @param fires whether any neurons of the network have spikes. @param meets whether their spikes meet weights */
export const termProblems = (terms: Terms, { fires, meets }: { readonly fires: boolean; readonly meets: boolean }): Problem[] =>
  termsIn(terms).flatMap((name) => {
    if (name === 'layerDecay' || (name === 'synapticOperations' ? meets : fires)) return []
    const message =
      name === 'synapticOperations'
        ? 'No spikes of this network’s neurons meet weights: there are no synaptic operations to penalize.'
        : 'This network has no neurons with spikes: there is no firing rate to regulate.'
    return [error(`${name}.kind`, message, { label: 'Leave the term out', path: name, value: undefined })]
  })
