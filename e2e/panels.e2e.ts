/** The layout of the views: full size and back; sizes chosen by dragging persist in this browser and in a link. */
import { violations } from './axe'
import { expect, type Lab, test, walk } from './lab'

const TINY = '#window.1&network.hidden=16,16&T=3&batch=100'

const heightOf = (lab: Lab, name: string) => lab.region(name).evaluate((view) => view.clientHeight)
const full = (lab: Lab, name: string) => lab.region(name).getByRole('button', { name: 'Full size', exact: true })

walk('a view fills the page by its button, its head, a key and a link, and Escape goes back', async ({ lab }) => {
  await lab.open(TINY)
  await lab.step(2)
  const [curves, raster] = [lab.region('Learning curves'), lab.region('Spike raster')]
  await expect(raster).toBeVisible()
  const before = await heightOf(lab, 'Learning curves')
  await full(lab, 'Learning curves').click()
  await expect(raster).toBeHidden()
  await expect(lab.region('Health')).toBeHidden()
  await expect(lab.region('Network')).toBeVisible()
  expect(await heightOf(lab, 'Learning curves')).toBeGreaterThan(1.5 * before)
  await expect.poll(() => lab.link()).toMatch(/[:,]full:curves|view=full:curves/)
  expect(await violations(lab.page)).toEqual([])
  // The button keeps the focus and now leads back.
  await expect(curves.getByRole('button', { name: 'Back', exact: true })).toBeFocused()
  await lab.page.keyboard.press('Enter')
  await expect(raster).toBeVisible()
  expect(await heightOf(lab, 'Learning curves')).toBe(before)
  await raster.getByRole('heading', { name: 'Spike raster' }).dblclick()
  await expect(curves).toBeHidden()
  // The clicks also opened the title's tooltip, which Escape would close first.
  await expect(lab.page.locator('[data-tooltip]')).toHaveCount(0)
  await lab.page.keyboard.press('Escape')
  await expect(curves).toBeVisible()
  // The clicks left the focus in the raster, but keys act on the view under the pointer.
  await curves.hover({ position: { x: 300, y: 120 } })
  await lab.page.keyboard.press('v')
  await expect(raster).toBeHidden()
  await expect(curves).toBeVisible()
  await lab.page.keyboard.press('v')
  await expect(raster).toBeVisible()
  await full(lab, 'Weights').focus()
  await lab.page.keyboard.press('v')
  await expect(lab.region('Weights')).toBeVisible()
  await expect(curves).toBeHidden()
  await lab.page.keyboard.press('v')
  await expect(curves).toBeVisible()
  await lab.call('open', `${TINY}&view=full:health`)
  await expect(lab.region('Health')).toBeVisible()
  await expect(curves).toBeHidden()
  // A view that this network lacks is not shown at full size.
  await lab.call('open', `${TINY}&view=full:spans`)
  await expect(curves).toBeVisible()
})

walk(
  'full size enlarges what is looked at: the pad, receptive fields, feature maps; on a phone the curves fill it',
  async ({ lab, page }) => {
    await lab.open(TINY)
    await lab.step(2)
    const pad = lab.region('Inspector').locator('canvas').first()
    const before = (await pad.boundingBox())!.width
    await full(lab, 'Inspector').click()
    await expect.poll(async () => (await pad.boundingBox())!.width).toBeGreaterThan(2 * before)
    await page.keyboard.press('Escape')
    const fields = lab.region('Weights').getByRole('img', { name: /receptive fields/ })
    const small = (await fields.boundingBox())!.height
    await full(lab, 'Weights').click()
    await expect.poll(async () => (await fields.boundingBox())!.height).toBeGreaterThan(2 * small)
    await page.keyboard.press('Escape')
    // A double click on the heading selects none of its words.
    const head = lab.region('Learning curves').getByRole('heading', { name: 'Learning curves' })
    await head.dblclick()
    await expect(lab.region('Health')).toBeHidden()
    expect(await page.evaluate(() => getSelection()!.toString())).toBe('')
    await page.setViewportSize({ width: 390, height: 844 })
    const blank = () =>
      lab.region('Learning curves').evaluate((view) => {
        const plot = view.querySelector('canvas')!.getBoundingClientRect()
        return Math.max(view.getBoundingClientRect().bottom, innerHeight) - plot.bottom
      })
    await expect.poll(blank).toBeLessThan(30)
    await page.setViewportSize({ width: 1440, height: 900 })
    await page.keyboard.press('Escape')
  },
)

walk('next to a wider side no head is cut off', async ({ lab, page }) => {
  await lab.open(`${TINY}&view=sideWidth:30`)
  await lab.step(1)
  await expect(page.getByRole('separator', { name: 'Width of the side' })).toHaveAttribute('aria-valuenow', '30')
  const cut = await page.locator('main [data-view]').evaluateAll((views) =>
    views.flatMap((view) => {
      const { left, right } = view.getBoundingClientRect()
      return Array.from(view.querySelectorAll('h2, summary, [aria-label="Full size"], fieldset'))
        .map((part) => ({ part: `${view.getAttribute('aria-label')}: ${part.textContent}`, box: part.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 0 && (box.left < left - 1 || box.right > right + 1))
        .map(({ part }) => part)
    }),
  )
  expect(cut).toEqual([])
})

test('the curves are made higher and the side wider, here for good and in a link for whoever opens it', async ({ lab, browser }) => {
  await lab.open(TINY)
  const usual = await heightOf(lab, 'Learning curves')
  const edge = lab.page.getByRole('separator', { name: 'Height of the learning curves' })
  const box = (await edge.boundingBox())!
  await lab.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await lab.page.mouse.down()
  await lab.page.mouse.move(box.x + box.width / 2, box.y - 150, { steps: 3 })
  await lab.page.mouse.up()
  const high = await heightOf(lab, 'Learning curves')
  expect(high).toBeGreaterThan(usual + 90)
  // Beyond the available room, the edge stops, and nothing is pushed off the page.
  const main = lab.page.getByRole('main')
  const spilled = () => main.evaluate((of) => of.scrollHeight - of.clientHeight)
  expect(await spilled()).toBe(0)
  await edge.focus()
  await lab.page.keyboard.press('End')
  await expect(edge).toHaveAttribute('aria-valuenow', '85')
  expect(await spilled()).toBe(0)
  const highest = await heightOf(lab, 'Learning curves')
  await lab.page.keyboard.press('ArrowDown')
  await expect.poll(() => heightOf(lab, 'Learning curves')).toBeLessThan(highest)
  const chosen = await heightOf(lab, 'Learning curves')
  const side = lab.page.getByRole('separator', { name: 'Width of the side' })
  await side.focus()
  for (let press = 0; press < 3; press++) await lab.page.keyboard.press('ArrowLeft')
  await expect(side).toHaveAttribute('aria-valuenow', '25')
  const link = await lab.link()
  expect(link).toMatch(/view=.*curvesHeight:\d\d,sideWidth:25/)
  await lab.open(TINY)
  expect(Math.abs((await heightOf(lab, 'Learning curves')) - chosen)).toBeLessThan(2)
  await expect(side).toHaveAttribute('aria-valuenow', '25')
  await edge.dblclick()
  expect(await heightOf(lab, 'Learning curves')).toBe(usual)
  // Another user, who never chose a size.
  const page = await browser.newPage({ baseURL: link.replace(/#.*/, ''), viewport: { width: 1440, height: 900 } })
  await page.goto(link)
  await expect(page.getByRole('separator', { name: 'Width of the side' })).toHaveAttribute('aria-valuenow', '25')
  await page.close()
})
