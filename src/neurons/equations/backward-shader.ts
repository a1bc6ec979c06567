/**
 * The backward pass of a neuron as equations as whole shaders: from the last step to the first. The values of a step
 * are computed again, from what reread.ts says.
 */
import type { Operation } from './operations'
import type { Program } from './program'
import { POTENTIAL, rereadOf } from './reread'
import {
  AT,
  type Binding,
  fixedOnce,
  INPUT,
  indented,
  inputs,
  LIVE,
  living,
  OWN,
  OWN_HERE,
  reads,
  type Source,
  scaleOf,
  shaderOf,
  throughWeights,
  writes,
} from './shader'
import { bodyOf, type Printed } from './wgsl'

/**
 * `sums` and `affine` are the two passes behind a normalization, `squares` is a probe, as in shaders/neurons/lif-backward. `recurrent` is
 * the one of neurons that receive their own spikes; it adds what these get to the gradient of the spikes, for the probe.
 */
export type Pass = 'plain' | 'sums' | 'affine' | 'squares' | 'recurrent'

/** The statements that distinguish one backward pass from another, given the gradient g of the current. */
interface PassParts {
  readonly about: string
  readonly reads: readonly Binding[]
  readonly writes: readonly Binding[]
  /** The scale and shift of the normalization, null where there is none. */
  readonly map: readonly [scale: string, shift: string] | null
  /** Statements for a row of four neurons, before its steps, at each, and after them. */
  readonly before: readonly string[]
  readonly each: readonly string[]
  readonly after: readonly string[]
  /** The axis over which the parameters' gradients are summed: the rows of the batch or the partials; null if they are not summed. */
  readonly sums: { readonly axis: string; readonly part: string } | null
  /** The statements around those of a row. */
  around(row: readonly string[], fixed: readonly string[], sums: readonly string[], keep: readonly string[]): readonly string[]
  /** Walks back through a chunk of steps, all neurons of a sample at once. */
  readonly chunked?: boolean
}

const MAP: PassParts['map'] = ['map[column]', 'map[rowWidth + column]']
const oneRow: PassParts['around'] = (row, fixed, sums, keep) => [...OWN, ...fixed, ...sums, ...row, ...keep]

const PASSES: Readonly<Record<Pass, (affine: boolean) => PassParts>> = {
  plain: () => ({
    about: 'Backward of a neuron as equations: the gradient of its input.',
    reads: [],
    writes: [writes('productGrad', 'f32[inputSteps, batch, neurons]')],
    map: null,
    before: ['var gradSum = Real();'],
    each: ['if (params.inputSteps > 1u) { productGrad[at] = gain * g; } else { gradSum += gain * g; }'],
    after: ['if (params.inputSteps == 1u) { productGrad[own] = gradSum; }'],
    sums: { axis: 'batch', part: 'own / rowWidth' },
    around: oneRow,
  }),
  recurrent: () => ({
    about: 'Backward of a neuron as equations that receives its own spikes: the gradient of its current, and of what it receives.',
    reads: [reads('transposed', 'f32[neurons, neurons]')],
    writes: [writes('productGrad', 'f32[steps, batch, neurons]'), writes('mixedGrad', 'f32[mixed, batch, neurons]')],
    map: null,
    before: [],
    each: [
      // Over long sequences gradients fade into numbers that CPUs take many times longer to multiply.
      'let faded = select(g, Real(), abs(g) < Real(1e-33));',
      'productGrad[at] = faded;',
      'if (t >= params.span) { mixedGrad[at - params.span * width] = faded; }',
      'if (t + params.span >= params.steps) { mixedGrad[at] = Real(); }',
    ],
    after: [],
    sums: { axis: 'batch', part: 'own / rowWidth' },
    around: (row, fixed, sums, keep) => [...OWN_HERE, ...fixed, ...sums, ...row, 'if (here) {', ...indented(keep), '}'],
    chunked: true,
  }),
  sums: () => ({
    about: 'Backward of a neuron as equations, first of two passes behind a normalization: the sums that its backward pass needs.',
    reads: [reads('map', 'f32[3, neurons]')],
    writes: [writes('partial', 'f32[partials, 3, neurons]')],
    map: MAP,
    before: [],
    each: ['first += gain * g;', 'second = fma(gain * g, x - pivot, second);'],
    after: [],
    sums: { axis: 'partials', part: 'part' },
    around: (row, fixed, sums, keep) => [
      'let i = flatIndex(id, groups, WORKGROUP);',
      'let part = i / rowWidth;',
      'if (part >= params.partials) { return; }',
      'let column = i % rowWidth;',
      LIVE,
      'let pivot = map[2u * rowWidth + column];',
      ...fixed,
      'var first = Real();',
      'var second = Real();',
      ...sums,
      'for (var r = part; r < params.batch; r += params.partials) {',
      ...indented(['let own = r * rowWidth + column;', ...row]),
      '}',
      'let to = part * 3u * rowWidth + column;',
      'partial[to] = first;',
      'partial[to + rowWidth] = second;',
      'partial[to + 2u * rowWidth] = Real();',
      ...keep,
    ],
  }),
  affine: () => ({
    about: 'Backward of a neuron as equations, second of two passes behind a normalization: the gradient of the product.',
    reads: [reads('coefficients', 'f32[6, neurons]')],
    writes: [writes('productGrad', 'f32[inputSteps, batch, neurons]')],
    map: ['coefficients[4u * rowWidth + column]', 'coefficients[5u * rowWidth + column]'],
    before: [
      'let factor = gain * coefficients[column];',
      'let slope = coefficients[rowWidth + column];',
      'let offset = coefficients[2u * rowWidth + column];',
      'let mean = coefficients[3u * rowWidth + column];',
      'var gradSum = Real();',
    ],
    each: ['if (params.inputSteps > 1u) { productGrad[at] = fma(factor, g, fma(slope, x - mean, offset)); } else { gradSum += g; }'],
    after: ['if (params.inputSteps == 1u) { productGrad[own] = fma(factor, gradSum, fma(slope, product[own] - mean, offset)); }'],
    sums: null,
    around: oneRow,
  }),
  squares: (affine) => ({
    about: 'A probe of a neuron as equations: the squares of the gradient of its potential by step, summed over the neurons of a thread.',
    reads: affine ? [reads('map', 'f32[3, neurons]')] : [],
    writes: [writes('squares', 'f32[threads, paddedSteps]', 'f32')],
    map: affine ? MAP : null,
    before: [],
    each: ['let scaled = SQUARES_SCALE * g;', 'squares[begin + t] += sumOfLanes(scaled * scaled);'],
    after: [],
    sums: null,
    around: (row, fixed) => [
      'if (id.x >= params.threads) { return; }',
      'let begin = id.x * params.paddedSteps;',
      'for (var step = 0u; step < params.paddedSteps; step++) { squares[begin + step] = 0.0; }',
      'for (var own = id.x; own < width; own += params.threads) {',
      ...indented(['let column = own % rowWidth;', LIVE, ...fixed, ...row]),
      '}',
    ],
  }),
}

/** The index of a sample's gradients of the current at the step that receives the spikes of step t. */
const LATER = '(t + params.span) * width + own - column'

const backwardChunk = (step: readonly string[]): string[] => [
  'for (var back = params.count; back > 0u; back--) {',
  '  let t = params.firstStep + back - 1u;',
  '  if (here) {',
  ...indented(indented(step)),
  '  }',
  '  storageBarrier();',
  '}',
]

const isIndex = (index: number | null | undefined): index is number => typeof index === 'number'
const valueAt = (index: number | null | undefined): string => (isIndex(index) ? `v${index}` : 'Real()')

/** The states of the step before, those that are read. */
const statesBefore = ({ states, inits }: Program, read: ReadonlySet<string>): string[] =>
  states.flatMap((name, at) =>
    read.has(name) ? [`var b${at} = v${inits[name]!};`, `if (t > 0u) { b${at} = states[${at}u * span + at - width]; }`] : [],
  )

/** The gradients of the input and of the stored parameters, from the last step to the first. */
export function backwardSource(printed: Printed, pass: Pass): Source {
  const parts = PASSES[pass](printed.affine)
  const { program, derived, stored, given } = printed
  const { gradients } = derived
  const { states } = program
  const learned = parts.sums ? stored : []
  const summed = learned.filter(({ per }) => per !== 'step').map(({ name }, at) => ({ name, at }))
  const byStep = learned.filter(({ per }) => per === 'step').map(({ name }, at) => ({ name, at }))
  const wanted = pass === 'squares' ? gradients.potential : gradients.x
  const chunked = parts.chunked ?? false
  const around = {
    printed,
    outer: ({ op, name }: Operation) => {
      if (name === POTENTIAL) return 'membrane[at]'
      if (op === 'grad') return `spikesGrad[${given.indexOf(name!)}u * span + at]`
      return `${op === 'carry' ? 'c' : 'b'}${states.indexOf(name!)}`
    },
  }
  const bodyFor = (indices: readonly (number | null | undefined)[], operations = derived.program.operations) =>
    bodyOf(operations, indices.filter(isIndex), around)
  const results = [wanted, ...states.map((name) => gradients.before[name]), ...learned.map(({ name }) => gradients.parameters[name])]
  const { operations, before, input, potential } = rereadOf(printed, results.filter(isIndex), pass === 'sums' || pass === 'affine')
  const body = bodyFor(results, operations)
  const first = bodyFor(states.map((name) => program.inits[name]))
  const last = bodyFor(summed.map(({ name }) => gradients.initial[name]))
  const bindings = [
    ...inputs(printed).filter(({ name }) => input || name !== 'product'),
    ...(states.some((name) => before.has(name)) ? [reads('states', 'f32[kept, steps, batch, neurons]')] : []),
    ...(potential ? [reads('membrane', 'f32[steps, batch, neurons]')] : []),
    (chunked ? writes : reads)('spikesGrad', 'f32[given, steps, batch, neurons]'),
    ...parts.reads,
    ...parts.writes,
    ...(parts.sums && summed.length > 0 ? [writes('parameterPartial', `f32[${parts.sums.axis}, rows, neurons]`)] : []),
    ...(byStep.length > 0 ? [writes('stepPartial', 'f32[stepped, steps, batch, neurons]')] : []),
  ]
  const add = (of: Readonly<Record<string, number | null>>) =>
    summed.flatMap(({ name, at }) => (isIndex(of[name]) ? [`d${at} += ${living(`v${of[name]}`)};`] : []))
  const initial = add(gradients.initial)
  const [scale, shift] = parts.map ?? []
  const partialAt = (at: number) => `parameterPartial[((${parts.sums!.part}) * params.rows + ${at}u) * rowWidth + column]`
  const step = [
    AT,
    ...(chunked ? ['if (t + params.span < params.steps) {', `  spikesGrad[at] += throughWeights(${LATER}, column, rowWidth);`, '}'] : []),
    ...(input ? [INPUT, `let current = ${parts.map ? 'fma(multiply, x, shift)' : 'gain * x'};`] : []),
    ...statesBefore(program, before),
    ...scaleOf(printed),
    ...body.step,
    `let g = ${living(valueAt(wanted))};`,
    ...parts.each,
    ...add(gradients.parameters),
    ...byStep.map(({ name, at }) => `stepPartial[${at}u * span + at] = ${living(valueAt(gradients.parameters[name]))};`),
    ...states.map((name, at) => `c${at} = ${valueAt(gradients.before[name])};`),
  ]
  const later = [
    ...states.map((_, at) => `c${at} = mixedGrad[(params.steps + ${at}u) * width + own];`),
    ...summed.map(({ at }) => `d${at} = ${partialAt(at)};`),
  ]
  const row = [
    `let gain = ${printed.masked ? 'mask[own]' : 'Real(1.0)'};`,
    ...(parts.map ? [`let multiply = gain * ${scale};`, `let shift = gain * ${shift};`] : []),
    ...parts.before,
    ...states.map((_, at) => `var c${at} = Real();`),
    ...(chunked
      ? ['if (here && params.firstStep + params.count < params.steps) {', ...indented(later), '}', ...backwardChunk(step)]
      : ['for (var back = params.steps; back > 0u; back--) {', ...indented(['let t = back - 1u;', ...step]), '}']),
    ...parts.after,
    ...(initial.length > 0 ? [chunked ? 'if (params.firstStep == 0u) {' : '{', ...indented([...last.step, ...initial]), '}'] : []),
  ]
  const carried = chunked ? states.map((_, at) => `mixedGrad[(params.steps + ${at}u) * width + own] = c${at};`) : []
  return shaderOf(
    parts.about,
    printed,
    bindings,
    {
      includes: pass === 'squares' ? ['squares'] : [],
      chunked,
      functions: chunked ? throughWeights('productGrad', 'transposed', printed.lanes) : [],
    },
    parts.around(
      row,
      fixedOnce(body, first, last),
      summed.map(({ at }) => `var d${at} = Real();`),
      [...summed.map(({ at }) => `${partialAt(at)} = d${at};`), ...carried],
    ),
  )
}
