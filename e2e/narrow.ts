/** What does not fit on narrow screens: a page that scrolls sideways, a dialog or a control that is cut off, text that is squeezed; one sentence each. */
import type { Page } from '@playwright/test'

const WIDTHS: readonly number[] = [320, 360, 390, 430, 600, 900]

/** Checks each width after a frame and restores the page's width. */
export async function misfits(page: Page): Promise<string[]> {
  const usual = page.viewportSize()!
  const found: string[] = []
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: usual.height })
    found.push(...(await page.evaluate(cutOff)).map((what) => `at ${width}: ${what}`))
  }
  await page.setViewportSize(usual)
  return found
}

/** Runs in the page, after everything that depends on the size was drawn. */
async function cutOff(): Promise<string[]> {
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  const edge = document.documentElement.clientWidth + 1
  const name = (element: Element) => {
    const text = element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 40)
    return `${element.localName}.${element.getAttribute('class') ?? ''} “${text}”`
  }
  const clips = (element: Element, axis: 'overflowX' | 'overflowY') => getComputedStyle(element)[axis]
  /** Whether the control is hidden behind the edge of an element that cannot scroll to it. */
  const cut = (control: Element): boolean => {
    const { left, right } = control.getBoundingClientRect()
    for (let box = control.parentElement; box && box !== document.documentElement; box = box.parentElement) {
      if (/auto|scroll/.test(clips(box, 'overflowX'))) return false
      const at = box.getBoundingClientRect()
      if (/hidden|clip/.test(clips(box, 'overflowX')) && (left < at.left - 1 || right > at.right + 1)) return true
      if (box.matches('dialog, [popover]')) break
    }
    return left < -1 || right > edge
  }
  const widest = (box: Element): Element =>
    [...box.querySelectorAll('*')].reduce(
      (most, one) => (one.getBoundingClientRect().right > most.getBoundingClientRect().right ? one : most),
      box,
    )
  /** Text that overflows its element. */
  const running = (): string => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const range = document.createRange()
    while (texts.nextNode()) {
      range.selectNodeContents(texts.currentNode)
      if (range.getBoundingClientRect().right > edge && !cut(texts.currentNode.parentElement!)) return texts.currentNode.textContent!
    }
    return ''
  }
  const wide = document.documentElement.scrollWidth
  const over = [...document.querySelectorAll('dialog[open], [popover]:popover-open:not([data-tooltip])')].filter((element) => {
    const { left, right, top, bottom } = element.getBoundingClientRect()
    return left < -1 || right > edge || top < -1 || bottom > window.innerHeight + 1 || element.scrollWidth > element.clientWidth + 1
  })
  /** Text that little is left for next to something wide: it goes on for many lines of a word each. */
  const squeezed = [...document.querySelectorAll('p')].filter(
    (words) => words.checkVisibility() && words.clientWidth > 1 && words.clientWidth < 80 && words.textContent.trim().length > 30,
  )
  const top = document.querySelector('dialog[open]') ?? document
  const controls = [...top.querySelectorAll('button, input, select, textarea, summary, label, a[href]')].filter(
    (element) =>
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
      element.getBoundingClientRect().width > 1 &&
      cut(element),
  )
  return [
    ...(wide >= edge ? [`the page is ${wide} wide, because of ${name(widest(document.body))} or “${running()}”`] : []),
    ...over.map((element) => `${name(element)} is cut off or scrolls sideways, because of ${name(widest(element))}`),
    ...controls.map((element) => `${name(element)} is cut off`),
    ...squeezed.map((element) => `${name(element)} is squeezed to ${element.clientWidth}`),
  ]
}
