/** The import graph of the source files, read from their text: cycles of files, folders that import each other, and style sheets. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The text of files by path: from src, or `e2e/…` for the end-to-end tests. */
export type Sources = Readonly<Record<string, string>>

const SRC = fileURLToPath(new URL('..', import.meta.url))
const E2E = fileURLToPath(new URL('../../e2e/', import.meta.url))

const read = (root: string, ending: RegExp, prefix = ''): [path: string, text: string][] =>
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => ending.test(path))
    .map((path) => [prefix + path, readFileSync(root + path, 'utf8')])

/** Every script of src and e2e. */
export const allSources = (): Sources => Object.fromEntries([...read(SRC, /\.tsx?$/), ...read(E2E, /\.tsx?$/, 'e2e/')])

/** Every style sheet of src. */
export const allSheets = (): Sources => Object.fromEntries(read(SRC, /\.css$/))

export const isTest = (file: string): boolean => /\.test\.tsx?$/.test(file)

/** A file without its extension. */
const nameOf = (file: string): string => file.replace(/\.tsx?$/, '')

/** The module of a file: a test belongs to what it tests. */
export const moduleOf = (file: string): string => file.replace(/(\.test|\.d|\.types)?\.tsx?$/, '')

interface Import {
  readonly from: string
  readonly how: 'value' | 'type' | 'worker'
}

/** Every relative import: static, dynamic, re-exported, or a worker's URL. */
export function importsOf(source: string): Import[] {
  const code = source.replaceAll(/^\s*\/\*[\s\S]*?\*\//gm, '').replaceAll(/^\s*\/\/.*$/gm, '')
  const found: Import[] = []
  for (const match of code.matchAll(/^\s*(?:import|export)\s+(type\s)?[^'";]*?\bfrom\s+['"]([^'"]+)['"]/gm))
    found.push({ from: match[2]!, how: match[1] === undefined ? 'value' : 'type' })
  for (const match of code.matchAll(/(?:^\s*import\s+|\bimport\(\s*)['"]([^'"]+)['"]/gm)) found.push({ from: match[1]!, how: 'value' })
  for (const match of code.matchAll(/\bnew URL\(\s*['"]([^'"]+\.tsx?)['"]/g)) found.push({ from: match[1]!, how: 'worker' })
  return found.filter(({ from }) => from.startsWith('.'))
}

/** The file that an import names, by its path as in `Sources`; undefined for what lies outside src and e2e. */
function pathOf(file: string, from: string): string | undefined {
  const path = (file.startsWith('e2e/') ? file : `src/${file}`).split('/').slice(0, -1)
  for (const part of from.replace(/\?.*$/, '').split('/')) {
    if (part === '..') path.pop()
    else if (part !== '.') path.push(part)
  }
  if (path[0] === 'e2e') return path.join('/')
  return path[0] === 'src' ? path.slice(1).join('/') : undefined
}

/** The module that an import names; undefined for what lies outside src and e2e or is no script (a shader, a style sheet). */
export function resolve(file: string, from: string): string | undefined {
  const module = pathOf(file, from)
  return module === undefined || /\.(?!tsx?$|e2e$|config$)[a-z0-9]+$/.test(module) ? undefined : module.replace(/\.tsx?$/, '')
}

/** The style sheets that a script imports. */
export const sheetsOf = (file: string, source: string): string[] =>
  importsOf(source).flatMap(({ from }) => (from.endsWith('.css') ? (pathOf(file, from) ?? []) : []))

/** The style sheets that a style sheet includes by `composes … from` and `@import`. */
export const sheetsIn = (file: string, source: string): string[] =>
  [...source.matchAll(/(?:\bcomposes:[^;]*\bfrom\s+|@import\s+(?:url\()?)['"](\.[^'"]+)['"]/g)].flatMap(
    ([, from]) => pathOf(file, from!) ?? [],
  )

type Edges = ReadonlyMap<string, ReadonlySet<string>>

/** All imports between modules, of types and values, without those of tests and the URLs of workers. */
function edgesOf(files: Sources): Edges {
  const scripts = Object.keys(files).filter((file) => !isTest(file))
  const modules = new Set(scripts.map((file) => file.replace(/\.tsx?$/, '')))
  return new Map(
    scripts.map((file) => {
      const imports = importsOf(files[file]!).filter(({ how }) => how !== 'worker')
      const targets = imports.map(({ from }) => resolve(file, from) ?? '').filter((target) => modules.has(target))
      return [file.replace(/\.tsx?$/, ''), new Set(targets)]
    }),
  )
}

/** All modules reachable from one through imports. */
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

/** Tests that import one of the modules, directly or indirectly. Imports of types and URLs of workers do not count. */
export function reaching(modules: readonly string[], files: Sources): string[] {
  const importers = new Map<string, string[]>()
  for (const [file, source] of Object.entries(files))
    for (const { from, how } of importsOf(source)) {
      const target = how === 'value' ? resolve(file, from) : undefined
      if (target !== undefined) importers.set(target, [...(importers.get(target) ?? []), file])
    }
  const found = new Set<string>()
  const next = [...modules]
  for (let module = next.pop(); module !== undefined; module = next.pop())
    for (const file of importers.get(module) ?? []) {
      if (found.has(file)) continue
      found.add(file)
      next.push(nameOf(file))
    }
  return [...found].filter(isTest).sort()
}

/** Groups of files that import each other, directly or through others: "a, b". */
export function importCycles(files: Sources): string[] {
  const edges = edgesOf(files)
  const reached = new Map([...edges.keys()].map((module) => [module, reachedFrom(module, edges)]))
  const cycles = [...edges.keys()]
    .filter((module) => reached.get(module)!.has(module))
    .map((module) => [...edges.keys()].filter((other) => reached.get(module)!.has(other) && reached.get(other)!.has(module)))
  return [...new Set(cycles.map((cycle) => cycle.sort().join(', ')))]
}

/** The part of the project that a module belongs to: a view or a dialog, a task, a program of the terminal, else a folder of src. */
export function folderOf(module: string): string {
  const parts = module.split('/')
  const isNested = parts[0] === 'ui' && ['views', 'tasks', 'dialogs'].includes(parts[1]!)
  const depth = isNested ? 3 : ['ui', 'tasks', 'headless'].includes(parts[0]!) ? 2 : 1
  return parts.slice(0, Math.min(depth, Math.max(1, parts.length - 1))).join('/')
}

/** The entries of the nearest common folder of two modules through which each is reached: `a/b/c` and `a/d` give `a/b` and `a/d`. */
function siblings(module: string, target: string): [string, string] {
  const [here, there] = [module.split('/'), target.split('/')]
  let depth = 0
  while (here[depth] === there[depth] && depth < Math.min(here.length, there.length) - 1) depth++
  return [here.slice(0, depth + 1).join('/'), there.slice(0, depth + 1).join('/')]
}

/** Pairs of entries of a folder (files or folders, at any depth) that import each other, with an import in each direction. */
export function mutualFolders(files: Sources): string[] {
  const first = new Map<string, string>()
  for (const [module, targets] of edgesOf(files))
    for (const target of targets) {
      const pair = siblings(module, target).join(' ')
      if (!first.has(pair)) first.set(pair, `${module} -> ${target}`)
    }
  return [...first].flatMap(([pair, here]) => {
    const [from, to] = pair.split(' ') as [string, string]
    const back = first.get(`${to} ${from}`)
    return from < to && back !== undefined ? [`${from}, ${to}: ${here}, ${back}`] : []
  })
}
