/**
 * In every state of the screen, axe finds nothing of any severity, dark and light; no text is too small, and everything fits narrow
 * screens. The states are in e2e/axe.
 */
import axe from 'axe-core'
import { ALL_BUT_COLORS, newColorViolations, OF_COLOR, violations } from './axe'
import type { State } from './axe/walk'
import { WALKS } from './axe-states'
import { expect, type Lab, test, walk } from './lab'
import { smallText } from './legible'
import { misfits } from './narrow'

const STATES = 89

test('the rules asked again in the other theme are all of axe’s that look at colors', () => {
  const rules = axe.getRules(['cat.color']).map(({ ruleId }) => ruleId)
  // This rule, a contrast of 7 to 1, is off by default.
  expect(rules.filter((rule) => rule !== 'color-contrast-enhanced').sort()).toEqual([...OF_COLOR].sort())
})

test('every state of the screen is in one walk', () => {
  const names = WALKS.flatMap(({ states }) => states.map(({ name }) => name))
  expect(new Set(names).size).toBe(STATES)
  expect(names).toHaveLength(STATES)
})

test('colors are checked in every part that is new or has changed', async ({ page }) => {
  const section = (name: string, color: string) => `<section aria-label="${name}"><p style="color: ${color}">Words</p></section>`
  await page.setContent(`<main>${section('A', '#ddd')}${section('B', '#000')}</main>`)
  const found = async () => (await newColorViolations(page)).map((one) => one.slice(0, 44))
  const faint = 'color-contrast (serious): <p style="color: #'
  expect(await found()).toEqual([faint])
  expect(await found()).toEqual([])
  const paint = (name: string, color: string) =>
    page.locator(`section[aria-label=${name}] p`).evaluate((p, color) => p.setAttribute('style', `color: ${color}`), color)
  await paint('B', '#ccc')
  expect(await found()).toEqual([faint])
  // An element that was seen already is looked at again where the styles around it have changed.
  await paint('B', '#000')
  expect(await found()).toEqual([])
  await page.locator('html').evaluate((html) => html.setAttribute('data-theme', 'light'))
  expect(await found()).toEqual([faint])
})

type Theme = 'dark' | 'light'

async function inTheme(lab: Lab, theme: Theme): Promise<void> {
  // The page follows the system's theme until one is chosen.
  await lab.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
  await expect(lab.page.locator('html')).toHaveAttribute('data-theme', theme)
}

/** Rules that do not look at colors give the same result in both themes. */
async function visit(lab: Lab, { name, reach, leave }: State, themes: readonly Theme[]): Promise<void> {
  await reach?.(lab)
  expect.soft(await violations(lab.page, 'html', ALL_BUT_COLORS), name).toEqual([])
  for (const theme of themes) {
    await inTheme(lab, theme)
    expect.soft(await newColorViolations(lab.page), `${name}, ${theme}`).toEqual([])
  }
  expect.soft(await smallText(lab.page), `${name}, sizes`).toEqual([])
  expect.soft(await misfits(lab.page), `${name}, narrow`).toEqual([])
  const open = lab.page.locator('dialog[open]')
  // Escape closes what is open over a dialog first.
  const over = open.locator('[popover=auto]:popover-open')
  if ((await over.count()) > 0) await lab.page.keyboard.press('Escape')
  await expect(over).toHaveCount(0)
  for (let left = await open.count(); left > 0; left--) {
    await lab.page.keyboard.press('Escape')
    await expect(open).toHaveCount(left - 1)
  }
  await leave?.(lab)
}

for (const { name, from, states } of WALKS)
  walk(`axe finds nothing in the states of ${name}`, async ({ lab }) => {
    await lab.page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
    await lab.open(from)
    await inTheme(lab, 'dark')
    const visited: string[] = []
    // A state is reached in the theme that the previous one ended with.
    for (const [index, state] of states.entries())
      await walk
        .step(state.name, () => visit(lab, state, index % 2 === 0 ? ['dark', 'light'] : ['light', 'dark']))
        .then(() => visited.push(state.name))
    expect(visited).toEqual(states.map((state) => state.name))
  })
