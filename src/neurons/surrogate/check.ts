/** Checks a surrogate's window against the layers that use it. */
import { error, type Problem, warning } from '../../problem'
import type { SurrogateSpec } from './schema'

/**
 * @param normalized whether tdBN is in front of the hidden neurons
 * @param spikingOutput whether the output layer fires
 */
export function windowProblems(surrogate: SurrogateSpec, normalized: boolean, spikingOutput: boolean): Problem[] {
  if (surrogate.kind !== 'rect' || surrogate.window !== 'adaptive') return []
  const problems: Problem[] = []
  if (!normalized)
    problems.push(
      error(
        'surrogate.window',
        'The adaptive window needs a tdBN before the neuron, and this network has none. Set the normalization to tdBN, or the window to fixed.',
        { label: 'Use tdBN', path: 'network.normalization', value: { kind: 'tdBatchNorm' } },
      ),
    )
  if (spikingOutput)
    problems.push(warning('readout', 'The spiking output layer has no tdBN before it, so its window is fixed at the given width.'))
  return problems
}
