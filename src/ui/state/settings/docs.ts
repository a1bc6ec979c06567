/** The page of the docs that is open within the lab. */
import { createSignal } from '../../base/signal'
import { showDialog } from '../selection/select'

/** A file of docs/ with an optional heading, as in a link: `model.md#surrogates`. */
export const docsAt = createSignal('looking.md')

export function openDocs(at: string): void {
  docsAt.set(at)
  showDialog('docs')
}
