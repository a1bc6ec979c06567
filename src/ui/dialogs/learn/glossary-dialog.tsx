/** All terms, searchable: each with its definition, its equation, and its place in the docs. */

import { useState } from 'react'
import { LinkButton } from '../../base/buttons'
import { type GlossaryEntry, inSigns } from '../../base/glossary'
import { MathText } from '../../base/math'
import controlsCss from '../../base/style/controls.module.css'
import { Modal } from '../../shared/dialog'
import { GLOSSARY } from '../../state/labels/glossary'
import { openDocs } from '../../state/settings/docs'
import css from './learn.module.css'
import { matching, SearchField } from './search-field'

const ALL: readonly GlossaryEntry[] = Object.values(GLOSSARY).sort((a, b) => a.term.localeCompare(b.term))
const searchText = ({ term, also = [], symbol = '', definition }: GlossaryEntry): string => [term, ...also, symbol, definition].join(' ')

export function GlossaryDialog() {
  const [text, setText] = useState('')
  const found = matching(ALL, text, searchText)
  return (
    <Modal>
      <SearchField what="term" placeholder="threshold, window, dead neuron …" text={text} change={setText} found={found.length} />
      <dl className={css.terms}>
        {found.map((entry) => (
          <Entry key={entry.term} entry={entry} />
        ))}
      </dl>
    </Modal>
  )
}

function Entry({ entry: { term, symbol, also, definition, equations, see } }: { entry: GlossaryEntry }) {
  return (
    <div>
      <dt>
        {term} {symbol && <var>{symbol}</var>} {also && <span className={controlsCss.muted}>{also.join(', ')}</span>}
      </dt>
      <dd>
        {definition}
        {equations?.map((equation) => (
          <div key={equation.join()} className={css.equation}>
            <MathText text={inSigns(equation.join(' '))} />
          </div>
        ))}
        <LinkButton aria-label={`${term} in the docs`} onClick={() => openDocs(see)}>
          in the docs
        </LinkButton>
      </dd>
    </div>
  )
}
