/** Finds text on screen that is too small to read, one sentence each. */
import type { Page } from '@playwright/test'

/** In px at the default font size. */
const LEAST = 12

export function smallText(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const found: string[] = []
    while (texts.nextNode()) {
      const { parentElement: element, textContent } = texts.currentNode
      if (!element || !textContent?.trim() || element.closest('script, style, noscript')) continue
      const size = Number.parseFloat(getComputedStyle(element).fontSize)
      if (size < least - 0.01 && size > 0 && element.checkVisibility() && element.getBoundingClientRect().width > 1)
        found.push(`“${textContent.trim().slice(0, 40)}” at ${size} px`)
    }
    return found
  }, LEAST)
}
