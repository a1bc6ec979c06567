/** The code that shows one view of the experiment in another page. */

import { useEffect, useId, useRef, useState } from 'react'
import { type Embed, withEmbed } from '../../../share/embed'
import { type Hideable, isChosen } from '../../../share/hide'
import { DEFAULT_VIEW, type ViewName, viewNamed } from '../../../share/views'
import { LinkButton, PushButton } from '../../base/buttons'
import { Select } from '../../base/select'
import controlsCss from '../../base/style/controls.module.css'
import { copyLink, link } from '../../state/links/links'
import { attempt } from '../../state/session/notices'
import { openDocs } from '../../state/settings/docs'
import { store } from '../../state/store/store'
import { VIEWS } from '../../views/registry'
import css from './share-dialog.module.css'

/** What the link hides of the settings is hidden in the frame too; the view that is embedded is shown. */
export function EmbedCode({ hide }: { readonly hide: readonly Hideable[] }) {
  const [view, setView] = useState<ViewName>(() => store.getState().fullView ?? DEFAULT_VIEW)
  const [parts, setParts] = useState<Embed>({ strip: true, controls: true })
  const [code, setCode] = useState('')
  const area = useRef<HTMLTextAreaElement>(null)
  const id = useId()
  useEffect(() => {
    const made = async () =>
      setCode(
        embedCode(
          withEmbed(
            await link(
              hide.filter((name) => !isChosen(name)),
              view,
            ),
            parts,
          ),
        ),
      )
    attempt(made())
  }, [hide, view, parts])
  const copy = async () => {
    if (!(await copyLink(code, 'embed code'))) area.current?.select()
  }
  const state = store.getState()
  const shown = VIEWS.filter(({ full, applies }) => full && (applies?.(state) ?? true))
  return (
    <details className={css.teaching}>
      <summary>Embed it in a page</summary>
      <div className={css.embed}>
        <label htmlFor={id}>View</label>
        <Select
          id={id}
          value={view}
          options={shown.map(({ id, title }) => ({ value: id, text: title }))}
          choose={(name) => setView(viewNamed(name) ?? DEFAULT_VIEW)}
        />
        {(['strip', 'controls'] as const).map((part) => (
          <label key={part} className={controlsCss.check}>
            <input
              type="checkbox"
              checked={parts[part]}
              onChange={({ currentTarget: { checked } }) => setParts((before) => ({ ...before, [part]: checked }))}
            />
            {EMBEDDED_LABELS[part]}
          </label>
        ))}
      </div>
      <div className={controlsCss.link}>
        <textarea
          ref={area}
          readOnly
          rows={3}
          aria-label="Embed code"
          spellCheck={false}
          value={code}
          onFocus={(event) => event.currentTarget.select()}
        />
        <PushButton disabled={code === ''} onClick={() => attempt(copy())}>
          Copy the code
        </PushButton>
      </div>
      <div className={controlsCss.openers}>
        <LinkButton onClick={() => openDocs('notebooks.md')}>Notebooks, widgets and messages: in the docs</LinkButton>
      </div>
    </details>
  )
}

const EMBEDDED_LABELS = { strip: 'the layers above it', controls: 'Play, Step and Reset below it' } as const

const inAttribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')

/** An element for any HTML page. */
const embedCode = (address: string): string =>
  `<iframe src="${inAttribute(address)}" title="Membrane: a spiking neural network" width="100%" height="560" style="border: 0"></iframe>`
