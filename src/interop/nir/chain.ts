/** The nodes of a graph in order, from its input to its output, each with the way back to itself; a nested graph replaces its node. */
import { type NirEdge, type NirGraph, type NirNode, NirRefusal, refuse } from './graph'

export interface Named {
  readonly name: string
  readonly node: NirNode
}

/** How the spikes of a layer come back to it. */
export interface Loop {
  readonly weights: Named
  readonly delay?: Named
}

/** A node of the chain, with its loop if it is recurrent. */
export interface Link extends Named {
  readonly loop?: Loop
}

/** Why a type of node is not supported. */
const UNREAD: Readonly<Record<string, string>> = {
  CubaLI: 'its synapses keep a current with a time constant of its own, which a readout here does not have.',
  Conv1d: 'convolutions here are over rows and columns.',
  I: 'an integral without a leak and without spikes is not read.',
  Threshold: 'a threshold without a potential is no layer here.',
  Scale: 'factors by themselves are no layer here. Fold them into the weights.',
}
const READ = new Set([
  'Input',
  'Output',
  'Affine',
  'Linear',
  'Conv2d',
  'SumPool2d',
  'AvgPool2d',
  'Flatten',
  'Delay',
  'IF',
  'LIF',
  'CubaLIF',
  'LI',
  'NIRGraph',
])
/** The maximum number of nodes that a message names. */
const MAX_NAMED = 3

/** @throws NirRefusal that names the node if the graph is not a chain, or if a node's type is not supported. */
export function chainOf(graph: NirGraph): Link[] {
  const { nodes: allNodes, edges: written } = flattened(graph, '')
  // Some exporters write an edge twice.
  const all = [...new Map(written.map((edge) => [JSON.stringify(edge), edge])).values()]
  for (const edge of all)
    for (const end of edge)
      if (!allNodes.has(end)) throw new NirRefusal(`The graph has an edge from “${edge[0]}” to “${edge[1]}”, and no node “${end}”.`)
  const loops = loopsOf(allNodes, all)
  const apart = new Set([...loops.values()].flatMap(({ weights, delay }) => [weights.name, ...(delay ? [delay.name] : [])]))
  const nodes = new Map([...allNodes].filter(([name]) => !apart.has(name)))
  const edges = all.filter(([from, to]) => !apart.has(from) && !apart.has(to))
  refuseTypes(nodes)
  const to = grouped(edges, 0, 1)
  const from = grouped(edges, 1, 0)
  const inputs = [...nodes].filter(([name, { type }]) => type === 'Input' && !from.has(name))
  if (inputs.length !== 1) throw new NirRefusal(`The graph has ${inputs.length} inputs; with one it is read.`)
  const chain: Link[] = []
  const passed = new Set<string>()
  for (let name: string | undefined = inputs[0]![0]; name !== undefined; ) {
    const node = nodes.get(name)!
    const [next = [], before = []]: (string[] | undefined)[] = [to.get(name), from.get(name)]
    if (next.length > 1 || before.length > 1) refuseBranch(name, node, next, before, to)
    // Input and Output nodes of a nested graph only mark its borders.
    if (chain.length === 0 || next.length === 0 || (node.type !== 'Input' && node.type !== 'Output')) {
      const loop = loops.get(name)
      chain.push({ name, node, ...(loop && { loop }) })
    }
    passed.add(name)
    name = next[0]
  }
  const { name, node } = chain.at(-1)!
  if (node.type !== 'Output') refuse(name, node.type, 'nothing comes after it, and it is no Output.')
  for (const [other, { type }] of nodes) if (!passed.has(other)) refuse(other, type, 'it is not on the way from the input to the output.')
  return chain
}

/** The nodes whose outputs may come back to them. */
const FIRES = new Set(['IF', 'LIF', 'CubaLIF'])
/** What is on the way back: weights, and a Delay before or behind them. */
const ON_THE_WAY = new Set(['Linear', 'Affine', 'Delay'])
const LONGEST_WAY = 2

/** The ways from neurons back to themselves over nodes that nothing else uses, by the name of the neurons. @throws NirRefusal if there are several */
function loopsOf(nodes: ReadonlyMap<string, NirNode>, edges: readonly NirEdge[]): ReadonlyMap<string, Loop> {
  const [to, from] = [grouped(edges, 0, 1), grouped(edges, 1, 0)]
  const single = (name: string) => to.get(name)?.length === 1 && from.get(name)?.length === 1
  const loops = new Map<string, Loop>()
  for (const [start, { type }] of nodes) {
    if (!FIRES.has(type)) continue
    for (const first of to.get(start) ?? []) {
      const way: Named[] = []
      let name = first
      while (way.length < LONGEST_WAY && name !== start && ON_THE_WAY.has(nodes.get(name)!.type) && single(name)) {
        way.push({ name, node: nodes.get(name)! })
        name = to.get(name)![0]!
      }
      const [delays, weights] = [true, false].map((is) => way.filter(({ node }) => (node.type === 'Delay') === is))
      if (name !== start || weights!.length !== 1) continue
      const known = loops.get(start)
      if (known)
        refuse(start, type, `what it gives comes back to it through “${known.weights.name}” and “${weights![0]!.name}”; one way is read.`)
      loops.set(start, { weights: weights![0]!, ...(delays![0] && { delay: delays![0] }) })
    }
  }
  return loops
}

function refuseTypes(nodes: ReadonlyMap<string, NirNode>): void {
  const unread = [...nodes].filter(([, { type }]) => !READ.has(type))
  if (unread.length === 0) return
  const sentences = unread
    .slice(0, MAX_NAMED)
    .map(([name, { type }]) => `The node “${name}” (${type}): ${UNREAD[type] ?? 'this type of node is not known here.'}`)
  const more = unread.length - sentences.length
  throw new NirRefusal([...sentences, ...(more > 0 ? [`So it is with ${more} more.`] : [])].join(' '))
}

function refuseBranch(
  name: string,
  { type }: NirNode,
  next: readonly string[],
  before: readonly string[],
  to: ReadonlyMap<string, readonly string[]>,
): never {
  const back = before.find((other) => leadsTo(name, other, to))
  if (back !== undefined)
    refuse(
      name,
      type,
      `what it gives comes back to it through “${back}”. A cycle is read where spikes of a layer come back to it through weights, with or without a Delay, and nothing else.`,
    )
  const [way, others] = next.length > 1 ? ['goes to', next] : ['comes from', before]
  refuse(
    name,
    type,
    `it ${way} several nodes (${others.map((other) => `“${other}”`).join(', ')}), and only layers one behind the other are read.`,
  )
}

function leadsTo(start: string, end: string, to: ReadonlyMap<string, readonly string[]>): boolean {
  const seen = new Set([start])
  for (const name of seen) for (const next of to.get(name) ?? []) seen.add(next)
  return seen.has(end)
}

function grouped(edges: readonly NirEdge[], by: 0 | 1, what: 0 | 1): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const edge of edges) {
    const found = groups.get(edge[by])
    if (found) found.push(edge[what])
    else groups.set(edge[by], [edge[what]])
  }
  return groups
}

interface Flat {
  readonly nodes: ReadonlyMap<string, NirNode>
  readonly edges: readonly NirEdge[]
}

/** Flattens nested graphs; their nodes are prefixed with the name of the outer node. */
function flattened(graph: NirGraph, prefix: string): Flat {
  const nodes = new Map<string, NirNode>()
  const edges: NirEdge[] = []
  const entry = new Map<string, string>()
  const exit = new Map<string, string>()
  for (const [key, node] of graph.nodes) {
    const name = `${prefix}${key}`
    if (!node.graph) {
      nodes.set(name, node)
      continue
    }
    const inner = flattened(node.graph, `${name}.`)
    for (const [key, found] of inner.nodes) nodes.set(key, found)
    edges.push(...inner.edges)
    const border = (type: string) => [...node.graph!.nodes].find(([, found]) => found.type === type)?.[0]
    const [input, output] = [border('Input'), border('Output')]
    if (input === undefined || output === undefined) refuse(name, 'NIRGraph', 'it has no input or no output.')
    entry.set(name, `${name}.${input}`)
    exit.set(name, `${name}.${output}`)
  }
  for (const [a, b] of graph.edges) {
    const [from, to] = [`${prefix}${a}`, `${prefix}${b}`]
    edges.push([exit.get(from) ?? from, entry.get(to) ?? to])
  }
  return { nodes, edges }
}
