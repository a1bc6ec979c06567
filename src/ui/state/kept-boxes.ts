/** Recordings with boxes that this browser keeps, and what a person does with them. */
import { boxesKey, boxesTitle, type KeptBoxes } from '../../data/boxes/schema'
import { failed, forgetFound, importer, listSets, sayDone } from './data'

/** A set was kept now. */
export async function sayBoxesKept({ data, note }: KeptBoxes): Promise<void> {
  forgetFound()
  await listSets()
  sayDone(`${boxesTitle(data)} is in this browser.${note ? ` ${note}` : ''}`)
}

export async function removeBoxes({ data }: KeptBoxes): Promise<void> {
  sayDone(null)
  await importer.removeBoxes(boxesKey(data)).catch(failed)
  await listSets()
}
