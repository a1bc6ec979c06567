/** What axe finds in a page, of any weight, a sentence each. Its script goes into a page once, and only the findings come out. */
import type { Page } from '@playwright/test'
import axe from 'axe-core'

/** @param within a selector, where not all of the page is meant. */
export async function violations(page: Page, within = 'html'): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  return page.evaluate(async (within) => {
    const { run } = (window as unknown as { axe: typeof axe }).axe
    const found = await run(within, { resultTypes: ['violations'] })
    return found.violations.flatMap(({ id, impact, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id} (${impact}): ${html.slice(0, 160)} — ${failureSummary?.split('\n')[1]?.trim()}`),
    )
  }, within)
}
