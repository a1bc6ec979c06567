/** The command palette: every command by its words, by keyboard alone, and with single keys turned off. */
import type { Locator } from '@playwright/test'
import { expect, type Lab, walk } from './lab'

const SMALL = '#blank.1&T=2&batch=20&network.hidden=16,16'

const palette = (lab: Lab) => lab.page.getByRole('dialog', { name: 'Find an action' })

async function take(lab: Lab, text: string): Promise<void> {
  await lab.page.keyboard.press('Control+k')
  await expect(palette(lab).getByRole('combobox')).toBeFocused()
  await lab.page.keyboard.type(text)
  await lab.page.keyboard.press('Enter')
  await expect(palette(lab)).toHaveCount(0)
}

/** Presses the second key before the page has drawn the effect of the first. */
const pressBoth = ({ page: { keyboard } }: Lab, first: string, second: string) =>
  Promise.all([keyboard.press(first), keyboard.press(second)])

walk('actions are found by their words and done by Enter, with single keys off too', async ({ lab }) => {
  await lab.open(SMALL)
  // On the first use, too, nothing that is typed after the key is lost while scripts still load.
  let typed = () => {}
  const typing = new Promise<void>((resolve) => {
    typed = resolve
  })
  await lab.page.route('**/*.js', async (route) => {
    await typing
    await route.continue()
  })
  await lab.page.keyboard.press('Control+k')
  await lab.page.keyboard.type('single keys off')
  typed()
  await expect(palette(lab).getByRole('combobox')).toHaveValue('single keys off')
  await lab.page.keyboard.press('Enter')
  await expect(palette(lab)).toHaveCount(0)
  await lab.page.keyboard.press('?')
  await take(lab, 'step train')
  await expect.poll(async () => (await lab.state()).step).toBe(1)
  await expect(lab.page.getByRole('dialog')).toHaveCount(0)
  await take(lab, 'layer lif2')
  await expect(lab.region('Network').locator('[aria-current=true]')).toContainText('lif2')
  await take(lab, 'curves table')
  await expect(lab.region('Learning curves').getByRole('button', { name: 'Table' })).toHaveAttribute('aria-pressed', 'true')
  await take(lab, 'membrane counts log')
  await expect(
    lab.region('Membrane potential').getByRole('group', { name: 'Scale of counts' }).getByRole('radio', { name: 'log' }),
  ).toBeChecked()
  await take(lab, 'dark theme')
  await expect(lab.page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await take(lab, 'set threshold')
  await expect(lab.page.locator(':focus')).toHaveAccessibleName(/Threshold/)
  await take(lab, 'threshold 0.4')
  await expect.poll(async () => (await lab.link()).includes('neuron.threshold=0.4')).toBe(true)
  await take(lab, 'batch size')
  await expect(lab.page.locator(':focus')).toHaveAccessibleName(/Batch/)
  // The key opens the palette from within a field, too.
  await take(lab, 'graphics adapter')
  await expect(lab.page.getByRole('dialog', { name: 'Graphics adapter' })).toBeVisible()
  await lab.page.keyboard.press('Escape')
  await take(lab, 'open mpd-agl')
  await expect.poll(async () => (await lab.link()).includes(SMALL.slice(1, 6))).toBe(false)
  // Restore the stored settings: the theme, which follows the system until one is chosen, and single keys.
  await take(lab, 'light theme')
  await take(lab, 'single keys on')
  await lab.page.evaluate(() => localStorage.clear())
})

walk('arrow keys move through the commands, the active one is announced, and so is an empty result', async ({ lab }) => {
  await lab.open(SMALL)
  await lab.page.keyboard.press('Control+k')
  const box = palette(lab).getByRole('combobox')
  const active = () => palette(lab).locator('[role=option][aria-selected=true]')
  await expect(active()).toHaveText(/^Play/)
  await box.press('ArrowDown')
  await expect(active()).toHaveText(/^Step/)
  await expect(box).toHaveAttribute('aria-activedescendant', (await active().getAttribute('id'))!)
  await box.press('ArrowUp')
  await box.press('ArrowUp')
  await expect(active()).toHaveText(/^Open /)
  await expect(active()).toBeInViewport()
  await box.fill('xyzzy')
  await expect(palette(lab).getByText('No action has “xyzzy” in its words.')).toBeVisible()
  await box.press('Enter')
  await expect(palette(lab)).toBeVisible()
  await box.press('Escape')
  await expect(palette(lab)).toHaveCount(0)
})

walk('a dialog gives the focus back to what opened it, however it is closed', async ({ lab }) => {
  await lab.open(SMALL)
  const opener = lab.button('Keyboard and help')
  for (const close of [
    () => lab.page.keyboard.press('Escape'),
    () => lab.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click(),
    () => lab.page.mouse.click(5, 5),
  ]) {
    await opener.focus()
    await lab.page.keyboard.press('Enter')
    await expect(lab.page.getByRole('dialog')).toBeVisible()
    await close()
    await expect(lab.page.getByRole('dialog')).toHaveCount(0)
    await expect(opener).toBeFocused()
  }
  // The key opens the palette over a dialog that another dialog has opened, too.
  const presets = lab.page.getByRole('button', { name: /^Presets: / })
  await presets.focus()
  await lab.page.keyboard.press('Enter')
  await lab.page.getByRole('button', { name: 'Compare variants of the open one …' }).click()
  await expect(lab.page.getByRole('dialog', { name: 'Compare variants' })).toBeVisible()
  await lab.page.keyboard.press('Escape')
  await expect(presets).toBeFocused()
})

walk('a key right behind one that closes a dialog is not lost on what is gone', async ({ lab }) => {
  await lab.open(SMALL)
  const { keyboard } = lab.page
  const [help, curves, figure] = ['Keyboard and help', 'Zoom into the learning curves', 'Save figure'].map((name) =>
    lab.page.getByRole('dialog', { name, exact: true }),
  )
  const openTwice = async (opener: Locator, dialog: Locator) => {
    await opener.press('Enter')
    await expect(dialog).toBeVisible()
    await pressBoth(lab, 'Escape', 'Enter')
    await expect(dialog.locator(':focus')).toBeVisible()
  }
  await openTwice(lab.button('Keyboard and help'), help!)
  await keyboard.press('Escape')
  await openTwice(lab.region('Learning curves').getByRole('button', { name: 'Zoom' }), curves!)
  await openTwice(curves!.getByRole('button', { name: 'Save figure' }), figure!)
  await keyboard.press('Escape')
  await expect(figure!).toHaveCount(0)
  await keyboard.press('Escape')
  await expect(curves!).toHaveCount(0)
  // If nothing had focus before, the Close button of the closed dialog does not retain it.
  await lab.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await keyboard.press('?')
  await expect(help!).toBeVisible()
  await pressBoth(lab, 'Escape', 'ArrowRight')
  await expect.poll(async () => (await lab.state()).step).toBe(1)
  await keyboard.press('?')
  await expect(help!).toBeVisible()
  await pressBoth(lab, 'Escape', 'Space')
  await expect.poll(async () => (await lab.state()).step).toBeGreaterThan(1)
  await lab.pause()
})

walk('what an action of the palette does is done before the next key', async ({ lab }) => {
  await lab.open(SMALL)
  await lab.page.keyboard.press('Control+k')
  await lab.page.keyboard.type('single keys off')
  await pressBoth(lab, 'Enter', '?')
  await take(lab, 'single keys on')
  await expect(lab.page.getByRole('dialog')).toHaveCount(0)
  await lab.page.evaluate(() => localStorage.clear())
})
