/** The whole page takes files: what is dropped anywhere is opened as a data set, a safetensors file as weights. Shown only while files hang over it. */
import { useEffect, useRef, useState } from 'react'
import { attempt, loadWeights } from '../actions'
import { openFiles } from '../data'
import { droppedFiles } from '../dropped-files'
import './data-dialog.css'

export function DropZone() {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const enter = (event: DragEvent) => {
      if (!holdsFiles(event)) return
      // Else the browser would leave the page for the file.
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      // Between elements of the page the other one is told; at its border there is none.
      if (event.relatedTarget === null) setOver(false)
    }
    const drop = (event: DragEvent) => {
      setOver(false)
      if (!holdsFiles(event) || !event.dataTransfer) return
      event.preventDefault()
      const weights = [...event.dataTransfer.files].find(({ name }) => /\.safetensors$/i.test(name))
      attempt(weights ? loadWeights(weights) : openFiles(droppedFiles(event.dataTransfer)))
    }
    const events = [
      ['dragenter', enter],
      ['dragover', enter],
      ['dragleave', leave],
      ['drop', drop],
    ] as const
    for (const [name, listener] of events) window.addEventListener(name, listener)
    return () => {
      for (const [name, listener] of events) window.removeEventListener(name, listener)
    }
  }, [])
  return over ? <DropHint /> : null
}

/** In the top layer, so that an open dialog does not lie over it. */
function DropHint() {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => ref.current?.showPopover?.(), [])
  return (
    <div ref={ref} className="drop-hint" popover="manual">
      <b>Drop to open as a data set, or as weights (.safetensors)</b>
      <span>It stays in this browser.</span>
    </div>
  )
}
