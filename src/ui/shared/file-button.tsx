/** A button that opens a file dialog, for files or for a folder with its content. */

import { useRef } from 'react'
import controlsCss from '../base/style/controls.module.css'
import { chosenFiles } from '../state/imports/dropped-files'

interface Props {
  readonly text: string
  readonly disabled: boolean
  readonly folder?: boolean
  /** Called with the chosen files, of which there is at least one. */
  readonly open: (files: ReturnType<typeof chosenFiles>) => void
}

export function FileButton({ text, disabled, folder = false, open }: Props) {
  const ref = useRef<HTMLInputElement>(null)
  return (
    <>
      <button type="button" className={controlsCss.pushButton} disabled={disabled} onClick={() => ref.current?.click()}>
        {text}
      </button>
      <input
        ref={ref}
        type="file"
        multiple
        hidden
        {...(folder && { webkitdirectory: '' })}
        onChange={(event) => {
          const input = event.currentTarget
          const files = chosenFiles(input.files)
          // Allows the same files to be chosen again.
          input.value = ''
          if (files.length > 0) open(files)
        }}
      />
    </>
  )
}
