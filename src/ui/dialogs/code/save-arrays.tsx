/** The samples that the code reads, as NumPy arrays, written by a worker with progress and a cancel button. */

import { useEffect, useState } from 'react'
import { type DataSpec, dataShape } from '../../../data/datasets/schema'
import { messageOf } from '../../../problem'
import { createImporter, type ImportProgress } from '../../../worker/importer'
import { PushButton } from '../../base/buttons'
import { saveBlob } from '../../base/download'
import { LongWork } from '../../base/long-work'
import controlsCss from '../../base/style/controls.module.css'
import { say } from '../../state/session/notices'

interface Props {
  readonly data: DataSpec
  /** The shape of one sample in the arrays. */
  readonly shape: readonly number[]
  /** The file's name without its extension. */
  readonly name: string
}

export function SaveArrays({ data, shape, name }: Props) {
  const [importer] = useState(createImporter)
  const [work, setWork] = useState<ImportProgress | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  // Closing the dialog cancels the export.
  useEffect(() => () => importer.cancel(CANCELLED), [importer])
  const save = async () => {
    setFailed(null)
    setWork({ what: 'Starting', share: 0 })
    try {
      saveBlob(`${name}-data.zip`, await importer.arrays(data, shape, new URL('data/', document.baseURI).href, setWork))
      say('The samples are saved.')
    } catch (error) {
      setFailed(messageOf(error))
    } finally {
      setWork(null)
    }
  }
  return (
    <>
      <h3>Its data</h3>
      <p>
        The code reads train.npz and test.npz. Both are saved here in one zip, with the samples that the lab has of this set: unpack it into
        the folder that --data names.
      </p>
      {work ? (
        <LongWork
          label="Saving the samples"
          status={`${work.what} …`}
          done={work.share}
          total={1}
          cancel={() => importer.cancel(CANCELLED)}
        />
      ) : (
        <div className={controlsCss.openers}>
          <PushButton onClick={save}>Save the samples of {dataShape(data).title}</PushButton>
        </div>
      )}
      {failed && (
        <p role="alert" className={controlsCss.problem}>
          {failed}
        </p>
      )}
    </>
  )
}

const CANCELLED = 'Saving was cancelled.'
