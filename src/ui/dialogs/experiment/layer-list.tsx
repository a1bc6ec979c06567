/** A network's layers as an editable list: each with its settings, the resulting shape, and what does not fit. */

import { useId, useState } from 'react'
import { dataShape } from '../../../data/datasets/schema'
import { receivedShape } from '../../../data/encoders/schema'
import { type FormRow, rowsOf } from '../../../experiments/form'
import { type Fitted, type LayerSpec, layerSchema, scaled, shapesOf, showShape } from '../../../layers/schema'
import { channelsSeen, jointOf } from '../../../networks/fusion/schema'
import { errorsOf, type Problem } from '../../../problem'
import { hintOf } from '../../base/help'
import { Icon } from '../../base/icons'
import { NumberField } from '../../base/number-field'
import { Select } from '../../base/select'
import controlsCss from '../../base/style/controls.module.css'
import { useMessageInView } from '../../base/use-message-in-view'
import { Wrong } from '../../base/wrong'
import { edit } from '../../state/session/edit'
import { useLab } from '../../state/store/store'
import css from './experiment.module.css'
import { type DrawnRow, LayerNeuronChoice, LayerNeuronRows } from './layer-neuron'

const KINDS: Readonly<Record<LayerSpec['kind'], string>> = {
  conv: 'Convolution',
  pool: 'Pooling',
  globalPool: 'Global average',
  residual: 'Residual block',
  linear: 'Linear',
}
/** Short labels, so that the numbers of a convolution fit on one line. */
const SHORT: Readonly<Record<string, string>> = { padding: 'pad' }
const made = (kind: string): LayerSpec => layerSchema.parse({ kind })

export function LayerList({ id, path, describedBy, Row }: { id: string; path: string; describedBy: string; Row: DrawnRow }) {
  const draft = useLab((state) => state.draft)
  const problems = useLab((state) => state.problems)
  const { network } = draft
  if (network.kind !== 'layers') return null
  const { height, width, channels } = receivedShape(draft.data, draft.encoder)
  const { layers } = network
  const refused = layers.map((_, index) =>
    errorsOf(problems).filter((problem) => problem.path.startsWith(`${path}.${index}.`) && !isOfNeuron(problem, `${path}.${index}`)),
  )
  // A layer with a rejected number has no shape, and neither do the layers after it.
  const first = refused.findIndex((some) => some.length > 0)
  const sound = first < 0 ? layers : layers.slice(0, first)
  const { fusion } = network
  const seen = channelsSeen(fusion, channels, dataShape(draft.data).pictures?.channels ?? 0)
  const joint = fusion && jointOf(fusion, layers.length)
  const shapes = shapesOf(sound, { channels: seen, space: { height, width } }, network.width, joint)
  const change = (next: readonly LayerSpec[], series = false) => edit(path, next, series)
  return (
    <fieldset data-layer-list className={css.layerList} id={id} aria-describedby={describedBy}>
      <legend className={controlsCss.hidden}>Layers, from the input to the last hidden one</legend>
      {layers.length === 0 && <p className={controlsCss.problem}>No hidden layers: the input goes straight to the classes.</p>}
      <ol>
        {layers.map((layer, index) => (
          <LayerRow
            // biome-ignore lint/suspicious/noArrayIndexKey: layers have no ids
            key={index}
            path={`${path}.${index}`}
            Row={Row}
            layer={layer}
            index={index}
            last={layers.length - 1}
            width={network.width}
            fitted={shapes[index]}
            problems={refused[index]!}
            streams={joint !== undefined && index < joint.after ? 2 : 1}
            checked={'problem' in (shapes.at(-1) ?? {}) ? shapes.length : first + 1}
            replace={(next, series) =>
              change(
                layers.map((l, i) => (i === index ? next : l)),
                series,
              )
            }
            remove={() => change(layers.filter((_, i) => i !== index))}
            move={(by) => change(swapped(layers, index, index + by))}
          />
        ))}
      </ol>
      <select
        aria-label="Add a layer"
        value=""
        disabled={layers.length >= 64}
        onChange={(event) => change([...layers, made(event.currentTarget.value)])}
      >
        <option value="" disabled>
          Add a layer …
        </option>
        {Object.entries(KINDS).map(([kind, text]) => (
          <option key={kind} value={kind}>
            {text}
          </option>
        ))}
      </select>
    </fieldset>
  )
}

/** Whether a row or a problem is of the own neuron of the layer at a path. */
const isOfNeuron = ({ path }: { readonly path: string }, layer: string): boolean => path.startsWith(`${layer}.neuron`)

interface RowProps {
  /** The layer's path in the experiment, such as `network.layers.2`. */
  readonly path: string
  readonly Row: DrawnRow
  readonly layer: LayerSpec
  readonly index: number
  readonly last: number
  /** The factor applied to its number of channels or neurons. */
  readonly width: number
  readonly fitted: Fitted | undefined
  /** How many streams have this layer; with two, each has its own copy. */
  readonly streams: 1 | 2
  /** The schema's errors in this layer. */
  readonly problems: readonly Problem[]
  /** The number of layers that were checked: up to the first that does not fit. */
  readonly checked: number
  readonly replace: (layer: LayerSpec, series?: boolean) => void
  readonly remove: () => void
  readonly move: (by: 1 | -1) => void
}

function LayerRow(props: RowProps) {
  const { path, layer, fitted, problems, checked, Row } = props
  const id = useId()
  const [typed, setTyped] = useState<Readonly<Record<string, string | null>>>({})
  const rows = rowsOf(layerSchema, path, layer, layer)
  const fields = rows.filter(({ control }) => control === 'integer')
  const ofNeuron = rows.filter((row) => isOfNeuron(row, path))
  // The text that was just typed replaces the errors of the value that was rejected before.
  const refusedOf = ({ path, label }: FormRow) => {
    const said = typed[path] ? [typed[path]] : problems.filter((problem) => problem.path === path).map(({ message }) => message)
    return said.map((message) => `${label}: ${message}`)
  }
  const misfit = fitted && 'problem' in fitted ? [fitted.problem] : []
  const wrong = [...fields.flatMap(refusedOf), ...misfit]
  const host = useMessageInView<HTMLLIElement>(wrong.join(' '))
  return (
    <li {...host} className={wrong.length > 0 ? css.wrong : undefined}>
      <LayerHead {...props} />
      <span className={css.layerFields}>
        <PoolingField {...props} />
        {fields.map((row) => (
          <LayerField
            key={row.path}
            {...props}
            row={row}
            describedBy={`${id}wrong`}
            invalid={misfit.length > 0 || refusedOf(row).length > 0}
            refuse={(message) => setTyped((known) => ((known[row.path] ?? null) === message ? known : { ...known, [row.path]: message }))}
          />
        ))}
        <LayerNeuronChoice rows={ofNeuron} name={nameOf(props)} />
      </span>
      <LayerNeuronRows rows={ofNeuron} name={nameOf(props)} Row={Row} />
      {!fitted && problems.length === 0 && <p className={controlsCss.problem}>Not checked until layer {checked} fits.</p>}
      <div id={`${id}wrong`}>
        {wrong.map((message) => (
          <Wrong key={message} role="alert">
            {message}
          </Wrong>
        ))}
      </div>
    </li>
  )
}

const nameOf = ({ layer, index }: RowProps): string => `Layer ${index + 1}, ${KINDS[layer.kind].toLowerCase()}`

function LayerHead(props: RowProps) {
  const { layer, index, last, fitted, streams, replace, remove, move } = props
  const name = nameOf(props)
  return (
    <span className={css.layerHead}>
      <span className={css.layerNumber}>{index + 1}</span>
      <Select
        aria-label={`Layer ${index + 1}: kind`}
        value={layer.kind}
        options={Object.entries(KINDS).map(([value, text]) => ({ value, text }))}
        choose={(kind) => replace(made(kind))}
      />
      <span className={css.layerOut}>
        {streams === 2 && <span data-help="Each stream has its own copy of this layer.">2 × </span>}
        {fitted && 'shape' in fitted ? showShape(fitted.shape) : ''}
      </span>
      <span className={css.layerButtons}>
        <button type="button" aria-label={`${name}: move up`} {...hintOf('Move up')} disabled={index === 0} onClick={() => move(-1)}>
          ↑
        </button>
        <button type="button" aria-label={`${name}: move down`} {...hintOf('Move down')} disabled={index === last} onClick={() => move(1)}>
          ↓
        </button>
        <button type="button" aria-label={`${name}: remove`} {...hintOf('Remove')} onClick={remove}>
          <Icon sign="close" />
        </button>
      </span>
    </span>
  )
}

function PoolingField(props: RowProps) {
  const { layer, replace } = props
  if (layer.kind !== 'pool') return null
  return (
    <select
      aria-label={`${nameOf(props)}: how`}
      value={layer.how}
      onChange={(event) => replace(layerSchema.parse({ ...layer, how: event.currentTarget.value }))}
    >
      <option value="average">average</option>
      <option value="max">maximum</option>
    </select>
  )
}

interface FieldProps extends RowProps {
  readonly row: FormRow
  readonly describedBy: string
  readonly invalid: boolean
  readonly refuse: (message: string | null) => void
}

/** An integer field of a layer. A value out of range stays as typed, and the row shows the error. */
function LayerField({ row, describedBy, invalid, refuse, ...props }: FieldProps) {
  const id = useId()
  const { layer, width, replace } = props
  const key = row.path.slice(row.path.lastIndexOf('.') + 1)
  const { min = 0, max = Number.POSITIVE_INFINITY } = row
  const word = row.label.toLowerCase()
  return (
    <label htmlFor={id} data-help={row.help}>
      <span aria-hidden="true">{SHORT[word] ?? word}</span>
      <span className={controlsCss.hidden}>{`${nameOf(props)}: ${word}`}</span>
      <NumberField
        id={id}
        value={Number(row.value)}
        integer
        min={min}
        max={max}
        step={1}
        describedBy={describedBy}
        invalid={invalid}
        refuse={refuse}
        change={(next, stepped) => replace({ ...layer, [key]: next }, stepped)}
      />
      {key === 'outputs' && width !== 1 && (
        <span>
          × {width} = {scaled(Number(row.value), width)}
        </span>
      )}
    </label>
  )
}

function swapped(layers: readonly LayerSpec[], a: number, b: number): LayerSpec[] {
  const next = [...layers]
  ;[next[a], next[b]] = [next[b]!, next[a]!]
  return next
}
