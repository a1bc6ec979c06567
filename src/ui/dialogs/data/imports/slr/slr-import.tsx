/** A folder of DVS-SLR: its recordings become pairs of events and images, by user for training or for testing. */

import { MAX_FRAME_BYTES, MAX_FRAME_SIDE, MAX_FRAMES } from '../../../../../data/events/schema'
import { IMAGE_INTERVAL, SLR_CUTS, SLR_TITLE, type SlrCut, stepsFor } from '../../../../../data/events/slr/schema'
import {
  type SlrChoice,
  type SlrFound,
  type SlrPreview,
  slrChoiceFor,
  slrCost,
  slrData,
  slrRefusal,
  usersOf,
} from '../../../../../data/import/slr/schema'
import { counted, grouped } from '../../../../../format'
import { FactsTable } from '../../../../base/facts-table'
import { Term } from '../../../../base/help'
import controlsCss from '../../../../base/style/controls.module.css'
import wizardCss from '../../../../base/style/wizard.module.css'
import { importer } from '../../../../state/imports/data-sets'
import { graphicsOf, learnWith, presetFor } from '../../../../state/imports/import-learner'
import { bytes } from '../../../../state/labels/experiment-label'
import { store } from '../../../../state/store/store'
import { DAMAGED, type ImportField, importOf, Refusal, samplesFact } from '../import'
import css from './slr-import.module.css'
import { type SlrCosts, type SlrProps, SlrSample, type SlrShown } from './slr-sample'
import { SlrTables } from './slr-tables'

export const slrImport = importOf<SlrFound, SlrChoice, SlrShown, SlrPreview, SlrCosts, Parameters<typeof learnWith>[1]>({
  kind: 'slr',
  title: 'DVS-SLR to a data set',
  holds: 'event recordings',
  files: [['Events and images', 'DVS-SLR, or a folder of recordings of a DAVIS with a folder for each class']],
  about: 'How recordings become pairs',
  begin(found) {
    // Start from the open experiment's settings where they apply, otherwise from the defaults.
    const choice = slrChoiceFor(found, store.getState().draft.data)
    return { choice, shown: { sample: 0, step: Math.floor(choice.pairing.frames / 2) }, preset: presetFor('dvsSlr') }
  },
  preview: (choice, { sample, step }) => importer.previewSlr(choice, sample, Math.min(step, choice.pairing.frames - 1)),
  async costs(found, { pairing }, preset) {
    const cost = slrCost(found, pairing)
    return { ...cost, graphics: slrRefusal(cost) === null ? await graphicsOf(slrData(pairing), preset, cost) : null }
  },
  convert: (choice, onProgress) => importer.convertSlr(choice, onProgress),
  learn: (data, preset) => learnWith(preset, data),
  fields,
  // Changing the interval sets the number of steps to what a whole sample needs.
  follows: (choice, path) =>
    path === 'pairing.dt' ? { ...choice, pairing: { ...choice.pairing, frames: stepsFor(choice.pairing.dt) } } : choice,
  learns: () => 'dvsSlr',
  refused: ({ cost }) => cost !== null && slrRefusal(cost) !== null,
  Found: ({ found }) => <p>{foundText(found)}</p>,
  Preview: (props) => (
    <>
      <SlrSample {...props} />
      <SlrTables {...props} />
    </>
  ),
  Forecast,
  After: TestUsers,
})

const sizeOf = (cut: SlrCut): string => `${SLR_CUTS[cut].width} × ${SLR_CUTS[cut].height}`

function fields(_: SlrFound, { pairing }: SlrChoice): ImportField[] {
  return [
    {
      path: 'pairing.dt',
      label: 'Interval',
      term: 'streamPair',
      help: 'From one pair to the next. 50: at the times of the images themselves. Else at even times, each with the image that is held then.',
      unit: 'ms',
      min: 6,
      max: 1000,
      note: pairing.dt === IMAGE_INTERVAL ? 'the times of the images, about every 50 ms' : 'even times, with held images',
    },
    {
      path: 'pairing.frames',
      label: 'Steps',
      term: 'streamPair',
      help: 'How many pairs a sample has. If there are fewer, the last is repeated. Six seconds by default.',
      max: MAX_FRAMES,
    },
    {
      path: 'pairing.cut',
      label: 'Crop',
      term: 'sensorField',
      help: 'Which part of the sensor is seen. The authors’ loader takes all of it; an earlier version cut out the middle.',
      choices: [
        { value: 'center', label: `the middle ${sizeOf('center')}` },
        { value: 'none', label: `the whole sensor, ${sizeOf('none')}` },
      ],
    },
    {
      path: 'pairing.size',
      label: 'Frame size',
      term: 'sensorField',
      help: 'Rows and columns of both streams. Events that fall on one pixel are counted together; of images the mean is taken.',
      pair: [
        { path: 'pairing.width', label: 'Frame width', max: MAX_FRAME_SIDE },
        { path: 'pairing.height', label: 'Frame height', max: MAX_FRAME_SIDE },
      ],
    },
    {
      path: 'pairing.channels',
      label: 'Images',
      term: 'streamPair',
      help: 'Gray is the luminance of red, green and blue, and takes a third of the room.',
      choices: [
        { value: 1, label: 'gray' },
        { value: 3, label: 'in color' },
      ],
    },
    DAMAGED,
  ]
}

/** A checkbox for each user in the recordings; users without recordings keep the experiment's setting. */
function TestUsers({ found, choice: { pairing }, choose }: SlrProps) {
  const { testUsers } = pairing
  const toggle = (user: number) => {
    const users = testUsers.includes(user) ? testUsers.filter((one) => one !== user) : [...testUsers, user].sort((a, b) => a - b)
    choose({ pairing: { ...pairing, testUsers: users } })
  }
  return (
    <fieldset className={css.users}>
      <legend>
        <Term term="halves">Users for testing</Term>
      </legend>
      {usersOf(found).map((user) => (
        <label key={user}>
          <input type="checkbox" aria-label={`User ${user}`} checked={testUsers.includes(user)} onChange={() => toggle(user)} />
          {user}
        </label>
      ))}
    </fieldset>
  )
}

function foundText(found: SlrFound): string {
  const { samples } = found
  const countOf = (key: 'label' | 'light' | 'position') => new Set(samples.map((tag) => tag[key])).size
  const parts = [counted(usersOf(found).length, 'user'), counted(countOf('label'), 'sign'), counted(countOf('light'), 'light')]
  return (
    `This is ${SLR_TITLE} by its names: ${counted(samples.length, 'recording')} with events and images, ` +
    `of ${parts.join(', ')} and ${counted(countOf('position'), 'position')}. Their times are taken for nanoseconds.`
  )
}

function Forecast({ cost }: SlrProps) {
  if (!cost) return null
  const { train, test, all, graphics } = cost
  const refusal = slrRefusal(cost)
  const network = graphics && `, and ${bytes(graphics.all - graphics.samples)} of network`
  return (
    <section aria-label="What it takes" className={wizardCss.forecast}>
      <FactsTable
        facts={[
          samplesFact(cost),
          { name: 'Saved in this browser', term: 'keptSet', value: bytes(cost.bytes) },
          {
            name: 'Graphics memory',
            term: 'graphicsMemory',
            value: `${bytes(cost.bytes)} of both streams${network ?? ', and what a network takes'}`,
          },
        ]}
      />
      <Refusal text={refusal} />
      {refusal === null && train + test < all.train + all.test && (
        <p className={controlsCss.problem}>
          All {grouped(all.train + all.test)} samples would not fit {bytes(MAX_FRAME_BYTES)}: the same share of each sign, light and
          position is kept. Longer intervals, fewer steps or smaller frames keep more.
        </p>
      )}
    </section>
  )
}
