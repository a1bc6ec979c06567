/** The help of a field, as the definition of the term that it sets. */

import type { FieldMeta } from '../../../../schema'

/** @param field may be wrapped in a default */
export function definitionOf(field: { meta(): unknown; unwrap?(): { meta(): unknown } }): string {
  const meta = field.meta() ?? field.unwrap?.().meta()
  return (meta as FieldMeta).help
}
