/** Saves what a view shows as an SVG or PNG figure: column width, light or dark, with title, legend and caption, and a preview. */

import { type ComponentProps, useEffect, useId, useState } from 'react'
import { messageOf } from '../../../problem'
import { PushButton } from '../../base/buttons'
import { saveBlob } from '../../base/download'
import { askedFigure, type Figure } from '../../base/figure'
import { NumberField } from '../../base/number-field'
import { Segments } from '../../base/parts'
import controlsCss from '../../base/style/controls.module.css'
import viewCss from '../../base/style/view.module.css'
import { Modal, useFirstFocus } from '../../shared/dialog'
import { link } from '../../state/links/links'
import { useAnswer } from '../../state/session/use-answer'
import { CAPTION_PARTS, type CaptionPart, captionOf, partsOf } from './caption'
import css from './figure-dialog.module.css'
import { withDensity } from './png-density'
import { type FigureLook, pngOf, type RenderedFigure, renderSvg, roomyMm, toMm } from './render'

interface Choices {
  readonly format: 'svg' | 'png'
  readonly scale: 1 | 2 | 3 | 4
  readonly theme: 'light' | 'dark'
  /** In millimeters. */
  readonly width: number
  readonly title: boolean
  readonly legend: boolean
  readonly caption: readonly CaptionPart[]
}

/** The choices made for the last figure, remembered while the page is open. */
let last: Choices = { format: 'svg', scale: 4, theme: 'light', width: 174, title: true, legend: true, caption: CAPTION_PARTS }

const DPI = 96
const WIDTHS = { one: 85, two: 174 } as const
const [MIN_MM, MAX_MM] = [40, 400]

export function FigureDialog({ figure }: { figure: Figure }) {
  const [choices, setChoices] = useState(last)
  const address = useAddress(figure)
  const caption = captionOf(figure, new Set(choices.caption), address)
  const { format, scale, theme, width, title, legend } = choices
  const look: FigureLook = { theme, width, text: { title: title ? figure.title : null, legend, caption } }
  const [failed, setFailed] = useState<string | null>(null)
  const rendered = useRendered(figure, look, setFailed)
  const change = (part: Partial<Choices>) => {
    last = { ...choices, ...part }
    setChoices(last)
  }
  const save = async () => {
    if (!rendered) return
    setFailed(null)
    const png = async () => withDensity(await pngOf(rendered, scale), scale * DPI)
    saveBlob(`${figure.name}.${format}`, format === 'svg' ? new Blob([rendered.svg], { type: 'image/svg+xml' }) : await png())
  }
  const first = useFirstFocus<HTMLButtonElement>()
  return (
    <Modal title="Save figure" className={css.dialog} close={() => askedFigure.set(null)}>
      <div className={css.halves}>
        <Preview figure={figure} rendered={rendered} theme={theme} />
        <div className={css.choices}>
          <Choice
            name="Format"
            label="Format"
            value={format}
            options={[
              { value: 'svg', text: 'SVG', title: 'Lines and text that stay sharp at any size; heat maps are embedded as images' },
              { value: 'png', text: 'PNG', title: 'Pixels' },
            ]}
            choose={(format) => change({ format })}
          />
          {format === 'png' && (
            <Choice
              name="Pixels"
              note={`${scale * DPI} dpi`}
              label="Scale"
              value={scale}
              options={([1, 2, 3, 4] as const).map((value) => ({ value, text: `${value}×` }))}
              choose={(scale) => change({ scale })}
            />
          )}
          <Choice
            name="Theme"
            label="Theme of the figure"
            value={theme}
            options={[
              { value: 'light', text: 'light' },
              { value: 'dark', text: 'dark' },
            ]}
            choose={(theme) => change({ theme })}
          />
          <Width width={width} change={(width) => change({ width })} />
          {width < roomyMm(figure) && <p className={controlsCss.muted}>Labels may overlap below {roomyMm(figure)} mm.</p>}
          <Parts figure={figure} choices={choices} change={change} />
          <p className={css.save}>
            <PushButton
              ref={first}
              className={controlsCss.primary}
              disabled={!rendered}
              onClick={() => save().catch((error: unknown) => setFailed(messageOf(error)))}
            >
              Save {format.toUpperCase()}
            </PushButton>
            {rendered && (
              <span className={controlsCss.muted}>
                {Math.round(toMm(rendered.width))} × {Math.round(toMm(rendered.height))} mm
              </span>
            )}
          </p>
          {failed && (
            <p role="alert" className={controlsCss.warnText}>
              The figure was not saved. {failed}
            </p>
          )}
        </div>
      </div>
    </Modal>
  )
}

/** The link to the experiment, or to the figure's own subject; empty until it is known. */
const useAddress = ({ apart, address }: Figure): string =>
  useAnswer(() => (address ? address() : apart ? undefined : link()), [apart, address]) ?? ''

/** A preview of the figure, redrawn after each choice. */
function useRendered(figure: Figure, look: FigureLook, fail: (message: string) => void): RenderedFigure | null {
  const [rendered, setRendered] = useState<RenderedFigure | null>(null)
  useEffect(() => {
    let alive = true
    if (figure.drawing)
      renderSvg(figure, look).then(
        (next) => alive && setRendered(next),
        (error: unknown) => alive && fail(messageOf(error)),
      )
    return () => {
      alive = false
    }
  }, [figure, JSON.stringify(look)])
  return rendered
}

function Preview({ figure, rendered, theme }: { figure: Figure; rendered: RenderedFigure | null; theme: string }) {
  const [url, setUrl] = useState<string | null>(null)
  useEffect(() => {
    if (!rendered) return
    const next = URL.createObjectURL(new Blob([rendered.svg], { type: 'image/svg+xml' }))
    setUrl(next)
    // The image may still be loading from this URL.
    return () => void setTimeout(() => URL.revokeObjectURL(next), 10_000)
  }, [rendered])
  return (
    <div className={css.preview} data-theme={theme}>
      {figure.drawing ? (
        url && <img src={url} alt={`The figure: ${figure.title}, ${figure.scope}`} />
      ) : (
        <p role="alert">There is nothing to save yet. {figure.empty}</p>
      )}
    </div>
  )
}

type ChoiceProps<T extends string | number> = ComponentProps<typeof Segments<T>> & { readonly name: string; readonly note?: string }

function Choice<T extends string | number>({ name, note, ...segments }: ChoiceProps<T>) {
  return (
    <div className={css.choice}>
      <span>{name}</span>
      <Segments {...segments} />
      {note && <span className={controlsCss.muted}>{note}</span>}
    </div>
  )
}

function Width({ width, change }: { width: number; change: (width: number) => void }) {
  const id = useId()
  const [refused, refuse] = useState<string | null>(null)
  return (
    <div className={css.choice}>
      <label htmlFor={id}>Width</label>
      <span className={css.width}>
        <NumberField
          id={id}
          value={width}
          min={MIN_MM}
          max={MAX_MM}
          step={1}
          refuse={refuse}
          change={(value) => change(Math.min(MAX_MM, Math.max(MIN_MM, value)))}
        />
        mm
      </span>
      <Segments
        label="Columns"
        value={width}
        options={[
          { value: WIDTHS.one, text: 'one column', title: `${WIDTHS.one} mm` },
          { value: WIDTHS.two, text: 'two columns', title: `${WIDTHS.two} mm` },
        ]}
        choose={change}
      />
      {refused && (
        <p role="alert" className={controlsCss.warnText}>
          {refused}
        </p>
      )}
    </div>
  )
}

const PART_LABELS: Readonly<Record<CaptionPart, string>> = {
  experiment: 'experiment',
  scope: 'what is shown',
  step: 'training step',
  link: 'link',
}

/** The checkboxes for the parts around the drawing. */
function Parts({ figure, choices, change }: { figure: Figure; choices: Choices; change: (part: Partial<Choices>) => void }) {
  const { title, legend, caption } = choices
  const box = (label: string, on: boolean, set: (on: boolean) => void) => (
    <label key={label} className={viewCss.check}>
      <input type="checkbox" checked={on} onChange={(event) => set(event.currentTarget.checked)} />
      {label}
    </label>
  )
  return (
    <>
      <fieldset className={css.parts}>
        <legend>Around the drawing</legend>
        {box('title', title, (title) => change({ title }))}
        {figure.keys && box('legend', legend, (legend) => change({ legend }))}
      </fieldset>
      <fieldset className={css.parts}>
        <legend>Caption</legend>
        {partsOf(figure).map((part) =>
          box(PART_LABELS[part], caption.includes(part), (on) =>
            change({ caption: CAPTION_PARTS.filter((other) => (other === part ? on : caption.includes(other))) }),
          ),
        )}
      </fieldset>
    </>
  )
}
