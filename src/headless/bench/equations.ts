/** Times neurons as equations, forward and backward, next to the hand-written leaky kernels: how much a printed kernel costs more. */
import type { Gpu } from '../../engine/device'
import { type Activation, activation, type Context, type Layer } from '../../engine/graph'
import { dispatchesOf } from '../../engine/memory'
import { createNetwork } from '../../engine/network'
import { compile } from '../../engine/plan'
import { constant, persistent, rootOf } from '../../engine/tensor'
import { timeWork } from '../../engine/timing'
import { faultText, read } from '../../neurons/equations/check'
import { equations } from '../../neurons/equations/layer'
import { SHELF } from '../../neurons/equations/shelf'
import { leaky } from '../../neurons/leaky/layer'
import { surrogateKind } from '../../neurons/surrogate/describe'
import { disposable } from '../disposable'

const LIF_TEXT = 'param theta = 1\nu = 0.9*v[t-1] + x\ns = spike(u - theta)\nv = (1 - s)*u'
const ALIF_TEXT = 'param theta = 1\nb = 0.97*b[t-1] + s[t-1]\nv = 0.9*v[t-1] + x - theta*s[t-1]\ns = spike(v - theta - 1.8*b)'

export interface EquationsTiming {
  readonly name: string
  readonly forward: number
  readonly backward: number
}

/** Milliseconds of a layer over [steps, batch, neurons], the hand-written LIF first. */
export async function* timeEquations(gpu: Gpu): AsyncGenerator<EquationsTiming> {
  const [steps, batch, neurons] = [25, 128, 1000]
  const izhikevich = SHELF.find(({ name }) => name === 'izhikevich-norse')!.text
  const context: Context = {
    mode: 'train',
    network: createNetwork('bench'),
    steps,
    batch,
    random: { seed: 0, clock: persistent('clock', 'u32', [1]) },
    profile: gpu.info.profile,
    tunedVariants: {},
  }
  const input: Activation = activation('x', [steps, batch, neurons], 'dense', true)
  const byHand = leaky(
    context,
    'lif',
    input,
    { threshold: 1, inputGain: 1, reset: 'zero', resetTo: 0, detachReset: false },
    { decay: constant('decay', [0.9]), surrogate: 'atan', surrogateScale: constant('scale', [2]) },
  )
  yield { name: 'LIF, written by hand', ...(await timeLayer(gpu, byHand, input)) }
  for (const [name, text] of [
    ['LIF as a text', LIF_TEXT],
    ['ALIF as a text', ALIF_TEXT],
    ['Izhikevich as a text', izhikevich],
  ] as const)
    yield { name, ...(await timeLayer(gpu, ofText(context, name, input, text), input)) }
}

function ofText(context: Context, name: string, input: Activation, text: string): Layer {
  const found = read(text)
  if (!found.ok) throw new Error(found.faults.map(faultText).join(' '))
  const values = found.model.parameters.map(({ name, start }) => [name, start.kind === 'number' ? start.value : 0])
  return equations(context, name, input, found.model, {
    values: Object.fromEntries(values),
    stored: [],
    surrogate: found.model.surrogate ? null : { kind: surrogateKind({ kind: 'atan' }), scale: 2 },
  })
}

async function timeLayer(
  gpu: Gpu,
  { forward, backwardInput }: Layer,
  { value }: Activation,
): Promise<{ forward: number; backward: number }> {
  // A buffer for every tensor, so that the backward pass finds what the forward pass left.
  const all = [...forward, ...backwardInput].flatMap(dispatchesOf).flatMap(({ tensors }) => tensors.map(rootOf))
  using compiled = disposable(await compile(gpu, { forward, backward: backwardInput }, { readBack: new Set(all) }))
  const count = value.shape.reduce((a, b) => a * b, 1)
  compiled.write(
    value,
    Float32Array.from({ length: count }, (_, i) => ((i * 7919) % 1000) / 700 - 0.4),
  )
  const time = async (name: 'forward' | 'backward') =>
    (await timeWork(gpu, (encoder) => compiled.programs[name].encode(encoder), { samples: 11, warmUps: 3 })).median
  return { forward: await time('forward'), backward: await time('backward') }
}
