/**
 * Prints for each NIR file how the lab reads it, or the sentence with which it refuses it:
 * npx tsx src/testing/nir/read-files.ts FILE.nir …
 */

import { readFileSync } from 'node:fs'
import { readNirFile } from '../../interop/nir/file'
import { fromNir } from '../../interop/nir/read'
import { messageOf } from '../../problem'

for (const file of process.argv.slice(2)) {
  process.stdout.write(`${file}\n`)
  try {
    const { parts, input, outputs, layers, notes } = fromNir(await readNirFile(new Uint8Array(readFileSync(file))))
    process.stdout.write(`  read: ${JSON.stringify({ input, outputs, ...parts })}\n`)
    for (const { node, shape } of layers) process.stdout.write(`  ${node} [${shape}]\n`)
    for (const note of notes) process.stdout.write(`  ${note}\n`)
  } catch (error) {
    process.stdout.write(`  refused: ${messageOf(error)}\n`)
  }
}
