/**
 * Neurons as equations whose exported code was run with PyTorch in float64 (equations.py): the shelf, a text with everything that the
 * language has, and surrogates as formulas, of a text and of LIF. Only tests import it.
 */
import { readFileSync } from 'node:fs'
import { readCase } from '../../headless/conformance/read'
import { descriptionOf } from '../../neurons/descriptions'
import { modelOf } from '../../neurons/equations/check'
import { leakyText } from '../../neurons/equations/leaky'
import { print } from '../../neurons/equations/print'
import { SHELF } from '../../neurons/equations/shelf'
import type { Model } from '../../neurons/equations/tree'
import { lifSchema } from '../../neurons/lif/schema'
import type { AnySurrogate, SurrogateSpec } from '../../neurons/surrogate/schema'
import { type ClassificationSpec, classificationSchema } from '../../tasks/classification/schema'
import { VERSION } from '../../tasks/version'

type Shaped = { readonly shape: readonly number[]; readonly data: readonly number[] }

export interface EquationsCase {
  readonly text: string
  /** The module of the layer, where the neuron is the built-in one that has this text. */
  readonly layer?: 'lif1'
  readonly surrogate: AnySurrogate
  /** [steps, batch, neurons] */
  readonly x: Shaped
  /** dL/ds, of the same shape. */
  readonly gradient: readonly number[]
  /** The values of learned parameters. */
  readonly learned: Readonly<Record<string, readonly number[]>>
}

const LIF = lifSchema.parse({ kind: 'lif' })
const SHAPE = [12, 2, 5] as const

/** Numbers of no pattern between -1 and 1, the same ones each time. */
function scattered(count: number, seed: number): number[] {
  let state = seed
  return Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2 ** 31
    return state / 2 ** 30 - 1
  })
}

/** A text with every function and operator, names that mean something in Python, and every kind of parameter. */
const EVERYTHING = `# """ not a part of the code
param lambda = 0.9 in 0..1 learned per neuron
param self = 0.3 in 0..2 learned
param torch = 0.2 learned per step
param None = normal(0.5, 0.1) in -2..2 learned per channel
param forward = uniform(0.1, 0.2) in 0..1 learned per neuron
param __class__ = 1.5
param STEPS = 2
param F = 0.25
init v = self*F
init late = lambda - exp(-STEPS)
surrogate(print) = __class__/(1 + abs(print)*(2 + cos(pi*t/T)))^2
fixed = sqrt(STEPS)/2 + log(3) - 2^0.5
once = tanh(self)*fixed + min(self, 0.4)
class = lambda*v[t-1] + x - torch*s[t-1]
late = 0.5*late[t-1] + sin(class)
v = class - F*late[t-1]*step(late - 0.1)
xs = where(v > None, v, 0.5*v) + where(floor(x), -0.1, 0.2) + sign(v)*(v <= 0) - relu(-v)
spikes = clamp(softplus(xs), forward, 3) + max(v, v) - (v >= __class__ - 1)*once
len = (v^2 + 1)^self + (-2)^2*F - detach(spikes)^3 + 2^-abs(v) + sigmoid(v)^1.5
r = spike(spikes - 0.8)
s = spike(0.3*len + r - 1 + once)`

export const EQUATIONS_CASES: Readonly<Record<string, EquationsCase>> = {
  ...Object.fromEntries(SHELF.map(({ name }) => [name, published(name)])),
  everything: {
    text: EVERYTHING,
    surrogate: { kind: 'atan', scale: 2 },
    x: { shape: SHAPE, data: scattered(120, 1).map((value) => 1.5 * value) },
    gradient: scattered(120, 2),
    learned: {
      lambda: scattered(5, 3).map((value) => 0.8 + 0.1 * value),
      self: [0.35],
      torch: scattered(12, 4).map((value) => 0.3 * value),
      None: scattered(5, 5),
      forward: scattered(5, 6).map((value) => 0.3 + 0.2 * value),
    },
  },
  'formula-of-text': {
    text: 'param k = 0.8 learned per neuron\nv = k*v[t-1] + x - s[t-1]\ns = spike(v - 0.7)',
    surrogate: { kind: 'formula', text: 'param k = 0.6\nsurrogate(v) = max(0, 1 - abs(v)/k)^1.5/k + 0.1*t/T' },
    x: { shape: SHAPE, data: scattered(120, 7).map((value) => 1.5 * value) },
    gradient: scattered(120, 8),
    learned: { k: scattered(5, 9).map((value) => 0.8 + 0.1 * value) },
  },
  'formula-of-lif': {
    text: leakyText(descriptionOf({ ...LIF, decay: 0.75 }).rule),
    layer: 'lif1',
    surrogate: { kind: 'formula', text: 'surrogate(z) = where(z < 0, exp(2*z), 1/(1 + z*T)^2) + 0.1*cos(pi*z)^2' },
    x: { shape: SHAPE, data: scattered(120, 10).map((value) => 1.5 * value) },
    gradient: scattered(120, 11),
    learned: {},
  },
}

/** A model of the shelf on the input of its conformance case, with its values. */
function published(name: string): EquationsCase {
  const { attrs, inputs, cotangents } = readCase(`src/testing/cases/neuron-equations/${name}-00.json`)
  const { equations, surrogate, values } = attrs as {
    equations: string
    surrogate: SurrogateSpec | null
    values: Readonly<Record<string, number>>
  }
  const { x, ...learned } = inputs as Record<string, Shaped>
  return {
    text: print(withValues(modelOf(equations), values)),
    surrogate: surrogate ?? { kind: 'atan', scale: 2 },
    x: x!,
    gradient: cotangents.s!.data,
    learned: Object.fromEntries(Object.entries(learned).map(([name, { data }]) => [name, data])),
  }
}

function withValues(model: Model, values: Readonly<Record<string, number>>): Model {
  const parameters = model.parameters.map((parameter) =>
    parameter.name in values ? { ...parameter, start: { kind: 'number' as const, value: values[parameter.name]! } } : parameter,
  )
  return { ...model, parameters }
}

/** An experiment with a layer of these neurons. */
export const experimentOf = ({ text, layer, surrogate, x: { shape } }: EquationsCase): ClassificationSpec =>
  classificationSchema.parse({
    version: VERSION,
    task: 'classification',
    data: { kind: 'mnist', batch: 100 },
    encoder: { kind: 'direct', steps: shape[0] },
    network: { kind: 'mlp', hidden: [shape[2]] },
    neuron: layer ? { ...LIF, decay: 0.75 } : { kind: 'equations', text },
    surrogate,
  })

/** What PyTorch computed: checksums of the code by framework, and float64 in base64. */
interface EquationsGolden {
  readonly code: Readonly<Record<string, string>>
  /** [steps, batch, neurons], as digits. */
  readonly spikes: string
  readonly gradients: Readonly<Record<string, string>>
}

export const equationsGolden = (): Readonly<Record<string, EquationsGolden>> =>
  JSON.parse(readFileSync('src/testing/code/golden/equations.json', 'utf8'))
