/** A text of equations with line numbers and a mark at each line that has a fault, wherever such a text is typed. */
import { type ComponentProps, type CSSProperties, useState } from 'react'
import { read } from '../../neurons/equations/check'
import type { Fault } from '../../neurons/equations/tree'
import { EquationsField } from './equations-field'
import css from './equations-field.module.css'

interface EditorProps extends ComponentProps<typeof EquationsField> {
  /** Of the text; those of a neuron if left out. */
  readonly faults?: readonly Fault[]
  /** The fewest and the most lines that are visible at once; in between, one more than the text has. */
  readonly heights?: readonly [fewest: number, most: number]
}

export function EquationsEditor({ value, faults = neuronFaults(value), heights: [fewest, most] = [2, 16], ...field }: EditorProps) {
  const [scrolled, setScrolled] = useState(0)
  const lines = value.split('\n').length
  const faulty = new Set(faults.map(({ line }) => line))
  return (
    <div
      className={css.editor}
      data-uncovered
      style={
        {
          '--digits': String(lines).length,
          '--scrolled': `${-scrolled}px`,
          '--rows': Math.min(most, Math.max(fewest, lines + 1)),
        } as CSSProperties
      }
    >
      <ol className={css.gutter} aria-hidden="true">
        {Array.from({ length: lines }, (_, index) => index + 1).map((line) => (
          <li key={line} data-fault={faulty.has(line) || undefined} />
        ))}
      </ol>
      <EquationsField
        aria-invalid={faults.length > 0 || undefined}
        {...field}
        value={value}
        onScroll={(event) => setScrolled(event.currentTarget.scrollTop)}
      />
    </div>
  )
}

function neuronFaults(text: string): readonly Fault[] {
  const found = read(text)
  return found.ok ? [] : found.faults
}
