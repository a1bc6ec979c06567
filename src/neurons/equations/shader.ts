/**
 * The forward pass of a neuron as equations as a whole shader, and what the backward pass shares with it. An invocation owns four neighboring
 * neurons of one sample and walks through time, as the hand-written shaders in shaders/neurons do; of a long text it owns one, whose shader has
 * a quarter of the instructions to compile. Only what a text needs is bound.
 */
import type { Operation } from './operations'
import { MEASURED, type Per } from './tree'
import { type Body, bodyOf, type Lanes, type Printed } from './wgsl'

export interface Binding {
  readonly name: string
  /** `f32[steps, batch, neurons]`, as kernels are defined. */
  readonly signature: string
  readonly writes: boolean
  /** The element of its array in the shader. */
  readonly element: 'f32' | 'Real'
}

export interface Source {
  readonly code: string
  readonly bindings: readonly Binding[]
  /** Scalars of the uniform buffer, behind the sizes of the axes. */
  readonly params: readonly (readonly [name: string, type: 'u32' | 'f32'])[]
  /** Printed libraries in place of the files of these names. */
  readonly libraries?: Readonly<Record<string, string>>
}

export const reads = (name: string, signature: string, element: Binding['element'] = 'Real'): Binding => ({
  name,
  signature,
  element,
  writes: false,
})
export const writes = (name: string, signature: string, element: Binding['element'] = 'Real'): Binding => ({
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

/** The product of a row of neurons with the weights that reach them: of spikes forward, of gradients, with transposed weights, backward. */
export const throughWeights = (from: string, weights: string, lanes: Lanes): string[] => [
  'fn throughWeights(row: u32, column: u32, rowWidth: u32) -> Real {',
  '  var sum = Real();',
  '  for (var n = 0u; n < rowWidth; n++) {',
  `    let each = ${from}[row + n];`,
  '    if (all(each == Real())) { continue; }',
  '    let at = LANES * n * rowWidth + column;',
  ...[0, 1, 2, 3].slice(0, lanes).map((lane) => `    sum = fma(Real(lane(each, ${lane}u)), ${weights}[at + ${lane}u * rowWidth], sum);`),
  '  }',
  '  return sum;',
  '}',
]

/** What every pass reads. */
export const inputs = (
  { masked, stored, windows, measured }: Printed,
  input = reads('product', 'f32[inputSteps, batch, neurons]'),
): Binding[] => [
  input,
  ...(masked ? [reads('mask', 'f32[batch, neurons]')] : []),
  ...(stored.length > 0 ? [reads('parameters', 'f32[words]')] : []),
  ...(windows || measured ? [reads('surrogateScale', 'f32[windows]', 'f32')] : []),
]

/** Functions that read stored parameters, so that a list of operations need not know where they are. */
const STORED: Readonly<Record<Per, (at: number) => string>> = {
  layer: (at) => `Real(lane(parameters[params.o${at}], 0u))`,
  channel: (at) => `parameters[params.o${at} + column]`,
  neuron: (at) => `parameters[params.o${at} + column]`,
  step: (at) => `Real(lane(parameters[params.o${at} + t / LANES], t % LANES))`,
}

/** Reads mean, std, gain or leak of a step, which follow the numbers of the steps in the buffer of the surrogate's scale. */
export const MEASURED_AT = `fn measuredAt(which: u32, t: u32) -> Real { return Real(surrogateScale[params.steps + ${MEASURED.length}u * t + which]); }`

/** The replacement for lib/real if an invocation owns one neuron. */
const ONE_NEURON = `// The numbers of an invocation: of one neuron. Printed in place of the library for four.
alias Real = f32;
alias Flag = bool;

const LANES = 1u;

fn lane(x: Real, i: u32) -> f32 { return x; }
fn sumOfLanes(x: Real) -> f32 { return x; }
fn below(features: u32, column: u32) -> Flag { return column < features; }
`

const axesOf = (signature: string): string[] => /\[(.*)\]/.exec(signature)![1]!.split(', ')
export const indented = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`)

/** What a shader has besides what all need. */
interface Parts {
  readonly includes?: readonly string[]
  readonly functions?: readonly string[]
  /** It walks through a chunk of steps. */
  readonly chunked?: boolean
  /** It is one step of a scan, and knows which. */
  readonly scanned?: boolean
}

/** @param main the statements of the entry point */
export function shaderOf(
  about: string,
  printed: Printed,
  bound: readonly Binding[],
  { includes = [], chunked = false, functions = [], scanned = false }: Parts,
  main: readonly string[],
): Source {
  const { stored, uniform, surrogate, windows, measured } = printed
  // The alias written out, for those who compare a shader with its kernel.
  const real = printed.lanes === 1 ? 'f32' : 'vec4f'
  // Bindings in the order of kernel signatures: reads before writes.
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
        `@group(0) @binding(${at}) var<storage, ${writes ? 'read_write' : 'read'}> ${name}: array<${element === 'Real' ? real : element}>;`,
    ),
    `@group(0) @binding(${bindings.length}) var<uniform> params: Params;`,
    ...(scanned ? ['@group(1) @binding(0) var<uniform> step: u32;'] : []),
    '',
    ...(measured ? [MEASURED_AT] : []),
    ...stored.map(({ per }, at) => `fn stored${at}(column: u32, t: u32) -> Real { return ${STORED[per](at)}; }`),
    ...functions,
    '',
    '@compute @workgroup_size(WORKGROUP)',
    'fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {',
    '  let rowWidth = params.neurons / LANES;',
    '  let width = params.batch * rowWidth;',
    '  let span = params.steps * width;',
    ...indented(main),
    '}',
  ]
  return { code: code.join('\n'), bindings, params, ...(printed.lanes === 1 && { libraries: { 'lib/real': ONE_NEURON } }) }
}

export const LIVE = 'let live = below(params.features, column);'
export const living = (value: string) => `select(Real(), ${value}, live)`

/** The invocation's neurons, where all invocations must reach the end of every step. */
export const OWN_HERE = ['let own = flatIndex(id, groups, WORKGROUP);', 'let here = own < width;', 'let column = own % rowWidth;', LIVE]
/** The invocation's neurons, where it has one row. */
export const OWN = ['let own = flatIndex(id, groups, WORKGROUP);', 'if (own >= width) { return; }', 'let column = own % rowWidth;', LIVE]

/**
 * Statements that depend on parameters alone, once for all bodies that need them; `t` is there for parameters by step in an initial state.
 */
export const fixedOnce = (...bodies: readonly Body[]): string[] => ['const t = 0u;', ...new Set(bodies.flatMap(({ fixed }) => fixed))]

export const scaleOf = ({ surrogate, windows }: Printed): string[] =>
  surrogate === null ? [] : [`let scale = ${windows ? 'surrogateScale[min(t, params.windows - 1u)]' : 'params.surrogateScale'};`]

export const AT = 'let at = t * width + own;'
/** The input of a step, which may be the same at all of them. */
export const INPUT = 'let x = product[select(own, at, params.inputSteps > 1u)];'

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
          AT,
          'var x = product[at];',
          'if (t >= params.span) { x += throughWeights(at - params.span * width - column, column, rowWidth); }',
          'product[at] = x;',
        ]
      : [AT, INPUT]),
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
    recurrent
      ? 'A neuron as equations that receives its own spikes: product[t] += spikes[t - span] * recurrent, then spikes, potential and states.'
      : 'A neuron as equations over all steps: spikes, potential and states.',
    printed,
    bindings,
    { chunked: recurrent, functions: recurrent ? throughWeights('spikes', 'recurrent', printed.lanes) : [] },
    [
      ...(recurrent ? OWN_HERE : OWN),
      `let gain = ${masked ? 'mask[own]' : 'Real(1.0)'};`,
      `let scaled = ${affine ? 'gain * map[column]' : 'gain'};`,
      `let shift = ${affine ? 'gain * map[rowWidth + column]' : 'Real()'};`,
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
