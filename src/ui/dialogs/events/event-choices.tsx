/** How recordings become frames, as a person chooses it. */

import { EVENT_TITLES, type EventKind, MAX_FRAME_SIDE } from '../../../data/events/schema'
import type { EventChoice, EventsFound } from '../../../data/import/schema'
import { Choice, Count, Pair, Side } from '../../base/choice-rows'
import wizardCss from '../../base/style/wizard.module.css'
import { choose, chooseFraming, choosePreset, useImport } from '../../state/imports/event-import'
import { SliceChoices } from './slice-choices'
import { ThenChoice } from './then-choice'

const MOST_SENSOR = 4096

export function EventChoices({ found, choice }: { found: EventsFound; choice: EventChoice }) {
  const { kind, framing, sensor, guessed, damaged } = choice
  const preset = useImport((state) => state.preset)
  const kinds: readonly EventKind[] = found.kind === 'ownEvents' ? ['ownEvents'] : [found.kind, 'ownEvents']
  return (
    <>
      {kinds.length > 1 && (
        <Choice
          label="Keep as"
          term="keptSet"
          help="Links identify a named set by its name, and a custom set by its samples."
          value={kind}
          options={kinds.map((value) => [value, EVENT_TITLES[value]] as const)}
          change={(value) => choose({ kind: value, sensor: found.sensor, guessed: found.guessed })}
        />
      )}
      <SliceChoices framing={framing} />
      {kind === 'ownEvents' && <SensorSize sensor={sensor} />}
      {kind === 'ownEvents' && guessed && <p className={wizardCss.rule}>a guess: all are measured before converting</p>}
      <FrameChoices framing={framing} />
      {kind === 'ownEvents' && found.pictures && <PictureChoice channels={found.pictures} value={framing.pictures} />}
      <Choice
        label="A damaged recording"
        term="damaged"
        help="What becomes of the import where a recording cannot be read."
        value={damaged}
        options={[
          ['skip', 'is left out and named'],
          ['stop', 'stops the import'],
        ]}
        change={(value) => choose({ damaged: value })}
      />
      <ThenChoice kind={kind} preset={preset} change={choosePreset} />
    </>
  )
}

function SensorSize({ sensor }: { sensor: EventChoice['sensor'] }) {
  return (
    <Pair label="Sensor" term="sensorField" help="Of files that do not say their own; and what is seen where no field is chosen.">
      <Side
        label="Sensor width"
        max={MOST_SENSOR}
        value={sensor.width}
        change={(value) => choose({ sensor: { ...sensor, width: value }, guessed: false })}
      />
      ×
      <Side
        label="Sensor height"
        max={MOST_SENSOR}
        value={sensor.height}
        change={(value) => choose({ sensor: { ...sensor, height: value }, guessed: false })}
      />
    </Pair>
  )
}

/** What of the sensor is seen, and how fine. */
function FrameChoices({ framing: { field, height, width, polarities } }: { framing: EventChoice['framing'] }) {
  return (
    <>
      <Count
        label="Field"
        term="sensorField"
        help="The side of the square around the middle of the sensor that is seen. 0: the whole sensor."
        unit="pixels"
        min={0}
        max={MOST_SENSOR}
        value={field}
        change={(value) => chooseFraming({ field: value })}
      />
      <Pair
        label="Frame size"
        term="sensorField"
        help="Rows and columns of a frame. Pixels of the field that fall on one are counted together."
      >
        <Side label="Frame width" max={MAX_FRAME_SIDE} value={width} change={(value) => chooseFraming({ width: value })} />
        ×
        <Side label="Frame height" max={MAX_FRAME_SIDE} value={height} change={(value) => chooseFraming({ height: value })} />
      </Pair>
      <Choice
        label="Polarities"
        term="polarity"
        help="OFF and ON as separate channels, or counted together."
        value={polarities === 2 ? 'apart' : 'together'}
        options={[
          ['apart', 'OFF and ON apart'],
          ['together', 'counted together'],
        ]}
        change={(value) => chooseFraming({ polarities: value === 'apart' ? 2 : 1 })}
      />
    </>
  )
}

/** Of recordings of a camera that takes pictures, too. */
function PictureChoice({ channels, value }: { channels: 1 | 3; value: 1 | 3 | undefined }) {
  const options = [
    ['none', 'are left out'],
    ['gray', 'are kept, gray'],
    ...(channels === 3 ? [['color', 'are kept, in color'] as const] : []),
  ] as const
  return (
    <Choice
      label="Pictures"
      term="streamPair"
      help="The recordings have pictures of the same camera. Of each frame of events the one that is seen at its end is kept with it, as large as the frame."
      value={value === undefined ? 'none' : value === 1 ? 'gray' : 'color'}
      options={options}
      change={(kept) => chooseFraming({ pictures: kept === 'none' ? undefined : kept === 'gray' ? 1 : 3 })}
    />
  )
}
