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

test('a neuron is typed as equations all the same: its answer, gradient, f–I curve and phase plane follow the text and the current', async ({
  page,
}) => {
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto('./#neuron=lif.1&current.height=1.2&steps=30')
  const dialog = page.getByRole('dialog', { name: 'A single neuron' })
  const step = dialog.getByRole('slider', { name: 'Time step' })
  await dialog.getByText('equations', { exact: true }).click()
  const text = dialog.getByRole('textbox', { name: 'Equations' })
  await text.fill('param beta = 1.8 in 0..10\nb = 0.97*b[t-1] + s[t-1]\nv = 0.9*v[t-1] + x - s[t-1]\ns = spike(v - 1 - beta*b)')
  await expect(step).toHaveAttribute(
    'aria-valuetext',
    /^t = 6 of 30, fires; input current 1\.2; b 0; v 1\.2; s 1; threshold 1; .*gradient of the number of spikes to x\[6\]: −?[\d.]*[1-9]/,
  )
  await expect(dialog.getByRole('img', { name: /^v against b over 30 steps; at step 6, b is 0/ })).toBeVisible()
  // The curve is computed between frames: the one of the neuron before it stays until it is complete.
  const rates = dialog.getByRole('img', { name: /spikes per step at a current of/ })
  await expect(rates).toHaveAttribute('aria-label', / to 0\.53 at 2\.40/)
  // The text, then the current.
  await text.fill('b = 0.5*b[t-1] + s[t-1]\nv = 0.9*v[t-1] + x - s[t-1]\ns = spike(v - 1 - 0*b)')
  await expect(step).toHaveAttribute('aria-valuetext', /^t = 6 of 30, fires; .*b 0; v 1\.2; s 1; threshold 1;/)
  await expect(rates).toHaveAttribute('aria-label', / to 1\.00 at 2\.40/)
  const height = dialog.getByRole('spinbutton', { name: 'Height' })
  await height.fill('0.6')
  await height.press('Enter')
  await expect(step).toHaveAttribute('aria-valuetext', /^t = 7 of 30, fires; input current 0\.6; b 0; v 1\.14; s 1;/)
  await expect(page.getByRole('button', { name: 'Use in the experiment' })).toHaveCount(0)
  expect(errors).toEqual([])
})
