/** Which events of a recording go into which frame, and by whose rule. */

import { type CONVENTIONS, MAX_FRAMES, type SLICE_BY } from '../../../data/events/schema'
import type { EventChoice } from '../../../data/import/schema'
import { Choice, Count } from '../../base/choice-rows'
import wizardCss from '../../base/style/wizard.module.css'
import { chooseFraming } from '../../state/imports/event-import'

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
/** Microseconds of a window, or events of a frame, to begin with. Bins have no size. */
const USUAL_SIZE: Readonly<Record<(typeof SLICE_BY)[number], number>> = { timeBins: 1, eventBins: 1, timeWindow: 10_000, eventCount: 1000 }

export function SliceChoices({ framing }: { framing: EventChoice['framing'] }) {
  const { slice, sliceSize, frames, convention } = framing
  const sized = slice === 'timeWindow' || slice === 'eventCount'
  return (
    <>
      <Choice
        label="Slice into"
        term="slicing"
        help="Which events of a recording go into which frame."
        value={slice}
        options={Object.entries(SLICES) as [typeof slice, string][]}
        change={(value) => chooseFraming({ slice: value, sliceSize: USUAL_SIZE[value] })}
      />
      {sized && (
        <Count
          label={slice === 'timeWindow' ? 'Window' : 'Events of a frame'}
          term="slicing"
          help={slice === 'timeWindow' ? 'How long a frame is.' : 'How many events a frame has.'}
          unit={slice === 'timeWindow' ? 'µs' : 'events'}
          max={1_000_000_000}
          value={sliceSize}
          change={(value) => chooseFraming({ sliceSize: value })}
        />
      )}
      <Count
        label="Frames"
        term="eventFrame"
        help={sized ? 'Frames of a sample: the first so many, or filled up with empty ones.' : 'Frames of a sample.'}
        max={MAX_FRAMES}
        value={frames}
        change={(value) => chooseFraming({ frames: value })}
      />
      <Choice
        label="Rule"
        term="slicing"
        help={`By whose rule: ${REST[slice][convention]}.`}
        value={convention}
        options={Object.entries(RULES) as [typeof convention, string][]}
        change={(value) => chooseFraming({ convention: value })}
      />
      <p className={wizardCss.rule}>{REST[slice][convention]}</p>
    </>
  )
}
