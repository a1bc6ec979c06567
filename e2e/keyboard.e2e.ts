/** The keyboard alone: Tab reaches every control once, each shows its focus, and no control traps it. */
import { expect, type Lab, picture, walk } from './lab'

interface Stop {
  /** The focused element: its role or tag, and its name. */
  readonly words: string
  readonly seen: boolean
}

/** Numbers the controls that Tab should reach. A group of radio buttons counts as one. */
function expectedStops(lab: Lab): Promise<string[]> {
  return lab.page.evaluate(() => {
    const selector = 'a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]'
    const top: ParentNode = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document
    const groups = new Set<string>()
    const stops: string[] = []
    for (const element of top.querySelectorAll<HTMLElement>(selector)) {
      if (element.tabIndex < 0 || element.matches(':disabled') || !element.checkVisibility({ visibilityProperty: true })) continue
      if (element instanceof HTMLInputElement && element.type === 'radio') {
        if (groups.has(element.name) || (!element.checked && document.querySelector(`input[name="${element.name}"]:checked`))) continue
        groups.add(element.name)
      }
      element.dataset.stop = String(stops.length)
      stops.push(`${element.tagName.toLowerCase()} ${element.getAttribute('aria-label') ?? element.textContent?.slice(0, 40) ?? ''}`)
    }
    return stops
  })
}

/** The focused element, and whether its focus is visible: by an outline, a shadow, or a border that appears only with focus. */
function stopNow(lab: Lab): Promise<Stop & { readonly id: string | undefined }> {
  return lab.page.evaluate(() => {
    const element = document.activeElement as HTMLElement
    const marked = (of: Element): boolean => {
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(of)
      return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none'
    }
    // Hidden radio buttons and options show their focus on an element around or next to them.
    const seen = [element, element.closest('label'), element.nextElementSibling, element.parentElement].some((of) => of && marked(of))
    return {
      id: element.dataset.stop,
      words: `${element.tagName.toLowerCase()} ${element.getAttribute('aria-label') ?? element.textContent?.slice(0, 40)}`,
      seen,
    }
  })
}

/** Presses Tab until the focus has been everywhere, or well beyond the expected number of stops. */
async function tabThrough(lab: Lab, stops: readonly string[]): Promise<void> {
  const reached = new Map<string, number>()
  const unseen: string[] = []
  for (let press = 0; press < stops.length + 10 && reached.size < stops.length; press++) {
    await lab.page.keyboard.press('Tab')
    const { id, words, seen } = await stopNow(lab)
    if (id === undefined) continue
    reached.set(id, (reached.get(id) ?? 0) + 1)
    if (!seen) unseen.push(words)
  }
  expect(unseen, 'focused and not to be seen').toEqual([])
  expect(
    stops.filter((_, at) => !reached.has(String(at))),
    'never focused',
  ).toEqual([])
  expect(
    stops.filter((_, at) => (reached.get(String(at)) ?? 0) > 1),
    'focused more than once before all others were',
  ).toEqual([])
}

walk('the Tab key reaches every control of the screen once, with visible focus, and is not trapped', async ({ lab }) => {
  await lab.open('#window.1&T=3&batch=50&network.hidden=16,16')
  await lab.step(2)
  const stops = await expectedStops(lab)
  expect(stops.length).toBeGreaterThan(60)
  await tabThrough(lab, stops)
})

for (const [words, name] of [
  ['compare variants', 'Compare variants'],
  ['memory and cost', 'Memory and cost'],
  ['operations and energy', 'Operations and energy'],
  ['data sets', 'Data sets'],
  ['graphics adapter', 'Graphics adapter'],
  ['share', 'Link to this experiment'],
  ['code: export', 'Code of this experiment'],
  ['event camera', 'Event camera'],
  ['single neuron', 'A single neuron'],
] as const)
  walk(`the Tab key reaches every control of a dialog, and Escape leaves it: ${name}`, async ({ lab }) => {
    await lab.open('#window.1&T=3&batch=50&network.hidden=16,16')
    const opener = lab.button('Keyboard and help')
    await opener.focus()
    await lab.page.keyboard.press('Control+k')
    await expect(lab.page.getByRole('combobox', { name: 'Find an action' })).toBeFocused()
    await lab.page.keyboard.type(words)
    await lab.page.keyboard.press('Enter')
    const dialog = lab.page.getByRole('dialog', { name })
    await expect(dialog.getByRole('button', { name: 'Close' })).toBeVisible()
    await tabThrough(lab, await expectedStops(lab))
    await lab.page.keyboard.press('Escape')
    await expect(dialog).toHaveCount(0)
    await expect(opener).toBeFocused()
  })

walk(
  'number keys select layers, except in a field that is typed in, and while single keys are off; ? lists every key',
  async ({ lab, page }) => {
    await lab.open('#window.1&T=3&batch=50&network.hidden=16,16,16')
    const selected = lab.region('Network').locator('[aria-current=true] b')
    const names = (await lab.layers()).map(({ name }) => name).filter((name) => name !== 'input')
    for (const [at, name] of names.entries()) {
      await page.keyboard.press(String(at + 1))
      await expect(selected.first()).toHaveText(name)
    }
    await page.keyboard.press('2')
    const field = lab.region('Experiment').getByLabel('Hidden layers', { exact: true })
    await field.focus()
    await page.keyboard.press('End')
    await page.keyboard.press('3')
    await expect(field).toHaveValue(/163$/)
    await expect(selected.first()).toHaveText('lif2')
    await field.press('Escape')
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())

    await page.keyboard.press('?')
    const dialog = page.getByRole('dialog', { name: 'Keyboard and help' })
    await expect(dialog.getByRole('rowheader')).toHaveText([
      'Space',
      '→',
      'R',
      'Ctrl Z',
      'Ctrl Shift Z',
      'S',
      'Shift →',
      'F',
      'P',
      'H',
      'V',
      'Ctrl K',
      '?',
      '1 … 9',
      'F1',
    ])
    const keys = dialog.getByRole('checkbox', { name: 'Single keys act while no control that uses them has focus' })
    await keys.uncheck()
    await page.keyboard.press('Escape')
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await page.keyboard.press('3')
    await page.keyboard.press('Space')
    await page.keyboard.press('ArrowRight')
    await expect(selected.first()).toHaveText('lif2')
    expect(await lab.state()).toMatchObject({ kind: 'paused', step: 0 })
    // Shortcuts with Ctrl still work, and can turn single keys on again.
    await page.keyboard.press('Control+k')
    await page.keyboard.type('single keys on')
    await page.keyboard.press('Enter')
    await page.keyboard.press('3')
    await expect(selected.first()).toHaveText('lif3')
  },
)

walk('what the pointer does in the views, keys do', async ({ lab }) => {
  await lab.open('#window.1&T=3&batch=50&network.hidden=16,16')
  await lab.step(2)
  // An edge of the window, a neuron of the raster, a past snapshot, a layer and a step of the tables.
  const membrane = lab.region('Membrane potential')
  const edge = membrane.getByRole('slider', { name: 'Upper edge of the window' })
  const before = await edge.getAttribute('aria-valuenow')
  await edge.press('ArrowRight')
  await expect(edge).not.toHaveAttribute('aria-valuenow', before!)
  await edge.press('Escape')
  await expect(edge).toHaveAttribute('aria-valuenow', before!)
  await lab.region('Learning curves').getByRole('slider', { name: 'Training time' }).press('ArrowLeft')
  await expect(lab.region('Learning curves').getByRole('button', { name: 'Back to now' })).toBeVisible()
  await lab.region('Gradient-available fraction').getByRole('button', { name: 'lif2' }).press('Enter')
  await expect(lab.region('Network').locator('[aria-current=true]')).toContainText('lif2')
  await lab.region('Gradient norm').getByTitle('Show step 2').press('Enter')
  await expect(membrane.getByRole('group', { name: 'Time step' }).getByRole('radio', { name: '2' })).toBeChecked()
})

walk('a digit is drawn by keys, and every view shows the network’s response', async ({ lab }) => {
  await lab.open('#blank.1&T=2&batch=20&network.hidden=16')
  const inspector = lab.page.getByRole('region', { name: 'Inspector' })
  const pad = inspector.getByRole('img', { name: /^Drawing pad/ })
  await pad.focus()
  await lab.page.keyboard.press('ArrowUp')
  await expect(pad).toHaveAccessibleName(/The pen is up at column 14, row 13\.$/)
  await expect(inspector).toContainText('test sample')
  await lab.page.keyboard.press('Space')
  for (let press = 0; press < 3; press++) await lab.page.keyboard.press('Shift+ArrowDown')
  await expect(pad).toHaveAccessibleName(/showing an image\..* The pen is down at column 14, row 25\.$/)
  await expect(inspector).toContainText('your drawing')
  // The lab's own keys for Step and Play did not act.
  expect(await lab.state()).toMatchObject({ kind: 'paused', step: 0 })
  const raster = lab.region('Spike raster')
  const membrane = lab.region('Membrane potential')
  await expect(raster).toContainText('on the pad')
  await membrane.getByText('sample', { exact: true }).click()
  await expect(membrane).toContainText('the image on the pad')
  // The views follow both drawing and training.
  for (const go of [() => pad.press('Shift+ArrowRight'), () => lab.step(2)]) {
    const before = await picture(lab.page, 'Spike raster')
    await pad.focus()
    await lab.page.keyboard.press('Space')
    await go()
    await expect.poll(() => picture(lab.page, 'Spike raster')).not.toBe(before)
    await expect(raster).toContainText('on the pad')
  }
  await membrane.getByText('batch', { exact: true }).click()
  // Clearing the drawing removes its numbers.
  const probabilities = inspector.getByRole('columnheader', { name: 'step' })
  await expect(probabilities).toBeVisible()
  await inspector.getByRole('button', { name: 'Clear' }).click()
  await expect(probabilities).toHaveCount(0)
  await inspector.getByRole('button', { name: 'Next test sample' }).click()
  await expect(raster).toContainText('#1')
})
