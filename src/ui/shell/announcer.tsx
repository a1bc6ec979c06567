/**
 * Announces changes to screen readers, at most once in five seconds, and shows the same notice on screen. While a dialog is open, it
 * announces the notice itself.
 */

import { useEffect, useRef, useState } from 'react'
import { neverBegan } from '../../health/run'
import type { RunState } from '../../worker/protocol'
import { IconButton, LinkButton } from '../base/buttons'
import { Icon } from '../base/icons'
import controlsCss from '../base/style/controls.module.css'
import { undo } from '../state/session/edit'
import { setLab, useLab } from '../state/store/store'
import css from './announcer.module.css'

const QUIET_MS = 5000
const SHOWN_MS = 6000

export function Announcer() {
  const notice = useLab((state) => state.notice)
  const covered = useLab((state) => state.dialog !== null)
  const words = useLab((state) => wordsOf(state.run))
  const [said, setSaid] = useState('')
  const last = useRef(0)
  const text = (covered ? undefined : notice?.text) ?? words

  useEffect(() => {
    // The previous message no longer applies.
    setSaid('')
    if (!text) return
    const timer = setTimeout(
      () => {
        last.current = Date.now()
        setSaid(text)
      },
      Math.max(100, last.current + QUIET_MS - Date.now()),
    )
    return () => clearTimeout(timer)
  }, [text])

  useEffect(() => {
    if (notice?.kind !== 'info') return
    const timer = setTimeout(() => setLab({ notice: null }), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [notice])

  return (
    <>
      <p data-announcer role="status" className={controlsCss.hidden}>
        {said}
      </p>
      {notice && !covered && (
        <aside className={css.toast} aria-label="Message">
          <span>{notice.text}</span>
          {notice.undo && (
            <LinkButton onClick={undo}>
              Undo<span className={controlsCss.hidden}> the last change</span>
            </LinkButton>
          )}
          <IconButton aria-label="Dismiss" onClick={() => setLab({ notice: null })}>
            <Icon sign="close" />
          </IconButton>
        </aside>
      )}
    </>
  )
}

function wordsOf(run: RunState): string {
  if (run.kind === 'running') return 'Training runs.'
  if (run.kind === 'paused')
    return run.step > 0 ? `Paused after ${run.step} ${run.step === 1 ? 'batch' : 'batches'}.` : 'Ready, paused at step 0.'
  if (run.kind === 'finished') return `Training is finished after ${run.step} batches.`
  if (run.kind === 'failed')
    return run.needs ? run.error : `${neverBegan(run) ? 'This experiment could not be opened' : 'Training stopped'}: ${run.error}`
  return ''
}
