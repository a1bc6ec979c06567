/** What the first picture of the page does not need waits for it. */

const NAME = 'first-contentful-paint'

/** Resolves once something is on screen; at once where nothing will be, or it is not told. */
export function firstPaint(): Promise<void> {
  if (document.hidden || !PerformanceObserver.supportedEntryTypes.includes('paint')) return Promise.resolve()
  return new Promise((resolve) => {
    new PerformanceObserver((list, observer) => {
      if (list.getEntriesByName(NAME).length === 0) return
      observer.disconnect()
      resolve()
    }).observe({ type: 'paint', buffered: true })
  })
}
