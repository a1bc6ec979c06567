/** How recordings of events and pictures become pairs, and who is for testing, as a person chooses it. */

import { MAX_FRAME_SIDE, MAX_FRAMES } from '../../../data/events/schema'
import { IMAGE_INTERVAL, SLR_CUTS, type SlrCut } from '../../../data/events/slr/schema'
import { type SlrChoice, type SlrFound, usersOf } from '../../../data/import/slr/schema'
import { Choice, Count, Pair, Side } from '../../base/choice-rows'
import { Term } from '../../base/help'
import wizardCss from '../../base/style/wizard.module.css'
import { chooseDamaged, choosePairing, choosePreset, useSlrImport } from '../../state/imports/slr-import'
import slrCss from './slr-wizard.module.css'
import { ThenChoice } from './then-choice'

const sizeOf = (cut: SlrCut): string => `${SLR_CUTS[cut].width} × ${SLR_CUTS[cut].height}`

export function SlrChoices({ found, choice: { pairing, damaged } }: { found: SlrFound; choice: SlrChoice }) {
  const { dt, frames, cut, height, width, channels } = pairing
  const preset = useSlrImport((state) => state.preset)
  return (
    <>
      <Count
        label="Interval"
        term="streamPair"
        help="From one pair to the next. 50: at the times of the pictures themselves. Else at even times, each with the picture that is held then."
        unit="ms"
        min={6}
        max={1000}
        value={dt}
        change={(value) => choosePairing({ dt: value })}
      />
      <p className={wizardCss.rule}>
        {dt === IMAGE_INTERVAL ? 'the times of the pictures, about every 50 ms' : 'even times, with held pictures'}
      </p>
      <Count
        label="Steps"
        term="streamPair"
        help="Pairs of a sample: the first so many. Where there are fewer the last is repeated. Six seconds unless chosen."
        max={MAX_FRAMES}
        value={frames}
        change={(value) => choosePairing({ frames: value })}
      />
      <Choice
        label="Crop"
        term="sensorField"
        help="What of the sensor is seen. The authors’ loader takes all of it; an earlier version cut out the middle."
        value={cut}
        options={[
          ['center', `the middle ${sizeOf('center')}`],
          ['none', `the whole sensor, ${sizeOf('none')}`],
        ]}
        change={(value) => choosePairing({ cut: value })}
      />
      <Pair
        label="Frame size"
        term="sensorField"
        help="Rows and columns of both streams. Events that fall on one pixel are counted together; of pictures the mean is taken."
      >
        <Side label="Frame width" max={MAX_FRAME_SIDE} value={width} change={(value) => choosePairing({ width: value })} />
        ×
        <Side label="Frame height" max={MAX_FRAME_SIDE} value={height} change={(value) => choosePairing({ height: value })} />
      </Pair>
      <Choice
        label="Pictures"
        term="streamPair"
        help="Gray is the luminance of red, green and blue, and takes a third of the room."
        value={channels === 1 ? 'gray' : 'color'}
        options={[
          ['gray', 'gray'],
          ['color', 'in color'],
        ]}
        change={(value) => choosePairing({ channels: value === 'gray' ? 1 : 3 })}
      />
      <Choice
        label="A damaged recording"
        term="damaged"
        help="What becomes of the import where a recording cannot be read."
        value={damaged}
        options={[
          ['skip', 'is left out and named'],
          ['stop', 'stops the import'],
        ]}
        change={chooseDamaged}
      />
      <ThenChoice kind="dvsSlr" preset={preset} change={choosePreset} />
      <TestUsers users={usersOf(found)} testUsers={pairing.testUsers} />
    </>
  )
}

/** One box a user who is here. Who is not here stays as the experiment says it. */
function TestUsers({ users, testUsers }: { users: readonly number[]; testUsers: readonly number[] }) {
  const toggle = (user: number) =>
    choosePairing({
      testUsers: testUsers.includes(user) ? testUsers.filter((one) => one !== user) : [...testUsers, user].sort((a, b) => a - b),
    })
  return (
    <fieldset className={slrCss.users}>
      <legend>
        <Term term="halves">Users for testing</Term>
      </legend>
      {users.map((user) => (
        <label key={user}>
          <input type="checkbox" aria-label={`User ${user}`} checked={testUsers.includes(user)} onChange={() => toggle(user)} />
          {user}
        </label>
      ))}
    </fieldset>
  )
}
