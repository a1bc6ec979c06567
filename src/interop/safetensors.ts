/**
 * The safetensors format: a u64 header length, a JSON header, then raw little-endian tensors. Pure; f32 only.
 * Source: https://github.com/huggingface/safetensors (format). Bounded: a header over 1 MiB or a range outside the file is refused.
 */
import * as z from 'zod'

export interface NamedTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly data: Float32Array
}

const MAX_HEADER = 2 ** 20
const entrySchema = z.object({
  dtype: z.string(),
  shape: z.array(z.int().min(0)).max(8),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
})

export function writeSafetensors(tensors: readonly NamedTensor[], metadata: Readonly<Record<string, string>> = {}): ArrayBuffer {
  const header: Record<string, unknown> = { __metadata__: metadata }
  let at = 0
  for (const { name, shape, data } of tensors) {
    header[name] = { dtype: 'F32', shape, data_offsets: [at, at + data.byteLength] }
    at += data.byteLength
  }
  const text = new TextEncoder().encode(JSON.stringify(header))
  const length = Math.ceil(text.length / 8) * 8
  const out = new ArrayBuffer(8 + length + at)
  const bytes = new Uint8Array(out)
  new DataView(out).setBigUint64(0, BigInt(length), true)
  bytes.fill(0x20, 8, 8 + length)
  bytes.set(text, 8)
  let to = 8 + length
  for (const { data } of tensors) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), to)
    to += data.byteLength
  }
  return out
}

/** @throws with a sentence if the bytes are not a safetensors file of f32 tensors */
export function readSafetensors(buffer: ArrayBuffer): { tensors: NamedTensor[]; metadata: Record<string, string> } {
  if (buffer.byteLength < 8) throw new Error('This is no safetensors file: it is shorter than its header.')
  const length = Number(new DataView(buffer).getBigUint64(0, true))
  if (!(length <= MAX_HEADER && 8 + length <= buffer.byteLength)) throw new Error('This is no safetensors file: its header does not fit.')
  const header = parseHeader(new TextDecoder().decode(new Uint8Array(buffer, 8, length)))
  const start = 8 + length
  const tensors: NamedTensor[] = []
  let metadata: Record<string, string> = {}
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') {
      metadata = z.record(z.string(), z.string()).catch({}).parse(value)
      continue
    }
    const entry = entrySchema.safeParse(value)
    if (!entry.success) throw new Error(`The tensor ${name} is not described as safetensors describe one.`)
    const { dtype, shape, data_offsets: range } = entry.data
    // PyTorch's normalizations count their batches next to their statistics; nothing here depends on it.
    if (dtype === 'I64' && name.endsWith('.num_batches_tracked')) continue
    if (dtype !== 'F32') throw new Error(`The tensor ${name} is ${dtype}; only F32 is read.`)
    const size = shape.reduce((a, b) => a * b, 4)
    if (range[1] - range[0] !== size || start + range[1] > buffer.byteLength) throw new Error(`The tensor ${name} does not fit the file.`)
    tensors.push({ name, shape, data: new Float32Array(buffer.slice(start + range[0], start + range[1])) })
  }
  return { tensors, metadata }
}

function parseHeader(text: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text))
  } catch {
    throw new Error('This is no safetensors file: its header is not JSON.')
  }
}
