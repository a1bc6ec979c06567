/**
 * The gradient of a layer's neurons, checked at the potentials that they have on the pinned samples: that of the kernels, that of the
 * equations in float64, and central differences. It reads the open run's weights in place and writes only its own tensors.
 */
import type { Gpu } from '../engine/device'
import { type Activation, activation, type Context } from '../engine/graph'
import type { Op } from '../engine/kernel'
import { dispatchesOf } from '../engine/memory'
import { createNetwork, type Parameter } from '../engine/network'
import { type Compiled, compile } from '../engine/plan'
import { randomKey, uniform } from '../engine/random'
import { persistent, rootOf, type Tensor } from '../engine/tensor'
import { descriptionOf } from '../neurons/descriptions'
import { modelOf } from '../neurons/equations/check'
import { checkGradient, type Direction } from '../neurons/equations/check-gradient'
import { leakyText } from '../neurons/equations/leaky'
import { type Program, programOf } from '../neurons/equations/program'
import { backward, type Conditions, simulate } from '../neurons/equations/reference'
import { MEASURED, type Model, type Per } from '../neurons/equations/tree'
import { stepFunction } from '../neurons/surrogate/reference'
import type { GradientCheck, GradientPoint } from '../readings/gradient-check'
import type { SpikingLayer } from './graph'
import { positionsOf } from './graph'
import { withSurrogate } from './kit/equations'
import { neuronsAlone } from './kit/neurons'
import type { Pinned } from './pinned'

/** An open run: its programs, and the ops of the pinned samples. */
export interface Checkable {
  readonly gpu: Gpu
  readonly run: Compiled<string>
  readonly pinned: Pinned
  readonly ops: readonly Op[]
}

/** The maximum numbers of neurons and samples of a layer, and of steps whose currents are changed. */
const [NEURONS, SAMPLES, STEPS] = [8, 4, 8]
/** Operations in float64 that a layer may take: about a second. */
const OPERATIONS = 1e8

/** @throws where no layer has this name, or where the run has ended. */
export async function checkLayer(from: Checkable, layer: string): Promise<GradientCheck> {
  const s = from.pinned.graph.spiking.find(({ name }) => name === layer)
  if (!s) throw new Error(`${layer} has no neurons. These layers have: ${from.pinned.graph.spiking.map(({ name }) => name).join(', ')}`)
  const why = whyNot(s)
  if (why !== null) return { layer, why, traces: 0, points: [], kinks: 0, flipped: 0 }
  return compare(from, s, await measure(from, s))
}

function whyNot({ name, source, recurrence }: SpikingLayer): string | null {
  if (!source) return `${name} has no neurons whose gradient can be checked.`
  const { outputs, label, text, parallel } = descriptionOf(source.neuron)
  if (parallel) return `${name} cannot be checked: a ${label} sees several steps at once. LIF, PLIF and equations can be.`
  if (text === undefined && outputs !== 'spikes')
    return `${name} cannot be checked: the gradient of a ${label} is not that of a surrogate. LIF, PLIF and equations can be.`
  return recurrence ? `${name} cannot be checked: its neurons receive their own spikes through weights.` : null
}

// ---- what the network says

/** What the network computed in some rows of a layer: the sizes of its arrays, and their values. */
interface Measured {
  readonly steps: number
  readonly rows: number
  readonly width: number
  /** [steps, rows, width] */
  readonly currents: Float32Array<ArrayBuffer>
  /** The scale of the surrogate, one or one per step, or the table that a formula reads. */
  readonly scales: Float32Array
  /** The parameters of the neurons, by name. */
  readonly values: ReadonlyMap<string, Float32Array<ArrayBuffer>>
}

async function measure({ gpu, run, pinned, ops }: Checkable, s: SpikingLayer): Promise<Measured> {
  if (!s.parameters.every(({ value }) => run.holds(value))) throw new Error('The run has ended.')
  const { input } = s.source!
  const { surrogateScale } = s.options
  const wanted: Tensor[] = [input.value, ...(input.affine ? [input.affine.map] : []), surrogateScale]
  const compiled = await compile(
    gpu,
    { pinned: ops },
    { readBack: new Set(wanted.map(rootOf)), lent: (t) => (run.holds(t) ? run.buffer(t) : undefined) },
  )
  try {
    submit(gpu, compiled.programs.pinned)
    const read = async (t: Tensor) => new Float32Array(compiled.holds(t) ? await compiled.read(t) : Float32Array.from(t.initial!).buffer)
    const parameters = s.parameters.filter(({ name }) => name.startsWith(`${s.name}.`))
    return {
      ...chosen(s, pinned, await read(input.value), input.affine ? await read(input.affine.map) : null),
      steps: s.membrane.shape[0]!,
      scales: await read(surrogateScale),
      values: new Map(
        await Promise.all(parameters.map(async ({ name, value }) => [name, new Float32Array(await run.read(value))] as const)),
      ),
    }
  } finally {
    compiled.destroy()
  }
}

function submit(gpu: Gpu, program: Compiled<string>['programs'][string]): void {
  const encoder = gpu.device.createCommandEncoder()
  program!.encode(encoder)
  gpu.device.queue.submit([encoder.finish()])
}

/** The currents of one row of each sample: of a feature map, the pixel with the largest. */
function chosen(s: SpikingLayer, { count }: Pinned, product: Float32Array, map: Float32Array | null) {
  const [inputSteps, allRows, width] = s.source!.input.value.shape as readonly [number, number, number]
  const [steps, positions] = [s.membrane.shape[0]!, positionsOf(s)]
  const rows = Math.min(SAMPLES, count)
  const current = (t: number, row: number, column: number) => {
    const value = product[(Math.min(t, inputSteps - 1) * allRows + row) * width + column]!
    return map ? Math.fround(map[column]! * value + map[width + column]!) : value
  }
  const strength = (row: number) => {
    let sum = 0
    for (let t = 0; t < inputSteps; t++) for (let column = 0; column < s.features; column++) sum += Math.max(0, current(t, row, column))
    return sum
  }
  const currents = new Float32Array(steps * rows * width)
  for (let sample = 0; sample < rows; sample++) {
    const places = Array.from({ length: positions }, (_, position) => sample * positions + position)
    const strengths = places.map((row) => (positions > 1 ? strength(row) : 0))
    const row = places[strengths.indexOf(Math.max(...strengths))]!
    for (let t = 0; t < steps; t++)
      for (let column = 0; column < s.features; column++) currents[(t * rows + sample) * width + column] = current(t, row, column)
  }
  return { rows, width, currents }
}

// ---- the kernels

interface OnGpu {
  readonly spikes: Float32Array
  /** The gradient of the currents, [steps, rows, width]. */
  readonly x: Float32Array
  readonly parameters: ReadonlyMap<string, Float32Array>
}

/** The layer's own kernels on these currents. @param weightsOf the gradient of the outputs, once the spikes are known */
async function runKernels(
  { gpu }: Checkable,
  s: SpikingLayer,
  { steps, rows, scales, values, currents }: Measured,
  weightsOf: (spikes: Float32Array) => Float32Array<ArrayBuffer>,
): Promise<OnGpu> {
  const network = createNetwork('check')
  const context: Context = {
    mode: 'train',
    network,
    steps,
    batch: rows,
    random: { seed: 0, clock: persistent('clock', 'u32', [1]) },
    profile: gpu.info.profile,
    tunedVariants: {},
  }
  const input: Activation = activation('currents', [steps, rows, s.features], 'dense', true)
  const made = neuronsAlone(context, s.name, input, s.source!.neuron, s.options.surrogate, scales, s.formula)
  const [{ value: spikes, grad }] = made.outputs as [Activation]
  const programs = { forward: made.forward, backward: [...made.backwardInput, ...made.backwardParameters] }
  const readBack = new Set(Object.values(programs).flatMap((ops) => ops.flatMap(dispatchesOf).flatMap((d) => d.tensors.map(rootOf))))
  const compiled = await compile(gpu, programs, { readBack })
  try {
    compiled.write(input.value, currents)
    for (const { name, value } of made.parameters) compiled.write(value, values.get(name)!)
    submit(gpu, compiled.programs.forward)
    const fired = new Float32Array(await compiled.read(spikes))
    compiled.write(grad!, weightsOf(fired))
    submit(gpu, compiled.programs.backward)
    const gradientOf = async ({ name, grad }: Parameter) => [name, new Float32Array(await compiled.read(grad))] as const
    return {
      spikes: fired,
      x: new Float32Array(await compiled.read(input.grad!)),
      parameters: new Map(await Promise.all(made.parameters.map(gradientOf))),
    }
  } finally {
    compiled.destroy()
  }
}

// ---- the comparison

interface Trace {
  readonly row: number
  readonly column: number
  readonly x: Float64Array
  readonly weights: Float64Array
  readonly conditions: Conditions
}

async function compare(from: Checkable, s: SpikingLayer, measured: Measured): Promise<GradientCheck> {
  const { rule, text } = descriptionOf(s.source!.neuron)
  const model = withSurrogate(modelOf(text ?? leakyText(rule)), s.formula)
  const program = programOf(model)
  const { steps, rows, width } = measured
  const directions = directionsOf(model, steps)
  const all = tracesOf(s, model, measured, Math.floor(OPERATIONS / (4 * directions.length * steps * program.operations.length)))
  const at = ({ row, column }: Trace, t: number) => (t * rows + row) * width + column
  let traces: Trace[] = []
  const found = await runKernels(from, s, measured, (spikes) => {
    traces = all.filter((trace) => spikesAgree(program, trace, (t) => spikes[at(trace, t)]!))
    const weights = new Float32Array(spikes.length)
    for (const trace of traces) for (let t = 0; t < steps; t++) weights[at(trace, t)] = trace.weights[t]!
    return weights
  })
  const sums = new Map<string, { parameter: string | null; numeric: number; analytic: number; gpu: number; kink: boolean }>()
  for (const trace of traces) {
    const gradients = backward(program, trace.x, trace.conditions, { s: trace.weights })
    for (const [index, checked] of checkGradient(program, trace, directions, gradients).entries()) {
      const { parameter, step } = directions[index]!
      const per = model.parameters.find(({ name }) => name === parameter)?.learned ?? null
      const entry = per === null ? at(trace, step!) : entryOf(per, trace.column, step)
      const key = `${parameter} ${entry}`
      const gpu = parameter === null ? found.x[entry]! : found.parameters.get(`${s.name}.${parameter}`)![entry]!
      const before = sums.get(key) ?? { parameter, numeric: 0, analytic: 0, gpu, kink: false }
      sums.set(key, {
        ...before,
        numeric: before.numeric + checked.numeric,
        analytic: before.analytic + checked.analytic,
        kink: before.kink || checked.kink,
      })
    }
  }
  const points = [...sums.values()]
  return {
    layer: s.name,
    why: null,
    traces: traces.length,
    points: points.filter(({ kink }) => !kink).map(({ kink: _, ...point }): GradientPoint => point),
    kinks: points.filter(({ kink }) => kink).length,
    flipped: all.length - traces.length,
  }
}

/** Which value of a parameter a direction is of. */
const entryOf = (per: Per, column: number, step: number | null): number => ({ layer: 0, channel: column, neuron: column, step: step! })[per]

/** The current at some steps, spread evenly, and every learned parameter; one per step at these steps. */
function directionsOf({ parameters }: Model, steps: number): Direction[] {
  const some = spread(STEPS, steps)
  const at = (parameter: string | null) => some.map((step): Direction => ({ parameter, step }))
  return [
    ...at(null),
    ...parameters.flatMap(({ name, learned }) =>
      learned === null ? [] : learned === 'step' ? at(name) : [{ parameter: name, step: null }],
    ),
  ]
}

/** At most `count` of the indices below `of`, spread evenly. */
const spread = (count: number, of: number): number[] =>
  Array.from({ length: Math.min(count, of) }, (_, i) => Math.floor(((i + 0.5) * of) / Math.min(count, of)))

/** @param affordable how many, at least one */
function tracesOf(s: SpikingLayer, model: Model, { steps, rows, width, currents, scales, values }: Measured, affordable: number): Trace[] {
  const starts = Object.fromEntries(
    model.parameters.map(({ name, start }) => [name, start.kind === 'number' ? Math.fround(start.value) : 0]),
  )
  const surrogate = stepFunction(s.options.surrogate as Parameters<typeof stepFunction>[0], scales.length > 1 ? [...scales] : scales[0]!)
  const parameterAt = (column: number) => (name: string, t: number) => {
    const stored = values.get(`${s.name}.${name}`)
    const per = model.parameters.find((parameter) => parameter.name === name)!.learned
    return stored && per ? stored[entryOf(per, column, t)]! : starts[name]!
  }
  const all = Array.from({ length: rows }, (_, row) => spread(NEURONS, s.features).map((column) => ({ row, column }))).flat()
  return spread(Math.max(1, Math.min(affordable, all.length)), all.length).map((index) => {
    const { row, column } = all[index]!
    const key = randomKey(index, 0)
    return {
      row,
      column,
      x: Float64Array.from({ length: steps }, (_, t) => currents[(t * rows + row) * width + column]!),
      weights: Float64Array.from({ length: steps }, (_, t) => Math.fround(2 * uniform(key, t) - 1)),
      conditions: {
        parameter: parameterAt(column),
        surrogate,
        // Only a formula that follows measurements reads any, and then `scales` is its table.
        measured: (name, t) => scales[steps + MEASURED.length * t + (MEASURED as readonly string[]).indexOf(name)]!,
      },
    }
  })
}

/** Whether the kernels spike at the same steps as the reference; an output that is a number agrees. */
function spikesAgree(program: Program, { x, conditions }: Trace, spikeAt: (t: number) => number): boolean {
  return (
    program.argument === null ||
    simulate(program, x, conditions)
      .of('s')
      .every((s, t) => s === spikeAt(t))
  )
}
