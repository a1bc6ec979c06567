/** The messages between page and service worker. Their versions can differ, so unknown messages are ignored. */
import type { Why } from './cached-site'

export type ToServiceWorker =
  /** Replace the older service worker: the user agreed. */
  | { readonly kind: 'take-over' }
  /** A page was opened from the cache. */
  | { readonly kind: 'opened' }

/** `path` is the first file that could not be cached; older service workers do not send it. */
export type ToPage = { readonly kind: 'not-kept'; readonly version: string; readonly why: Why; readonly path?: string }
