/** What of recordings with boxes becomes a set: windows, bins, size, which boxes count, and what is for testing. */

import { MAX_BINS, MAX_BOXED_SIDE, MAX_TRUTHS, MIN_SIDE } from '../../../data/boxes/schema'
import {
  BOX_CLASSES,
  BOX_FILTERS,
  type BoxChoice,
  type BoxClasses,
  type BoxesFound,
  type BoxFilter,
  filterOf,
} from '../../../data/import/boxes/schema'
import { MAX_NAME } from '../../../data/schema'
import { Choice, Count, Pair, Side, TextRow } from '../../base/choice-rows'
import { chooseBoxes, chooseFilter } from '../../state/imports/box-import'

interface Props {
  readonly found: BoxesFound
  readonly choice: BoxChoice
}

const MOST_MS = 60_000
/** Of a sensor. */
const MAX_PIXELS = 4096

export function BoxChoices({ found, choice }: Props) {
  return (
    <>
      <TextRow
        label="Name"
        term={null}
        help="What the set is called in this browser."
        max={MAX_NAME}
        value={choice.name}
        change={(name) => chooseBoxes({ name })}
      />
      <Samples found={found} choice={choice} />
      <BoxesThatCount found={found} choice={choice} />
      <Parts found={found} choice={choice} />
    </>
  )
}

function Samples({ found, choice: { window, bins, width, height, sensor, every } }: Props) {
  return (
    <>
      <Count
        label="Window"
        term="boxWindow"
        help="The events of so many milliseconds before a label. 0: from the beginning of the recording, of N-Caltech101 all of it."
        unit="ms"
        min={0}
        max={MOST_MS}
        value={window}
        change={(value) => chooseBoxes({ window: value })}
      />
      <Count
        label="Bins"
        term="boxBins"
        help="Slices of equal time, from the first event of a window to its last."
        max={MAX_BINS}
        value={bins}
        change={(value) => chooseBoxes({ bins: value })}
      />
      <Pair
        label="Picture size"
        term="letterbox"
        help="The sensor lies at the top left of it, made smaller where it must be. Events that fall on one pixel are counted together."
      >
        <Side label="Picture width" min={MIN_SIDE} max={MAX_BOXED_SIDE} value={width} change={(value) => chooseBoxes({ width: value })} />
        ×
        <Side
          label="Picture height"
          min={MIN_SIDE}
          max={MAX_BOXED_SIDE}
          value={height}
          change={(value) => chooseBoxes({ height: value })}
        />
      </Pair>
      <Pair label="Sensor" term="sensorField" help="Of all recordings. Events outside it are left out, and boxes are cut at its edge.">
        <Side
          label="Sensor width"
          max={MAX_PIXELS}
          value={sensor.width}
          change={(value) => chooseBoxes({ sensor: { ...sensor, width: value } })}
        />
        ×
        <Side
          label="Sensor height"
          max={MAX_PIXELS}
          value={sensor.height}
          change={(value) => chooseBoxes({ sensor: { ...sensor, height: value } })}
        />
      </Pair>
      {found.files === 'prophesee' && (
        <Count
          label="Labels apart"
          term="boxWindow"
          help="Labels of a recording that are at least so far from each other make samples. 0: all of them."
          unit="ms"
          min={0}
          max={MOST_MS}
          value={every}
          change={(value) => chooseBoxes({ every: value })}
        />
      )}
    </>
  )
}

function BoxesThatCount({ found, choice }: Props) {
  const { classes, after, diagonal, side, most } = choice
  const filter = filterOf(choice)
  const filters = Object.entries(BOX_FILTERS).map(([name, { title }]) => [name as BoxFilter, title] as const)
  return (
    <>
      {found.files === 'prophesee' && (
        <Choice
          label="Classes"
          term="boxClasses"
          help="What the numbers of the boxes mean. No file says it."
          value={classes}
          options={[
            ...Object.entries(BOX_CLASSES).map(
              ([name, { title, names }]) => [name as BoxClasses, `${title}: ${names.join(', ')}`] as const,
            ),
            ['own', 'every number is a class'] as const,
          ]}
          change={(value) => chooseBoxes({ classes: value })}
        />
      )}
      <Choice
        label="Filter"
        term="boxFilter"
        help="Which labels and boxes count. Prophesee’s evaluation has labels later than half a second, and boxes that are not too small."
        value={filter}
        options={filter === 'other' ? [['other', 'as below'] as const, ...filters] : filters}
        change={(value) => value !== 'other' && chooseFilter(value)}
      />
      {found.files === 'prophesee' && (
        <Count
          label="Labels later than"
          term="boxFilter"
          help="Milliseconds of the recording. −1: all of them."
          unit="ms"
          min={-1}
          max={MOST_MS}
          value={after}
          change={(value) => chooseBoxes({ after: value })}
        />
      )}
      <Count
        label="Least diagonal"
        term="boxFilter"
        help="Of a box, as far as it is in the picture, in pixels of the sensor."
        unit="pixels"
        min={0}
        max={MAX_PIXELS}
        value={diagonal}
        change={(value) => chooseBoxes({ diagonal: value })}
      />
      <Count
        label="Least side"
        term="boxFilter"
        help="Of its width and its height, in pixels of the sensor."
        unit="pixels"
        min={0}
        max={MAX_PIXELS}
        value={side}
        change={(value) => chooseBoxes({ side: value })}
      />
      <Count
        label="Most boxes"
        term="boxFilter"
        help="That a sample has room for. Of more the largest are kept."
        max={MAX_TRUTHS}
        value={most}
        change={(value) => chooseBoxes({ most: value })}
      />
    </>
  )
}

function Parts({ found, choice: { validation, testShare, seed, damaged } }: Props) {
  return (
    <>
      {found.validation > 0 && (
        <Choice
          label="For validation"
          term="halves"
          help="EAS-SNN learns from the recordings for training and for validation, and is tested on those for testing."
          value={validation}
          options={[
            ['train', 'for training, too'],
            ['none', 'left out'],
          ]}
          change={(value) => chooseBoxes({ validation: value })}
        />
      )}
      {!found.split && (
        <>
          <Count
            label="For testing"
            term="halves"
            help="No folder says it. Of the recordings, in percent; of each class of N-Caltech101 alike."
            unit="%"
            max={90}
            value={testShare}
            change={(value) => chooseBoxes({ testShare: value })}
          />
          <Count
            label="Seed"
            term="seed"
            help="Which recordings are for testing: the same for everybody who has the same files and the same seed."
            min={0}
            max={2 ** 31 - 1}
            value={seed}
            change={(value) => chooseBoxes({ seed: value })}
          />
        </>
      )}
      <Choice
        label="A damaged recording"
        term="damaged"
        help="What becomes of the import where a recording cannot be read."
        value={damaged}
        options={[
          ['skip', 'is left out and named'],
          ['stop', 'stops the import'],
        ]}
        change={(value) => chooseBoxes({ damaged: value })}
      />
    </>
  )
}
