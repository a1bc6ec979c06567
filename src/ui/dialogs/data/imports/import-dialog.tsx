/** The import dialog: the open files with the choices for their conversion, or a way to choose files. */

import { classesOf } from '../../../base/classes'
import controlsCss from '../../../base/style/controls.module.css'
import modalCss from '../../../base/style/modal.module.css'
import viewCss from '../../../base/style/view.module.css'
import wizardCss from '../../../base/style/wizard.module.css'
import { Modal } from '../../../shared/dialog'
import { FileButton } from '../../../shared/file-button'
import { Opening } from '../../../shared/opening'
import { useData } from '../../../state/imports/data-sets'
import { openFiles } from '../../../state/imports/open-files'
import { attempt } from '../../../state/session/notices'
import { IMPORTS } from './registry'

export function ImportDialog() {
  const open = useData((state) => state.found)
  const asked = useData((state) => state.asked)
  const kind = asked ?? open?.kind
  const it = IMPORTS.find((one) => one.kind === kind)
  if (!it)
    return (
      <Modal className={modalCss.wide}>
        <p className={viewCss.empty}>No files are open.</p>
      </Modal>
    )
  const found = open?.kind === kind ? open?.found : undefined
  return (
    <Modal title={it.title} className={found ? classesOf(modalCss.full, wizardCss.window, it.className) : modalCss.wide}>
      {found ? it.render(found) : asked && it.asks && <Files {...it.asks} asked={asked} />}
    </Modal>
  )
}

function Files({ intro, layouts, asked }: NonNullable<(typeof IMPORTS)[number]['asks']> & { asked: 'responses' | 'boxes' }) {
  const busy = useData((state) => state.work !== null)
  return (
    <>
      <p>{intro} They are saved in this browser and sent nowhere.</p>
      <ul className={wizardCss.layouts}>
        {layouts.map(([what, how]) => (
          <li key={what}>
            <b>{what}</b>: {how}
          </li>
        ))}
      </ul>
      <div className={controlsCss.openers}>
        <FileButton text="Choose files …" disabled={busy} open={(files) => attempt(openFiles(files, asked))} />
        <FileButton text="Choose a folder …" disabled={busy} folder open={(files) => attempt(openFiles(files, asked))} />
      </div>
      <Opening />
    </>
  )
}
