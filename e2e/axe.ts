/** The findings of axe in a page, of any severity, one sentence each. Its script is injected once, and only the findings are returned. */
import type { Page } from '@playwright/test'
import axe from 'axe-core'

/** The rules that depend on the theme; all others give the same result in dark and light. */
export const OF_COLOR: readonly string[] = ['color-contrast', 'link-in-text-block']

/**
 * @param within a selector that limits the check to a part of the page.
 * @param rules the rules to run; by default all.
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
