/** A formula as shaders: the library that stands for lib/surrogate in hand-written kernels, and the kernel that finds its window. Pure. */
import { type Dispatch, type Op, withLibrary } from '../../engine/kernel'
import type { Leaky } from '../leaky/layer'
import type { Formula } from './formula'
import { AROUND, EIGHTH, FARTHEST, GROWTH, HALVINGS, POINTS } from './peak'
import { programOf } from './program'
import { MEASURED_AT, type Source } from './shader'
import { MEASURED } from './tree'
import { bodyOf } from './wgsl'

/** The statements of a function of `current`, the argument, and `t`, and the name of its result. */
function slopeOf(formula: Formula): { readonly statements: readonly string[]; readonly result: string } {
  const at = formula.at
  const x = { kind: 'name', name: 'x', at } as const
  const lines = [{ name: 's', value: { kind: 'apply', op: 'spike', args: [x], at } as const, at }]
  const program = programOf({ parameters: [], inits: [], surrogate: formula, lines })
  const slope = program.operations[program.names.s!]!.args[1]!
  const printed = { program, shown: slope, uniform: [], stored: [], surrogate: null, measured: true, smooth: false }
  const { fixed, step } = bodyOf(program.operations, [slope], { printed, outer: () => '' })
  return { statements: [...fixed, ...step], result: `v${slope}` }
}

const slopeFunction = (formula: Formula, head: string): string[] => {
  const { statements, result } = slopeOf(formula)
  return [`${head} -> Real {`, ...statements.map((line) => `  ${line}`), `  return ${result};`, '}']
}

/** The replacement for lib/surrogate: `scale` is the number of the step, and the measured values follow in the same buffer. */
const formulaLibrary = (formula: Formula): string =>
  [
    '// A surrogate as a formula. Printed from a text, not written by hand.',
    '//#include lib/equations',
    '',
    MEASURED_AT,
    '',
    ...slopeFunction(formula, 'fn formulaSlope(current: Real, t: u32)'),
    '',
    'fn surrogateSlope(kind: u32, scale: f32, x: vec4f) -> vec4f { return formulaSlope(x, u32(scale)); }',
    '',
    '// A formula has no antiderivative here: the step itself.',
    'fn smoothSpike(kind: u32, scale: f32, x: vec4f) -> vec4f { return flag(x >= vec4f()); }',
  ].join('\n')

/** The neurons with a formula in place of the surrogates that their kernels know. @param drawn spikes are drawn by another function, which stays */
export function withFormula(neurons: Leaky, formula: Formula, drawn = false): Leaky {
  const library = formulaLibrary(formula)
  const reads = ({ kernel }: Dispatch) => kernel.bindings.some(({ name }) => name === 'surrogateScale')
  const printed = (op: Dispatch): Dispatch => (reads(op) ? withLibrary(op, 'lib/surrogate', library) : op)
  const all = (ops: readonly Op[]): Op[] => ops.map((op) => (op.kind === 'scan' ? { ...op, ops: op.ops.map(printed) } : printed(op)))
  const { stepDerivatives } = neurons
  return {
    ...neurons,
    ...(stepDerivatives && { stepDerivatives: (derivatives) => all(stepDerivatives(derivatives)) }),
    forward: drawn ? neurons.forward : all(neurons.forward),
    backwardInput: all(neurons.backwardInput),
    backwardParameters: all(neurons.backwardParameters),
    gradientSquares: (squares) => all(neurons.gradientSquares(squares)),
  }
}

/** Half the window by layer and step, found as `formulaHalfWidth` finds it. One invocation for each step of a layer. */
export const formulaWindows = (formula: Formula): Source => ({
  bindings: [
    { name: 'tables', signature: 'f32[layers, words]', writes: false, element: 'f32' },
    { name: 'widths', signature: 'f32[layers, stride]', writes: true, element: 'f32' },
  ],
  params: [['steps', 'u32']],
  code: [
    '// Half the window of a surrogate as a formula: how far from 0 its slope is still a tenth of its peak. Printed from a text, not written by hand.',
    '//#include lib/dispatch',
    '//#include lib/equations',
    '',
    'override WORKGROUP: u32 = 64u;',
    '',
    'struct Params {',
    '  layers: u32,',
    '  words: u32,',
    '  stride: u32,',
    '  steps: u32,',
    '}',
    '',
    '@group(0) @binding(0) var<storage, read> tables: array<f32>;',
    '@group(0) @binding(1) var<storage, read_write> widths: array<f32>;',
    '@group(0) @binding(2) var<uniform> params: Params;',
    '',
    'var<private> begin: u32;',
    '',
    `fn measuredAt(which: u32, t: u32) -> Real { return Real(tables[begin + params.steps + ${MEASURED.length}u * t + which]); }`,
    '',
    ...slopeFunction(formula, 'fn formulaSlope(current: Real, t: u32)'),
    '',
    '// Not above any number where the slope is not finite.',
    'fn slopeAt(z: vec4f, t: u32) -> vec4f {',
    '  let slope = formulaSlope(z, t);',
    '  return select(vec4f(), slope, abs(slope) < vec4f(3e38));',
    '}',
    '',
    '// Four points of the grid: on either side of 0, then around the mean.',
    'fn pointsAt(i: u32, mean: f32, deviation: f32) -> vec4f {',
    `  if (i < ${POINTS / 2}u) {`,
    `    let far = (${FARTHEST}.0 * max(1.0, deviation) + abs(mean)) * pow(${GROWTH}, -f32(2u * i));`,
    `    return vec4f(far, -far, far / ${GROWTH}, -far / ${GROWTH});`,
    '  }',
    `  return mean + (4.0 * f32(i - ${POINTS / 2}u) + vec4f(0.0, 1.0, 2.0, 3.0) - ${AROUND / 2}.0) * ${EIGHTH} * deviation;`,
    '}',
    '',
    '@compute @workgroup_size(WORKGROUP)',
    'fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {',
    '  let own = flatIndex(id, groups, WORKGROUP);',
    '  if (own >= params.layers * params.steps) { return; }',
    '  let layer = own / params.steps;',
    '  let t = own % params.steps;',
    '  begin = layer * params.words;',
    '  let mean = measuredAt(0u, t).x;',
    '  let deviation = measuredAt(1u, t).x;',
    '  var peak = slopeAt(vec4f(), t);',
    `  for (var i = 0u; i < ${POINTS / 2 + AROUND / 4}u; i++) { peak = max(peak, slopeAt(pointsAt(i, mean, deviation), t)); }`,
    '  let least = 0.1 * max(max(peak.x, peak.y), max(peak.z, peak.w));',
    '  var last = 0.0;',
    `  for (var i = 0u; i < ${POINTS / 2 + AROUND / 4}u; i++) {`,
    '    let z = pointsAt(i, mean, deviation);',
    '    let slope = slopeAt(z, t);',
    '    for (var k = 0u; k < 4u; k++) { if (slope[k] >= least && abs(z[k]) > abs(last)) { last = z[k]; } }',
    '  }',
    '  let side = select(1.0, -1.0, last < 0.0);',
    '  var inside = abs(last);',
    `  var outside = abs(last) * ${GROWTH} + ${EIGHTH} * deviation;`,
    `  for (var i = 0u; i < ${HALVINGS}u; i++) {`,
    '    let middle = 0.5 * (inside + outside);',
    '    if (slopeAt(vec4f(side * middle), t).x >= least) { inside = middle; } else { outside = middle; }',
    '  }',
    '  widths[layer * params.stride + t] = select(0.0, inside, least > 0.0);',
    '}',
  ].join('\n'),
})
