/** Reads the shaders in Node: every `.wgsl` file below shaders/, by name. The browser gets the same map from its bundler. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Sources } from '../engine/link'

const SHADER_FOLDER = fileURLToPath(new URL('../../shaders', import.meta.url))

export function readShaders(): Sources {
  const files = readdirSync(SHADER_FOLDER, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && entry.name.endsWith('.wgsl'),
  )
  return Object.fromEntries(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name)
      const name = relative(SHADER_FOLDER, path)
        .split(sep)
        .join('/')
        .replace(/\.wgsl$/, '')
      return [name, readFileSync(path, 'utf8')]
    }),
  )
}

/** SHA-256 of all shaders in hex, computed as in the page. */
export function shadersHash(): string {
  const sorted = JSON.stringify(Object.entries(readShaders()).sort(([a], [b]) => (a < b ? -1 : 1)))
  return createHash('sha256').update(sorted).digest('hex')
}
