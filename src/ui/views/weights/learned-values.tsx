/** A learned parameter of neurons as equations, over training: below its distribution. */

import { useState } from 'react'
import { significant } from '../../../format'
import { classesOf } from '../../base/classes'
import { DataTable } from '../../base/data-table'
import { saveCsv } from '../../base/download'
import { penOf } from '../../base/draw'
import { figureItem } from '../../base/figure'
import { Term } from '../../base/help'
import { usePainter } from '../../base/paint'
import { SaveMenu, TextButton } from '../../base/parts'
import { grownSpan } from '../../base/scale'
import controlsCss from '../../base/style/controls.module.css'
import viewCss from '../../base/style/view.module.css'
import { useFonts, useFrames } from '../../state/session/frame-hooks'
import { cursorStep, history, takeFrames, useCursor } from '../../state/session/history'
import { trainingTime } from '../../state/session/training-time'
import { drawLearned, learnedRows, learnedText } from './learned-chart'
import css from './weights.module.css'
import { learnedFigure } from './weights-figure'

/** @param name of the layer and its parameter: `equations1.beta` */
export function LearnedValues({ name }: { name: string }) {
  const fonts = useFonts()
  const cursor = useCursor()
  const [table, setTable] = useState(false)
  useFrames(['membrane', 'state'], 500)
  takeFrames()
  const series = history.learned.get(name)
  const ref = usePainter(
    ['membrane', 'state'],
    (context, area, colors) => {
      takeFrames()
      const known = history.learned.get(name)
      if (!known) return
      const { now, epochs, stepsPerEpoch } = trainingTime()
      const steps = grownSpan(now / stepsPerEpoch, epochs) * stepsPerEpoch
      drawLearned(penOf(context, area, colors), known, { steps, stepsPerEpoch, at: cursorStep() })
    },
    [name, fonts, cursor, table, series === undefined],
  )
  if (!series) return null
  const { now, stepsPerEpoch } = trainingTime()
  const words = learnedText(series, cursor ?? now)
  return (
    <>
      <h3 className={controlsCss.sub}>
        <Term
          term="equations"
          drawn={{ epoch: 'batch' }}
          help="The line is the mean over the layer; the band reaches from the smallest value to the largest."
        >
          Over training
        </Term>
        <span className={classesOf(controlsCss.unit, css.count)}>{words}</span>
        <span className={css.tools}>
          <TextButton text="Table" label="Over training as a table" pressed={table} act={() => setTable(!table)} />
          <SaveMenu
            compact
            subject="Over training"
            items={[
              figureItem(() => learnedFigure(ref.current, name, series, cursor ?? now)),
              {
                text: 'Over training (CSV)',
                act: () => saveCsv(`${name}.csv`, [['step', 'epoch', 'mean', 'min', 'max'], ...learnedRows(series, stepsPerEpoch)]),
              },
            ]}
          />
        </span>
      </h3>
      {table && <LearnedTable name={name} rows={learnedRows(series, stepsPerEpoch)} />}
      <div className={classesOf(viewCss.plot, css.learned)} hidden={table}>
        <canvas ref={ref} role="img" aria-label={`${name} over training: ${words}.`} />
      </div>
    </>
  )
}

/** Rows of the table, the newest first. */
const MAX_ROWS = 50

function LearnedTable({ name, rows }: { readonly name: string; readonly rows: readonly (readonly number[])[] }) {
  return (
    <DataTable
      label={`${name} over training, the newest first`}
      rows={rows.slice(-MAX_ROWS).toReversed()}
      keyOf={([step]) => step!}
      columns={[
        { head: 'step', cell: ([step]) => step },
        { head: 'mean', cell: ([, , mean]) => significant(mean!) },
        { head: 'smallest', cell: ([, , , smallest]) => significant(smallest!) },
        { head: 'largest', cell: ([, , , , largest]) => significant(largest!) },
      ]}
    />
  )
}
