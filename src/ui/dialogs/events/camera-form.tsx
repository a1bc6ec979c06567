/** The live camera's source and settings as rows with a slider and a number, derived from its schema. */

import { useEffect, useRef } from 'react'
import { type LiveSpec, liveSchema } from '../../../data/camera/live/schema'
import { type FormRow, rowsOf } from '../../../experiments/form'
import { classesOf } from '../../base/classes'
import controlsCss from '../../base/style/controls.module.css'
import formCss from '../../base/style/form.module.css'
import { OneFileButton } from '../../shared/file-button'
import { SchemaRow } from '../../shared/schema-row'
import { changeCamera, chooseFile, useCamera } from './camera'
import css from './camera-dialog.module.css'

const INITIAL = liveSchema.parse({})

/** The fields of one group, in its order. */
const GROUPS: readonly (readonly [title: string, fields: readonly (keyof LiveSpec)[]])[] = [
  ['Scene', ['source']],
  ['Sensor', ['sensor', 'frames', 'seed']],
  ['Pixels', ['pixel']],
]

/** The usual range, which the slider covers; values beyond it are typed. */
const USUAL: Readonly<Record<string, readonly [low: number, high: number]>> = {
  frames: [20, 2000],
  seed: [0, 100],
  'source.period': [0.01, 200],
  'source.speed': [-1000, 1000],
  'source.turns': [-10, 10],
  'source.reach': [0, 20],
  'pixel.thresholdOn': [0.05, 1],
  'pixel.thresholdOff': [0.05, 1],
  'pixel.refractory': [0, 10],
  'pixel.leak': [0, 10],
  'pixel.shotNoise': [0, 20],
}

export function CameraForm() {
  const spec = useCamera((state) => state.spec)
  const rows = (fields: readonly (keyof LiveSpec)[]) =>
    fields.flatMap((name) => rowsOf(liveSchema.shape[name], name, spec[name], INITIAL[name])).filter((row) => applies(row, spec))
  return (
    <>
      {GROUPS.map(([title, fields]) => (
        <fieldset key={title} className={formCss.group}>
          <legend>{title}</legend>
          {rows(fields).map((row) => (
            <SchemaRow key={row.path} row={row} usual={USUAL[row.path]} change={changeCamera} />
          ))}
          {title === 'Scene' && (
            <>
              <FileRow />
              <Screen />
            </>
          )}
        </fieldset>
      ))}
    </>
  )
}

/** Videos and the webcam have their own frame rate, so `frames` does not apply to them. */
const applies = ({ path }: FormRow, { source }: LiveSpec): boolean =>
  path !== 'frames' || (source.kind !== 'video' && source.kind !== 'webcam')

const FILES = {
  picture: { text: 'Choose an image …', accept: 'image/*' },
  video: { text: 'Choose a video …', accept: 'video/*' },
} as const

/** Chooses the image or video file of the source. */
function FileRow() {
  const kind = useCamera((state) => state.spec.source.kind)
  const file = useCamera((state) => state.file)
  if (kind !== 'picture' && kind !== 'video') return null
  const { text, accept } = FILES[kind]
  return (
    <div className={classesOf(formCss.row, css.file)}>
      <span>{file?.name ?? 'No file yet. It stays in this browser.'}</span>
      <OneFileButton text={text} label={text} accept={accept} className={controlsCss.push} open={chooseFile} />
    </div>
  )
}

/** A small preview of the source video. */
function Screen() {
  const screen = useCamera((state) => state.screen)
  const ref = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!screen) return
    screen.setAttribute('aria-label', 'The film that the camera sees')
    ref.current?.append(screen)
    return () => screen.remove()
  }, [screen])
  return screen && <div ref={ref} className={css.screen} />
}
