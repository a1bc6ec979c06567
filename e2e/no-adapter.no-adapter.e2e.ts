/** A browser without a usable GPU: a page that says which case it is and what to do, and nothing that pretends to work. */
import { expect, test } from '@playwright/test'
import { violations } from './axe'

test('the browser of this project has no adapter', async ({ page }) => {
  await page.goto('./')
  const found = await page.evaluate(async () => (navigator.gpu ? (await navigator.gpu.requestAdapter()) !== null : false))
  expect(found).toBe(false)
})

test('says that there is no WebGPU, why, and what to do', async ({ page }) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto('./')
  await expect(page.getByRole('heading', { name: /WebGPU/ }).first()).toBeVisible()
  await expect(page.getByText(/adapter/).first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeHidden()
  expect(errors).toEqual([])
})

test('shows a recorded run in the views, to be gone through and not to be trained', async ({ page }) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto('./')
  await page.getByRole('button', { name: 'Look at a recorded run' }).click()
  const strip = page.getByRole('complementary', { name: 'About this run' })
  await expect(strip).toContainText(/This is a recording: .* It was made by .* with lab version \d/)
  const region = (name: string) => page.getByRole('region', { name, exact: true })
  for (const name of ['Network', 'Membrane potential', 'Gradient-available fraction', 'Learning curves'])
    await expect(region(name)).toBeVisible()
  await expect(region('Gradient-available fraction')).toContainText('%')
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeHidden()
  const slider = region('Learning curves').getByRole('slider', { name: 'Training time' })
  const moment = () => slider.getAttribute('aria-valuetext')
  const last = await moment()
  await slider.focus()
  await page.keyboard.press('PageDown')
  await expect.poll(moment).not.toBe(last)
  expect(await violations(page)).toEqual([])
  await strip.getByRole('button', { name: 'Back' }).click()
  await expect(page.getByRole('heading', { name: /WebGPU/ }).first()).toBeVisible()
  expect(errors).toEqual([])
})
