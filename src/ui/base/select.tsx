/** A menu of values, as `Segments` shows them side by side. Its other attributes are those of an HTML select. */
import type { ComponentProps } from 'react'

interface SelectProps<T> extends Omit<ComponentProps<'select'>, 'value' | 'onChange' | 'children'> {
  readonly value: T
  readonly options: readonly { readonly value: T; readonly text: string }[]
  readonly choose: (value: T) => void
}

export function Select<T extends string | number>({ options, choose, ...attributes }: SelectProps<T>) {
  return (
    <select {...attributes} onChange={(event) => choose(options[event.currentTarget.selectedIndex]!.value)}>
      {options.map(({ value, text }) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  )
}
