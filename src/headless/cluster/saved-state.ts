/** A checkpoint as a file: its SHA-256, then what a browser would keep of it, as Node writes values that are cloned. */
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

/** Null where there is none, where it is cut off or damaged, or of another version: a run then begins anew, and comes to the same bits. */
export async function readStateFile(path: string): Promise<SavedState | null> {
  try {
    const file = await readFile(path)
    const bytes = file.subarray(HASH)
    return hashOf(bytes).equals(file.subarray(0, HASH)) ? readState(deserialize(bytes)) : null
  } catch {
    return null
  }
}
