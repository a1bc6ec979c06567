/** A browser without a usable GPU: the page explains which case applies and what to do, and shows no controls that cannot work. */
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

test('a single neuron is played with all the same, from the page and by a link', async ({ page }) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto('./#neuron=lif.1&steps=12&current.start=1')
  const step = page.getByRole('dialog', { name: 'A single neuron' }).getByRole('slider', { name: 'Time step' })
  await expect(step).toHaveAttribute('aria-valuetext', /^t = 5 of 12, fires/)
  await expect(page.getByRole('button', { name: 'Use in the experiment' })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Play with a single neuron' }).click()
  await step.press('ArrowLeft')
  await expect(step).toHaveAttribute('aria-valuetext', /^t = 4 of 12, no spike/)
  expect(errors).toEqual([])
})
