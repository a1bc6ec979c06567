/** Neurons as equations in Python: the statements of their text in a class of neurons, or in a function for SpikingJelly's FlexSN. */

import { type Around, PYTHON_FUNCTIONS, type PythonStatements, pythonOf } from '../../neurons/equations/python'
import { MEASURED, type Model, walk } from '../../neurons/equations/tree'
import { recurrenceOf } from '../../neurons/recurrent-lif/schema'
import { type Walk, windows } from './neurons'
import { namesOf, type Plan } from './plan'
import { block, docstring } from './python'

const statementsOf = (model: Model, { experiment, adaptive }: Plan, like: Around['like']): PythonStatements =>
  pythonOf(model, {
    like,
    spike: (argument) => `Spike.apply(${argument}${adaptive ? ', first if t == 0 else later' : ''})`,
    maps: experiment.network.kind === 'layers',
    taken: [
      ...(adaptive ? ['gamma', 'first', 'later', 'decay_now'] : []),
      ...(recurrenceOf(experiment.network) ? ['received', 'weights', 'recurrent', 'receives', 'skip', 'temperature'] : []),
    ],
  })

export function equationsWalk(model: Model, plan: Plan): Walk {
  const { parameters, perFeature, ranges, constants, start, step, stepwise } = statementsOf(model, plan, 'xs')
  return {
    about: 'Neurons that are given as equations: the lines of their text, once a step.',
    init: parameters,
    begin: [...constants, ...(plan.adaptive ? windows(plan) : []), ...start],
    step,
    perFeature,
    stepwise,
    ranges,
  }
}

/** Names of learned parameters in a file of weights that are others here. */
export function renamedParameters(plan: Plan): (readonly [inFile: string, here: string])[] {
  if (!plan.model) return []
  const { renamed } = statementsOf(plan.model, plan, 'xs')
  return namesOf(plan).flatMap((module) => renamed.map(([inText, here]) => [`${module}.${inText}`, `${module}.${here}`] as const))
}

/** The functions that statements of equations call. */
export const calledFunctions = (lines: readonly string[]): string[] =>
  Object.entries(PYTHON_FUNCTIONS).flatMap(([name, [head, about, ...body]]) =>
    lines.some((line) => line.includes(`${name}(`)) ? block(head, [...docstring(about), ...body]) : [],
  )

/** Why FlexSN does not take such equations: it takes a function of the input and of states that begin at 0. */
export function withoutFlexSN({ parameters, inits }: Model, plan: Plan): string | undefined {
  const { step, constants } = statementsOf(plan.model!, plan, 'x')
  if (parameters.some(({ learned }) => learned !== null)) return 'equations that learn parameters (FlexSN takes none)'
  if (inits.length > 0) return 'equations whose states begin at other values than 0 (FlexSN begins at 0)'
  if ([...constants, ...step].some((line) => /^[tT] = /.test(line))) return 'equations that count steps (FlexSN does not)'
  if (plan.adaptive || recurrenceOf(plan.experiment.network))
    return 'equations within a recurrence, or with a window that changes from step to step'
  return undefined
}

/** Why a text is not exported whose surrogate follows the potentials. */
export function measuredRefusal({ surrogate, parameters }: Model): string | undefined {
  const measured = new Set<string>(MEASURED)
  for (const { name } of parameters) measured.delete(name)
  let followed: string | undefined
  if (surrogate)
    walk(surrogate.value, (node) => {
      if (node.kind === 'name' && measured.has(node.name)) followed = node.name
    })
  return followed && followedText(followed)
}

export const followedText = (followed: string): string =>
  `A surrogate that follows ${followed}, which training measures, is not exported as code yet.`

/** A function that makes the neurons of FlexSN. */
export function flexSN(model: Model, plan: Plan): string[] {
  const { constants, states, step } = statementsOf(model, plan, 'x')
  return [
    ...block(`def step(${['x', ...states].join(', ')}):`, [
      ...docstring('The lines of the equations: from the input and the states of the step before to the output and the states.'),
      ...constants,
      ...step,
      `return ${['s', ...states].join(', ')}`,
    ]),
    ...block('def neurons():', [
      `return neuron.FlexSN(step, num_inputs=1, num_states=${states.length}, num_outputs=1, step_mode='m', backend='torch')`,
    ]),
  ]
}
