/** What axe finds in a page, of any weight, a sentence each. Its script goes into a page once, and only the findings come out. */
import type { Page } from '@playwright/test'
import axe from 'axe-core'

/** The rules whose answer another theme can change: all else of a page is the same in dark and light. */
export const OF_COLOR: readonly string[] = ['color-contrast', 'link-in-text-block']

/**
 * @param within a selector, where not all of the page is meant.
 * @param rules those that are asked; without, all.
 */
export async function violations(page: Page, within = 'html', rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  return page.evaluate(
    async ([within, rules]) => {
      const { run } = (window as unknown as { axe: typeof axe }).axe
      const found = await run(within, {
        resultTypes: ['violations'],
        ...(rules && { runOnly: { type: 'rule', values: [...rules] } }),
      })
      return found.violations.flatMap(({ id, impact, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id} (${impact}): ${html.slice(0, 160)} — ${failureSummary?.split('\n')[1]?.trim()}`),
      )
    },
    [within, rules] as const,
  )
}
