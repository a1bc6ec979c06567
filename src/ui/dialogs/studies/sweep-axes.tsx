/** The fields of a sweep or comparison, each with its typed or ticked values, and the search for further fields. */

import { useId, useState } from 'react'
import { read } from '../../../neurons/equations/check'
import { readFormula } from '../../../neurons/equations/formula'
import { errorsOf } from '../../../problem'
import { type SweepField, VALUES_HINT, valueText, type WrittenAxis } from '../../../studies/axis'
import { pointLabel, SEED, type SweepPlan } from '../../../studies/sweep'
import { IconButton, PushButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { hintOf } from '../../base/help'
import { Icon } from '../../base/icons'
import controlsCss from '../../base/style/controls.module.css'
import { EquationsEditor } from '../../shared/equations-editor'
import { FormulaField } from '../../shared/formula-field'
import { TextFaults } from '../../shared/text-faults'
import css from './sweep.module.css'
import type { ReadAxes } from './sweep-form'

interface AxesProps {
  /** What the dialog does with the fields, for their labels. */
  readonly verb: 'sweep' | 'compare'
  readonly axes: readonly WrittenAxis[]
  readonly read: ReadAxes
  readonly change: (axes: readonly WrittenAxis[]) => void
}

/** @param firstValues the initial values of an added field */
export function AxisList({ firstValues, ...props }: AxesProps & { readonly firstValues: (field: SweepField) => WrittenAxis }) {
  const { verb, axes, read, change } = props
  const [added, setAdded] = useState<string | null>(null)
  return (
    <fieldset className={css.axes} aria-label={`Fields to ${verb}`}>
      {axes.map(({ path }, at) => (
        <AxisRow key={path} at={at} {...props} focus={path === added} />
      ))}
      <AddField
        verb={verb}
        fields={read.fields.filter(({ path }) => !axes.some((axis) => axis.path === path))}
        add={(field) => {
          setAdded(field.path)
          change([...axes, firstValues(field)])
        }}
      />
    </fieldset>
  )
}

function AxisRow({ at, verb, axes, read, change, focus }: AxesProps & { readonly at: number; readonly focus: boolean }) {
  const id = useId()
  const { path, values: written } = axes[at]!
  const field = read.fields.find((one) => one.path === path)
  const values = read.axes[at]!.values
  const title = field?.title ?? path
  const refused = read.refused[path] ?? (values.length === 0 ? `${title} needs a value.` : null)
  const Name = typeof written === 'string' ? 'label' : 'span'
  const setValues = (next: WrittenAxis['values']) => change(axes.map((axis, i) => (i === at ? { path, values: next } : axis)))
  return (
    <div className={css.axis}>
      <Name {...(typeof written === 'string' && { htmlFor: id })} data-help={field?.row.help} data-about={field?.row.term}>
        {title}
      </Name>
      {typeof written === 'string' ? (
        <input
          id={id}
          type="text"
          className={css.values}
          autoComplete="off"
          spellCheck={false}
          // biome-ignore lint/a11y/noAutofocus: a field was chosen, and its values are what comes next
          autoFocus={focus}
          aria-describedby={`${id}said`}
          aria-invalid={refused !== null || undefined}
          value={written}
          onChange={(event) => setValues(event.currentTarget.value)}
        />
      ) : field?.row.control === 'text' ? (
        <Texts field={field} texts={written.map(String)} said={`${id}said`} focus={focus} change={setValues} />
      ) : (
        <Ticks field={field} values={written} focus={focus} change={setValues} />
      )}
      <span id={`${id}said`} className={refused ? classesOf(controlsCss.problem, controlsCss.error) : controlsCss.muted}>
        {refused ?? saidOf(values, written, field)}
      </span>
      <IconButton aria-label={`Do not ${verb} ${title}`} {...hintOf('Take it out')} onClick={() => change(axes.filter((_, i) => i !== at))}>
        <Icon sign="close" />
      </IconButton>
    </div>
  )
}

/** "5 values: 0.001, 0.003162, …" */
function saidOf(values: ReadAxes['axes'][number]['values'], written: unknown, field: SweepField | undefined): string {
  const count = values.length === 1 ? '1 value' : `${values.length} values`
  if (typeof written !== 'string' || !field || !written.includes('..')) return count
  const shown = values.slice(0, 8).map((value) => valueText(field.row, value))
  return `${count}: ${shown.join(', ')}${values.length > shown.length ? ', …' : ''}`
}

interface TicksProps {
  readonly field: SweepField | undefined
  readonly values: ReadAxes['axes'][number]['values']
  readonly focus: boolean
  readonly change: (values: ReadAxes['axes'][number]['values']) => void
}

/** The values of a choice or a flag, ticked in the order of the form. */
function Ticks({ field, values, focus, change }: TicksProps) {
  const options =
    field?.row.control === 'flag'
      ? [
          { value: true, label: 'on' },
          { value: false, label: 'off' },
        ]
      : (field?.row.choices ?? [])
  return (
    <fieldset className={css.ticks} aria-label={field?.title}>
      {options.map(({ value, label }, i) => (
        <label key={label}>
          <input
            type="checkbox"
            // biome-ignore lint/a11y/noAutofocus: a field was chosen, and its values are what comes next
            autoFocus={focus && i === 0}
            checked={values.includes(value)}
            onChange={(event) => {
              const ticked = event.currentTarget.checked
              change(options.map((option) => option.value).filter((one) => (one === value ? ticked : values.includes(one))))
            }}
          />
          {label}
        </label>
      ))}
    </fieldset>
  )
}

interface TextsProps {
  readonly field: SweepField
  readonly texts: readonly string[]
  /** The element that says what is wrong with them. */
  readonly said: string
  readonly focus: boolean
  readonly change: (texts: readonly string[]) => void
}

/** Texts of equations, each in an editor of its own. */
function Texts({ texts, change, ...rest }: TextsProps) {
  return (
    <fieldset className={css.texts} aria-label={rest.field.title}>
      {texts.map((text, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a text has no name but its place.
        <OneText key={at} texts={texts} at={at} text={text} change={change} {...rest} />
      ))}
      <PushButton onClick={() => change([...texts, texts.at(-1) ?? ''])}>Add a text</PushButton>
    </fieldset>
  )
}

function OneText({
  field: { title, row },
  texts,
  at,
  text,
  said,
  focus,
  change,
}: TextsProps & { readonly at: number; readonly text: string }) {
  const id = useId()
  const isFormula = row.term === 'surrogateFormula'
  const TextField = isFormula ? FormulaField : EquationsEditor
  const found = isFormula ? readFormula(text) : read(text)
  return (
    <div className={css.one}>
      <TextField
        aria-label={`${title}, text ${at + 1}`}
        aria-describedby={`${id} ${said}`}
        heights={[2, 12]}
        autoFocus={focus && at === 0}
        value={text}
        change={(next) => change(texts.with(at, next))}
      />
      <TextFaults id={id} faults={found.ok ? [] : found.faults} />
      {texts.length > 1 && <PushButton onClick={() => change(texts.toSpliced(at, 1))}>Take text {at + 1} out</PushButton>}
    </div>
  )
}

/** Searches the fields by their labels. */
function AddField({ verb, fields, add }: Pick<AxesProps, 'verb'> & { fields: readonly SweepField[]; add: (field: SweepField) => void }) {
  const id = useId()
  const [text, setText] = useState('')
  const [said, setSaid] = useState('')
  const wanted = text.trim().toLowerCase()
  const choose = (field: SweepField) => {
    setText('')
    setSaid('')
    add(field)
  }
  const isMeant = ({ title, path }: SweepField) => title.toLowerCase() === wanted || path.toLowerCase() === wanted
  const enter = () => {
    if (!wanted) return
    const near = fields.filter((field) => field.title.toLowerCase().includes(wanted) || isMeant(field))
    const field = near.length === 1 ? near[0] : near.find(isMeant)
    if (field) choose(field)
    else if (near.length > 1) setSaid(`${near.length} fields: ${near.map(({ title }) => title).join(', ')}`)
    else setSaid(`No field to ${verb} is called “${text}”.`)
  }
  return (
    <div className={css.axis}>
      <label htmlFor={id}>Add a field</label>
      <input
        id={id}
        type="text"
        list={`${id}fields`}
        className={css.values}
        autoComplete="off"
        spellCheck={false}
        placeholder={`${fields.some(({ path }) => path === SEED) ? 'Seed, ' : ''}Learning rate, Threshold …`}
        aria-describedby={`${id}said`}
        value={text}
        onChange={(event) => {
          const next = event.currentTarget.value
          setText(next)
          setSaid('')
          // Picking from the list inserts the whole label at once, unlike typing.
          const picked = 'inputType' in event.nativeEvent && event.nativeEvent.inputType === 'insertReplacementText'
          const field = picked ? fields.find(({ title }) => title === next) : undefined
          if (field) choose(field)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          // Otherwise the new line would be typed into the text that receives the focus.
          event.preventDefault()
          enter()
        }}
        onBlur={() => {
          const exact = fields.find(({ title }) => title.toLowerCase() === wanted)
          if (exact) choose(exact)
        }}
      />
      <datalist id={`${id}fields`}>
        {fields.map(({ path, title, group }) => (
          <option key={path} value={title}>
            {group}
          </option>
        ))}
      </datalist>
      <span id={`${id}said`} className={controlsCss.muted} role="status">
        {said || `Values: ${VALUES_HINT}`}
      </span>
    </div>
  )
}

/** The points that cannot be run, in a folded list. */
export function LeftOut({ plan }: { plan: Pick<SweepPlan, 'fields' | 'points'> }) {
  const left = plan.points.filter(({ experiment }) => experiment === null)
  if (left.length === 0) return null
  return (
    <details className={css.left}>
      <summary>Which, and why</summary>
      <ul>
        {left.map(({ point, values, problems }) => (
          <li key={point}>
            <b>{pointLabel(plan.fields, values)}</b>:{' '}
            {errorsOf(problems)
              .map(({ message }) => message)
              .join(' ')}
          </li>
        ))}
      </ul>
    </details>
  )
}
