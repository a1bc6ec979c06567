/** The docs in the page: files on the left, searchable by heading, and the open file. */

import { Suspense, use, useEffect, useRef, useState } from 'react'
import { useSignal } from '../../base/signal'
import modalCss from '../../base/style/modal.module.css'
import { Modal } from '../../shared/dialog'
import { docsAt } from '../../state/settings/docs'
import { DOC_FILES, type DocPage, isDoc, readDoc } from './doc-pages'
import css from './learn.module.css'
import { Markdown } from './markdown'
import { matching, SearchField } from './search-field'

/** A file of the docs, or a heading in one. */
interface Entry {
  readonly at: string
  readonly text: string
  /** For a heading, the title of its file. */
  readonly in: string
}

const entriesOf = ({ file, title, headings }: DocPage): Entry[] =>
  headings.map(({ id, text }, at) => (at === 0 ? { at: file, text, in: '' } : { at: `${file}#${id}`, text, in: title }))

const all = (() => {
  let loading: Promise<readonly Entry[]> | undefined
  return () => {
    loading ??= Promise.all(DOC_FILES.map(readDoc)).then((pages) => pages.flatMap(entriesOf))
    return loading
  }
})()

export function DocsDialog() {
  const at = useSignal(docsAt)
  const [asked = '', heading] = at.split('#')
  const file = isDoc(asked) ? asked : DOC_FILES[0]!
  return (
    <Modal className={modalCss.full}>
      <Suspense fallback={null}>
        <div className={css.docs}>
          <Contents file={file} />
          <Page key={file} file={file} heading={heading} />
        </div>
      </Suspense>
    </Modal>
  )
}

function Contents({ file }: { file: string }) {
  const [text, setText] = useState('')
  const entries = use(all())
  const found =
    text.trim() === '' ? entries.filter((entry) => entry.in === '') : matching(entries, text, (entry) => `${entry.text} ${entry.in}`)
  return (
    <nav className={css.contents} aria-label="Files of the docs">
      <SearchField what="heading" placeholder="Find a heading" text={text} change={setText} found={found.length} />
      <ul>
        {found.map((entry) => (
          <li key={entry.at}>
            <button type="button" aria-current={entry.at === file ? 'page' : undefined} onClick={() => docsAt.set(entry.at)}>
              {entry.text} {entry.in && <small>{entry.in}</small>}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}

function Page({ file, heading }: { file: string; heading: string | undefined }) {
  const { tokens, title } = use(readDoc(file))
  const ref = useRef<HTMLElement>(null)
  useEffect(() => {
    const target = heading === undefined ? null : document.getElementById(`docs-${heading}`)
    if (target) target.scrollIntoView({ block: 'start' })
    else ref.current?.scrollTo({ top: 0 })
  }, [heading])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <article ref={ref} className={css.page} aria-label={title} tabIndex={0}>
      <Markdown file={file} tokens={tokens} />
    </article>
  )
}
