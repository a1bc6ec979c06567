/** Every import. A new one needs its folder and a line here. Files are recognized in data/import. */
import { boxImport } from './boxes/box-import'
import { eventImport } from './events/event-import'
import type { Import } from './import'
import { responseImport } from './responses/response-import'
import { slrImport } from './slr/slr-import'
import { tableImport } from './table/table-import'

export const IMPORTS: readonly Import[] = [tableImport, eventImport, slrImport, responseImport, boxImport]
