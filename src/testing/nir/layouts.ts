/**
 * Small graphs as exporters of other frameworks write them, and files that hold them as old versions of the `nir` package did. Only tests
 * import it. Layouts: the sample files of the repositories of NIR, Norse, Rockpool, Sinabs and snnTorch, as they were in November 2026.
 */
import { alike, floats, type NirGraph, type NirNode, type NirValue, whole, wholeScalar } from '../../interop/nir/graph'

/** Distinct values, so that a wrong axis shows. */
export const ramp = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => Math.fround(Math.sin(1.3 * i + 0.4)))

export const node = (type: string, fields: Record<string, NirValue> = {}): NirNode => ({ type, fields })

/** A chain of named nodes. */
export const chained = (named: Readonly<Record<string, NirNode>>, metadata: NirGraph['metadata'] = {}): NirGraph => {
  // Numeric keys would come first, so `_0` stands for the name 0.
  const nodes = new Map(Object.entries(named).map(([name, node]) => [name.replace(/^_/, ''), node]))
  const names = [...nodes.keys()]
  return { nodes, edges: names.slice(1).map((name, i) => [names[i]!, name] as const), metadata }
}

export const affine = (outputs: number, inputs: number): NirNode =>
  node('Affine', { weight: floats(ramp(outputs * inputs), [outputs, inputs]), bias: floats(ramp(outputs)) })
export const linear = (outputs: number, inputs: number): NirNode =>
  node('Linear', { weight: floats(ramp(outputs * inputs), [outputs, inputs]) })
export const lif = (shape: readonly number[], tau: number, r: number, more: Record<string, NirValue> = {}): NirNode =>
  node('LIF', { tau: alike(tau, shape), r: alike(r, shape), v_leak: alike(0, shape), v_threshold: alike(1, shape), ...more })
/** By default with the gains of 1 that snnTorch writes: R is τ_mem/Δt, and w_in τ_syn/Δt. */
export const cubaLif = (shape: readonly number[], tauSyn: number, tauMem: number, more: Record<string, NirValue> = {}): NirNode =>
  node('CubaLIF', {
    tau_syn: alike(tauSyn, shape),
    tau_mem: alike(tauMem, shape),
    r: alike(tauMem / 1e-4, shape),
    v_leak: alike(0, shape),
    v_threshold: alike(1, shape),
    w_in: alike(tauSyn / 1e-4, shape),
    ...more,
  })
const input = (...shape: readonly number[]): NirNode => node('Input', { shape: whole(...shape) })
const output = (...shape: readonly number[]): NirNode => node('Output', { shape: whole(...shape) })

/** Numbers as names, times in seconds, R is 1, no reset or time step is given. */
export const norse = (): NirGraph =>
  chained({
    input: input(784),
    _0: affine(6, 784),
    _1: lif([6], 0.0025, 1),
    _2: affine(10, 6),
    _3: lif([10], 0.0025, 1),
    output: output(10),
  })

/** R is τ/Δt with a step of 0.1 ms, one number for a layer. */
export const snntorch = (): NirGraph =>
  chained({
    input: input(784),
    fc1: affine(6, 784),
    lif1: lif([1], 1e-3, 10),
    fc2: affine(10, 6),
    lif2: lif([1], 1e-3, 10),
    output: output(10),
  })

/** Biases are absent, and the shape of the output has axes of batch and time. */
export const rockpool = (): NirGraph =>
  chained({
    input: input(784),
    '0_LinearTorch': linear(10, 784),
    '1_LIFNeuronTorch': lif([10], 0.0025, 24.5),
    output: output(1, 1, 10),
  })

/** Integrators with a parameter for each position, sum pooling, and a Flatten that does not count the batch. */
export const sinabs = (): NirGraph => {
  const integrate = (...shape: readonly number[]) => node('IF', { r: alike(1, shape), v_threshold: alike(1, shape) })
  const conv = floats(ramp(3 * 25), [3, 1, 5, 5])
  return chained({
    input: input(1, 28, 28),
    _0: node('Conv2d', {
      input_shape: whole(28, 28),
      weight: conv,
      bias: floats(new Float32Array(3)),
      stride: whole(2, 2),
      padding: whole(1, 1),
      dilation: whole(1, 1),
      groups: wholeScalar(1),
    }),
    _1: integrate(3, 13, 13),
    _2: node('SumPool2d', { kernel_size: whole(2, 2), stride: whole(2, 2), padding: whole(0, 0) }),
    _3: node('Flatten', { start_dim: wholeScalar(0), end_dim: wholeScalar(-1), input_type: whole(3, 6, 6) }),
    _4: affine(10, 108),
    _5: integrate(10),
    output: output(10),
  })
}

/** A recurrent layer as snnTorch writes it: a graph within the graph. */
const recurrentLayer = (neurons: number): NirNode => {
  const graph: NirGraph = {
    nodes: new Map([
      ['input', input(neurons)],
      ['lif', cubaLif([neurons], 2e-4, 1e-3)],
      ['w_rec', affine(neurons, neurons)],
      ['output', output(neurons)],
    ]),
    edges: [
      ['input', 'lif'],
      ['lif', 'w_rec'],
      ['w_rec', 'lif'],
      ['lif', 'output'],
    ],
    metadata: {},
  }
  return { type: 'NIRGraph', fields: {}, graph }
}

/** The Braille network, small. */
export const braille = (): NirGraph =>
  chained({
    input: input(12),
    fc1: affine(4, 12),
    lif1: recurrentLayer(4),
    fc2: affine(3, 4),
    lif2: cubaLif([3], 2e-4, 1e-3),
    output: output(3),
  })

/** A network whose last layer is recurrent, which no network here has. */
export const recurrentEnd = (): NirGraph => chained({ input: input(12), fc1: affine(4, 12), lif1: recurrentLayer(4), output: output(4) })

/** A file of the graph as version 0.1 of the package wrote it: nothing packed, no metadata. */
export async function oldFile({ nodes, edges }: NirGraph): Promise<Uint8Array> {
  const { ready, File } = await import('h5wasm')
  const { FS } = await ready
  const file = new File('old.nir', 'w')
  file.create_dataset({ name: 'version', data: '0.1.1' })
  const root = file.create_group('node')
  root.create_dataset({ name: 'type', data: 'NIRGraph' })
  root.create_dataset({ name: 'edges', data: edges.flat(), shape: [edges.length, 2], dtype: 'S' })
  const inner = root.create_group('nodes')
  for (const [name, { type, fields }] of nodes) {
    const group = inner.create_group(name)
    group.create_dataset({ name: 'type', data: type })
    for (const [key, value] of Object.entries(fields))
      if (typeof value !== 'string') group.create_dataset({ name: key, data: value.data, shape: [...value.shape] })
  }
  file.close()
  const bytes = Uint8Array.from(FS.readFile('old.nir') as Uint8Array)
  FS.unlink('old.nir')
  return bytes
}
