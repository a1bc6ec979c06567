/** Delay nodes of a NIR graph: by how many steps each value that passes one is late. */
import type { Named } from './chain'
import { numbersIn, refuse } from './graph'
import { arrayIn } from './neurons'
import type { ReadProduct } from './shapes'

/** The longest delay of an experiment's synapses, in steps. */
const MAX_DELAY = 64
/** How far from a whole number of steps a delay may be, as rounding leaves it. */
const ROUNDING = 1e-3

/** The whole steps of its delays. @param dt the time step; null if none is known. @throws NirRefusal that names the node */
export function lagsOf({ name, node: { type, fields } }: Named, dt: number | null, most: number): number[] {
  const values = Array.from(numbersIn(arrayIn(name, type, fields, 'delay')))
  if (values.length === 0) refuse(name, type, 'its delay is undefined.')
  return values.map((delay) => {
    if (!(delay >= 0)) refuse(name, type, `its delay is ${delay}.`)
    if (delay === 0) return 0
    if (dt === null) refuse(name, type, 'the file says no step, in which its delay is counted. Set the step.')
    const steps = Math.round(delay / dt)
    if (Math.abs(delay / dt - steps) > ROUNDING || steps < 1)
      refuse(name, type, `its delay of ${delay} is not a whole number of steps of ${dt}.`)
    if (steps > most) refuse(name, type, `its delay is ${steps} steps; at most ${most} are read.`)
    return steps
  })
}

/**
 * The delays of a layer's inputs, of a convolution by channel, from the Delay in front of its weights. @param positions of its input
 * @throws NirRefusal that names the node
 */
export function delaysIn(delay: Named, { weightShape }: ReadProduct, positions: number, dt: number | null): Float32Array {
  const isConv = weightShape.length > 2
  const inputs = weightShape[1]!
  const { name, node } = delay
  const lags = lagsOf(delay, dt, MAX_DELAY)
  const each = lags.length / inputs
  if (lags.length !== 1 && each !== 1 && !(isConv && each === positions))
    refuse(name, node.type, `it has ${lags.length} delays, and the weights behind it ${inputs} ${isConv ? 'channels' : 'inputs'}.`)
  const found = Float32Array.from({ length: inputs }, (_, i) => lags[lags.length === 1 ? 0 : i * each]!)
  const other = lags.length === 1 ? -1 : lags.findIndex((lag, i) => lag !== found[Math.floor(i / each)])
  if (other >= 0)
    refuse(name, node.type, `its delays differ within channel ${Math.floor(other / each)}; here all positions of a channel have the same.`)
  return found
}

/** The delays of an experiment's network; undefined where no layer has any. */
export function delaysOf(layers: readonly { readonly delays?: Float32Array | undefined }[]) {
  const all = layers.flatMap(({ delays }) => (delays ? [...delays] : []))
  if (all.length === 0) return undefined
  const max = all.reduce((a, b) => Math.max(a, b), 1)
  return {
    delays: { kind: 'random', per: 'axon', max },
    notes: [
      'Inputs are late by the delays of the file, which training leaves as they are; with learned delays it would begin with others.',
    ],
  }
}
