/** The strip under the bar where a link asks for an experiment file elsewhere: what it asks, and the answer. Nothing is fetched before it. */
import { useEffect, useRef, useState } from 'react'
import { openAsked } from '../state/experiment-files'
import { setLab, useLab } from '../state/store'

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
      if (!mine.signal.aborted) setNow({ kind: 'failed', error: error instanceof Error ? error.message : String(error) })
    }
  }
  const cancel = () => {
    abort.current?.abort()
    setNow({ kind: 'asking' })
  }
  return (
    <aside className={`link-notes asked ${now.kind === 'failed' ? 'refused' : ''}`} aria-label="A link asks for a file">
      <div>
        <p>
          This link asks to fetch an experiment from <b>{asked.host}</b>: <span className="asked-address">{asked.url}</span>
        </p>
        <p className="muted">
          It may hold anything that an experiment may hold. Nothing is fetched until you agree, and nothing runs until you press Play.
        </p>
        <p role="alert" className={now.kind === 'failed' ? 'warn-text' : 'hidden'}>
          {now.kind === 'failed' && now.error}
        </p>
      </div>
      <span className="openers push">
        {now.kind === 'fetching' ? (
          <>
            <span role="status">Fetching …</span>
            <button type="button" className="push-button" onClick={cancel}>
              Cancel
            </button>
          </>
        ) : (
          <>
            <button type="button" className="push-button primary" onClick={() => void fetchIt()}>
              {now.kind === 'failed' ? 'Fetch again' : 'Fetch'}
            </button>
            <button type="button" className="push-button" onClick={() => setLab({ asked: null })}>
              Not now
            </button>
          </>
        )}
      </span>
    </aside>
  )
}
