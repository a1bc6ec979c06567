/** The data sets of this browser, and the ways to add more. */

import { useEffect, useState } from 'react'
import type { AskedFor } from '../../../data/import/schema'
import { LinkButton, PushButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { Scrolling } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import modalCss from '../../base/style/modal.module.css'
import { Modal } from '../../shared/dialog'
import { FileButton } from '../../shared/file-button'
import { Opening } from '../../shared/opening'
import { listSets, openImport, useData } from '../../state/imports/data-sets'
import { openAddresses, openFiles } from '../../state/imports/open-files'
import { showDialog } from '../../state/selection/select'
import { attempt } from '../../state/session/notices'
import { BoxTable } from './box-table'
import css from './data-dialog.module.css'
import { IMPORTS } from './imports/registry'
import { ResponseTable } from './response-table'
import { SetTable } from './set-table'

/** The kinds of files that can become a set. */
const OPENABLE: readonly (readonly [what: string, how: string])[] = [
  ['Images', 'a folder of PNG or JPEG files with a folder for each class, or an npz with images and labels'],
  ['IDX files, plain or gzip', 'MNIST, Fashion-MNIST, Kuzushiji-MNIST, EMNIST'],
  ['CIFAR-10 and CIFAR-100', 'the binary version'],
  ['Sound', 'Speech Commands, or a folder of WAV recordings with a folder for each word'],
  ['Spikes', 'the h5 files of SHD or SSC'],
  ...IMPORTS.flatMap(({ files }) => files),
]

export function DataDialog() {
  useEffect(() => attempt(listSets()), [])
  return (
    <Modal className={modalCss.wide}>
      <Scrolling className={css.sets} label="The data sets of this browser">
        <SetTable />
        <ResponseTable />
        <BoxTable />
      </Scrolling>
      <h3>Open your own</h3>
      <ul className={css.openable}>
        {OPENABLE.map(([what, how]) => (
          <li key={what}>
            <b>{what}</b>: {how}
          </li>
        ))}
      </ul>
      <p>
        Drop them anywhere on this page, or choose them. They are opened and saved in this browser and sent nowhere. A single event
        recording opens in the player instead.
      </p>
      <Openers />
      <Found />
      <Opening />
    </Modal>
  )
}

function Openers() {
  const busy = useData((state) => state.work !== null)
  const [addresses, setAddresses] = useState('')
  const list = addresses.split(/\s+/).filter((address) => address !== '')
  return (
    <>
      <div className={controlsCss.openers}>
        <FileButton text="Choose files …" disabled={busy} open={(files) => attempt(openFiles(files))} />
        <FileButton text="Choose a folder …" disabled={busy} folder open={(files) => attempt(openFiles(files))} />
        <span className={classesOf(controlsCss.push, css.openersAlso)}>
          {IMPORTS.map(
            ({ kind, asks }) =>
              asks && (
                <LinkButton key={kind} onClick={() => openImport(kind as AskedFor)}>
                  {asks.text}
                </LinkButton>
              ),
          )}
          <LinkButton onClick={() => showDialog('events')}>Play a recording …</LinkButton>
          <LinkButton onClick={() => showDialog('correlation')}>Temporal correlation …</LinkButton>
        </span>
      </div>
      <details>
        <summary>Fetch by address</summary>
        <form
          className={controlsCss.link}
          onSubmit={(event) => {
            event.preventDefault()
            attempt(openAddresses(list))
          }}
        >
          <textarea
            rows={2}
            aria-label="Addresses of the files, one a line"
            placeholder="https://…, one a line"
            value={addresses}
            onChange={(event) => setAddresses(event.currentTarget.value)}
          />
          <button type="submit" className={controlsCss.pushButton} disabled={busy || list.length === 0}>
            Fetch
          </button>
        </form>
        <p className={controlsCss.muted}>
          Where the host lets other pages read its files. It sees that you fetch them; the page asks no host for anything otherwise.
        </p>
      </details>
    </>
  )
}

/** The way back to files that were opened but not yet imported. */
function Found() {
  const found = useData((state) => state.found)
  const busy = useData((state) => state.work !== null)
  if (!found || busy) return null
  return (
    <p>
      The {IMPORTS.find(({ kind }) => kind === found.kind)?.holds} of {found.found.name} are open.{' '}
      <PushButton onClick={() => openImport(null)}>Make a set of them …</PushButton>
    </p>
  )
}
