/** The button that opens an experiment file from this computer. An invalid file shows an error and changes nothing. */

import { attempt } from '../state/session/notices'
import { OneFileButton } from './file-button'

const open = async (file: File) => (await import('../state/links/experiment-files')).openExperimentFile(file)

export const OpenFile = () => (
  <OneFileButton
    text="Open an experiment file …"
    label="Experiment file"
    accept=".json,application/json"
    open={(file) => attempt(open(file))}
  />
)
