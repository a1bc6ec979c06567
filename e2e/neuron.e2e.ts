/** The single neuron in a real page: by a link, by pointer and keys, to and from the open experiment. */
import { expect, type Lab, walk } from './lab'

const SMALL = '#blank.1&network.hidden=16&T=2&batch=20'

const dialogOf = (lab: Lab) => lab.page.getByRole('dialog', { name: 'A single neuron' })
const plotOf = (lab: Lab) => dialogOf(lab).getByRole('slider', { name: 'Time step' })
const follow = (lab: Lab, link: string) => lab.page.evaluate((hash) => (location.hash = hash), link)

walk('a link opens a single neuron over the experiment, and leaves the address with it', async ({ lab, page }) => {
  await lab.open(SMALL)
  await follow(lab, '#neuron=lif.1&neuron.decay=0.5&steps=30&current.height=0.75&gradient=spikes')
  const plot = plotOf(lab)
  await expect(plot).toBeFocused()
  await expect(plot).toHaveAttribute(
    'aria-valuetext',
    /^t = 7 of 30, fires; .*u\[7\] = 0\.5 · 0\.75 \+ 0\.75 = 1\.125; s\[7\] = 1, as 1\.125 ≥ 1;/,
  )
  await page.keyboard.press('ArrowRight')
  await expect(plot).toHaveAttribute('aria-valuetext', /^t = 8 of 30, no spike; .*gradient of the number of spikes to x\[8\]/)
  await expect(dialogOf(lab).getByRole('region', { name: 'Equations at this step' })).toContainText('u[8] = 0.5 · 0 + 0.75 = 0.75')
  // The open experiment is unchanged, and the address is its own again.
  expect(await page.evaluate(() => location.hash)).toMatch(/^#neuron=/)
  await page.keyboard.press('Escape')
  await expect.poll(() => page.evaluate(() => location.hash)).toContain('#blank.')
  expect((await lab.experiment()).network).toMatchObject({ hidden: [16] })
})

walk('the steps are a table and a file as well, with the numbers that the plots say', async ({ lab, page }) => {
  await lab.open(SMALL)
  await follow(lab, '#neuron=lif.1&neuron.decay=0.5&steps=30&current.height=0.75&gradient=spikes')
  await expect(plotOf(lab)).toHaveAttribute('aria-valuetext', /^t = 7 of 30, fires; .*u\[7\] = 0\.5 · 0\.75 \+ 0\.75 = 1\.125;/)
  await dialogOf(lab).getByRole('button', { name: 'Table' }).click()
  const row = dialogOf(lab).getByRole('row', { name: /^Show step 7 / })
  await expect(row.getByRole('cell').nth(1)).toHaveText('1.13')
  await expect(row.getByRole('cell').nth(2)).toHaveText('1')
  await expect(dialogOf(lab).getByRole('columnheader')).toHaveCount(7)
  await dialogOf(lab).getByRole('button', { name: 'Show step 8' }).click()
  await expect(dialogOf(lab).getByRole('region', { name: 'Equations at this step' })).toContainText('u[8] = 0.5 · 0 + 0.75 = 0.75')
  const saved = page.waitForEvent('download')
  await dialogOf(lab).getByLabel('Save', { exact: true }).click()
  await dialogOf(lab).getByRole('button', { name: 'Steps (CSV)' }).click()
  const lines = Buffer.concat(await (await (await saved).createReadStream()).toArray())
    .toString()
    .trim()
    .split('\n')
  expect(lines).toHaveLength(31)
  expect(lines[7]!.split(',').slice(0, 4)).toEqual(['7', '0.75', '1.125', '1'])
  await dialogOf(lab).getByRole('button', { name: 'Table' }).click()
  await expect(plotOf(lab)).toHaveAttribute('aria-valuenow', '8')
})

walk('a current is drawn by pointer and by keys, and the link to it is copied', async ({ lab, page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await lab.open(SMALL)
  await follow(lab, '#neuron=lif.1&steps=10')
  await dialogOf(lab).getByLabel('Input current').selectOption('drawn')
  const plot = plotOf(lab)
  const { x, y, width } = (await plot.boundingBox())!
  const across = (step: number) => x + 40 + ((step - 0.5) / 10) * (width - 48)
  await page.mouse.move(across(2), y + 40)
  await page.mouse.down()
  await page.mouse.move(across(4), y + 40, { steps: 3 })
  await page.mouse.up()
  const given = async () => Number(/input current (−?[\d.]+)/.exec((await plot.getAttribute('aria-valuetext'))!)![1]!.replace('−', '-'))
  await expect(plot).toHaveAttribute('aria-valuenow', '4')
  const height = await given()
  expect(height).toBeGreaterThan(0)
  await plot.press('ArrowUp')
  await expect.poll(given).toBeCloseTo(height + 0.05, 9)
  await plot.press('ArrowLeft')
  expect(await given()).toBe(height)
  await dialogOf(lab).getByRole('button', { name: 'Copy link' }).click()
  await expect(dialogOf(lab).getByRole('status')).toHaveText('Link copied.')
  // The message does not appear in a dialog opened on top.
  await dialogOf(lab).getByLabel('Save', { exact: true }).click()
  await dialogOf(lab).getByRole('button', { name: 'Figure (SVG, PNG) …' }).click()
  const figure = page.getByRole('dialog', { name: 'Save figure' })
  await expect(figure.getByRole('img')).toBeVisible()
  await expect(figure.getByRole('status')).toHaveText('')
  await page.keyboard.press('Escape')
  // After a change, the message about the copied link disappears.
  const steps = dialogOf(lab).getByRole('spinbutton', { name: 'Steps T' })
  await steps.fill('100000')
  await steps.press('Enter')
  await expect(dialogOf(lab).getByRole('alert')).toHaveText('Steps T is at most 200: 100000 became 200.')
  await expect(dialogOf(lab).getByRole('status')).not.toContainText('Link copied.')
  await steps.fill('10')
  await steps.press('Enter')
  await expect(dialogOf(lab).getByRole('alert')).toHaveCount(0)
  const link = await page.evaluate(() => navigator.clipboard.readText())
  await page.keyboard.press('Escape')
  await follow(lab, link.slice(link.indexOf('#')))
  await plotOf(lab).press('Home')
  for (let press = 0; press < 2; press++) await plotOf(lab).press('ArrowRight')
  expect(await given()).toBe(height)
})

walk('the neuron goes from the open experiment and back to it, as one step of undo; a faulty link says so', async ({ lab, page }) => {
  await lab.open(`${SMALL}&neuron.decay=0.35&surrogate.kind=triangle`)
  await follow(lab, '#neuron=lif.1&neuron.treshold=2')
  await expect(dialogOf(lab).getByRole('alert')).toContainText('The nearest is neuron.threshold.')
  await dialogOf(lab).getByRole('button', { name: 'From the open experiment' }).click()
  await expect(dialogOf(lab)).toContainText('The open experiment has this neuron and surrogate.')
  await expect(dialogOf(lab).getByRole('spinbutton', { name: 'Decay β' })).toHaveValue('0.35')
  await dialogOf(lab).getByRole('combobox', { name: 'Model', exact: true }).selectOption('plif')
  await dialogOf(lab).getByRole('combobox', { name: 'Surrogate' }).selectOption('rect')
  const use = dialogOf(lab).getByRole('button', { name: 'Use in the experiment' })
  await dialogOf(lab).getByRole('combobox', { name: 'Width κ' }).selectOption('adaptive')
  await expect(use).toBeDisabled()
  await expect(dialogOf(lab)).toContainText('needs a tdBN')
  await dialogOf(lab).getByRole('combobox', { name: 'Surrogate' }).selectOption('atan')
  await use.click()
  await expect(use).toBeDisabled()
  await lab.idle()
  expect(await lab.experiment()).toMatchObject({ neuron: { kind: 'plif' }, surrogate: { kind: 'atan' } })
  await page.keyboard.press('Escape')
  await lab.button('Undo').click()
  await lab.idle()
  expect(await lab.experiment()).toMatchObject({ neuron: { kind: 'lif', decay: 0.35 }, surrogate: { kind: 'triangle' } })
})

walk('the single neuron and events have a button in the bar at every width, and its picture is a figure', async ({ lab, page }) => {
  await lab.open(SMALL)
  const tools = page.getByRole('navigation', { name: 'Tools' })
  const neuron = tools.getByRole('button', { name: 'Neuron' })
  const events = tools.getByRole('button', { name: 'Events' })
  for (const width of [1400, 1399, 1280, 1200, 1199, 1101, 1100, 390]) {
    await page.setViewportSize({ width, height: 800 })
    await expect(neuron).toBeInViewport({ ratio: 1 })
    await expect(events).toBeInViewport({ ratio: 1 })
    const right = (all: Element[]) => Math.max(...all.map((part) => part.getBoundingClientRect().right))
    expect(await page.getByRole('banner').locator('*').evaluateAll(right)).toBeLessThanOrEqual(width)
  }
  await events.click()
  const player = page.getByRole('dialog', { name: 'Event player' })
  await player.getByRole('button', { name: 'Event camera …' }).click()
  await expect(page.getByRole('dialog', { name: 'Event camera' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await neuron.click()
  await expect(dialogOf(lab)).toBeVisible()
  await dialogOf(lab).getByLabel('Save', { exact: true }).click()
  await dialogOf(lab).getByRole('button', { name: 'Figure (SVG, PNG) …' }).click()
  const figure = page.getByRole('dialog', { name: 'Save figure' })
  await expect(figure.getByRole('img', { name: /^The figure: A single neuron, .*Steps T/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
})

/** LIF with an adaptive threshold, as a person types it. */
const ALIF = ['param beta = 1.8 in 0..10', 'b = 0.97*b[t-1] + s[t-1]', 'v = 0.9*v[t-1] + x - s[t-1]', 's = spike(v - 1 - beta*b)'].join(
  '\n',
)
const fromShelf = async (lab: Lab, name: RegExp) => {
  await dialogOf(lab)
    .getByRole('button', { name: /^Shelf/ })
    .click()
  await dialogOf(lab).getByRole('button', { name }).click()
}
const textOf = (lab: Lab) => dialogOf(lab).getByRole('textbox', { name: 'Equations' })

/** Tests share a page, which remembers which model was shown last. */
async function leaveEquations(lab: Lab): Promise<void> {
  await dialogOf(lab).getByText('built-in', { exact: true }).click()
  await expect(dialogOf(lab).getByRole('combobox', { name: 'Model', exact: true })).toBeVisible()
  await lab.page.keyboard.press('Escape')
}

walk('a neuron is typed as equations: faults are named, its answer follows, and the link has the text', async ({ lab, page }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await lab.open(SMALL)
  // The page may be one in which equations were typed before.
  await page.evaluate(() => localStorage.removeItem('membrane.equations'))
  await lab.reload()
  await follow(lab, '#neuron=lif.1&current.height=1.2&steps=30')
  await dialogOf(lab).getByText('equations', { exact: true }).click()
  // It begins with the neuron that was shown.
  await expect(textOf(lab)).toHaveValue(/# LIF\nparam beta = 0\.9 in 0\.\.1/)
  await expect(plotOf(lab)).toHaveAttribute('aria-valuetext', /^t = 6 of 30, fires; input current 1\.2; u 1\.2; s 1;/)

  await textOf(lab).fill(ALIF.replace('+ x', '+ y'))
  const fault = 'Line 3, column 18: y is not known; assign it in a line above, or write param y = 1.'
  await expect(dialogOf(lab).getByText(fault)).toBeVisible()
  await expect(textOf(lab)).toHaveAttribute('aria-invalid', 'true')
  await expect(textOf(lab)).toHaveAccessibleDescription(fault)
  await expect(dialogOf(lab)).toContainText('Shown is the last text that could be read.')
  await expect(dialogOf(lab).getByRole('spinbutton', { name: 'beta' })).toBeDisabled()
  await expect(dialogOf(lab).getByRole('group', { name: 'Parameters' })).toContainText('as soon as this one can be read')
  await expect(plotOf(lab)).toHaveAttribute('aria-valuetext', /; u 1\.2; s 1;/)

  await textOf(lab).fill(ALIF)
  await expect(plotOf(lab)).toHaveAttribute('aria-valuetext', /^t = 6 of 30, fires; input current 1\.2; b 0; v 1\.2; s 1; threshold 1;/)
  await expect(dialogOf(lab).getByText('Line 3')).toHaveCount(0)
  await plotOf(lab).press('ArrowRight')
  await expect(plotOf(lab)).toHaveAttribute(
    'aria-valuetext',
    /^t = 7 of 30, no spike; .* b 1; .*threshold 2\.8;.* gradient of the number of spikes/,
  )
  await expect(dialogOf(lab).getByRole('region', { name: 'Equations at this step' })).toContainText('b[7] = 1')
  await expect(dialogOf(lab).getByRole('img', { name: /^v against b over 30 steps; at step 7, b is 1\.00/ })).toBeVisible()

  // A slider changes the text, which is all there is.
  const beta = dialogOf(lab).getByRole('spinbutton', { name: 'beta' })
  await beta.fill('0')
  await beta.press('Enter')
  await expect(textOf(lab)).toHaveValue(ALIF.replace('1.8', '0'))
  await expect(plotOf(lab)).toHaveAttribute('aria-valuetext', /^t = 7 of 30, fires; .*threshold 1;/)
  // The tab key leaves the text.
  await textOf(lab).focus()
  await page.keyboard.press('Tab')
  await expect(textOf(lab)).not.toBeFocused()

  await dialogOf(lab).getByRole('button', { name: 'Copy link' }).click()
  await expect(dialogOf(lab).getByRole('status').filter({ hasText: 'Link copied.' })).toBeVisible()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  await fromShelf(lab, /^Izhikevich SpikingJelly, izhikevich_step current 1: 7 spikes/)
  await expect(dialogOf(lab)).toContainText('Source: SpikingJelly, izhikevich_step.')
  await expect(dialogOf(lab).getByRole('spinbutton', { name: 'Height' })).toHaveValue('1.00')
  await expect(plotOf(lab)).toHaveAttribute('aria-valuetext', /; u .*; s 0; w 0\.096; v /)
  // What was typed is on the shelf as well, and Escape closes the shelf alone.
  await fromShelf(lab, /^Your own text param beta/)
  await expect(textOf(lab)).toHaveValue(ALIF.replace('1.8', '0'))
  await dialogOf(lab)
    .getByRole('button', { name: /^Shelf/ })
    .click()
  await page.keyboard.press('Escape')
  await expect(lab.page.getByRole('dialog', { name: 'Shelf' })).toBeHidden()
  await fromShelf(lab, /^Izhikevich SpikingJelly/)
  await page.keyboard.press('Escape')
  await follow(lab, link.slice(link.indexOf('#')))
  await expect(textOf(lab)).toHaveValue(ALIF.replace('1.8', '0'))
  await leaveEquations(lab)
})

walk('names are completed while a text is typed, by keys and pointer, and Escape closes the list alone', async ({ lab, page }) => {
  await lab.open(SMALL)
  await follow(lab, '#neuron=lif.1&current.height=1.2&steps=30')
  await dialogOf(lab).getByText('equations', { exact: true }).click()
  await textOf(lab).fill(`${ALIF}\nlow = `)
  const list = dialogOf(lab).getByRole('listbox', { name: 'Completions' })
  await textOf(lab).pressSequentially('b')
  await expect(list.getByRole('option')).toHaveText(['b[t-1]of the step before', 'betaparameter'])
  // Enter is a new line until an option is chosen.
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(textOf(lab)).toHaveAttribute('aria-activedescendant', (await list.getByRole('option').nth(1).getAttribute('id'))!)
  await page.keyboard.press('Enter')
  await expect(textOf(lab)).toHaveValue(`${ALIF}\nlow = beta`)
  await expect(list).toHaveCount(0)
  await page.keyboard.press('ControlOrMeta+z')
  await expect(textOf(lab)).toHaveValue(`${ALIF}\nlow = b`)
  await textOf(lab).press('End')
  await textOf(lab).pressSequentially(' + ta')
  await list.getByRole('option', { name: 'tanh(' }).click()
  await expect(textOf(lab)).toHaveValue(`${ALIF}\nlow = b + tanh(`)
  await page.keyboard.press('Control+Space')
  await expect(list).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(list).toHaveCount(0)
  await expect(textOf(lab)).toBeFocused()
  await leaveEquations(lab)
})

walk('a surrogate is typed as a formula, drawn with its integral, and taken by the experiment', async ({ lab, page }) => {
  await lab.open(SMALL)
  await follow(lab, '#neuron=lif.1&neuron.decay=0.5&steps=30&current.height=0.75')
  await dialogOf(lab).getByLabel('Surrogate', { exact: true }).selectOption('formula')
  const formula = dialogOf(lab).getByRole('textbox', { name: 'Formula' })
  await formula.fill('surrogate(z) = 2*(abs(z) < 0.5')
  await expect(formula).toHaveAccessibleDescription(/The surrogate has no meaning yet: line 1/)
  await formula.fill('surrogate(z) = 2*(abs(z) < 0.5)')
  await expect(dialogOf(lab).getByRole('img', { name: /^∂s\/∂z for z from −1\.00 to 1\.00: at most 2\.00, / })).toBeVisible()
  await expect(plotOf(lab)).toHaveAttribute('aria-valuetext', /∂s\/∂z ≈ 2/)
  await dialogOf(lab).getByRole('button', { name: 'Use in the experiment' }).click()
  await page.keyboard.press('Escape')
  expect((await lab.experiment()).surrogate).toEqual({ kind: 'formula', text: 'surrogate(z) = 2*(abs(z) < 0.5)' })
  // The experiment has the same editor, with the same plot.
  const panel = page.getByRole('region', { name: 'Experiment' })
  await expect(panel.getByRole('img', { name: /^∂s\/∂z for z/ })).toBeVisible()
  const there = panel.getByRole('textbox', { name: 'Formula' })
  const lines = there.locator('xpath=preceding-sibling::ol/li')
  await expect(lines).toHaveCount(1)
  await there.fill('# wide\nsurrogate(z) = 2*(abs(z) < k)')
  await expect(lines.nth(1)).toHaveAttribute('data-fault')
  await there.fill('# wide\nsurrogate(z) = 2*(abs(z) < 0.5)')
  await expect(lines.nth(1)).not.toHaveAttribute('data-fault')
})

walk('the explanation of Equations does not cover their editor', async ({ lab, page }) => {
  await lab.open('#blank.1')
  await lab.button('Neuron').click()
  await dialogOf(lab).getByText('equations', { exact: true }).click()
  const editor = dialogOf(lab).getByRole('textbox', { name: 'Equations' })
  await expect(editor).toBeVisible()
  await dialogOf(lab).getByRole('button', { name: 'Equations', exact: true }).hover()
  const tip = page.locator('[data-tooltip]')
  await expect(tip).toBeVisible()
  const covers = async () => {
    const [a, b] = [(await tip.boundingBox())!, (await editor.boundingBox())!]
    return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
  }
  await expect.poll(covers).toBe(false)
  // Nor after the editor, with its line numbers, has moved to where it is, as it does where what is above loads later.
  const whole = editor.locator('xpath=ancestor::*[@data-uncovered]')
  const down = (await tip.boundingBox())!.y - (await whole.boundingBox())!.y
  await whole.evaluate((element, by) => {
    element.style.translate = `0 ${by}px`
  }, down)
  await expect.poll(covers).toBe(false)
  await whole.evaluate((element) => element.style.removeProperty('translate'))
  await page.keyboard.press('Escape')
})

walk('equations are kept by the browser, opened and saved as a text, and no text is run', async ({ lab, page }) => {
  await lab.open(SMALL)
  await follow(lab, '#neuron')
  await dialogOf(lab).getByLabel('Input current').selectOption('regular')
  await dialogOf(lab).getByRole('button', { name: 'Show as equations' }).click()
  await expect(textOf(lab)).toHaveValue(/^# LIF/)
  const hostile = '<img src=x onerror="window.broken = true"># {alert(1)}\ns = spike(x'
  const chooser = page.waitForEvent('filechooser')
  await dialogOf(lab).getByRole('button', { name: 'Open a text file …' }).click()
  await (await chooser).setFiles({ name: 'own.txt', mimeType: 'text/plain', buffer: Buffer.from(hostile.replaceAll('\n', '\r\n')) })
  await expect(textOf(lab)).toHaveValue(hostile)
  await expect(dialogOf(lab).getByText(/^Line 1, column 1: < stands where it cannot; /)).toBeVisible()
  expect(await page.evaluate(() => 'broken' in window)).toBe(false)
  const saved = page.waitForEvent('download')
  await dialogOf(lab).getByText('Save', { exact: true }).click()
  await dialogOf(lab).getByRole('button', { name: 'Equations (text)' }).click()
  expect((await saved).suggestedFilename()).toBe('neuron.txt')
  expect(Buffer.concat(await (await (await saved).createReadStream()).toArray()).toString()).toBe(hostile)
  await dialogOf(lab).getByText('built-in', { exact: true }).click()
  await expect(dialogOf(lab).getByRole('combobox', { name: 'Model', exact: true })).toBeVisible()
  await page.reload()
  await lab.idle()
  await follow(lab, '#neuron')
  await dialogOf(lab).getByText('equations', { exact: true }).click()
  await expect(textOf(lab)).toHaveValue(hostile)
  await expect(dialogOf(lab)).toContainText('There is nothing to show yet')
  await leaveEquations(lab)
})

walk('equations fit a narrow page and a wide one', async ({ lab, page }) => {
  await lab.open(SMALL)
  await follow(lab, '#neuron')
  await dialogOf(lab).getByText('equations', { exact: true }).click()
  await fromShelf(lab, /^Gated LIF/)
  for (const width of [390, 1101, 1440]) {
    await page.setViewportSize({ width, height: 844 })
    await expect(textOf(lab)).toBeVisible()
    const wider = () =>
      page.evaluate(() => {
        const scrolls = [document.documentElement, ...document.querySelectorAll('dialog[open], dialog[open] > *, dialog[open] > * > *')]
        return scrolls.filter((part) => part.scrollWidth > part.clientWidth + 1).map((part) => part.className)
      })
    await expect.poll(wider).toEqual([])
  }
  await leaveEquations(lab)
})
