/** Buttons that open a file dialog: for one file of a kind, for several files, or for a folder with its content. */

import { type ComponentProps, useRef } from 'react'
import { PushButton } from '../base/buttons'
import { chosenFiles } from '../state/imports/dropped-files'

interface Button extends Pick<ComponentProps<'button'>, 'disabled' | 'className' | 'aria-describedby'> {
  readonly text: string
}

interface OneFile extends Button {
  /** The accessible name of the input. */
  readonly label: string
  readonly accept: string
  readonly open: (file: File) => void
}

export const OneFileButton = ({ label, accept, open, ...button }: OneFile) => (
  <Chooser {...button} input={{ 'aria-label': label, accept }} take={([file]) => open(file!)} />
)

interface Files extends Button {
  readonly folder?: boolean
  readonly open: (files: ReturnType<typeof chosenFiles>) => void
}

export const FileButton = ({ folder = false, open, ...button }: Files) => (
  <Chooser {...button} input={{ multiple: true, ...(folder && { webkitdirectory: '' }) }} take={(files) => open(chosenFiles(files))} />
)

interface ChooserProps extends Button {
  readonly input: ComponentProps<'input'>
  /** Called with at least one file. */
  readonly take: (files: FileList) => void
}

function Chooser({ text, className, input, take, ...button }: ChooserProps) {
  const ref = useRef<HTMLInputElement>(null)
  return (
    <>
      <PushButton className={className} {...button} onClick={() => ref.current?.click()}>
        {text}
      </PushButton>
      <input
        ref={ref}
        type="file"
        hidden
        {...input}
        onChange={({ currentTarget }) => {
          if (currentTarget.files?.length) take(currentTarget.files)
          // Allows the same files to be chosen again.
          currentTarget.value = ''
        }}
      />
    </>
  )
}
