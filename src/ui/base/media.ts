/** How a view scrolls by itself: without animation if the user prefers reduced motion. */
export const scrolling = (): ScrollBehavior => (window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth')
