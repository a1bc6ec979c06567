/** The parts shared by the tables of saved data sets: their heads, a row's note, and the actions of a row. */

import { type ReactNode, useState } from 'react'
import { LinkButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { Term } from '../../base/help'
import controlsCss from '../../base/style/controls.module.css'
import modalCss from '../../base/style/modal.module.css'
import { attempt } from '../../state/session/notices'
import css from './data-dialog.module.css'

interface SavedHead {
  readonly text: string
  /** The head's name in the glossary; null if it needs no explanation. */
  readonly term: string | null
}

/** @param heads the heads of the data columns; a column for the actions is added */
export function SavedTable({ heads, caption, children }: { heads: readonly SavedHead[]; caption?: string; children: ReactNode }) {
  return (
    <table className={classesOf(modalCss.listed, css.table)}>
      {caption && <caption className={controlsCss.hidden}>{caption}</caption>}
      <thead>
        <tr>
          {heads.map(({ text, term }) => (
            <th key={text} scope="col">
              {term ? <Term term={term}>{text}</Term> : text}
            </th>
          ))}
          <th scope="col">
            <span className={controlsCss.hidden}>Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  )
}

/** A note on the set in the row above. */
export function SavedNote({ children }: { children: ReactNode }) {
  return (
    <tr className={css.setNote}>
      <td colSpan={6}>{children}</td>
    </tr>
  )
}

interface SavedActionsProps {
  readonly title: string
  /** True if the open experiment learns from this set. */
  readonly used: boolean
  choose(): Promise<unknown>
  /** Absent for sets that ship with the lab, which cannot be removed. */
  readonly remove?: (() => Promise<unknown>) | undefined
  /** Other actions of the row. */
  readonly children?: ReactNode
}

/** The last cell of a row, with its actions. */
export function SavedActions({ title, used, choose, remove, children }: SavedActionsProps) {
  return (
    <td className={css.setActions}>
      {used ? (
        <span className={controlsCss.muted}>in use</span>
      ) : (
        <LinkButton onClick={() => attempt(choose())}>
          Use<span className={controlsCss.hidden}> {title}</span>
        </LinkButton>
      )}
      {children}
      {remove && <RemoveButton title={title} remove={remove} />}
    </td>
  )
}

/** Asks for confirmation in place, since the original files may no longer exist. */
function RemoveButton({ title, remove }: { title: string; remove: () => Promise<unknown> }) {
  const [asked, setAsked] = useState(false)
  return (
    <LinkButton
      className={asked ? controlsCss.warnText : undefined}
      onBlur={() => setAsked(false)}
      onClick={() => (asked ? attempt(remove()) : setAsked(true))}
    >
      {asked ? 'Remove permanently' : 'Remove'}
      <span className={controlsCss.hidden}> {title}</span>
    </LinkButton>
  )
}
