/** What files import of each other, read from their text; circles of files, and folders that import each other. */
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

type Edges = ReadonlyMap<string, ReadonlySet<string>>

/** Who imports whom, types and values alike; tests, and programs that are only started, are left out. */
function edgesOf(files: Sources): Edges {
  const own = Object.keys(files).filter((file) => !isTest(file))
  const modules = new Set(own.map((file) => file.replace(/\.tsx?$/, '')))
  return new Map(
    own.map((file) => {
      const imports = importsOf(files[file]!).filter(({ how }) => how !== 'worker')
      const targets = imports.map(({ from }) => resolve(file, from) ?? '').filter((target) => modules.has(target))
      return [file.replace(/\.tsx?$/, ''), new Set(targets)]
    }),
  )
}

/** Every module that can be reached from one by its imports. */
function reachedFrom(start: string, edges: Edges): Set<string> {
  const found = new Set<string>()
  const next = [...(edges.get(start) ?? [])]
  for (let module = next.pop(); module !== undefined; module = next.pop()) {
    if (found.has(module)) continue
    found.add(module)
    next.push(...(edges.get(module) ?? []))
  }
  return found
}

/** Groups of files each of which imports, in the end, all others of its group: "a, b". */
export function circlesOf(files: Sources): string[] {
  const edges = edgesOf(files)
  const reached = new Map([...edges.keys()].map((module) => [module, reachedFrom(module, edges)]))
  const circles = [...edges.keys()]
    .filter((module) => reached.get(module)!.has(module))
    .map((module) => [...edges.keys()].filter((other) => reached.get(module)!.has(other) && reached.get(other)!.has(module)))
  return [...new Set(circles.map((circle) => circle.sort().join(', ')))]
}

/** A room of the page, or a folder of src; a file of src itself is its own. */
export function folderOf(module: string): string {
  const [folder, room, slice] = module.split('/')
  if (folder !== 'ui' || slice === undefined) return folder!
  return ['views', 'tasks', 'dialogs'].includes(room!) ? `ui/${room}/${slice}` : `ui/${room}`
}

/** Pairs of folders that import each other, with an import of each direction. */
export function mutualFolders(files: Sources): string[] {
  const first = new Map<string, string>()
  for (const [module, targets] of edgesOf(files))
    for (const target of targets) {
      const pair = `${folderOf(module)} ${folderOf(target)}`
      if (!first.has(pair)) first.set(pair, `${module} -> ${target}`)
    }
  return [...first].flatMap(([pair, here]) => {
    const [from, to] = pair.split(' ') as [string, string]
    const back = first.get(`${to} ${from}`)
    return from < to && back !== undefined ? [`${from}, ${to}: ${here}, ${back}`] : []
  })
}
