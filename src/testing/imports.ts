/** What files import of each other, read from their text. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Sources by path from src. */
export type Sources = Readonly<Record<string, string>>

const SRC = fileURLToPath(new URL('..', import.meta.url))

export const sourcesOfSrc = (): Sources =>
  Object.fromEntries(
    readdirSync(SRC, { recursive: true, encoding: 'utf8' })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => /\.tsx?$/.test(path))
      .map((path) => [path, readFileSync(SRC + path, 'utf8')]),
  )

export const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file)

/** A file without its extension: what an import names. */
export const moduleOf = (file: string): string => file.replace(/(\.test|\.d|\.types)?\.tsx?$/, '')

interface Import {
  readonly from: string
  readonly how: 'value' | 'type' | 'worker'
}

/** Every import of another file of ours: static, dynamic, re-exported, or a worker's URL. */
export function importsOf(source: string): Import[] {
  const code = source.replaceAll(/^\s*\/\*[\s\S]*?\*\//gm, '').replaceAll(/^\s*\/\/.*$/gm, '')
  const found: Import[] = []
  for (const match of code.matchAll(/^\s*(?:import|export)\s+(type\s)?[^'";]*?\bfrom\s+['"]([^'"]+)['"]/gm))
    found.push({ from: match[2]!, how: match[1] === undefined ? 'value' : 'type' })
  for (const match of code.matchAll(/(?:^\s*import\s+|\bimport\(\s*)['"]([^'"]+)['"]/gm)) found.push({ from: match[1]!, how: 'value' })
  for (const match of code.matchAll(/\bnew URL\(\s*['"]([^'"]+\.tsx?)['"]/g)) found.push({ from: match[1]!, how: 'worker' })
  return found.filter(({ from }) => from.startsWith('.'))
}

/** From src; undefined for what lies outside it or is no script (a shader, a style sheet). */
export function resolve(file: string, from: string): string | undefined {
  const path: string[] = file.split('/').slice(0, -1)
  for (const part of from.split('/')) {
    if (part === '..') {
      if (path.length === 0) return undefined
      path.pop()
    } else if (part !== '.') path.push(part)
  }
  const module = path.join('/').replace(/\?.*$/, '')
  return /\.(?!tsx?$)[a-z0-9]+$/.test(module) ? undefined : module.replace(/\.tsx?$/, '')
}

/** A room of the page, or a folder of src; a file of src itself is its own. */
export function folderOf(module: string): string {
  const [folder, room, slice] = module.split('/')
  if (folder !== 'ui' || slice === undefined) return folder!
  return ['views', 'tasks', 'dialogs'].includes(room!) ? `ui/${room}/${slice}` : `ui/${room}`
}
