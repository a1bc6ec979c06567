/**
 * The whole page accepts dropped files: an experiment, runs, a recording of events, a data set, weights as safetensors, or a NIR network.
 * It is visible only while files are dragged over the page.
 */

import { useEffect, useRef, useState } from 'react'
import type { ChosenFile } from '../../worker/importer'
import { droppedFiles } from '../state/imports/dropped-files'
import { openFiles } from '../state/imports/open-files'
import { attempt } from '../state/session/notices'
import { loadWeights } from '../state/session/weights'
import css from './drop-zone.module.css'

export function DropZone() {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false
    const enter = (event: DragEvent) => {
      if (!holdsFiles(event)) return
      // Without this, the browser would navigate to the file.
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      // Moving between elements also fires `dragleave`; only at the page's border is there no related target.
      if (event.relatedTarget === null) setOver(false)
    }
    const drop = (event: DragEvent) => {
      setOver(false)
      if (!holdsFiles(event) || !event.dataTransfer) return
      event.preventDefault()
      const weights = [...event.dataTransfer.files].find(({ name }) => /\.safetensors$/i.test(name))
      if (weights) return attempt(loadWeights(weights))
      const graph = [...event.dataTransfer.files].find(({ name }) => /\.nir$/i.test(name))
      if (graph) return attempt(openGraph(graph))
      const [one, ...more] = event.dataTransfer.files
      const all = droppedFiles(event.dataTransfer)
      attempt(one && more.length === 0 ? openOne(one, all) : openFiles(all))
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

const openGraph = async (file: File): Promise<void> => void (await (await import('../state/imports/nir')).openNir(file, file.name))

/** Opens a file by its content: an experiment, runs, a recording of events, else a data set. */
async function openOne(file: File, all: Promise<ChosenFile[]>): Promise<void> {
  const [{ openIfExperiment }, { takeIfRuns, takeIfTasks }] = await Promise.all([
    import('../state/links/experiment-files'),
    import('../dialogs/runs/runs-work'),
  ])
  if ((await openIfExperiment(file)) || (await takeIfRuns(file)) || (await takeIfTasks(await all))) return
  const { playIfRecording } = await import('../dialogs/events/recordings')
  if (!(await playIfRecording(file))) await openFiles(all)
}

/** In the top layer, so that an open dialog does not cover it. */
function DropHint() {
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => ref.current?.showPopover?.(), [])
  return (
    <div ref={ref} className={css.dropHint} popover="manual">
      <b>
        Drop to open: an experiment (.json), runs (.json.gz), a recording of events, a data set, weights (.safetensors), or a network (.nir)
      </b>
      <span>It stays in this browser.</span>
    </div>
  )
}
