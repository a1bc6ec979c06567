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
  // The experiment that was open still is, and has the address again.
  expect(await page.evaluate(() => location.hash)).toMatch(/^#neuron=/)
  await page.keyboard.press('Escape')
  await expect.poll(() => page.evaluate(() => location.hash)).toContain('#blank.')
  expect((await lab.experiment()).network).toMatchObject({ hidden: [16] })
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
  // Nor is it a message of a dialog that is opened over it.
  await dialogOf(lab).getByLabel('Save', { exact: true }).click()
  await dialogOf(lab).getByRole('button', { name: 'Figure (SVG, PNG) …' }).click()
  const figure = page.getByRole('dialog', { name: 'Save figure' })
  await expect(figure.getByRole('img')).toBeVisible()
  await expect(figure.getByRole('status')).toHaveText('')
  await page.keyboard.press('Escape')
  // Of what is changed then the link is not.
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
  await dialogOf(lab).getByLabel('Model').selectOption('plif')
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

walk(
  'where the bar has no room for it, the single neuron is in the menu of the views, and its picture is a figure',
  async ({ lab, page }) => {
    await lab.open(SMALL)
    await page.setViewportSize({ width: 1280, height: 800 })
    await lab.button('Views').click()
    await page.getByRole('dialog', { name: 'Views' }).getByRole('button', { name: 'Neuron' }).click()
    await expect(dialogOf(lab)).toBeVisible()
    await dialogOf(lab).getByLabel('Save', { exact: true }).click()
    await dialogOf(lab).getByRole('button', { name: 'Figure (SVG, PNG) …' }).click()
    const figure = page.getByRole('dialog', { name: 'Save figure' })
    await expect(figure.getByRole('img', { name: /^The figure: A single neuron, .*Steps T/ })).toBeVisible()
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    // On a phone the tools have rows of their own, and it is one of them.
    await page.setViewportSize({ width: 390, height: 844 })
    await page.getByRole('navigation', { name: 'Tools' }).getByRole('button', { name: 'Neuron' }).click()
    await expect(dialogOf(lab)).toBeVisible()
    await page.keyboard.press('Escape')
  },
)
