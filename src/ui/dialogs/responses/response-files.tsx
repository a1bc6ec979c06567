/** The first step: which files, and what is known of the layouts of others. */

import controlsCss from '../../base/style/controls.module.css'
import wizardCss from '../../base/style/wizard.module.css'
import { useData } from '../../state/imports/data-sets'
import { openResponseFiles } from '../../state/imports/open-files'
import { attempt } from '../../state/session/notices'
import { FileButton } from '../../views/shared/file-button'
import { Opening } from '../../views/shared/opening'

/** What is recognized by the names of its arrays. */
const LAYOUTS: readonly (readonly [what: string, how: string])[] = [
  ['open-retina’s exchange form', 'the folder with stimuli/ and an h5 file for each session'],
  ['Maheswaranathan 2023', '…naturalscene.h5 or …whitenoise.h5'],
  ['Goldin 2022', 'the h5 file of a session'],
  ['Onken 2016, preprocessed', 'train_….hdf5 and test_….hdf5 together'],
  ['Liu and Gollisch 2021', 'responses2naturalimages.h5 and trialnumbers.txt'],
  ['Anything else', 'HDF5, MATLAB’s files of version 7.3, npy or npz: you say what each axis is'],
]

export function ResponseFiles() {
  const busy = useData((state) => state.work !== null)
  return (
    <>
      <p>
        A movie that cells were shown, and what they answered: spikes in bins of time, cell by cell, once or in several trials. They are
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
        <FileButton text="Choose files …" disabled={busy} open={(files) => attempt(openResponseFiles(files))} />
        <FileButton text="Choose a folder …" disabled={busy} folder open={(files) => attempt(openResponseFiles(files))} />
      </div>
      <Opening />
    </>
  )
}
