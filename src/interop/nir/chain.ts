/** The nodes of a graph in order, from its input to its output; a nested graph replaces its node. */
import { type NirEdge, type NirGraph, type NirNode, NirRefusal, refuse } from './graph'

export interface Named {
  readonly name: string
  readonly node: NirNode
}

/** Why a type of node is not supported. */
const UNREAD: Readonly<Record<string, string>> = {
  CubaLIF: 'its synapses keep a current with a time constant of its own, which neurons here do not have.',
  CubaLI: 'its synapses keep a current with a time constant of its own, which neurons here do not have.',
  Conv1d: 'convolutions here are over rows and columns.',
  I: 'an integral without a leak and without spikes is not read.',
  Threshold: 'a threshold without a potential is no layer here.',
  Scale: 'factors by themselves are no layer here. Fold them into the weights.',
  Delay: 'layers here have no delays.',
}
const READ = new Set(['Input', 'Output', 'Affine', 'Linear', 'Conv2d', 'SumPool2d', 'AvgPool2d', 'Flatten', 'IF', 'LIF', 'LI', 'NIRGraph'])
/** The maximum number of nodes that a message names. */
const MAX_NAMED = 3

/** @throws NirRefusal that names the node if the graph is not a chain, or if a node's type is not supported. */
export function chainOf(graph: NirGraph): Named[] {
  const { nodes, edges: all } = flattened(graph, '')
  // Some exporters write an edge twice.
  const edges = [...new Map(all.map((edge) => [JSON.stringify(edge), edge])).values()]
  refuseTypes(nodes)
  for (const edge of edges)
    for (const end of edge)
      if (!nodes.has(end)) throw new NirRefusal(`The graph has an edge from “${edge[0]}” to “${edge[1]}”, and no node “${end}”.`)
  const to = grouped(edges, 0, 1)
  const from = grouped(edges, 1, 0)
  const inputs = [...nodes].filter(([name, { type }]) => type === 'Input' && !from.has(name))
  if (inputs.length !== 1) throw new NirRefusal(`The graph has ${inputs.length} inputs; with one it is read.`)
  const chain: Named[] = []
  const passed = new Set<string>()
  for (let name: string | undefined = inputs[0]![0]; name !== undefined; ) {
    const node = nodes.get(name)!
    const [next = [], before = []]: (string[] | undefined)[] = [to.get(name), from.get(name)]
    if (next.length > 1 || before.length > 1) refuseBranch(name, node, next, before, to)
    // Input and Output nodes of a nested graph only mark its borders.
    if (chain.length === 0 || next.length === 0 || (node.type !== 'Input' && node.type !== 'Output')) chain.push({ name, node })
    passed.add(name)
    name = next[0]
  }
  const { name, node } = chain.at(-1)!
  if (node.type !== 'Output') refuse(name, node.type, 'nothing comes after it, and it is no Output.')
  for (const [other, { type }] of nodes) if (!passed.has(other)) refuse(other, type, 'it is not on the way from the input to the output.')
  return chain
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
      `what it gives comes back to it through “${back}”. Recurrent layers are not read: frameworks do not agree when a spike comes back.`,
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
