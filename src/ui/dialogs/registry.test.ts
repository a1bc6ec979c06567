/** Compares the registry with the sources that name dialogs, and with the table of dialogs in the docs. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { HIDEABLE } from '../../share/hide'
import { DIALOGS } from './registry'

const UI = fileURLToPath(new URL('../', import.meta.url))
const DOCS = fileURLToPath(new URL('../../../docs/', import.meta.url))
const ids = DIALOGS.map(({ id }) => id)

test('each dialog has its own id and title', () => {
  expect(new Set(ids).size).toBe(ids.length)
  expect(new Set(DIALOGS.map(({ title }) => title)).size).toBe(ids.length)
})

test('every id that the page opens is registered, and every dialog is opened from somewhere', () => {
  const sources = readdirSync(UI, { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!\.test)\.tsx?$/.test(file))
  const named = sources.flatMap((file) =>
    [...readFileSync(UI + file, 'utf8').matchAll(/(?:showDialog\(|\bdialog: |\bdialog === )'(\w+)'/g)].map(([, id]) => id!),
  )
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter((id) => !ids.includes(id))).toEqual([])
  expect(DIALOGS.filter(({ id, entry }) => !entry && !named.includes(id))).toEqual([])
})

test('each doc page exists', () => {
  for (const { doc } of DIALOGS) if (doc) expect(existsSync(DOCS + doc.replace(/#.*/, '')), doc).toBe(true)
})

test('docs/dialogs.md has a row for each dialog', () => {
  const rows = DIALOGS.map(({ title, entry, part, doc }) => {
    const cells = [
      title,
      entry?.label ?? '',
      entry?.keys ? `\`${entry.keys}\`` : '',
      part ? `\`${part}\`` : '',
      doc ? `[${doc}](${doc})` : '',
    ]
    return `| ${cells.join(' | ')} |`
  })
  expect(readFileSync(`${DOCS}dialogs.md`, 'utf8')).toContain(`${rows.join('\n')}\n`)
  for (const { part } of DIALOGS) if (part) expect(HIDEABLE).toContain(part)
})
