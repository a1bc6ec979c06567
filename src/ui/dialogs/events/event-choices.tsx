/** How recordings become frames, as a person chooses it. */

import { type ReactNode, useId } from 'react'
import { type CONVENTIONS, EVENT_TITLES, type EventKind, MOST_FRAME_SIDE, MOST_FRAMES, type SLICE_BY } from '../../../data/events/schema'
import type { EventChoice, EventsFound } from '../../../data/import/schema'
import { HelpRow } from '../../base/help-row'
import { NumberField } from '../../base/number-field'
import controlsCss from '../../base/style/controls.module.css'
import formCss from '../../base/style/form.module.css'
import { choose, chooseFraming, choosePreset, presetsOf, useImport } from '../../state/event-import'
import { useLab } from '../../state/store'
import css from './event-wizard.module.css'

const SLICES: Readonly<Record<(typeof SLICE_BY)[number], string>> = {
  timeBins: 'equal times',
  eventBins: 'equal counts of events',
  timeWindow: 'windows of a given time',
  eventCount: 'a given number of events',
}
const RULES: Readonly<Record<(typeof CONVENTIONS)[number], string>> = { tonic: 'tonic', spikingJelly: 'SpikingJelly' }
/** What becomes of the rest, by rule. */
const REST: Readonly<Record<(typeof SLICE_BY)[number], Readonly<Record<(typeof CONVENTIONS)[number], string>>>> = {
  timeBins: { tonic: 'the tail of the division is left out', spikingJelly: 'the last frame takes the tail' },
  eventBins: { tonic: 'what does not divide is left out', spikingJelly: 'the last frame takes what does not divide' },
  timeWindow: {
    tonic: 'windows from the first event on, whole ones only',
    spikingJelly: 'each window begins at the event after the one before',
  },
  eventCount: {
    tonic: 'the rest that fills no frame is left out',
    spikingJelly: 'the rest is a frame, too (SpikingJelly has no such slicing)',
  },
}
const MOST_SENSOR = 4096

export function EventChoices({ found, choice }: { found: EventsFound; choice: EventChoice }) {
  const { kind, framing, sensor, guessed, damaged } = choice
  const { slice, sliceSize, frames, convention, field, height, width, polarities } = framing
  const sized = slice === 'timeWindow' || slice === 'eventCount'
  const kinds: readonly EventKind[] = found.kind === 'ownEvents' ? ['ownEvents'] : [found.kind, 'ownEvents']
  return (
    <>
      {kinds.length > 1 && (
        <Choice
          label="Keep as"
          help="Links identify a named set by its name, and a custom set by its samples."
          value={kind}
          options={kinds.map((value) => [value, EVENT_TITLES[value]] as const)}
          change={(value) => choose({ kind: value, sensor: found.sensor, guessed: found.guessed })}
        />
      )}
      <Choice
        label="Slice into"
        help="Which events of a recording go into which frame."
        value={slice}
        options={Object.entries(SLICES) as [typeof slice, string][]}
        change={(value) => chooseFraming({ slice: value, sliceSize: USUAL_SIZE[value] })}
      />
      {sized && (
        <Count
          label={slice === 'timeWindow' ? 'Window' : 'Events of a frame'}
          help={slice === 'timeWindow' ? 'How long a frame is.' : 'How many events a frame has.'}
          unit={slice === 'timeWindow' ? 'µs' : 'events'}
          most={1_000_000_000}
          value={sliceSize}
          change={(value) => chooseFraming({ sliceSize: value })}
        />
      )}
      <Count
        label="Frames"
        help={sized ? 'Frames of a sample: the first so many, or filled up with empty ones.' : 'Frames of a sample.'}
        most={MOST_FRAMES}
        value={frames}
        change={(value) => chooseFraming({ frames: value })}
      />
      <Choice
        label="Rule"
        help={`By whose rule: ${REST[slice][convention]}.`}
        value={convention}
        options={Object.entries(RULES) as [typeof convention, string][]}
        change={(value) => chooseFraming({ convention: value })}
      />
      <p className={css.rule}>{REST[slice][convention]}</p>
      {kind === 'ownEvents' && (
        <Pair label="Sensor" help="Of files that do not say their own; and what is seen where no field is chosen.">
          <Side
            label="Sensor width"
            most={MOST_SENSOR}
            value={sensor.width}
            change={(value) => choose({ sensor: { ...sensor, width: value }, guessed: false })}
          />
          ×
          <Side
            label="Sensor height"
            most={MOST_SENSOR}
            value={sensor.height}
            change={(value) => choose({ sensor: { ...sensor, height: value }, guessed: false })}
          />
        </Pair>
      )}
      {kind === 'ownEvents' && guessed && <p className={css.rule}>a guess: all are measured before converting</p>}
      <Count
        label="Field"
        help="The side of the square around the middle of the sensor that is seen. 0: the whole sensor."
        unit="pixels"
        least={0}
        most={MOST_SENSOR}
        value={field}
        change={(value) => chooseFraming({ field: value })}
      />
      <Pair label="Frame size" help="Rows and columns of a frame. Pixels of the field that fall on one are counted together.">
        <Side label="Frame width" most={MOST_FRAME_SIDE} value={width} change={(value) => chooseFraming({ width: value })} />
        ×
        <Side label="Frame height" most={MOST_FRAME_SIDE} value={height} change={(value) => chooseFraming({ height: value })} />
      </Pair>
      <Choice
        label="Polarities"
        help="OFF and ON as separate channels, or counted together."
        value={polarities === 2 ? 'apart' : 'together'}
        options={[
          ['apart', 'OFF and ON apart'],
          ['together', 'counted together'],
        ]}
        change={(value) => chooseFraming({ polarities: value === 'apart' ? 2 : 1 })}
      />
      <Choice
        label="A damaged recording"
        help="What becomes of the import where a recording cannot be read."
        value={damaged}
        options={[
          ['skip', 'is left out and named'],
          ['stop', 'stops the import'],
        ]}
        change={(value) => choose({ damaged: value })}
      />
      <Then kind={kind} />
    </>
  )
}

/** Microseconds of a window, or events of a frame, to begin with. Bins have no size. */
const USUAL_SIZE: Readonly<Record<(typeof SLICE_BY)[number], number>> = { timeBins: 1, eventBins: 1, timeWindow: 10_000, eventCount: 1000 }

const OPEN_ONE = ''

/** What learns from the set. */
function Then({ kind }: { kind: EventKind }) {
  const preset = useImport((state) => state.preset)
  const title = useLab((state) => presetTitle(state.draft.data.kind === kind))
  const presets = presetsOf(kind)
  if (presets.length === 0) return null
  return (
    <Choice
      label="Then"
      help="The open experiment learns from the set, or a preset is opened that is made for it. Undo comes back."
      value={preset ?? OPEN_ONE}
      options={[[OPEN_ONE, title], ...presets.map(({ name, title: words }): [string, string] => [name, `open “${words}”`])]}
      change={(value) => choosePreset(value === OPEN_ONE ? null : value)}
    />
  )
}
const presetTitle = (same: boolean): string => (same ? 'the open experiment uses it' : 'use it in the open experiment')

interface RowProps {
  readonly label: string
  readonly help: string
}

function Row({ children, ...row }: RowProps & { readonly id: string; readonly children: ReactNode }) {
  return (
    <HelpRow {...row}>
      <span className={formCss.field}>{children}</span>
    </HelpRow>
  )
}

interface ChoiceProps<T extends string> extends RowProps {
  readonly value: T
  readonly options: readonly (readonly [value: T, text: string])[]
  readonly change: (value: T) => void
}

function Choice<T extends string>({ value, options, change, ...row }: ChoiceProps<T>) {
  const id = useId()
  return (
    <Row id={id} {...row}>
      <select id={id} aria-describedby={`${id}help`} value={value} onChange={(event) => change(event.currentTarget.value as T)}>
        {options.map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </select>
    </Row>
  )
}

interface NumberProps {
  readonly label: string
  readonly least?: number
  readonly most: number
  readonly value: number
  readonly change: (value: number) => void
}

/** What is out of range is the nearest that is not. */
const within =
  ({ least = 1, most, change }: NumberProps) =>
  (value: number) =>
    change(Math.min(most, Math.max(least, value)))

function Count({ help, unit, ...number }: NumberProps & { readonly help: string; readonly unit?: string }) {
  const id = useId()
  const { label, least = 1, most, value } = number
  return (
    <Row id={id} label={label} help={help}>
      <NumberField id={id} integer min={least} max={most} step={1} value={value} describedBy={`${id}help`} change={within(number)} />
      {unit && <span className={formCss.rowUnit}>{unit}</span>}
    </Row>
  )
}

function Pair({ label, help, children }: RowProps & { readonly children: ReactNode }) {
  return (
    <fieldset className={formCss.row} aria-label={label}>
      <span data-help={help}>{label}</span>
      <span className={formCss.field}>{children}</span>
    </fieldset>
  )
}

function Side(number: NumberProps) {
  const id = useId()
  const { label, least = 1, most, value } = number
  return (
    <>
      <label htmlFor={id} className={controlsCss.hidden}>
        {label}
      </label>
      <NumberField id={id} integer min={least} max={most} step={1} value={value} change={within(number)} />
    </>
  )
}
