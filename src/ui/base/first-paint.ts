/** Waits for the first paint of the page, for work that it does not need. */

const NAME = 'first-contentful-paint'

/** Resolves after the first contentful paint; at once if the page is hidden or the browser does not report paints. */
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
