/**
 * NIR files: a graph in HDF5, as the Python package `nir` lays it out. /version; /node/{type, edges, nodes/NAME/{type, FIELD …}, metadata}.
 * Bounded: what a file claims is held against limits before anything of that size is made.
 */
import type { Dataset, Entity, Group } from 'h5wasm'
import { FormatError } from '../../data/formats/format-error'
import { isHdf5 } from '../../data/formats/hdf5'
import { type OpenHdf5, openHdf5File, sound, writtenHdf5 } from '../../data/formats/hdf5-file'
import { MAX_NIR_BYTES, type NirArray, type NirEdge, type NirGraph, type NirNode, NirRefusal, type NirValue, refuse } from './graph'

/** The version of the package whose layout is used. */
const VERSION = '1.0.8'
const MAX_NODES = 1000
const MAX_EDGES = 4 * MAX_NODES
/** The maximum number of values in all nodes together; a chunk is decompressed as a whole. */
const MAX_NUMBERS = 2 ** 26
const MAX_AXES = 8
const MAX_DEPTH = 4
/** The maximum length of fixed-length strings. */
const MAX_STRING_LENGTH = 4096
/** Type classes, numbered as in HDF5. */
const [INTEGER, FLOAT, STRING] = [0, 1, 3]

// ---- reading

/** What remains of the limits of one file. */
interface Budget {
  nodes: number
  numbers: number
}

/** @throws NirRefusal, or FormatError if the file is not HDF5. */
export async function readNirFile(bytes: Uint8Array): Promise<NirGraph> {
  if (bytes.length > MAX_NIR_BYTES) throw new NirRefusal('The file is longer than 256 MiB, more than is read of a NIR file.')
  if (!isHdf5(bytes)) throw new NirRefusal('This is no NIR file: it does not begin as HDF5 does.')
  try {
    const open = await openHdf5File(bytes.length, (from, count) => bytes.subarray(from, from + count))
    try {
      return sound(() => refusing(() => rootIn(open)))()
    } finally {
      open.close()
    }
  } catch (error) {
    throw error instanceof FormatError ? new NirRefusal(`The file ${error.message}.`, { cause: error }) : error
  }
}

/** Defers a NirRefusal, so that a caller does not take it for a damaged file. */
function refusing<T>(work: () => T): () => T {
  try {
    const made = work()
    return () => made
  } catch (error) {
    if (!(error instanceof NirRefusal)) throw error
    return () => {
      throw error
    }
  }
}

function rootIn(open: OpenHdf5): NirGraph {
  const root = open.file.get('node')
  if (!isGroup(open, root)) throw new NirRefusal('This is no NIR file: it has no group named “node”.')
  return graphIn(open, root, 'node', 0, { nodes: MAX_NODES, numbers: MAX_NUMBERS })
}

function graphIn(open: OpenHdf5, group: Group, name: string, depth: number, budget: Budget): NirGraph {
  if (depth > MAX_DEPTH) refuse(name, 'NIRGraph', `graphs are nested more than ${MAX_DEPTH} deep.`)
  const inner = group.get('nodes')
  if (!isGroup(open, inner)) refuse(name, 'NIRGraph', 'it has no nodes.')
  const names = inner.keys()
  budget.nodes -= names.length
  if (budget.nodes < 0) throw new NirRefusal(`The graph has more than ${MAX_NODES} nodes, more than are read.`)
  const nodes = new Map(names.map((key) => [key, nodeIn(open, inner.get(key), key, depth, budget)]))
  return { nodes, edges: edgesIn(open, group.get('edges'), name), metadata: metadataIn(open, group, budget) }
}

function nodeIn(open: OpenHdf5, entry: Entity | null, name: string, depth: number, budget: Budget): NirNode {
  if (!isGroup(open, entry)) refuse(name, 'unknown', 'it is no group of the file.')
  const typeEntry = entry.get('type')
  const type = isDataset(open, typeEntry) ? textsOf(typeEntry, name, 'unknown', 1)[0] : undefined
  if (type === undefined) refuse(name, 'unknown', 'it does not say its type.')
  if (type === 'NIRGraph') return { type, fields: {}, graph: graphIn(open, entry, name, depth + 1, budget) }
  const fields = entry.keys().flatMap((key): [string, NirValue][] => {
    const value = key === 'type' ? null : entry.get(key)
    return isDataset(open, value) ? [[key, valueIn(value, name, type, key, budget)]] : []
  })
  return { type, fields: Object.fromEntries(fields) }
}

function edgesIn(open: OpenHdf5, entry: Entity | null, name: string): NirEdge[] {
  if (!isDataset(open, entry)) refuse(name, 'NIRGraph', 'it has no edges.')
  const { shape } = entry.metadata
  // An empty list has no second axis.
  if (!shape || shape[0] === 0) return []
  if (shape.length !== 2 || shape[1] !== 2) refuse(name, 'NIRGraph', `its edges are [${shape}], where pairs of names are expected.`)
  const texts = textsOf(entry, name, 'NIRGraph', 2 * MAX_EDGES)
  return Array.from({ length: shape[0]! }, (_, i) => [texts[2 * i]!, texts[2 * i + 1]!] as const)
}

/** The metadata of the graph itself; values other than numbers and texts are skipped. */
function metadataIn(open: OpenHdf5, group: Group, budget: Budget): Record<string, NirValue> {
  const entry = group.get('metadata')
  if (!isGroup(open, entry)) return {}
  const entries = entry.keys().slice(0, MAX_NODES)
  return Object.fromEntries(
    entries.flatMap((key): [string, NirValue][] => {
      const value = entry.get(key)
      if (!isDataset(open, value) || ![INTEGER, FLOAT, STRING].includes(value.metadata.type)) return []
      return [[key, valueIn(value, 'metadata', 'metadata', key, budget)]]
    }),
  )
}

function valueIn(dataset: Dataset, node: string, type: string, field: string, budget: Budget): NirValue {
  const { metadata } = dataset
  if (metadata.type === STRING) return textsOf(dataset, node, type, 1)[0]!
  const { shape, chunks, littleEndian, size } = metadata
  if (!shape || shape.length > MAX_AXES) refuse(node, type, `its ${field} has no shape that is read.`)
  const count = shape.reduce((a, b) => a * b, 1)
  budget.numbers -= Math.max(count, chunks?.reduce((a, b) => a * b, 1) ?? 0)
  if (!(budget.numbers >= 0))
    refuse(node, type, `its ${field} is [${shape}], with which the file has more than ${MAX_NUMBERS} numbers, more than are read.`)
  if ((metadata.type !== INTEGER && metadata.type !== FLOAT) || size > 8 || size < 1)
    refuse(node, type, `its ${field} holds no numbers that are read.`)
  if (!littleEndian && size > 1)
    refuse(node, type, `its ${field} holds big-endian numbers. Save it as little-endian, such as "<f4" in NumPy.`)
  if (metadata.type === FLOAT && size < 4)
    refuse(node, type, `its ${field} holds numbers of ${8 * size} bits (float16). Save it as float32.`)
  const data = count === 0 ? [] : dataset.value
  const list = typeof data === 'number' || typeof data === 'bigint' ? [data] : (data as ArrayLike<number | bigint>)
  return { shape: [...shape], data: asNumbers(list, metadata) }
}

const asNumbers = (list: ArrayLike<number | bigint>, { type, size }: { type: number; size: number }): NirArray['data'] => {
  if (list instanceof Float32Array || list instanceof Float64Array || list instanceof BigInt64Array) return list
  if (type === FLOAT) return size === 4 ? Float32Array.from(list, Number) : Float64Array.from(list, Number)
  return BigInt64Array.from(list, BigInt)
}

function textsOf(dataset: Dataset, node: string, type: string, max: number): string[] {
  const { metadata } = dataset
  const count = (metadata.shape ?? []).reduce((a, b) => a * b, 1)
  if (metadata.type !== STRING) refuse(node, type, 'it has numbers where text is expected.')
  if (!(count >= 1 && count <= max) || (!metadata.vlen && metadata.size > MAX_STRING_LENGTH))
    refuse(node, type, `it has ${count} texts where ${max === 1 ? 'one is' : `at most ${max} are`} read.`)
  const value = dataset.value
  return Array.isArray(value) ? value.map(String) : [String(value)]
}

const isGroup = ({ library }: OpenHdf5, entry: Entity | null): entry is Group => entry instanceof library.Group
const isDataset = ({ library }: OpenHdf5, entry: Entity | null): entry is Dataset => entry instanceof library.Dataset

// ---- writing

/** Returns the bytes of a file with the graph. */
export const writeNirFile = (graph: NirGraph): Promise<Uint8Array<ArrayBuffer>> =>
  writtenHdf5((file) => {
    file.create_dataset({ name: 'version', data: VERSION })
    writeGraph(file.create_group('node'), graph)
  })

function writeGraph(group: Group, { nodes, edges, metadata }: NirGraph): void {
  group.create_dataset({ name: 'type', data: 'NIRGraph' })
  group.create_dataset({ name: 'edges', data: edges.flat(), shape: [edges.length, 2], dtype: 'S' })
  const inner = group.create_group('nodes')
  for (const [name, node] of nodes) {
    const made = inner.create_group(name)
    if (node.graph) writeGraph(made, node.graph)
    else {
      made.create_dataset({ name: 'type', data: node.type })
      writeValues(made, node.fields)
    }
  }
  if (Object.keys(metadata).length > 0) writeValues(group.create_group('metadata'), metadata)
}

/** Writes arrays compressed, as the package does. */
function writeValues(group: Group, values: Readonly<Record<string, NirValue>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'string') group.create_dataset({ name, data: value })
    else
      group.create_dataset({
        name,
        data: value.data,
        shape: [...value.shape],
        ...(value.shape.length > 0 && { chunks: [...value.shape], compression: 4 }),
      })
  }
}
