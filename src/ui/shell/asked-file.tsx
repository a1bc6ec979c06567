/** The strip under the bar that asks whether to open an experiment file from another address. Nothing is fetched before the user agrees. */

import { useEffect, useRef, useState } from 'react'
import { messageOf } from '../../problem'
import { PushButton } from '../base/buttons'
import { classesOf } from '../base/classes'
import controlsCss from '../base/style/controls.module.css'
import { openAsked } from '../state/links/experiment-files'
import { setLab, useLab } from '../state/store/store'
import css from './link-notes.module.css'

type Fetching = { readonly kind: 'asking' | 'fetching' } | { readonly kind: 'failed'; readonly error: string }

export function AskedFile() {
  const asked = useLab((state) => state.asked)
  const [now, setNow] = useState<Fetching>({ kind: 'asking' })
  const abort = useRef<AbortController | null>(null)
  useEffect(() => {
    setNow({ kind: 'asking' })
    return () => abort.current?.abort()
  }, [asked])
  if (!asked) return null
  const fetchIt = async () => {
    const mine = new AbortController()
    abort.current = mine
    setNow({ kind: 'fetching' })
    try {
      await openAsked(asked, mine.signal)
    } catch (error) {
      if (!mine.signal.aborted) setNow({ kind: 'failed', error: messageOf(error) })
    }
  }
  const cancel = () => {
    abort.current?.abort()
    setNow({ kind: 'asking' })
  }
  return (
    <aside className={classesOf(css.linkNotes, now.kind === 'failed' ? css.refused : undefined)} aria-label="A link asks for a file">
      <div>
        <p>
          This link asks to fetch an experiment from <b>{asked.host}</b>: <span className={css.askedAddress}>{asked.url}</span>
        </p>
        <p className={controlsCss.muted}>
          It may contain anything that an experiment can contain. Nothing is fetched until you agree, and nothing runs until you press Play.
        </p>
        <p role="alert" className={now.kind === 'failed' ? controlsCss.warnText : controlsCss.hidden}>
          {now.kind === 'failed' && now.error}
        </p>
      </div>
      <span className={classesOf(controlsCss.openers, controlsCss.push)}>
        {now.kind === 'fetching' ? (
          <>
            <span role="status">Fetching …</span>
            <PushButton onClick={cancel}>Cancel</PushButton>
          </>
        ) : (
          <>
            <PushButton className={controlsCss.primary} onClick={() => void fetchIt()}>
              {now.kind === 'failed' ? 'Fetch again' : 'Fetch'}
            </PushButton>
            <PushButton onClick={() => setLab({ asked: null })}>Not now</PushButton>
          </>
        )}
      </span>
    </aside>
  )
}
