/** The registry against the folders of views, the names in links, the glossary, and the table of views in the docs. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { HIDEABLE, PARTS, SIMPLE } from '../../share/hide'
import { VIEW_NAMES } from '../../share/views'
import { GLOSSARY } from '../state/labels/glossary'
import { store } from '../state/store/store'
import { hiddenText, VIEWS, viewCommands } from './registry'

const HERE = fileURLToPath(new URL('./', import.meta.url))
const DOCS = fileURLToPath(new URL('../../../docs/', import.meta.url))
const idsWhere = (fits: (view: (typeof VIEWS)[number]) => unknown) => VIEWS.filter(fits).map(({ id }) => id)

test('each folder is a view of its name, and each view has its folder', () => {
  const folders = readdirSync(HERE, { withFileTypes: true }).filter((entry) => entry.isDirectory())
  expect(idsWhere(() => true).sort()).toEqual(folders.map(({ name }) => name).sort())
  expect(new Set(VIEWS.map(({ title }) => title)).size).toBe(VIEWS.length)
})

test('links name the views that can fill the page, and those that they can hide', () => {
  expect(idsWhere(({ full }) => full)).toEqual(VIEW_NAMES)
  expect([...Object.keys(PARTS), ...idsWhere(({ hides }) => hides)]).toEqual(HIDEABLE)
  expect(HIDEABLE.map(hiddenText)).not.toContain(undefined)
})

test('links call simple what leaves out the views that say they are not in the simple view, the form, and curves', () => {
  expect(SIMPLE).toEqual(['form', 'more-curves', ...idsWhere(({ simple }) => !simple)])
  for (const { hides, simple } of VIEWS) if (!simple) expect(hides).toBeDefined()
})

test('each term is in the glossary', () => {
  for (const { term } of VIEWS) if (term !== null) expect(Object.keys(GLOSSARY)).toContain(term)
})

test('docs/views.md has a row for each view', () => {
  const state = store.getState()
  const rows = VIEWS.map((view) => {
    const keys = view.commands?.(state).flatMap(({ keys, label }) => (keys ? `${label}: \`${keys}\`` : [])) ?? []
    const cells = [
      view.title,
      `\`${view.id}\``,
      view.region,
      view.full ? 'yes' : '',
      view.simple ? 'yes' : '',
      view.hides ? 'yes' : '',
      view.saved ? 'yes' : '',
      view.figure ? 'yes' : '',
      keys.join(', '),
      `[${view.doc}](${view.doc})`,
    ]
    return `| ${cells.join(' | ')} |`
  })
  expect(readFileSync(`${DOCS}views.md`, 'utf8')).toContain(`${rows.join('\n')}\n`)
  expect(viewCommands(state).map(({ id }) => id)).toEqual(['pin', 'history'])
})
