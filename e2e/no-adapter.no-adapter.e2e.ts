/** A browser without a usable GPU: a page that says which case it is and what to do, and nothing that pretends to work. */
import { expect, test } from '@playwright/test'

test('the browser of this project has no adapter: the page says that there is no WebGPU, why, and what to do', async ({ page }) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto('./')
  const found = await page.evaluate(async () => (navigator.gpu ? (await navigator.gpu.requestAdapter()) !== null : false))
  expect(found).toBe(false)
  await expect(page.getByRole('heading', { name: /WebGPU/ }).first()).toBeVisible()
  await expect(page.getByText(/adapter/).first()).toBeVisible()
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeHidden()
  expect(errors).toEqual([])
})
