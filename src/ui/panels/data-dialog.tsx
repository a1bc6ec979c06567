/** The data sets: those in this browser, with their sizes, to use and to remove; and the ways to open more. */
import { Fragment, useEffect, useRef, useState } from 'react'
import { type EVENT_SETS, framingWords, isEvents } from '../../data/events/schema'
import { type Bundled, type DATA_SETS, type DataShape, type DataSpec, dataKey, dataShape, isBundled } from '../../data/schema'
import { isTask } from '../../data/tasks/schema'
import { grouped } from '../charts/format'
import { Modal } from '../controls/dialog'
import { bytes } from '../controls/words'
import { cancelImport, chooseSet, listSets, missing, openAddresses, openDataDialog, openFiles, removeSet, useData } from '../data'
import { chosenFiles } from '../dropped-files'
import { attempt } from '../notices'
import { showDialog } from '../selection'
import { useLab } from '../store'
import './data-dialog.css'

const FOUR = 'train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz'

const SPIKES = 'https://zenkelab.org/datasets/'

/** Where their authors keep the sets that have a name and come as files. */
const SOURCES: Readonly<
  Record<Exclude<keyof typeof DATA_SETS | keyof typeof EVENT_SETS, Bundled>, { readonly files: string; readonly page: string }>
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
}

/** The row of the form under the choice of a set: what it is, and the way to others. */
export function DataRow() {
  const data = useLab((state) => state.draft.data)
  const shape = dataShape(data)
  return (
    <div className="row">
      <span className="muted data-words">{data.kind === 'own' ? `${shape.title}, ${shapeWords(shape)}` : shapeWords(shape)}</span>
      <button type="button" className="text-button push" onClick={openDataDialog}>
        Data sets …
      </button>
    </div>
  )
}

function sizeWords({ height, width, channels, sequence, frame }: DataShape): string {
  if (frame) return `${height} frames, ${frame.width} × ${frame.height}${frame.polarities === 2 ? ', ON and OFF' : ''}`
  return sequence ? `${height} steps × ${width}` : `${width} × ${height}${channels === 3 ? ', color' : ''}`
}
const shapeWords = (shape: DataShape): string => `${sizeWords(shape)}, ${shape.classes} classes`

export function DataDialog() {
  useEffect(() => attempt(listSets()), [])
  return (
    <Modal title="Data sets" className="wide">
      <SetTable />
      <h3>Open your own</h3>
      <p>
        IDX files, plain or gzip (MNIST, Fashion-MNIST, Kuzushiji-MNIST, EMNIST); CIFAR-10 and CIFAR-100 in their binary version; an npz
        with images and labels; a folder of PNG or JPEG pictures with a folder for each class; the h5 files of SHD or SSC; Speech Commands,
        or another folder of WAV recordings with a folder for each word; N-MNIST, CIFAR10-DVS, DVS128 Gesture, or another folder of event
        recordings with a folder for each class. Drop them anywhere on this page, or choose them. They are opened and kept in this browser
        and sent nowhere.
      </p>
      <Openers />
      <Found />
      <Work />
    </Modal>
  )
}

const BUNDLED: readonly DataSpec[] = [
  { kind: 'mnist', batch: 100 },
  { kind: 'spokenDigits', batch: 100 },
]

function SetTable() {
  const sets = useData((state) => state.sets)
  const inUse = useLab((state) => dataKey(state.draft.data))
  return (
    <table className="sets">
      <thead>
        <tr>
          <th scope="col">Set</th>
          <th scope="col">Samples</th>
          <th scope="col">Classes</th>
          <th scope="col">Training + test</th>
          <th scope="col">Size</th>
          <th scope="col">
            <span className="hidden">What to do with it</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {BUNDLED.map((data) => (
          <SetRow key={data.kind} data={data} counts={dataShape(data)} size="comes with the lab" used={inUse === dataKey(data)} />
        ))}
        {sets?.map((kept) => (
          <Fragment key={kept.added}>
            <SetRow data={kept.data} counts={kept} size={bytes(kept.bytes)} used={inUse === dataKey(kept.data)} added={kept.added} />
            {kept.note && (
              <tr className="set-note">
                <td colSpan={6}>{kept.note}</td>
              </tr>
            )}
          </Fragment>
        ))}
        <WantedRow />
      </tbody>
    </table>
  )
}

/** The set that the experiment learns from, where it is not here. */
function WantedRow() {
  const data = useLab((state) => state.draft.data)
  const sets = useData((state) => state.sets)
  if (!missing(data, sets) || dataKey(data) === '') return null
  const source = data.kind === 'own' || data.kind === 'ownEvents' || isBundled(data) || isTask(data) ? undefined : SOURCES[data.kind]
  return (
    <tr aria-current>
      <th scope="row">{dataShape(data).title}</th>
      <td colSpan={5} className="wanted-files">
        {isEvents(data) ? `Not here as ${sizeWords(dataShape(data))}. ${framingWords(data)}.` : 'Not here.'}{' '}
        {source ? (
          <>
            {source.files}, from{' '}
            <a href={source.page} target="_blank" rel="noreferrer">
              {source.page}
            </a>
          </>
        ) : (
          'Open the same files that it was made from; its samples are known again in any format.'
        )}
      </td>
    </tr>
  )
}

interface SetRowProps {
  readonly data: DataSpec
  readonly counts: { readonly train: number; readonly test: number }
  readonly size: string
  readonly used: boolean
  readonly added?: string
}

function SetRow({ data, counts, size, used, added }: SetRowProps) {
  const shape = dataShape(data)
  return (
    <tr aria-current={used || undefined}>
      <th scope="row" title={added && `Opened on ${added.slice(0, 10)}`}>
        {shape.title}
      </th>
      <td>{sizeWords(shape)}</td>
      <td>{shape.classes}</td>
      <td>
        {grouped(counts.train)} + {grouped(counts.test)}
      </td>
      <td>{size}</td>
      <td className="set-actions">
        {used ? (
          <span className="muted">in use</span>
        ) : (
          <button type="button" className="text-button" onClick={() => attempt(chooseSet(data))}>
            Use<span className="hidden"> {shape.title}</span>
          </button>
        )}
        {added && <RemoveButton data={data} title={shape.title} />}
      </td>
    </tr>
  )
}

/** Asks once more in its own place: the files may be gone from everywhere else. */
function RemoveButton({ data, title }: { data: DataSpec; title: string }) {
  const [asked, setAsked] = useState(false)
  return (
    <button
      type="button"
      className={`text-button ${asked ? 'warn-text' : ''}`}
      onBlur={() => setAsked(false)}
      onClick={() => (asked ? attempt(removeSet(data)) : setAsked(true))}
    >
      {asked ? 'Remove for good' : 'Remove'}
      <span className="hidden"> {title}</span>
    </button>
  )
}

function Openers() {
  const busy = useData((state) => state.work !== null)
  const [addresses, setAddresses] = useState('')
  const list = addresses.split(/\s+/).filter((address) => address !== '')
  return (
    <>
      <div className="openers">
        <FileButton text="Choose files …" disabled={busy} />
        <FileButton text="Choose a folder …" disabled={busy} folder />
        <span className="push openers-beside">
          <button type="button" className="text-button" onClick={() => showDialog('events')}>
            Play a recording …
          </button>
          <button type="button" className="text-button" onClick={() => showDialog('correlation')}>
            Temporal correlation …
          </button>
        </span>
      </div>
      <details>
        <summary>Fetch by address</summary>
        <form
          className="link"
          onSubmit={(event) => {
            event.preventDefault()
            attempt(openAddresses(list))
          }}
        >
          <textarea
            rows={2}
            aria-label="Addresses of the files, one a line"
            placeholder="https://…, one a line"
            value={addresses}
            onChange={(event) => setAddresses(event.currentTarget.value)}
          />
          <button type="submit" className="push-button" disabled={busy || list.length === 0}>
            Fetch
          </button>
        </form>
        <p className="muted">
          Where the host lets other pages read its files. It sees that you fetch them; the page asks no host for anything otherwise.
        </p>
      </details>
    </>
  )
}

function FileButton({ text, disabled, folder = false }: { text: string; disabled: boolean; folder?: boolean }) {
  const ref = useRef<HTMLInputElement>(null)
  return (
    <>
      <button type="button" className="push-button" disabled={disabled} onClick={() => ref.current?.click()}>
        {text}
      </button>
      <input
        ref={ref}
        type="file"
        multiple
        hidden
        {...(folder && { webkitdirectory: '' })}
        onChange={(event) => {
          const input = event.currentTarget
          const files = chosenFiles(input.files)
          // So that the same files can be chosen again.
          input.value = ''
          if (files.length > 0) attempt(openFiles(files))
        }}
      />
    </>
  )
}

/** The way back to a folder of event recordings that was opened and is no set yet. */
function Found() {
  const found = useData((state) => state.found)
  const busy = useData((state) => state.work !== null)
  if (!found || busy) return null
  return (
    <p>
      The event recordings of {found.name} are open.{' '}
      <button type="button" className="push-button" onClick={() => showDialog('eventImport')}>
        Make a set of them …
      </button>
    </p>
  )
}

/** The import under way, and how the last one ended. */
function Work() {
  const work = useData((state) => state.work)
  const result = useData((state) => state.result)
  return (
    <>
      {work && (
        <div className="import">
          <span>{work.what}</span>
          <progress aria-label={work.what} max={1} value={work.share} />
          <button type="button" className="push-button" onClick={cancelImport}>
            Cancel
          </button>
        </div>
      )}
      <p
        role={result?.kind === 'error' ? 'alert' : 'status'}
        className={result ? `problem ${result.kind === 'error' ? 'error' : ''}` : 'hidden'}
      >
        {result?.text}
      </p>
    </>
  )
}
