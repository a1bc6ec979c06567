/** Which page of the docs is read in the page. */
import { createSignal } from '../../base/signal'
import { showDialog } from '../selection/select'

/** A file of docs/ and a heading in it, as in a link: `model.md#surrogates`. */
export const docsAt = createSignal('looking.md')

export function openDocs(at: string): void {
  docsAt.set(at)
  showDialog('docs')
}
