/**
 * Learning forward in time: network, loss and gradients of one time step, in a scan over the steps of a batch, so that nothing but the input
 * is stored for all steps; and the same network in an evaluation, of which the outputs of all steps are stored. What is not here: the rules
 * (neurons/online), and what an update is, which comes at the end of the sequence or of each step.
 */
import type { Context } from '../../engine/graph'
import type { Dispatch, Op } from '../../engine/kernel'
import { scan } from '../../engine/scan'
import type { Tensor } from '../../engine/tensor'
import { backwardOps, type NetworkGraph } from '../../networks/graph'
import { type LayerProbe, stepOps } from '../../networks/probes'
import { onlineOutput } from '../../neurons/online/kernels'
import type { LearningRule } from '../../neurons/online/schema'
import { type Shared, stepGraphOf } from './shared'
import type { LossTensors, Supervised, SupervisedSpec } from './supervised'
import { termsOf } from './terms'

/**
 * From the input to the gradients of all weights, of a batch whose graph over all steps is `graph`: only its input is computed.
 * @param lasting whether states last from one batch to the next
 */
export function onlineGradients<Spec extends SupervisedSpec>(
  shared: Shared<Supervised<Spec>>,
  context: Context,
  learning: LearningRule,
  graph: NetworkGraph,
  tensors: LossTensors,
  lasting = false,
) {
  const { s } = shared
  const [input] = graph.layers
  const step = stepGraphOf(shared, context, input!.outputs[0]!, learning, lasting)
  const ofStep = [...step.forward, ...s.stepLoss!(step, tensors), ...backwardOps(step, () => [])]
  const ops = (after: readonly Op[] = []) => [...input!.forward, overSteps(s.steps, [...ofStep, ...after])]
  return { step, ops }
}

/**
 * The ops of a micro-batch after its input.
 * @param probes of its layers, which count each step where it is watched. @param update the ops of an update, where each step has one
 * @returns the ops, and what lasts from one batch to the next
 */
export function onlineOps<Spec extends SupervisedSpec>(
  shared: Shared<Supervised<Spec>>,
  context: Context,
  learning: LearningRule,
  graph: NetworkGraph,
  probes: readonly LayerProbe[],
  tensors: LossTensors,
  { update, lasting }: { readonly update: readonly Op[]; readonly lasting: boolean },
): { readonly ops: readonly Op[]; readonly state: readonly Tensor[] } {
  const { s, control } = shared
  const { step, ops } = onlineGradients(shared, context, learning, graph, tensors, lasting)
  const counting = step.spiking.flatMap((layer, i) => stepOps(probes[i]!, layer))
  return {
    ops: [...ops([...counting, ...update]), ...termsOf(s.spec, graph, control, tensors.batch.size).after],
    state: step.layers.flatMap(({ state }) => state),
  }
}

/** The graph of a batch in an evaluation, whose layers are computed step by step. Its outputs have all steps. */
export function steppedGraph<Spec extends SupervisedSpec>(
  shared: Shared<Supervised<Spec>>,
  context: Context,
  learning: LearningRule,
  graph: NetworkGraph,
): NetworkGraph {
  const { steps } = shared.s
  const { layers, output } = graph
  // Without hidden layers, an input that is constant over time has constant outputs.
  if (output.value.shape[0] !== steps) return graph
  const step = stepGraphOf(shared, context, layers[0]!.outputs[0]!, learning)
  const kept = onlineOutput({ value: step.output.value, all: output.value }, {})
  return { ...graph, forward: [...layers[0]!.forward, overSteps(steps, [...step.forward, kept])] }
}

const overSteps = (steps: number, ops: readonly Op[]) => scan(steps, ops as readonly Dispatch[])
