/** The button that opens an experiment file from this computer. An invalid file shows an error and changes nothing. */

import { useRef } from 'react'
import controlsCss from '../base/style/controls.module.css'
import { attempt } from '../state/session/notices'

export function OpenFile() {
  const input = useRef<HTMLInputElement>(null)
  const open = async (file: File) => (await import('../state/links/experiment-files')).openExperimentFile(file)
  return (
    <>
      <button type="button" className={controlsCss.pushButton} onClick={() => input.current?.click()}>
        Open an experiment file …
      </button>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        aria-label="Experiment file"
        hidden
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? []
          if (file) attempt(open(file))
          // Allows the same file to be chosen again.
          event.currentTarget.value = ''
        }}
      />
    </>
  )
}
