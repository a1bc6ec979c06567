/** Styles and the components that use them agree: a class that is used exists, and one that exists is used. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = import.meta.dirname
const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
const sheets = new Map(
  files
    .filter((path) => path.endsWith('.module.css'))
    .map((path) => {
      const rules = readFileSync(join(ROOT, path), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
      const selectors = rules.replace(/\{[^{}]*\}/g, '{}')
      return [path, new Set([...selectors.matchAll(/\.([a-zA-Z]\w*)/g)].map(([, name]) => name!))] as const
    }),
)

const used: { path: string; sheet: string; name: string }[] = []
for (const path of files.filter((path) => path.endsWith('.tsx'))) {
  const text = readFileSync(join(ROOT, path), 'utf8')
  for (const [, local, from] of text.matchAll(/^import (\w+) from '(.+\.module\.css)'/gm)) {
    const sheet = relative(ROOT, join(ROOT, dirname(path), from!))
    for (const [, name] of text.matchAll(new RegExp(`\\b${local}\\.(\\w+)`, 'g'))) used.push({ path, sheet, name: name! })
  }
}

test('every class that a component uses has a rule', () => {
  expect(used.filter(({ sheet, name }) => !sheets.get(sheet)?.has(name)).map(({ path, name }) => `${path}: ${name}`)).toEqual([])
})

test('every class of a style sheet is used', () => {
  const known = new Set(used.map(({ sheet, name }) => `${sheet} ${name}`))
  const all = [...sheets].flatMap(([sheet, names]) => [...names].map((name) => `${sheet} ${name}`))
  expect(all.filter((name) => !known.has(name))).toEqual([])
})

test('no rule makes the browser search the page at every change', () => {
  // Such a selector makes the browser lay out the whole page again; a class of a state in front of it limits this to while the state lasts.
  const wide = /(?:^|[\s,>~+(])(?:\.page|\.lab|aside|div|section|span)+:has\(/
  const asks = files
    .filter((path) => path.endsWith('.css'))
    .flatMap((path) => [...readFileSync(join(ROOT, path), 'utf8').matchAll(/[^{}]*(?=\{)/g)].map(([rule]) => `${path}: ${rule.trim()}`))
  expect(asks.filter((rule) => wide.test(rule.replace(/\/\*[\s\S]*?\*\//g, '')))).toEqual([])
})
