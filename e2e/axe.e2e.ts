/**
 * In every state of the screen, axe finds nothing of any severity, dark and light; no text is too small, and everything fits narrow
 * screens. The states are in e2e/axe.
 */
import axe from 'axe-core'
import { OF_COLOR, violations } from './axe'
import type { State } from './axe/walk'
import { WALKS } from './axe-states'
import { expect, type Lab, test } from './lab'
import { smallText } from './legible'
import { misfits } from './narrow'

const STATES = 82

test('the rules asked again in light are all of axe’s that look at colors', () => {
  const rules = axe.getRules(['cat.color']).map(({ ruleId }) => ruleId)
  // This rule, a contrast of 7 to 1, is off by default.
  expect(rules.filter((rule) => rule !== 'color-contrast-enhanced').sort()).toEqual([...OF_COLOR].sort())
})

test('every state of the screen is in one walk', () => {
  const names = WALKS.flatMap(({ states }) => states.map(({ name }) => name))
  expect(new Set(names).size).toBe(STATES)
  expect(names).toHaveLength(STATES)
})

async function inTheme(lab: Lab, theme: 'dark' | 'light'): Promise<void> {
  // The page follows the system's theme until one is chosen.
  await lab.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
  await expect(lab.page.locator('html')).toHaveAttribute('data-theme', theme)
}

async function visit(lab: Lab, { name, reach, leave }: State): Promise<void> {
  await inTheme(lab, 'dark')
  await reach?.(lab)
  expect.soft(await violations(lab.page), `${name}, dark`).toEqual([])
  await inTheme(lab, 'light')
  expect.soft(await violations(lab.page, 'html', OF_COLOR), `${name}, light`).toEqual([])
  expect.soft(await smallText(lab.page), `${name}, sizes`).toEqual([])
  expect.soft(await misfits(lab.page), `${name}, narrow`).toEqual([])
  const open = lab.page.locator('dialog[open]')
  for (let left = await open.count(); left > 0; left--) {
    await lab.page.keyboard.press('Escape')
    await expect(open).toHaveCount(left - 1)
  }
  await leave?.(lab)
}

for (const { name, from, states } of WALKS)
  test(`axe finds nothing in the states of ${name}`, async ({ lab }) => {
    await lab.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
    await lab.open(from)
    const visited: string[] = []
    for (const state of states) await test.step(state.name, () => visit(lab, state).then(() => visited.push(state.name)))
    expect(visited).toEqual(states.map((state) => state.name))
  })
