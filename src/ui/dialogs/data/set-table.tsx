/** The data sets in this browser with their sizes, to use and to remove; and the set that the experiment needs, with where to find it. */

import { Fragment, type KeyboardEvent, useId, useRef, useState } from 'react'
import { isOwnBoxes } from '../../../data/boxes/schema'
import { type AnyData, type Bundled, type DATA_SETS, type DataSpec, dataKey, dataShape, isOpened } from '../../../data/datasets/schema'
import { type EVENT_SETS, framingText, isEvents } from '../../../data/events/schema'
import { isSlr, type SlrSpec, slrText } from '../../../data/events/slr/schema'
import { type Counts, MAX_NAME } from '../../../data/schema'
import { hasName, setName } from '../../../data/store/schema'
import { counted, grouped } from '../../../format'
import { messageOf } from '../../../problem'
import { LinkButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import controlsCss from '../../base/style/controls.module.css'
import { chooseSet, missing, removeSet, renameSet, useData } from '../../state/imports/data-sets'
import { bytes, sizeText } from '../../state/labels/experiment-label'
import { useLab } from '../../state/store/store'
import css from './data-dialog.module.css'
import { SavedActions, SavedNote, SavedTable } from './saved-table'

const FOUR = 'train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz'

const SPIKES = 'https://zenkelab.org/datasets/'

/** Where the authors publish the named sets that come as files. */
const SOURCES: Readonly<
  Record<
    Exclude<keyof typeof DATA_SETS | keyof typeof EVENT_SETS | SlrSpec['kind'], Bundled>,
    { readonly files: string; readonly page: string }
  >
> = {
  fashionMnist: { files: FOUR, page: 'https://github.com/zalandoresearch/fashion-mnist' },
  kmnist: { files: FOUR, page: 'http://codh.rois.ac.jp/kmnist/' },
  emnist: { files: 'gzip.zip', page: 'https://www.nist.gov/itl/products-and-services/emnist-dataset' },
  cifar10: { files: 'cifar-10-binary.tar.gz', page: 'https://www.cs.toronto.edu/~kriz/cifar.html' },
  cifar100: { files: 'cifar-100-binary.tar.gz', page: 'https://www.cs.toronto.edu/~kriz/cifar.html' },
  shd: { files: 'shd_train.h5.gz and shd_test.h5.gz', page: SPIKES },
  ssc: { files: 'ssc_train.h5.gz and ssc_test.h5.gz', page: SPIKES },
  speechCommands: {
    files: 'The folder that speech_commands_v0.02.tar.gz holds, unpacked',
    page: 'https://www.tensorflow.org/datasets/catalog/speech_commands',
  },
  nMnist: { files: 'Train.zip and Test.zip, or the folders in them', page: 'https://www.garrickorchard.com/datasets/n-mnist' },
  cifar10Dvs: {
    files: 'The ten folders of recordings, unpacked',
    page: 'https://figshare.com/articles/dataset/CIFAR10-DVS_New/4724671',
  },
  dvsGesture: {
    files: 'The folder that DvsGesture.tar.gz holds, unpacked',
    page: 'https://research.ibm.com/interactive/dvsgesture/',
  },
  dvsSlr: { files: 'The folder of its users, unpacked', page: 'https://github.com/JasonKitty/DVS-SLR' },
}

const BUNDLED: readonly DataSpec[] = [
  { kind: 'mnist', batch: 100 },
  { kind: 'spokenDigits', batch: 100 },
]

export function SetTable() {
  const sets = useData((state) => state.sets)
  const inUse = useLab((state) => dataKey(state.draft.data))
  return (
    <SavedTable
      heads={[
        { text: 'Set', term: null },
        { text: 'Samples', term: null },
        { text: 'Classes', term: null },
        { text: 'Training + test', term: 'halves' },
        { text: 'Size', term: 'keptSet' },
      ]}
    >
      {BUNDLED.map((data) => (
        <SetRow key={data.kind} data={data} counts={dataShape(data)} size="comes with the lab" used={inUse === dataKey(data)} />
      ))}
      {sets?.map((saved) => (
        <Fragment key={saved.added}>
          <SetRow data={saved.data} counts={saved} size={bytes(saved.bytes)} used={inUse === dataKey(saved.data)} added={saved.added} />
          {saved.note && <SavedNote>{saved.note}</SavedNote>}
        </Fragment>
      ))}
      <WantedRow />
    </SavedTable>
  )
}

/** The set that the experiment learns from, if it is missing here. */
function WantedRow() {
  const data = useLab((state) => state.draft.data)
  const isMissing = useData((state) => missing(data, state))
  if (!isMissing || dataKey(data) === '') return null
  const source = isOpened(data) && data.kind !== 'own' && data.kind !== 'ownEvents' ? SOURCES[data.kind] : undefined
  return (
    <tr aria-current>
      <th scope="row">{dataShape(data).title}</th>
      <td colSpan={5} className={css.wantedFiles}>
        {notHere(data)}{' '}
        {source ? (
          <>
            {source.files}, from{' '}
            <a href={source.page} target="_blank" rel="noreferrer">
              {source.page}
            </a>
          </>
        ) : (
          reopenText(data)
        )}
      </td>
    </tr>
  )
}

const reopenText = (data: AnyData): string =>
  isOwnBoxes(data)
    ? `Open the same recordings, and convert them in the same way: to ${counted(data.bins, 'bin')} of ${data.width} × ${data.height}${data.validation ? ', recordings for validation apart' : ''}.`
    : 'Open the same files that it was made from; its samples are recognized in any format.'

function notHere(data: AnyData): string {
  const how = isEvents(data) ? framingText(data) : isSlr(data) ? slrText(data) : undefined
  return how === undefined ? 'Not here.' : `Not here as ${sizeText(dataShape(data))}. ${how}.`
}

interface SetRowProps {
  readonly data: DataSpec
  readonly counts: Counts
  readonly size: string
  readonly used: boolean
  readonly added?: string
}

function SetRow({ data, counts, size, used, added }: SetRowProps) {
  const shape = dataShape(data)
  const [naming, setNaming] = useState(false)
  const rename = useRef<HTMLButtonElement>(null)
  /** @param byKey whether a key ended the edit; the focus then moves to the Rename button. */
  const named = (byKey: boolean) => {
    setNaming(false)
    if (byKey) requestAnimationFrame(() => rename.current?.focus())
  }
  return (
    <tr aria-current={used || undefined}>
      <th scope="row" data-help={added && !naming ? `Opened on ${added.slice(0, 10)}` : undefined}>
        {naming && hasName(data) ? <NameField data={data} title={shape.title} end={named} /> : shape.title}
      </th>
      <td data-head="Samples">{sizeText(shape)}</td>
      <td data-head="Classes">{shape.classes}</td>
      <td data-head="Training + test">
        {grouped(counts.train)} + {grouped(counts.test)}
      </td>
      <td data-head="Size">{size}</td>
      <SavedActions title={shape.title} used={used} choose={() => chooseSet(data)} remove={added ? () => removeSet(data) : undefined}>
        {added && hasName(data) && !naming && (
          <LinkButton ref={rename} onClick={() => setNaming(true)}>
            Rename<span className={controlsCss.hidden}> {shape.title}</span>
          </LinkButton>
        )}
      </SavedActions>
    </tr>
  )
}

/** Enter or leaving the field saves the name, Escape restores it. An invalid name stays in the field, with the reason below it. */
function NameField({ data, title, end }: { data: Extract<DataSpec, { name: string }>; title: string; end: (byKey: boolean) => void }) {
  const [text, setText] = useState(title)
  const [wrong, setWrong] = useState<string | null>(null)
  const id = useId()
  const ended = useRef(false)
  const save = async (byKey: boolean) => {
    if (ended.current) return
    try {
      const name = setName(text)
      ended.current = true
      if (name !== data.name) await renameSet(data, name)
      end(byKey)
    } catch (error) {
      ended.current = false
      setWrong(messageOf(error))
    }
  }
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter') void save(true)
    if (event.key !== 'Escape') return
    // Escape closes the field, not the dialog.
    event.preventDefault()
    event.stopPropagation()
    ended.current = true
    end(true)
  }
  return (
    <>
      <input
        type="text"
        className={css.name}
        aria-label={`Name of ${title}`}
        aria-invalid={wrong !== null || undefined}
        aria-describedby={`${id}wrong`}
        // biome-ignore lint/a11y/noAutofocus: the user chose to rename, and what is typed is the name
        autoFocus
        onFocus={(event) => event.currentTarget.select()}
        maxLength={MAX_NAME}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
          setWrong(null)
        }}
        onKeyDown={press}
        onBlur={() => void save(false)}
      />
      <p id={`${id}wrong`} role="alert" className={wrong ? classesOf(controlsCss.problem, controlsCss.error) : controlsCss.hidden}>
        {wrong}
      </p>
    </>
  )
}
