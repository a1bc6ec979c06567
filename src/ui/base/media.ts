/** How a view scrolls by itself: at once for who asked the system for less motion. */
export const scrolling = (): ScrollBehavior => (window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth')
