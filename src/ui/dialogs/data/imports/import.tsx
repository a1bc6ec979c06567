/**
 * An import turns files into a data set with choices made by the user. Each import describes itself in its folder: the files it accepts,
 * its fields, its preview, its cost, and the conversion; `registry.ts` lists them. All imports share this dialog.
 */
import { type ComponentType, type ReactNode, useEffect } from 'react'
import type { DataSpec } from '../../../../data/datasets/schema'
import { type Counts, MAX_NAME } from '../../../../data/schema'
import { setAt } from '../../../../experiments/edit'
import { valueAt } from '../../../../experiments/form'
import { grouped } from '../../../../format'
import type { Fact } from '../../../base/facts-table'
import controlsCss from '../../../base/style/controls.module.css'
import wizardCss from '../../../base/style/wizard.module.css'
import { Wrong } from '../../../base/wrong'
import { ConversionStart } from '../../../shared/conversion-start'
import { type Field, type FieldControl, PairRow, SchemaRow } from '../../../shared/schema-row'
import { type Found, useData } from '../../../state/imports/data-sets'
import { createImport, type ImportState, type ImportSteps } from '../../../state/imports/import'
import { presetsOf } from '../../../state/imports/import-learner'
import { attempt } from '../../../state/session/notices'
import { useLab } from '../../../state/store/store'

/** A row of the form. It edits the value at its path in the choice. */
export interface ImportField extends Pick<Field, 'path' | 'label' | 'unit' | 'help' | 'min' | 'max' | 'choices'> {
  /** The label's name in the glossary; null if the label needs no explanation. */
  readonly term: string | null
  /** Absent: a field with choices is a menu, and any other field is a whole number of 1 or more. */
  readonly control?: FieldControl
  /** Two numbers in one row, with `between` as the text between them. */
  readonly pair?: readonly Pick<Field, 'path' | 'label' | 'min' | 'max'>[]
  readonly between?: string
  /** Whether the row is shown; if absent, always. */
  readonly when?: boolean
  /** A note shown below the row. */
  readonly note?: string | false
}

interface Acts<Choice, Shown> {
  readonly choose: (change: Partial<Choice>) => void
  readonly show: (change: Partial<Shown>) => void
  readonly set: (change: { readonly choice?: Choice; readonly shown?: Shown }) => void
}

/** The props of every part of an import's dialog. */
export type ImportProps<F, C, S, P, K> = ImportState<C, S, P, K> & Acts<C, S> & { readonly found: F }

interface ImportTexts {
  readonly kind: Found['kind']
  readonly title: string
  /** What the open files contain, as in "The rows of …". */
  readonly holds: string
  /** The accepted files and their layout. */
  readonly files: readonly (readonly [what: string, how: string])[]
  /**
   * Texts for files that must be chosen explicitly, since their names do not reveal the contents: the button in Data sets, an
   * introduction, the layouts.
   */
  readonly asks?: { readonly text: string; readonly intro: string; readonly layouts: readonly (readonly [what: string, how: string])[] }
  readonly className?: string | undefined
}

interface ImportDescription<F, C, S, P, K, M> extends ImportTexts, ImportSteps<F, C, S, P, K, M> {
  /** The title of the form. */
  readonly about: string
  readonly fields: (found: F, choice: C) => readonly ImportField[]
  /** Adjusts other fields after the field at `path` has changed. */
  readonly follows?: (choice: C, path: string, found: F) => C
  /** The kind of data set whose presets are offered; if absent, none are. */
  readonly learns?: (choice: C) => DataSpec['kind']
  /** True if nothing can be converted. */
  readonly refused: (props: ImportProps<F, C, S, P, K>) => boolean
  /** Describes what was found in the files. */
  readonly Found: ComponentType<ImportProps<F, C, S, P, K>>
  /** A preview of the samples that the choice makes. */
  readonly Preview: ComponentType<ImportProps<F, C, S, P, K>>
  /** What the choice costs in memory and storage, and what it leaves out. */
  readonly Forecast?: ComponentType<ImportProps<F, C, S, P, K>>
  /** A section of the form above the fields, with its title. */
  readonly Before?: readonly [about: string, part: ComponentType<ImportProps<F, C, S, P, K>>]
  /** A section of the form below the fields. */
  readonly After?: ComponentType<ImportProps<F, C, S, P, K>>
}

export interface Import extends ImportTexts {
  /** The dialog's content for this kind of file. */
  readonly render: (found: object) => ReactNode
}

export function importOf<F extends object, C extends object, S extends object, P, K, M>(
  description: ImportDescription<F, C, S, P, K, M>,
): Import {
  const open = createImport(description)
  // The registry pairs each import with files of its own kind, so the cast is safe.
  return { ...description, render: (found) => <Opened it={description} open={open} found={found as F} /> }
}

/** Typing counts as finished after this long without a change. */
const SETTLE_MS = 200

function Opened<F extends object, C extends object, S extends object, P, K, M>({
  it,
  open,
  found,
}: {
  readonly it: ImportDescription<F, C, S, P, K, M>
  readonly open: ReturnType<typeof createImport<F, C, S, P, K, M>>
  readonly found: F
}) {
  const { use, look, convert, ...acts } = open(found)
  const now = use()
  const { choice, shown, preset } = now
  const converting = useData((data) => data.work !== null)
  useEffect(() => {
    if (converting) return
    const settled = setTimeout(() => attempt(look()), SETTLE_MS)
    return () => clearTimeout(settled)
  }, [found, choice, shown, preset, converting])
  const props = { ...now, ...acts, found }
  const change = (path: string, value: unknown) => {
    if (path === PRESET) return acts.set({ preset: (value as string) || null })
    const next = setAt(choice, path.split('.'), value) as C
    acts.set({ choice: it.follows?.(next, path, found) ?? next })
  }
  const kind = it.learns?.(choice)
  const [beforeTitle, Before] = it.Before ?? []
  return (
    <div className={wizardCss.wizard}>
      <div className={wizardCss.found}>
        <it.Found {...props} />
      </div>
      <div className={wizardCss.scrolls}>
        <it.Preview {...props} />
      </div>
      <div className={wizardCss.right}>
        <div className={wizardCss.scrolls}>
          {Before && (
            <fieldset disabled={converting} className={wizardCss.form} aria-label={beforeTitle}>
              <h3>{beforeTitle}</h3>
              <Before {...props} />
            </fieldset>
          )}
          <fieldset disabled={converting} className={wizardCss.form} aria-label={it.about}>
            {Before && <h3>{it.about}</h3>}
            <ImportRows fields={it.fields(found, choice)} choice={choice} change={change} />
            {kind && <PresetRow kind={kind} preset={preset} change={change} />}
            {it.After && <it.After {...props} />}
          </fieldset>
          {it.Forecast && <it.Forecast {...props} />}
        </div>
        <ConversionStart convert={convert} refused={it.refused(props)} />
      </div>
    </div>
  )
}

interface RowsProps {
  readonly fields: readonly ImportField[]
  readonly choice: object
  readonly change: (path: string, value: unknown) => void
}

export function ImportRows({ fields, choice, change }: RowsProps) {
  const rowOf = (field: Omit<ImportField, 'term' | 'help'> & Pick<Partial<ImportField>, 'term' | 'help'>): Field => ({
    min: 1,
    help: '',
    control: field.choices ? 'choice' : 'integer',
    ...field,
    value: valueAt(choice, field.path),
  })
  return fields
    .filter(({ when = true }) => when)
    .map((field) => (
      <div key={field.path}>
        {field.pair ? (
          <PairRow {...field} between={field.between ?? '×'} rows={field.pair.map(rowOf)} change={change} />
        ) : (
          <SchemaRow row={rowOf(field)} usual={null} change={change} />
        )}
        {field.note && <p className={wizardCss.rule}>{field.note}</p>}
      </div>
    ))
}

const PRESET = 'preset'

/** The choice of a preset that trains on the new set. */
function PresetRow({ kind, preset, change }: { kind: DataSpec['kind']; preset: string | null } & Pick<RowsProps, 'change'>) {
  const same = useLab((state) => state.draft.data.kind === kind)
  const presets = presetsOf(kind)
  if (presets.length === 0) return null
  const field: ImportField = {
    path: PRESET,
    label: 'Then',
    term: null,
    help: 'The open experiment learns from the set, or a preset is opened that is made for it. Undo comes back.',
    choices: [
      { value: '', label: same ? 'the open experiment uses it' : 'use it in the open experiment' },
      ...presets.map(({ name, title }) => ({ value: name, label: `open “${title}”` })),
    ],
  }
  return <ImportRows fields={[field]} choice={{ preset: preset ?? '' }} change={change} />
}

export const NAME: ImportField = {
  path: 'name',
  label: 'Name',
  term: null,
  help: 'What the set is called in this browser.',
  control: 'text',
  max: MAX_NAME,
}

/** The choice of what the import does with a recording that cannot be read. */
export const DAMAGED: ImportField = {
  path: 'damaged',
  label: 'A damaged recording',
  term: 'damaged',
  help: 'What becomes of the import where a recording cannot be read.',
  choices: [
    { value: 'skip', label: 'is left out and named' },
    { value: 'stop', label: 'stops the import' },
  ],
}

/** A list of notes, cut to `max` with a count of the rest. @param warn each note reports something left out. */
export function Notes({
  label,
  lines,
  warn,
  max = 100,
}: {
  label: string
  lines: readonly string[]
  warn?: readonly string[]
  max?: number
}) {
  return (
    <ul className={wizardCss.notes} aria-label={label}>
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
      {[...new Set(warn?.slice(0, max))].map((line) => (
        <li key={line} className={controlsCss.warnText}>
          {line}
        </li>
      ))}
      {warn && warn.length > max && <li className={controlsCss.warnText}>And {warn.length - max} more.</li>}
    </ul>
  )
}

/** The reason why nothing can be converted. */
export function Refusal({ text }: { readonly text: string | null }) {
  if (text === null) return null
  return <Wrong role="alert">{text}</Wrong>
}

interface SliderProps {
  readonly label: string
  readonly text: string
  readonly max: number
  readonly value: number
  readonly change: (value: number) => void
}

/** Why the shown sample cannot be read; the others may be. */
export function Unread({ text }: { readonly text: string | null }) {
  if (text === null) return null
  return (
    <p role="status" className={controlsCss.problem}>
      {text}
    </p>
  )
}

export const samplesFact = ({ train, test }: Counts): Fact => ({
  name: 'Samples',
  term: 'halves',
  value: `${grouped(train)} for training, ${grouped(test)} for testing`,
})

/** A slider that chooses which frame, step or label is shown. */
export function ShownSlider({ label, text, max, value, change }: SliderProps) {
  return (
    <label className={wizardCss.slider}>
      <input
        type="range"
        min={0}
        max={max}
        value={value}
        aria-label={label}
        aria-valuetext={text}
        onChange={({ currentTarget }) => change(currentTarget.valueAsNumber)}
      />
      <output>{text}</output>
    </label>
  )
}
