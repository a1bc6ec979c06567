/** Missing or damaged data files: a sentence that names the file and says what to do, and no training. */
import type { Page } from '@playwright/test'
import { expect, test } from './lab'

const LABELS = '**/data/mnist/train-labels.bin'

/** Expects a visible sentence on the page itself, neither folded away nor only in the screen reader's status. */
async function expectSentence(page: Page, sentence: RegExp): Promise<void> {
  await page.goto('./')
  await expect(page.locator('p:not([role]):visible', { hasText: sentence }).filter({ hasText: 'Run "npm install" again' })).toHaveCount(1)
}

test('a missing data file is named', async ({ page }) => {
  await page.route(LABELS, (route) => route.fulfill({ status: 404 }))
  await expectSentence(page, /The data file mnist\/train-labels\.bin is missing: the server answered 404/)
})

test('a data file for which the host returns its page is named', async ({ page }) => {
  await page.route(LABELS, (route) =>
    route.fulfill({ status: 200, contentType: 'text/html', body: '<!doctype html><title>Membrane</title>' }),
  )
  await expectSentence(page, /The data file mnist\/train-labels\.bin is missing: the server answered with a page/)
})

test('a truncated data file is named, and is whole again after a reload', async ({ page }) => {
  await page.route(LABELS, async (route) => {
    const body = await (await route.fetch()).body()
    await route.fulfill({ status: 200, contentType: 'application/octet-stream', body: body.subarray(0, body.length >> 1) })
  })
  await expectSentence(page, /The data file mnist\/train-labels\.bin is truncated/)
  // The browser must not have cached the damaged file.
  await page.unroute(LABELS)
  await page.reload()
  await page.waitForFunction(() => 'lab' in window)
  expect(await page.evaluate(async () => (await window.lab.state()).kind)).toBe('paused')
})
