/** Classification as the engine's side knows it. */
import { build } from './build'
import { load } from './data'

export const classification = { kind: 'classification', build, load }
