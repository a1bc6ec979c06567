/**
 * Whole shaders of a neuron as equations: forward and backward over all steps. An invocation owns four neighboring neurons of one sample (a
 * vec4) and walks through time, as the hand-written ones in shaders/neurons do. Only what a text needs is bound.
 */
import type { Operation } from './operations'
import { MEASURED, type Per } from './tree'
import { type Body, bodyOf, type Printed } from './wgsl'

interface Binding {
  readonly name: string
  /** `f32[steps, batch, neurons]`, as kernels are defined. */
  readonly signature: string
  readonly writes: boolean
  /** The element of its array in the shader. */
  readonly element: 'f32' | 'vec4f'
}

export interface Source {
  readonly code: string
  readonly bindings: readonly Binding[]
  /** Scalars of the uniform buffer, behind the sizes of the axes. */
  readonly params: readonly (readonly [name: string, type: 'u32' | 'f32'])[]
}

const reads = (name: string, signature: string, element: Binding['element'] = 'vec4f'): Binding => ({
  name,
  signature,
  element,
  writes: false,
})
const writes = (name: string, signature: string, element: Binding['element'] = 'vec4f'): Binding => ({
  name,
  signature,
  element,
  writes: true,
})

/**
 * Neurons that receive their own spikes walk through `count` steps of all neurons of a sample at once: a workgroup is a sample, or, where
 * there are too many, a dispatch is a step. At the end of each step all of them wait, so that the next sees what they wrote.
 */
const CHUNK = [
  ['span', 'u32'],
  ['firstStep', 'u32'],
  ['count', 'u32'],
] as const

/** The product of four neighbors' row with the weights that reach them: of spikes forward, of gradients, with transposed weights, backward. */
const throughWeights = (from: string, weights: string): string[] => [
  'fn throughWeights(row: u32, column: u32, rowWidth: u32) -> vec4f {',
  '  var sum = vec4f();',
  '  for (var n = 0u; n < rowWidth; n++) {',
  `    let each = ${from}[row + n];`,
  '    if (all(each == vec4f())) { continue; }',
  '    let at = 4u * n * rowWidth + column;',
  ...['x', 'y', 'z', 'w'].map((lane, row) => `    sum = fma(vec4f(each.${lane}), ${weights}[at + ${row}u * rowWidth], sum);`),
  '  }',
  '  return sum;',
  '}',
]

/** What every pass reads. */
const inputs = ({ masked, stored, windows, measured }: Printed, input = reads('product', 'f32[inputSteps, batch, neurons]')): Binding[] => [
  input,
  ...(masked ? [reads('mask', 'f32[batch, neurons]')] : []),
  ...(stored.length > 0 ? [reads('parameters', 'f32[words]')] : []),
  ...(windows || measured ? [reads('surrogateScale', 'f32[windows]', 'f32')] : []),
]

/** Functions that read stored parameters, so that a list of operations need not know where they are. */
const STORED: Readonly<Record<Per, (at: number) => string>> = {
  layer: (at) => `vec4f(parameters[params.o${at}].x)`,
  channel: (at) => `parameters[params.o${at} + column]`,
  neuron: (at) => `parameters[params.o${at} + column]`,
  step: (at) => `vec4f(parameters[params.o${at} + t / 4u][t % 4u])`,
}

/** Reads mean, std, gain and leak of a step, behind the numbers of the steps in the buffer of the surrogate's scale. */
export const MEASURED_AT = `fn measuredAt(which: u32, t: u32) -> vec4f { return vec4f(surrogateScale[params.steps + ${MEASURED.length}u * t + which]); }`

const axesOf = (signature: string): string[] => /\[(.*)\]/.exec(signature)![1]!.split(', ')
const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`)

/** @param more libraries and functions besides those that all need, and whether it walks through a chunk @param main the statements of the entry point */
function shaderOf(
  about: string,
  printed: Printed,
  bound: readonly Binding[],
  { includes = [], chunked = false, functions = [] }: { includes?: readonly string[]; chunked?: boolean; functions?: readonly string[] },
  main: readonly string[],
): Source {
  const { stored, uniform, surrogate, windows, measured } = printed
  // As kernels list them.
  const bindings = [...bound.filter(({ writes }) => !writes), ...bound.filter(({ writes }) => writes)]
  const axes = [...new Set(bindings.flatMap(({ signature }) => axesOf(signature)))].filter((axis) => !/^\d+$/.test(axis))
  const params: Source['params'] = [
    ['features', 'u32'],
    ...uniform.map((_, at) => [`p${at}`, 'f32'] as const),
    ...stored.map((_, at) => [`o${at}`, 'u32'] as const),
    ...(surrogate !== null && !windows ? [['surrogateScale', 'f32'] as const] : []),
    ...(chunked ? CHUNK : []),
  ]
  const libraries = ['dispatch', ...(surrogate === null ? [] : ['surrogate']), 'equations', ...includes]
  const code = [
    `// ${about} Printed from a text, not written by hand.`,
    ...libraries.map((name) => `//#include lib/${name}`),
    '',
    'override WORKGROUP: u32 = 64u;',
    '',
    'struct Params {',
    ...[...axes.map((axis) => [axis, 'u32'] as const), ...params].map(([name, type]) => `  ${name}: ${type},`),
    '}',
    '',
    ...bindings.map(
      ({ name, writes, element }, at) =>
        `@group(0) @binding(${at}) var<storage, ${writes ? 'read_write' : 'read'}> ${name}: array<${element}>;`,
    ),
    `@group(0) @binding(${bindings.length}) var<uniform> params: Params;`,
    '',
    ...(measured ? [MEASURED_AT] : []),
    ...stored.map(({ per }, at) => `fn stored${at}(column: u32, t: u32) -> vec4f { return ${STORED[per](at)}; }`),
    ...functions,
    '',
    '@compute @workgroup_size(WORKGROUP)',
    'fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {',
    '  let rowWidth = params.neurons / 4u;',
    '  let width = params.batch * rowWidth;',
    '  let span = params.steps * width;',
    ...indented(main),
    '}',
  ]
  return { code: code.join('\n'), bindings, params }
}

/** Which of the four neurons are no padding: only these may fire, or have a gradient, whatever the text computes from zeros. */
const LIVE = 'let live = 4u * column + vec4u(0u, 1u, 2u, 3u) < vec4u(params.features);'
const living = (value: string) => `select(vec4f(), ${value}, live)`

/** The invocation's four neurons, where all invocations must reach the end of every step. */
const OWN_HERE = ['let own = flatIndex(id, groups, WORKGROUP);', 'let here = own < width;', 'let column = own % rowWidth;', LIVE]
/** The invocation's four neurons, where it has one row. */
const OWN = ['let own = flatIndex(id, groups, WORKGROUP);', 'if (own >= width) { return; }', 'let column = own % rowWidth;', LIVE]

/** What hangs on parameters alone, once for all that need it; `t` is there for parameters by step in an initial state. */
const fixedOnce = (...bodies: readonly Body[]): string[] => ['const t = 0u;', ...new Set(bodies.flatMap(({ fixed }) => fixed))]

const scaleOf = ({ surrogate, windows }: Printed): string[] =>
  surrogate === null ? [] : [`let scale = ${windows ? 'surrogateScale[min(t, params.windows - 1u)]' : 'params.surrogateScale'};`]

const atOf = (step: string) => [`let at = ${step} * width + own;`, 'let x = product[select(own, at, params.inputSteps > 1u)];']

/** Spikes, potential and states of every step. */
export function forwardSource(printed: Printed): Source {
  const { program, shown, masked, affine, recurrent } = printed
  const { operations, names, states, inits } = program
  const around = { printed, outer: ({ name }: Operation) => `b${states.indexOf(name!)}` }
  const kept = states.map((name) => names[name]!)
  const body = bodyOf(operations, [names.s!, shown, ...kept], around)
  const first = bodyOf(
    operations,
    states.map((name) => inits[name]!),
    around,
  )
  const bindings = [
    ...inputs(printed, recurrent ? writes('product', 'f32[steps, batch, neurons]') : undefined),
    ...(affine ? [reads('map', 'f32[3, neurons]')] : []),
    ...(recurrent ? [reads('recurrent', 'f32[neurons, neurons]')] : []),
    writes('spikes', 'f32[steps, batch, neurons]'),
    writes('membrane', 'f32[steps, batch, neurons]'),
    ...(states.length > 0 ? [writes('states', 'f32[kept, steps, batch, neurons]')] : []),
  ]
  const initial = states.map((name, at) => `var b${at} = v${inits[name]!};`)
  const step = [
    ...(recurrent
      ? [
          'let at = t * width + own;',
          'var x = product[at];',
          'if (t >= params.span) { x += throughWeights(at - params.span * width - column, column, rowWidth); }',
          'product[at] = x;',
        ]
      : atOf('t')),
    'let current = fma(scaled, x, shift);',
    ...scaleOf(printed),
    ...body.step,
    `spikes[at] = ${living(`v${names.s!}`)};`,
    `membrane[at] = v${shown};`,
    ...kept.map((index, at) => `states[${at}u * span + at] = v${index};`),
    ...kept.map((index, at) => `b${at} = v${index};`),
  ]
  const before = states.map((_, at) => `b${at} = states[${at}u * span + (params.firstStep - 1u) * width + own];`)
  return shaderOf(
    'A neuron as equations over all steps: spikes, potential and states.',
    printed,
    bindings,
    { chunked: recurrent, functions: recurrent ? throughWeights('spikes', 'recurrent') : [] },
    [
      ...(recurrent ? OWN_HERE : OWN),
      `let gain = ${masked ? 'mask[own]' : 'vec4f(1.0)'};`,
      `let scaled = ${affine ? 'gain * map[column]' : 'gain'};`,
      `let shift = ${affine ? 'gain * map[rowWidth + column]' : 'vec4f()'};`,
      ...fixedOnce(body, first),
      ...initial,
      ...(recurrent
        ? ['if (here && params.firstStep > 0u) {', ...indented(before), '}', ...forwardChunk(step)]
        : ['for (var t = 0u; t < params.steps; t++) {', ...indented(step), '}']),
    ],
  )
}

const forwardChunk = (step: readonly string[]): string[] => [
  'for (var i = 0u; i < params.count; i++) {',
  '  let t = params.firstStep + i;',
  '  if (here) {',
  ...indented(indented(step)),
  '  }',
  '  storageBarrier();',
  '}',
]

/**
 * `sums` and `affine` are the two passes behind a normalization, `squares` is a probe, as in shaders/neurons/lif-backward. `recurrent` is
 * the one of neurons that receive their own spikes; it adds what these get to the gradient of the spikes, for the probe.
 */
export type Pass = 'plain' | 'sums' | 'affine' | 'squares' | 'recurrent'

/** What a pass does with the gradient of the current, g, besides walking back through time. */
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
  /** Where the sums of the parameters' gradients go: of the batch's rows, or of the partials; null where they are not summed. */
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
    before: ['var gradSum = vec4f();'],
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
      'let faded = select(g, vec4f(), abs(g) < vec4f(1e-33));',
      'productGrad[at] = faded;',
      'if (t >= params.span) { mixedGrad[at - params.span * width] = faded; }',
      'if (t + params.span >= params.steps) { mixedGrad[at] = vec4f(); }',
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
      'var first = vec4f();',
      'var second = vec4f();',
      ...sums,
      'for (var r = part; r < params.batch; r += params.partials) {',
      ...indented(['let own = r * rowWidth + column;', ...row]),
      '}',
      'let to = part * 3u * rowWidth + column;',
      'partial[to] = first;',
      'partial[to + rowWidth] = second;',
      'partial[to + 2u * rowWidth] = vec4f();',
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
      'var gradSum = vec4f();',
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
    each: ['let scaled = SQUARES_SCALE * g;', 'let q = scaled * scaled;', 'squares[begin + t] += (q.x + q.y) + (q.z + q.w);'],
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

/** Where the sample's gradients of the current begin, of the step that receives the spikes of step t. */
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
const valueAt = (index: number | null | undefined): string => (isIndex(index) ? `v${index}` : 'vec4f()')

/** The gradients of the input and of the stored parameters, from the last step to the first, with every value of a step computed again. */
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
    outer: ({ op, name }: Operation) =>
      op === 'grad' ? `spikesGrad[${given.indexOf(name!)}u * span + at]` : `${op === 'carry' ? 'c' : 'b'}${states.indexOf(name!)}`,
  }
  const bodyFor = (indices: readonly (number | null | undefined)[]) => bodyOf(derived.program.operations, indices.filter(isIndex), around)
  const body = bodyFor([wanted, ...states.map((name) => gradients.before[name]), ...learned.map(({ name }) => gradients.parameters[name])])
  const first = bodyFor(states.map((name) => program.inits[name]))
  const last = bodyFor(summed.map(({ name }) => gradients.initial[name]))
  const bindings = [
    ...inputs(printed),
    ...(states.length > 0 ? [reads('states', 'f32[kept, steps, batch, neurons]')] : []),
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
    ...atOf('t'),
    ...(chunked ? ['if (t + params.span < params.steps) {', `  spikesGrad[at] += throughWeights(${LATER}, column, rowWidth);`, '}'] : []),
    `let current = ${parts.map ? 'fma(multiply, x, shift)' : 'gain * x'};`,
    ...states.flatMap((name, at) => [
      `var b${at} = v${program.inits[name]!};`,
      `if (t > 0u) { b${at} = states[${at}u * span + at - width]; }`,
    ]),
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
    `let gain = ${printed.masked ? 'mask[own]' : 'vec4f(1.0)'};`,
    ...(parts.map ? [`let multiply = gain * ${scale};`, `let shift = gain * ${shift};`] : []),
    ...parts.before,
    ...states.map((_, at) => `var c${at} = vec4f();`),
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
      functions: chunked ? throughWeights('productGrad', 'transposed') : [],
    },
    parts.around(
      row,
      fixedOnce(body, first, last),
      summed.map(({ at }) => `var d${at} = vec4f();`),
      [...summed.map(({ at }) => `${partialAt(at)} = d${at};`), ...carried],
    ),
  )
}
