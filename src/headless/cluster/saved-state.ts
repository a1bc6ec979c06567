/** A checkpoint as a file: its SHA-256, then the state that a browser would save, in Node's format of structured clones. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { deserialize, serialize } from 'node:v8'
import { readState, type SavedState } from '../../runs/checkpoint'

const HASH = 32
const hashOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest()

export function packState(state: SavedState): Uint8Array {
  const bytes = serialize(state)
  return Buffer.concat([hashOf(bytes), bytes])
}

/** Null if the file is missing, truncated, damaged or of another version: then a run starts from the beginning, and reaches the same bits. */
export async function readStateFile(path: string): Promise<SavedState | null> {
  try {
    const file = await readFile(path)
    const bytes = file.subarray(HASH)
    return hashOf(bytes).equals(file.subarray(0, HASH)) ? readState(deserialize(bytes)) : null
  } catch {
    return null
  }
}
