/** A line of an equation: parameters become their present numbers, the spike and the window their colors. No layout of fractions. */

import type { ReactNode } from 'react'
import css from './math.module.css'

/** `{name}` becomes the value in bold, `⟨1.37⟩` a result in the window's color; s and κ are colored wherever they are. */
export function MathText({ text, values = {} }: { text: string; values?: Readonly<Record<string, string>> }) {
  return (
    <>{text.split(/(\{\w+\}|⟨[^⟩]*⟩|κ(?:\[[^\]]*\])?|(?<![\p{L}])s\[[^\]]*\]|(?<=∂)s|γ̄)/u).map((part, at) => piece(part, at, values))}</>
  )
}

function piece(part: string, at: number, values: Readonly<Record<string, string>>): ReactNode {
  if (part.startsWith('{')) return <b key={at}>{values[part.slice(1, -1)] ?? part}</b>
  if (part.startsWith('⟨'))
    return (
      <b key={at} className={css.window}>
        {part.slice(1, -1)}
      </b>
    )
  if (part.startsWith('κ')) return colored(part, css.window, at, values)
  if (part === 's' || part.startsWith('s[')) return colored(part, css.spike, at, values)
  if (part === 'γ̄')
    return (
      <var key={at} className={css.over}>
        γ
      </var>
    )
  return part
}

const colored = (part: string, name: string | undefined, at: number, values: Readonly<Record<string, string>>): ReactNode => (
  <span key={at}>
    <var className={name}>{part[0]}</var>
    <MathText text={part.slice(1)} values={values} />
  </span>
)
