/** Opens files and addresses: a set becomes the experiment's; what can become one is shown in the dialog that makes it. */
import type { AskedFor } from '../../../data/import/schema'
import type { ChosenFile, Imported } from '../../../worker/importer'
import { showDialog } from '../selection/select'
import { importer, keepFound, learnFrom, type OnProgress, work } from './data-sets'

/** @param files may still be on their way: a dropped folder is listed first. @param asked what they hold, where the user said it. */
export const openFiles = (files: readonly ChosenFile[] | Promise<readonly ChosenFile[]>, asked?: AskedFor): Promise<void> =>
  openWith((onProgress) => importer.open(files, asked, onProgress), asked ? 'import' : 'data')

export const openAddresses = (addresses: readonly string[]): Promise<void> =>
  openWith((onProgress) => importer.fetch(addresses, onProgress), 'data')

function openWith(call: (onProgress: OnProgress) => Promise<Imported>, within: 'data' | 'import'): Promise<void> {
  showDialog(within)
  return work('Listing the files', call, async (opened) => {
    if (opened.kind === 'set') return learnFrom(opened.data)
    keepFound(opened)
    showDialog('import')
  })
}
