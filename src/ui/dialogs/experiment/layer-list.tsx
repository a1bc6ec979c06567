/** A network's layers as a list that can be edited: each with its settings, the shape it makes, and what does not fit. */

import { useId } from 'react'
import { receivedShape } from '../../../data/encoders/schema'
import { type Fitted, type LayerSpec, layerSchema, shapesOf, showShape } from '../../../layers/schema'
import { classesOf } from '../../base/classes'
import { Icon } from '../../base/icons'
import { NumberField } from '../../base/number-field'
import controlsCss from '../../base/style/controls.module.css'
import { edit } from '../../state/actions'
import { useLab } from '../../state/store'
import css from './experiment.module.css'

const KINDS: Readonly<Record<LayerSpec['kind'], string>> = {
  conv: 'Convolution',
  pool: 'Pooling',
  globalPool: 'Global average',
  residual: 'Residual block',
  linear: 'Linear',
}
/** Numbers of a layer that have a field, with a word short enough to stand before it. */
const FIELDS: Readonly<Record<string, { readonly word: string; readonly name: string; readonly max: number }>> = {
  outputs: { word: '', name: 'outputs', max: 8192 },
  kernel: { word: 'kernel', name: 'kernel', max: 15 },
  size: { word: 'size', name: 'size', max: 16 },
  stride: { word: 'stride', name: 'stride', max: 16 },
  padding: { word: 'pad', name: 'padding', max: 7 },
}
const made = (kind: string): LayerSpec => layerSchema.parse({ kind })

export function LayerList({ id, path, describedBy }: { id: string; path: string; describedBy: string }) {
  const draft = useLab((state) => state.draft)
  const { network } = draft
  if (network.kind !== 'layers') return null
  const { height, width, channels } = receivedShape(draft.data, draft.encoder)
  const shapes = shapesOf(network.layers, { channels, space: { height, width } }, network.width)
  const { layers } = network
  const change = (next: readonly LayerSpec[], series = false) => edit(path, next, series)
  return (
    <fieldset data-layer-list className={css.layerList} id={id} aria-describedby={describedBy}>
      <legend className={controlsCss.hidden}>Layers, from the picture to the last hidden one</legend>
      {layers.length === 0 && <p className={controlsCss.problem}>No hidden layers: the picture goes straight to the classes.</p>}
      <ol>
        {layers.map((layer, index) => (
          <LayerRow
            // A layer has no name but its place.
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is what it is known by
            key={index}
            layer={layer}
            index={index}
            last={layers.length - 1}
            fitted={shapes[index]}
            checked={shapes.length}
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

interface RowProps {
  readonly layer: LayerSpec
  readonly index: number
  readonly last: number
  readonly fitted: Fitted | undefined
  /** How many layers were looked at: up to the first that does not fit. */
  readonly checked: number
  readonly replace: (layer: LayerSpec, series?: boolean) => void
  readonly remove: () => void
  readonly move: (by: 1 | -1) => void
}

function LayerRow({ layer, index, last, fitted, checked, replace, remove, move }: RowProps) {
  const id = useId()
  const name = `Layer ${index + 1}, ${KINDS[layer.kind].toLowerCase()}`
  const problem = fitted && 'problem' in fitted ? fitted.problem : undefined
  return (
    <li className={problem ? css.wrong : undefined}>
      <span className={css.layerHead}>
        <span className={css.layerNumber}>{index + 1}</span>
        <select aria-label={`Layer ${index + 1}: kind`} value={layer.kind} onChange={(event) => replace(made(event.currentTarget.value))}>
          {Object.entries(KINDS).map(([kind, text]) => (
            <option key={kind} value={kind}>
              {text}
            </option>
          ))}
        </select>
        <span className={css.layerOut}>{fitted && 'shape' in fitted ? showShape(fitted.shape) : ''}</span>
        <span className={css.layerButtons}>
          <button type="button" aria-label={`${name}: move up`} title="Move up" disabled={index === 0} onClick={() => move(-1)}>
            ↑
          </button>
          <button type="button" aria-label={`${name}: move down`} title="Move down" disabled={index === last} onClick={() => move(1)}>
            ↓
          </button>
          <button type="button" aria-label={`${name}: remove`} title="Remove" onClick={remove}>
            <Icon sign="close" />
          </button>
        </span>
      </span>
      <span className={css.layerFields}>
        {layer.kind === 'pool' && (
          <select
            aria-label={`${name}: how`}
            value={layer.how}
            onChange={(event) => replace(layerSchema.parse({ ...layer, how: event.currentTarget.value }))}
          >
            <option value="average">average</option>
            <option value="max">maximum</option>
          </select>
        )}
        {Object.entries(layer).map(([key, value]) => {
          const field = FIELDS[key]
          if (!field || typeof value !== 'number') return null
          return (
            <label key={key} htmlFor={`${id}${key}`}>
              {field.word && <span aria-hidden="true">{field.word}</span>}
              <span className={controlsCss.hidden}>{`${name}: ${field.name}`}</span>
              <NumberField
                id={`${id}${key}`}
                value={value}
                integer
                min={key === 'padding' ? 0 : 1}
                max={field.max}
                step={1}
                invalid={problem !== undefined}
                change={(next, stepped) =>
                  replace({ ...layer, [key]: Math.min(field.max, Math.max(key === 'padding' ? 0 : 1, Math.round(next))) }, stepped)
                }
              />
            </label>
          )
        })}
      </span>
      {!fitted && <p className={controlsCss.problem}>Not checked until layer {checked} fits.</p>}
      {problem && (
        <p className={classesOf(controlsCss.problem, controlsCss.error)} role="alert">
          {problem}
        </p>
      )}
    </li>
  )
}

function swapped(layers: readonly LayerSpec[], a: number, b: number): LayerSpec[] {
  const next = [...layers]
  ;[next[a], next[b]] = [next[b]!, next[a]!]
  return next
}
