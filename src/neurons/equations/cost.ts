/**
 * What a neuron as equations computes and moves in a step of training, without a normalization, predicted from its text: as the kernels that
 * are printed from it do. Pure.
 */
import { leakyRule } from '../lif/rule'
import { modelOf } from './check'
import { differentiate } from './derivative'
import { shownOf } from './describe'
import { leakyText } from './leaky'
import { fixedOf, isLeaf, needed, type Operation } from './operations'
import { programOf } from './program'
import { rereadOf } from './reread'
import { type Model, type Per, statesOf } from './tree'

export interface Cost {
  /** The sums, products and functions of one neuron. The backward pass computes the step again. */
  readonly operations: { readonly forward: number; readonly backward: number }
  /** The traffic to and from the buffers that have a value per neuron and step. */
  readonly bytes: { readonly forward: number; readonly backward: number }
  readonly states: number
}

/** A current, its spike and potential forward; dL/ds and dL/dcurrent backward. */
const MOVED = { forward: 3, backward: 2 }
const BYTES = 4

export const costOf = (model: Model): Cost => costed(model, statesOf(model).length)

function costed(model: Model, kept: number): Cost {
  const program = programOf(model)
  const { states, names, operations } = program
  const derived = differentiate(program)
  const { gradients } = derived
  const shown = shownOf(model).index
  const learnedNames = (per?: Per) =>
    model.parameters.filter(({ learned }) => learned !== null && learned === (per ?? learned)).map(({ name }) => name)
  const byStep = learnedNames('step')
  const count = (of: readonly Operation[], wanted: readonly number[]) => {
    const fixed = fixedOf(of, (name) => !byStep.includes(name))
    return [...needed(of, wanted)].filter((index) => !isLeaf(of[index]!.op) && !fixed[index]).length
  }
  const results = [
    gradients.x,
    ...states.map((name) => gradients.before[name]),
    ...learnedNames().map((name) => gradients.parameters[name]),
  ].filter((index) => typeof index === 'number')
  const { input, potential, before, operations: back } = rereadOf({ derived, shown }, results, false)
  const read = Number(input) + Number(potential) + (before.size > 0 ? kept : 0)
  return {
    operations: {
      forward: count(operations, [names.s!, shown, ...states.map((name) => names[name]!)]),
      backward: count(back, results),
    },
    bytes: { forward: BYTES * (MOVED.forward + kept), backward: BYTES * (MOVED.backward + read + byStep.length) },
    states: states.length,
  }
}

/** The cost of hand-written LIF: the operations of its text, but its state is the stored potential. */
export const COST_OF_LIF = costed(
  modelOf(leakyText(leakyRule({ threshold: 1, inputGain: 1, reset: 'zero', resetTo: 0, detachReset: false }, 0.9))),
  0,
)
