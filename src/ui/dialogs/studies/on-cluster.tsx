/** A folded section on training the same runs on a cluster: a command to copy and the experiment file that it reads. */

import { PushButton } from '../../base/buttons'
import { attempt, say } from '../../state/session/notices'
import { useLab } from '../../state/store/store'
import css from './sweep.module.css'

/** The file name of the saved experiment. */
export const useExperimentFile = (): string => useLab((state) => `${state.preset}.json`)

export function OnCluster({ command }: { command: string }) {
  const file = useExperimentFile()
  return (
    <details className={css.left}>
      <summary>On a cluster</summary>
      <p>
        Save the experiment as {file}, and in a checkout of the lab on a machine of the cluster run the command; <code>--partition</code>,{' '}
        <code>--gpus</code> and <code>--time</code> go to SLURM, <code>--on local</code> needs none. What <code>npm run collect</code> makes
        of it opens here.
      </p>
      <p>
        <code className={css.command}>{command}</code>
      </p>
      <p>
        <PushButton onClick={() => attempt(navigator.clipboard.writeText(command).then(() => say('Command copied.')))}>
          Copy command
        </PushButton>{' '}
        <PushButton onClick={() => attempt(import('../../state/links/experiment-files').then(({ saveExperiment }) => saveExperiment([])))}>
          Save experiment
        </PushButton>
      </p>
    </details>
  )
}
