/** The screen: accessible in both themes, no overflow at any width, fully usable by keyboard, errors shown where they belong. */
import { violations } from './axe'
import { expect, walk } from './lab'

for (const theme of ['dark', 'light'] as const)
  walk(`axe finds nothing serious, ${theme}`, async ({ lab }) => {
    await lab.page.emulateMedia({ colorScheme: theme })
    await lab.open('#blank.1&T=3&batch=50')
    await lab.step(2)
    await lab.page.evaluate((t) => {
      document.documentElement.dataset.theme = t
    }, theme)
    expect(await violations(lab.page)).toEqual([])
  })

for (const width of [900, 1280, 1440, 1920])
  walk(`nothing runs over the side at ${width}`, async ({ lab }) => {
    await lab.page.setViewportSize({ width, height: width === 1920 ? 1080 : 900 })
    await lab.open('#window.1&T=4&batch=20')
    await lab.step(1)
    expect(await lab.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    await expect(lab.button('Compare')).toBeVisible()
    for (const name of ['Network', 'Membrane potential', 'Gradient-available fraction', 'Spike raster', 'Learning curves', 'Health'])
      await expect(lab.region(name)).toBeVisible()
  })

walk('the keyboard reaches everything: presets, layers, steps, help', async ({ lab }) => {
  await lab.open('#window.1&T=4&batch=20')
  // Space would press a button that still has focus.
  await lab.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await lab.page.locator('body').press('3')
  await expect(lab.region('Network').locator('[aria-current=true]')).toContainText('lif3')
  await lab.page.locator('body').press('?')
  await expect(lab.page.getByRole('dialog')).toBeVisible()
  await lab.page.keyboard.press('Escape')
  await expect(lab.page.getByRole('dialog')).toHaveCount(0)
  await lab.page.locator('body').press('Space')
  await expect.poll(async () => (await lab.state()).kind).toBe('running')
  await lab.page.locator('body').press('Space')
  await expect.poll(async () => (await lab.state()).kind).toBe('paused')
  await lab.page.getByRole('button', { name: /^Presets: / }).focus()
  await lab.page.keyboard.press('Enter')
  const gallery = lab.page.getByRole('dialog', { name: 'Open an experiment' })
  const search = gallery.getByRole('combobox', { name: 'Find an experiment' })
  await expect(search).toBeFocused()
  for (const name of [/^Compare variants/, /^Open an experiment file/])
    await expect(gallery.getByRole('button', { name })).toBeInViewport({ ratio: 1 })
  const options = gallery.getByRole('listbox', { name: 'Presets' }).getByRole('option')
  await expect(options.first()).toBeInViewport({ ratio: 1 })
  await expect(gallery.getByRole('group').first()).toHaveAccessibleName('Start here')
  await search.fill('resnet')
  await expect(options).toHaveCount(2)
  // The open preset is among the results, but not the first of them.
  await search.fill('mnist')
  await expect(options.first()).toHaveAccessibleName(/MPD-AGL on MNIST/)
  await expect(search).toHaveAttribute('aria-activedescendant', (await options.first().getAttribute('id'))!)
  await search.fill('starting point')
  await expect(gallery.getByRole('status').first()).toHaveText(/^1 of \d+ experiments$/)
  await lab.page.keyboard.press('Enter')
  await expect(gallery).toBeHidden()
  await expect.poll(() => lab.link()).toMatch(/#blank\.\d+$/)
})

walk('twenty layers: the selected one is visible in the strip and in both tables, and notes count the hidden ones', async ({ lab }) => {
  await lab.open(`#blank.1&network.hidden=${Array(20).fill(16).join(',')}&batch=20&T=2&view=layer:lif15`)
  await lab.step(1)
  await expect(lab.region('Network').locator('[aria-current=true]')).toBeInViewport({ ratio: 0.95 })
  for (const name of ['Gradient-available fraction', 'Gradient norm']) {
    await expect(lab.region(name).getByRole('button', { name: 'lif15', exact: true })).toBeInViewport({ ratio: 0.95 })
    await expect(lab.region(name)).toContainText(/layers \d+–\d+ of 20/)
  }
})

walk('where all classes are equal no class is given as the answer, and a layer is blamed only for those behind it', async ({ lab }) => {
  await lab.open('#tutorial.1&network.hidden=16&T=2&batch=20&neuron.threshold=50')
  await lab.step(1)
  await expect(lab.region('Inspector')).toContainText('No prediction yet: all classes are equally probable.')
  await expect(lab.region('Health')).toContainText('lif1 is silent')
  await expect(lab.region('Health')).not.toContainText(/lifOut is silent|2 layers are silent/)
})

walk('what cannot be read in a field stays there, and the row says how to write it', async ({ lab, page }) => {
  await lab.open('#blank.1&T=2&batch=20')
  const before = await lab.experiment()
  const field = lab.region('Experiment').getByLabel('Hidden layers')
  await field.fill('12, banana')
  await field.press('Enter')
  await expect(page.getByRole('alert')).toHaveText('“banana” is not a whole number. Write 128, 128, 128 or 8 x 128.')
  await expect(field).toHaveValue('12, banana')
  await expect(field).toHaveAccessibleDescription(/“banana” is not a whole number/)
  expect(await lab.experiment()).toEqual(before)
  await field.fill('3 x 24')
  await field.press('Enter')
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect.poll(async () => (await lab.experiment()).network).toMatchObject({ hidden: [24, 24, 24] })
})

walk('an edit with a problem is said at its row and in Health, and nothing trains on it', async ({ lab }) => {
  await lab.open('#window.1&T=3&batch=20')
  const before = await lab.experiment()
  await lab.page.getByRole('region', { name: 'Experiment' }).getByLabel('Normalization').selectOption('none')
  await expect(lab.region('Health')).toContainText('tdBN')
  expect(await lab.experiment()).toEqual(before)
})

walk(
  'a view that meets an error says so in its place; training and the other views go on, and it is shown again',
  async ({ lab, page }) => {
    // The browser fails to measure one view.
    await page.evaluate(() => {
      const observe = ResizeObserver.prototype.observe
      ResizeObserver.prototype.observe = function (element, options) {
        if (
          document.documentElement.dataset.refuse === 'yes' &&
          element.closest('section')?.getAttribute('aria-label') === 'Learning curves'
        )
          throw new Error('The browser does not measure this.')
        observe.call(this, element, options)
      }
      document.documentElement.dataset.refuse = 'yes'
    })
    await lab.open('#window.1&T=3&batch=50&network.hidden=16,16')
    const curves = lab.region('Learning curves')
    await expect(curves.getByRole('alert')).toContainText('Learning curves cannot be shown. The view met an error: The browser does not')
    await lab.step(2)
    expect((await lab.state()).step).toBe(2)
    await expect(lab.region('Membrane potential').getByRole('img')).toBeVisible()
    expect(lab.errors.join()).toContain('The browser does not measure this.')
    lab.errors.splice(0)
    await page.evaluate(() => {
      document.documentElement.dataset.refuse = 'no'
    })
    await curves.getByRole('button', { name: 'Show again' }).click()
    await expect(curves.getByRole('slider', { name: 'Training time' })).toBeVisible()
    await expect(page.getByRole('alert').filter({ hasText: 'cannot be shown' })).toHaveCount(0)
  },
)
