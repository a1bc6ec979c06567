/**
 * A network owns parameters and running statistics: the unit of optimizer, checkpoint and target copy.
 * Parameters share one buffer per role (values, grads, and the optimizer's moments), each at a 256-byte border, so that
 * the optimizer is one dispatch. Averaged statistics share two buffers the same way, so that one op moves them all.
 * Looked up by name: a second plan over the same network finds the same memory.
 */
import { BORDER, type DType, padded, persistent, rootOf, sizeOf, type Tensor, view } from './tensor'

const blocksOf = (size: number) => Math.ceil(size / BORDER)

/** The initial values of a parameter, in its own layout, from uniform random words drawn by index. */
export type Initialize = (shape: readonly number[], name: string) => Float32Array<ArrayBuffer>

export interface Parameter {
  readonly name: string
  readonly value: Tensor<'f32'>
  readonly grad: Tensor<'f32'>
  /** The parameter group: the optimizer has a learning rate and a weight decay for each. */
  readonly group: string
  /** The number of values without padding. */
  readonly count: number
  /** What the optimizer keeps the values between; absent where they may be anything. */
  readonly range?: readonly [low: number, high: number]
}

interface Statistic {
  /** The running value, part of every checkpoint. */
  readonly value: Tensor<'f32'>
  /** This step's observation. The running value moves towards it once the step is known to be finite. */
  readonly observed: Tensor<'f32'>
}

/** One buffer of parameters or statistics. Every piece begins a new block of 64 values; a table has one row per block. */
interface Arena {
  readonly shape: number[]
  /** The start of each piece and its initial values, which are computed only when asked for: predicting memory needs sizes alone. */
  readonly pieces: { readonly start: number; readonly make: () => Float32Array<ArrayBuffer> }[]
}

export interface Network {
  readonly name: string
  readonly parameters: ReadonlyMap<string, Parameter>
  /** One buffer each, over all parameters. Their size is final once every layer has been built. */
  readonly values: Tensor<'f32'>
  readonly grads: Tensor<'f32'>
  readonly statistics: Tensor<'f32'>
  readonly observed: Tensor<'f32'>
  /** The momentum of each block of 64 statistics. */
  readonly momenta: () => Float32Array<ArrayBuffer>
  /** The groups of the blocks of 64 parameter values, in order, as runs of blocks with the same group. */
  readonly groupOf: () => readonly { readonly group: string; readonly blocks: number }[]
  readonly initialValues: () => Float32Array<ArrayBuffer>
  readonly initialStatistics: () => Float32Array<ArrayBuffer>
  parameter(
    name: string,
    shape: readonly number[],
    group: string,
    initialize: Initialize,
    count?: number,
    range?: Parameter['range'],
  ): Parameter
  statistic(name: string, features: number, momentum: number, initial: number): Statistic
  /** Returns the persistent tensor of this name, and makes it on first use: for state that several plans share. */
  shared<T extends Tensor>(name: string, make: () => T): T
}

/** A network of the same shape with its own values and statistics, at the same offsets. */
export interface NetworkCopy extends Network {
  /** The copy's tensor for a tensor of the network: the same part of the copy's values or statistics. Others are returned unchanged. */
  readonly tensorFor: <D extends DType>(t: Tensor<D>) => Tensor<D>
}

export function createNetwork(name: string): Network {
  const parameters = new Map<string, Parameter>()
  const statistics = new Map<string, Statistic>()
  const others = new Map<string, Tensor>()
  const groups: { group: string; blocks: number }[] = []
  const momenta: number[] = []
  const arena = (): Arena => ({ shape: [0], pieces: [] })
  const values = arena()
  const averages = arena()
  const role = (role: string, from: Arena): Tensor<'f32'> => ({ ...persistent(`${name}.${role}`, 'f32', []), shape: from.shape })
  const roles = {
    values: role('values', values),
    grads: role('grads', values),
    statistics: role('statistics', averages),
    observed: role('observed', averages),
  }

  /** Appends a piece of `size` values and returns where it starts. */
  const append = (to: Arena, size: number, make: () => Float32Array<ArrayBuffer>): number => {
    const start = to.shape[0]!
    to.pieces.push({ start, make })
    to.shape[0] = start + blocksOf(size) * BORDER
    return start
  }
  const joined = (from: Arena) => {
    const all = new Float32Array(Math.max(BORDER, from.shape[0]!))
    for (const { start, make } of from.pieces) all.set(make(), start)
    return all
  }

  return {
    name,
    parameters,
    ...roles,
    momenta: () => Float32Array.from(momenta),
    groupOf: () => groups,
    initialValues: () => joined(values),
    initialStatistics: () => joined(averages),
    parameter(parameterName, shape, group, initialize, count = sizeOf(shape), range) {
      const known = parameters.get(parameterName)
      if (known) {
        if (known.value.shape.join() !== shape.join())
          throw new Error(`${parameterName} is [${known.value.shape}], asked for as [${shape}]`)
        return known
      }
      const size = sizeOf(shape)
      const start = append(values, size, () => {
        const data = initialize(shape, parameterName)
        if (data.length !== size) throw new Error(`${parameterName}: ${data.length} first values for [${shape}]`)
        return data
      })
      groups.push({ group, blocks: blocksOf(size) })
      const made: Parameter = {
        name: parameterName,
        value: { ...view(roles.values, shape, start), name: parameterName },
        grad: { ...view(roles.grads, shape, start), name: `${parameterName}Grad` },
        group,
        count,
        ...(range && { range }),
      }
      parameters.set(parameterName, made)
      return made
    },
    statistic(statisticName, features, momentum, initial) {
      const known = statistics.get(statisticName)
      if (known) return known
      const size = padded(features)
      const start = append(averages, size, () => new Float32Array(size).fill(initial))
      for (let i = 0; i < blocksOf(size); i++) momenta.push(momentum)
      const made = { value: view(roles.statistics, [size], start), observed: view(roles.observed, [size], start) }
      statistics.set(statisticName, made)
      return made
    },
    shared(key, make) {
      const known = others.get(key)
      if (known) return known as ReturnType<typeof make>
      const made = make()
      others.set(key, made)
      return made
    },
  }
}

/**
 * A copy of a network, such as an average or a target network. Layers that are built over it read the copy's values and statistics.
 * Everything else stays the network's: gradients, observed statistics, groups, initial values.
 * @param role names the copy's values, `<network>.<role>`, and its statistics, `<network>.<role>Statistics`
 */
export function copyOf(network: Network, role: string): NetworkCopy {
  // One array of sizes: it grows with the network's.
  const arena = (name: string, { shape }: Tensor): Tensor<'f32'> => ({ ...persistent(`${network.name}.${name}`, 'f32', []), shape })
  const values = arena(role, network.values)
  const statistics = arena(`${role}Statistics`, network.statistics)
  const tensorFor = <D extends DType>(t: Tensor<D>): Tensor<D> => {
    const base = { [network.values.name]: values, [network.statistics.name]: statistics }[rootOf(t).name]
    return base ? { ...t, name: `${t.name}.${role}`, base } : t
  }
  return {
    ...network,
    values,
    statistics,
    tensorFor,
    parameter(...asked) {
      const found = network.parameter(...asked)
      return { ...found, value: tensorFor(found.value) }
    },
    statistic(...asked) {
      const found = network.statistic(...asked)
      return { ...found, value: tensorFor(found.value) }
    },
  }
}
