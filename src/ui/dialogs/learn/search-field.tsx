/** A search field with the number of results, which screen readers announce once something was typed. */
import { counted } from '../../../format'
import controlsCss from '../../base/style/controls.module.css'
import { useFirstFocus } from '../../shared/dialog'
import css from './learn.module.css'

interface SearchProps {
  /** What is searched for, in one word: "term". */
  readonly what: string
  readonly placeholder: string
  readonly text: string
  readonly change: (text: string) => void
  readonly found: number
}

export function SearchField({ what, placeholder, text, change, found }: SearchProps) {
  const input = useFirstFocus<HTMLInputElement>()
  return (
    <>
      <input
        ref={input}
        type="search"
        className={css.search}
        aria-label={`Find a ${what}`}
        placeholder={placeholder}
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
      />
      <p role="status" className={text ? controlsCss.muted : controlsCss.hidden}>
        {found === 0 ? `No ${what} has “${text.trim()}” in its words.` : counted(found, what)}
      </p>
    </>
  )
}

/** The items whose text contains all words of a search. Pure. */
export function matching<T>(items: readonly T[], text: string, wordsOf: (item: T) => string): readonly T[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (wanted.length === 0) return items
  return items.filter((item) => {
    const words = wordsOf(item).toLowerCase()
    return wanted.every((word) => words.includes(word))
  })
}
