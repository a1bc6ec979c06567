/** The settings of the rasters: a cell or a trial, the window of the movie, overlays and other samples; and playback. */

import { grouped } from '../../../format'
import type { ResponsePart, Trials } from '../../../tasks/response/detail'
import { IconButton, PushButton } from '../../base/buttons'
import { classesOf } from '../../base/classes'
import { Segments } from '../../base/parts'
import { Select } from '../../base/select'
import controlsCss from '../../base/style/controls.module.css'
import inspectorCss from '../../base/style/inspector.module.css'
import viewCss from '../../base/style/view.module.css'
import { CellChoice } from './cell-choice'
import { LENGTHS, turned, windowLabel, within } from './movie-window'
import { PART_LABELS } from './raster-text'
import css from './response.module.css'
import type { ResponseSettings } from './response-settings'

interface Props {
  readonly settings: ResponseSettings
  readonly trials: Trials
}

/** Chooses one cell with all trials, or one trial with all cells. */
export function RasterTools({ settings, trials }: Props) {
  const { by, cell, trial } = settings.selected(trials)
  const trialNames = Array.from({ length: trials.data.trials }, (_, index) => `trial ${index + 1}`)
  return (
    <div className={classesOf(inspectorCss.row, css.choices)}>
      <Segments
        label="Rows of the rasters"
        value={by}
        options={[
          { value: 'cell', text: 'one cell', title: 'All trials of one cell' },
          { value: 'trial', text: 'one trial', title: 'All cells in one trial' },
        ]}
        choose={(by) => settings.change({ by })}
      />
      {by === 'cell' ? (
        <CellChoice what="cell" names={trials.cells} chosen={cell} choose={(cell) => settings.change({ cell })} />
      ) : (
        <CellChoice what="trial" names={trialNames} chosen={trial} choose={(trial) => settings.change({ trial })} />
      )}
    </div>
  )
}

/** Chooses the window of the movie. */
export function WindowTools({ settings: { state, change, movies } }: Pick<Props, 'settings'>) {
  const { part, from, bins } = state
  const parts = Object.keys(movies) as ResponsePart[]
  const total = movies[part]
  const window = within({ from, bins }, total)
  const turn = (by: 1 | -1) => {
    const next = turned(window, by, total)
    return (
      <IconButton
        aria-label={by > 0 ? 'Later bins' : 'Earlier bins'}
        disabled={next.from === window.from}
        onClick={() => change({ from: next.from })}
      >
        {by > 0 ? '›' : '‹'}
      </IconButton>
    )
  }
  return (
    <div className={classesOf(inspectorCss.row, css.choices)}>
      {parts.length > 1 && (
        <Segments
          label="Movie"
          value={part}
          options={parts.map((value) => ({ value, text: value, title: `The ${PART_LABELS[value]}` }))}
          choose={(part) => change({ part, from: 0 })}
        />
      )}
      <Select
        aria-label="Visible bins"
        value={bins}
        options={LENGTHS.map((value) => ({ value, text: grouped(value) }))}
        choose={(bins) => change({ bins })}
      />
      <span className={classesOf(inspectorCss.choice, css.window)}>
        {turn(-1)}
        <span>
          {windowLabel(window)}
          {total !== undefined && <span className={controlsCss.muted}> of {grouped(total)}</span>}
        </span>
        {turn(1)}
      </span>
    </div>
  )
}

const TRUTH_HELP =
  'The rate λ of the simulated cell, as the probability of a spike in a bin: 1 − exp(−λ). A spike makes the next ones unlikely, so there are fewer than it predicts.'
const SLOW_HELP =
  'The state of the simulated cell that follows its drive for seconds and sets its gain. It is what memory beyond a window is for.'

/** Chooses what is laid over the mean rates; recorded cells have no known truth to overlay. */
export function Overlays({ settings: { state, change }, trials }: Props) {
  return (
    <p className={classesOf(inspectorCss.legend, css.marks)}>
      <span data-line="data">data</span>
      <span data-line="model">model</span>
      {trials.truth && (
        <>
          <label className={viewCss.check} data-line="truth" data-help={TRUTH_HELP}>
            <input
              type="checkbox"
              checked={state.truth}
              aria-description={TRUTH_HELP}
              onChange={(event) => change({ truth: event.currentTarget.checked })}
            />
            true rate
          </label>
          <label className={viewCss.check} data-line="slow" data-help={SLOW_HELP}>
            <input
              type="checkbox"
              checked={state.slow}
              aria-description={SLOW_HELP}
              onChange={(event) => change({ slow: event.currentTarget.checked })}
            />
            slow state
          </label>
        </>
      )}
    </p>
  )
}

/** Draws other samples from the present model. */
export function DrawAnew({ settings: { state, change }, trials, batch }: Props & { readonly batch: number }) {
  return (
    <div className={inspectorCss.evaluate}>
      <PushButton
        data-help="Samples other trials of the model with the present weights. The same seed draws the same ones."
        onClick={() => change({ seed: state.seed + 1 })}
      >
        Resample
      </PushButton>
      <span className={controlsCss.muted}>
        {grouped(trials.model.trials)} samples, seed {state.seed}, batch {grouped(batch)}
      </span>
    </div>
  )
}
