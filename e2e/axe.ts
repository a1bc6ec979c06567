/** The findings of axe in a page, of any severity, one sentence each. Its script is injected once, and only the findings are returned. */
import type { Page } from '@playwright/test'
import axe, { type RunOptions } from 'axe-core'

/** The rules that depend on the theme; all others give the same result in dark and light. */
export const OF_COLOR: readonly string[] = ['color-contrast', 'link-in-text-block']
export const COLORS: RunOptions = { runOnly: { type: 'rule', values: [...OF_COLOR] } }
export const ALL_BUT_COLORS: RunOptions = { rules: Object.fromEntries(OF_COLOR.map((rule) => [rule, { enabled: false }])) }

/**
 * @param within a selector that limits the check to a part of the page.
 * @param options the rules to run; by default all.
 */
export const violations = (page: Page, within = 'html', options: RunOptions = {}): Promise<string[]> =>
  findings(page, within, options, false)

/**
 * Violations of the rules of color in those views, dialogs and bars that no earlier call in the same document has seen as they are. These
 * rules take most of axe's time, and most states of the screen differ from the one before in a single part.
 */
export const newColorViolations = (page: Page): Promise<string[]> => findings(page, 'html', COLORS, true)

async function findings(page: Page, within: string, options: RunOptions, onlyNew: boolean): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  return page.evaluate(
    async ([within, options, onlyNew]) => {
      const known = window as unknown as { axe: typeof axe; seenByAxe?: Set<string> }
      known.seenByAxe ??= new Set()
      const root = document.documentElement
      // What lies over a part may hide it from axe.
      const over = document.querySelectorAll('dialog[open], :popover-open, aside').length
      const around = (root.cloneNode() as Element).outerHTML
      /** Everything that colors depend on and that is not in the theme's styles. */
      const stateOf = (part: Element): string => {
        const chosen = Array.from(part.querySelectorAll('*'), (one) => Number(one.matches(':checked, :hover, :focus, :focus-visible')))
        const { width, height } = part.getBoundingClientRect()
        return [around, over, width, height, part.outerHTML, chosen.join('')].join('\n')
      }
      const exclude: Element[] = []
      for (const part of onlyNew ? document.querySelectorAll('section[aria-label], dialog, header, nav') : []) {
        const state = stateOf(part)
        if (known.seenByAxe.has(state)) exclude.push(part)
        else known.seenByAxe.add(state)
      }
      const found = await known.axe.run(exclude.length > 0 ? { include: [root], exclude } : within, {
        resultTypes: ['violations'],
        ...options,
      })
      return found.violations.flatMap(({ id, impact, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id} (${impact}): ${html.slice(0, 160)} — ${failureSummary?.split('\n')[1]?.trim()}`),
      )
    },
    [within, options, onlyNew] as const,
  )
}
