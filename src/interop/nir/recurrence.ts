/** Recurrent layers of a NIR graph: the weights through which spikes come back to their own layer, and after how many steps. */

import type { Link, Loop } from './chain'
import { lagsOf } from './delays'
import { numbersIn, refuse } from './graph'
import { arrayIn, near } from './neurons'
import type { ReadProduct } from './shapes'

export interface ReadLoop {
  readonly name: string
  /** [to, from]. */
  readonly weight: ArrayLike<number>
  /** [to]. */
  readonly bias?: ArrayLike<number>
  /** After how many steps a spike comes back. */
  readonly skip: number
}

/** The limits of an experiment's skip and of its recurrent layers. */
const [MAX_SKIP, MAX_NEURONS] = [1000, 2048]

/** @param dt the time step; null if none is known. @throws NirRefusal that names the node */
export function loopOf({ name: neurons, node: { type: kind }, loop }: Link, { outputs, shape }: ReadProduct, dt: number | null) {
  if (!loop) return undefined
  const { name, node } = loop.weights
  const { type, fields } = node
  if (shape.space) refuse(neurons, kind, 'its spikes come back to it, and feature maps here have no recurrent input.')
  const weight = arrayIn(name, type, fields, 'weight')
  if (weight.shape.join() !== [outputs, outputs].join())
    refuse(name, type, `its weight is [${weight.shape}], where [${outputs}, ${outputs}] leads back to the neurons it comes from.`)
  const bias = type === 'Linear' || fields.bias === undefined ? undefined : arrayIn(name, type, fields, 'bias')
  if (bias && bias.data.length !== outputs) refuse(name, type, `its bias is [${bias.shape}], where it has ${outputs} outputs.`)
  return { name, weight: numbersIn(weight), ...(bias && { bias: numbersIn(bias) }), skip: skipOf(loop, dt) } satisfies ReadLoop
}

/** Without a Delay, a spike comes back at the next step, as readers have it; a Delay counts from the spike. */
function skipOf({ delay }: Loop, dt: number | null): number {
  if (!delay) return 1
  const { name, node } = delay
  const values = numbersIn(arrayIn(name, node.type, node.fields, 'delay'))
  const [first] = values as unknown as readonly [number | undefined]
  const other = first === undefined ? undefined : Array.from(values).find((value) => !near(value, first))
  if (other !== undefined)
    refuse(name, node.type, `its delays differ, as ${first} and ${other}; the spikes of a network here come back after one time.`)
  const [skip] = lagsOf(delay, dt, MAX_SKIP)
  return skip || 1
}

interface Layer {
  readonly product: ReadProduct
  readonly loop?: ReadLoop | undefined
}

/** The recurrence of an experiment's network, the same for all of its layers; undefined if no layer is recurrent. */
export function recurrenceOf(layers: readonly Layer[]): { readonly recurrence: object; readonly notes: readonly string[] } | undefined {
  const loops = layers.flatMap(({ loop }) => (loop ? [loop] : []))
  const [first] = loops
  if (!first) return undefined
  const last = layers.at(-1)?.loop
  if (last) refuse(last.name, 'recurrent weights', 'they lead back to the last layer, which has no recurrent input here.')
  const other = loops.find(({ skip }) => skip !== first.skip)
  if (other)
    refuse(
      other.name,
      'recurrent weights',
      `spikes come back after ${other.skip} steps, and after ${first.skip} through “${first.name}”; here all skip alike.`,
    )
  const wide = layers.slice(0, -1).find(({ product }) => product.outputs > MAX_NEURONS)
  if (wide)
    refuse(
      wide.product.name,
      wide.product.type,
      `it has ${wide.product.outputs} outputs, and a layer of a recurrent network here at most ${MAX_NEURONS}.`,
    )
  return {
    recurrence: first.skip === 1 ? { kind: 'vanilla' } : { kind: 'skip', span: first.skip },
    notes: [
      first.skip === 1
        ? 'NIR does not say when a spike comes back: it does at the next step.'
        : `A spike comes back after ${first.skip} steps, as its Delay says.`,
      ...(loops.length < layers.length - 1
        ? ['Every hidden layer is recurrent here: those that are not in the file have recurrent weights of 0.']
        : []),
      ...(loops.some(({ bias }) => bias && Array.from(bias).some((b) => b !== 0))
        ? ['Biases of recurrent weights are added to those of their layers, from the first step on.']
        : []),
    ],
  }
}
