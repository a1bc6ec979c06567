/** One step of a neuron as equations inside a scan, with the derivatives by which its synapses learn forward in time, as a whole shader. */
import type { Derivatives, jacobian } from './derivative'
import type { Operation } from './operations'
import { indented, inputs, LIVE, living, reads, type Source, scaleOf, shaderOf, writes } from './shader'
import { bodyOf, type Printed } from './wgsl'

/** The derivatives of a step: of each state and the output, by each state before and by x; and of the output by the potential. */
export const derivativesOf = (states: number): number => (states + 1) * (states + 1) + 1

/**
 * Spikes, potential and states of one step, from the states that the step before left, and the derivatives of the step.
 * @param derived `program` with them @param recurrent whether the neurons receive something besides their input
 */
export function stepSource(printed: Printed, { program: derived, rows }: ReturnType<typeof jacobian>, recurrent: boolean): Source {
  const { program, shown } = printed
  const { names, states, inits } = program
  const around = { printed, outer: ({ name }: Operation) => `b${states.indexOf(name!)}` }
  const kept = states.map((name) => names[name]!)
  const derivatives = [
    ...rows.flatMap(({ before, x }: Derivatives) => [...states.map((name) => before[name] ?? null), x]),
    rows.at(-1)!.potential,
  ]
  const known = derivatives.filter((index) => index !== null)
  const body = bodyOf(derived.operations, [names.s!, shown, ...kept, ...known], around)
  const first = bodyOf(
    program.operations,
    states.map((name) => inits[name]!),
    around,
  )
  return shaderOf(
    'One step of a neuron as equations: spikes, potential and states, and the derivatives of the step.',
    printed,
    [
      ...inputs(printed),
      ...(recurrent ? [reads('recurrent', 'f32[steps, batch, neurons]')] : []),
      writes('spikes', 'f32[steps, batch, neurons]'),
      writes('membrane', 'f32[steps, batch, neurons]'),
      ...(states.length > 0 ? [writes('states', 'f32[kept, steps, batch, neurons]')] : []),
      writes('derivatives', 'f32[entries, batch, neurons]'),
    ],
    { scanned: true },
    [
      'let own = flatIndex(id, groups, WORKGROUP);',
      'if (own >= width) { return; }',
      'let column = own % rowWidth;',
      LIVE,
      'let t = step;',
      ...new Set([...first.fixed, ...body.fixed]),
      ...first.step,
      ...states.map((name, at) => `var b${at} = v${inits[name]!};`),
      ...(states.length > 0 ? ['if (t > 0u) {', ...indented(states.map((_, at) => `b${at} = states[${at}u * width + own];`)), '}'] : []),
      `let current = product[own]${recurrent ? ' + recurrent[own]' : ''};`,
      ...scaleOf(printed),
      ...body.step,
      `spikes[own] = ${living(`v${names.s!}`)};`,
      `membrane[own] = v${shown};`,
      ...kept.map((index, at) => `states[${at}u * width + own] = v${index};`),
      ...derivatives.map((index, at) => `derivatives[${at}u * width + own] = ${index === null ? 'Real()' : living(`v${index}`)};`),
    ],
  )
}
