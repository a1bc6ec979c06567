/** The layout of the views: one fills the page and goes back, and what is dragged larger stays so, in this browser and in a link. */
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
  // The button keeps the focus, and is the way back.
  await expect(curves.getByRole('button', { name: 'Back', exact: true })).toBeFocused()
  await lab.page.keyboard.press('Enter')
  await expect(raster).toBeVisible()
  expect(await heightOf(lab, 'Learning curves')).toBe(before)
  await raster.getByRole('heading', { name: 'Spike raster' }).dblclick()
  await expect(curves).toBeHidden()
  await lab.page.keyboard.press('Escape')
  await expect(curves).toBeVisible()
  await full(lab, 'Weights').focus()
  await lab.page.keyboard.press('v')
  await expect(lab.region('Weights')).toBeVisible()
  await expect(curves).toBeHidden()
  await lab.page.keyboard.press('v')
  await expect(curves).toBeVisible()
  await lab.call('open', `${TINY}&view=full:health`)
  await expect(lab.region('Health')).toBeVisible()
  await expect(curves).toBeHidden()
  // A view that this network does not have fills nothing.
  await lab.call('open', `${TINY}&view=full:spans`)
  await expect(curves).toBeVisible()
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
  expect(high).toBeGreaterThan(usual + 120)
  const side = lab.page.getByRole('separator', { name: 'Width of the side' })
  await side.focus()
  for (let press = 0; press < 3; press++) await lab.page.keyboard.press('ArrowLeft')
  await expect(side).toHaveAttribute('aria-valuenow', '25')
  const link = await lab.link()
  expect(link).toMatch(/view=.*curvesHeight:\d\d,sideWidth:25/)
  await lab.open(TINY)
  expect(Math.abs((await heightOf(lab, 'Learning curves')) - high)).toBeLessThan(2)
  await expect(side).toHaveAttribute('aria-valuenow', '25')
  await edge.dblclick()
  expect(await heightOf(lab, 'Learning curves')).toBe(usual)
  // Somebody else, who never chose a size.
  const page = await browser.newPage({ baseURL: link.replace(/#.*/, ''), viewport: { width: 1440, height: 900 } })
  await page.goto(link)
  await expect(page.getByRole('separator', { name: 'Width of the side' })).toHaveAttribute('aria-valuenow', '25')
  await page.close()
})
