/** The first step: which files. */

import controlsCss from '../../base/style/controls.module.css'
import wizardCss from '../../base/style/wizard.module.css'
import { useData } from '../../state/imports/data-sets'
import { openBoxFiles } from '../../state/imports/open-files'
import { attempt } from '../../state/session/notices'
import { FileButton } from '../../views/shared/file-button'
import { Opening } from '../../views/shared/opening'

const LAYOUTS: readonly (readonly [what: string, how: string])[] = [
  ['Gen1 of Prophesee', 'pairs of …_td.dat and …_bbox.npy, in folders for training, validation and testing where there are such'],
  ['1 Mpx of Prophesee', 'the same, of seven classes of which three are scored'],
  ['Recordings of your own', 'named and kept in the same way: a box has t, x, y, w, h and class_id'],
  ['N-Caltech101', 'the folders Caltech101 and Caltech101_annotations'],
]

export function BoxFiles() {
  const busy = useData((state) => state.work !== null)
  return (
    <>
      <p>
        Recordings of an event camera, and boxes around what is to be found in them. The events before each label become a sample. They are
        kept in this browser and sent nowhere.
      </p>
      <ul className={wizardCss.layouts}>
        {LAYOUTS.map(([what, how]) => (
          <li key={what}>
            <b>{what}</b>: {how}
          </li>
        ))}
      </ul>
      <div className={controlsCss.openers}>
        <FileButton text="Choose files …" disabled={busy} open={(files) => attempt(openBoxFiles(files))} />
        <FileButton text="Choose a folder …" disabled={busy} folder open={(files) => attempt(openBoxFiles(files))} />
      </div>
      <Opening />
    </>
  )
}
