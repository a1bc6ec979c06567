/** What of movies and responses is kept: time, space, values, and what is for testing. */

import { extentsOf } from '../../../data/import/response/axes/schema'
import type { ResponseChoice, ResponsesFound } from '../../../data/import/response/schema'
import { LONGEST_BIN } from '../../../data/response/schema'
import { Amount, Check, Choice, Count, Pair, Side } from '../../base/choice-rows'
import { chooseResponses } from '../../state/imports/response-import'

const MOST = 100_000_000

interface CutProps {
  readonly found: ResponsesFound
  readonly choice: ResponseChoice
}

export function ResponseCut({ found, choice }: CutProps) {
  return (
    <>
      <Values found={found} choice={choice} />
      <Time found={found} choice={choice} />
      <Space found={found} choice={choice} />
    </>
  )
}

function Values({ found, choice }: CutProps) {
  const set = (change: Partial<ResponseChoice>) => chooseResponses(found, change)
  const { values, unit, binMs, trials } = choice
  const most = Math.max(1, ...sizesOf(found, choice, 'trials'))
  return (
    <>
      <Choice
        label="Responses are"
        term="responseValues"
        help="Spikes are 0 or 1 in a bin; counts may be more; rates are means or are smoothed, and no spikes."
        value={values}
        options={[
          ['binary', 'spikes, 0 or 1'],
          ['counts', 'counts of spikes'],
          ['rates', 'rates'],
        ]}
        change={(value) => set({ values: value })}
      />
      <Choice
        label="In"
        term="responseValues"
        help="Whether a number is of a bin or of a second."
        value={unit}
        options={[
          ['bin', 'spikes a bin'],
          ['second', 'spikes a second'],
        ]}
        change={(value) => set({ unit: value })}
      />
      <Amount
        label="Bin of the file"
        term="responseBin"
        help="How long a bin of the responses lasts. No file says it."
        unit="ms"
        min={0.01}
        max={LONGEST_BIN}
        value={binMs}
        change={(value) => set({ binMs: value })}
      />
      {most > 1 && (
        <Count
          label="Trials"
          term="trial"
          help="The first so many of each cell. 0: as many as most cells have."
          min={0}
          max={most}
          value={trials}
          change={(value) => set({ trials: value })}
        />
      )}
    </>
  )
}

function Time({ found, choice }: CutProps) {
  const set = (change: Partial<ResponseChoice>) => chooseResponses(found, change)
  const { bins, frames, sum, lag, from, to, testShare, recordings } = choice
  const moves = sizesOf(found, choice, 'time', 'stimulus').length > 0
  const all = MOST
  return (
    <>
      {moves && (
        <Pair
          label="Bins in frames"
          term="responseBin"
          help="So many bins of the responses last as long as so many frames. One of both is 1."
        >
          <Side label="Bins" max={1000} value={bins} change={(value) => set({ bins: value, ...(value > 1 && { frames: 1 }) })} />
          last
          <Side label="Frames" max={1000} value={frames} change={(value) => set({ frames: value, ...(value > 1 && { bins: 1 }) })} />
        </Pair>
      )}
      <Count
        label="Bins that become one"
        term="responseBin"
        help="Their spikes are added. Frames are averaged over a bin that is longer than one; they stay on where it is shorter."
        max={1000}
        value={sum}
        change={(value) => set({ sum: value })}
      />
      <Count
        label="Lag"
        term="responseLag"
        help="Bins of the responses that are dropped at their beginning. Negative: frames of the movie, where the responses begin later."
        unit={lag < 0 ? 'frames' : 'bins'}
        min={-100_000}
        max={100_000}
        value={lag}
        change={(value) => set({ lag: value })}
      />
      {moves && (
        <Pair label="Training frames" term="halves" help="Those that are kept, counted from 0. To 0: up to the end.">
          <Side label="From frame" min={0} max={all} value={from} change={(value) => set({ from: value })} />
          to
          <Side label="To frame" min={0} max={all} value={to} change={(value) => set({ to: value })} />
        </Pair>
      )}
      {!recordings.some(({ part }) => part === 'test') && (
        <Count
          label="Set apart for testing"
          term="halves"
          help="The end of a movie; of several movies or images, some of them."
          unit="%"
          max={90}
          value={testShare}
          change={(value) => set({ testShare: value })}
        />
      )}
    </>
  )
}

function Space({ found, choice }: CutProps) {
  const set = (change: Partial<ResponseChoice>) => chooseResponses(found, change)
  const { average, left, top, width, height, channel, normalize } = choice
  const colors = Math.max(1, ...sizesOf(found, choice, 'channel', 'stimulus'))
  return (
    <>
      <Count
        label="Down-sampling"
        term="movieCut"
        help="One pixel is the mean of so many along each side."
        unit="pixels"
        max={512}
        value={average}
        change={(value) => set({ average: value })}
      />
      <Pair label="Crop from" term="movieCut" help="The first column and row that are seen, in pixels of the file.">
        <Side label="First column" min={0} max={MOST} value={left} change={(value) => set({ left: value })} />
        ,
        <Side label="First row" min={0} max={MOST} value={top} change={(value) => set({ top: value })} />
      </Pair>
      <Pair label="Crop size" term="movieCut" help="Columns and rows that are seen, in pixels of the file. 0: up to the edge.">
        <Side label="Columns" min={0} max={MOST} value={width} change={(value) => set({ width: value })} />
        ×
        <Side label="Rows" min={0} max={MOST} value={height} change={(value) => set({ height: value })} />
      </Pair>
      {colors > 1 && (
        <Choice
          label="Color"
          term="movieCut"
          help="Movies are kept in gray: one channel, or the mean of all."
          value={String(channel)}
          options={[
            ['-1', 'the mean of all'] as const,
            ...Array.from({ length: colors }, (_, n) => [String(n), `channel ${n + 1}`] as const),
          ]}
          change={(value) => set({ channel: Number(value) })}
        />
      )}
      <Check
        label="Mean 0, deviation 1"
        term="movieScale"
        help="The movie less the mean of the training movies, over their deviation: what networks learn from best."
        value={normalize}
        change={(value) => set({ normalize: value })}
      />
    </>
  )
}

/** How long the arrays of recordings that are kept are along an axis. */
function sizesOf(
  found: ResponsesFound,
  { recordings, axes }: ResponseChoice,
  axis: 'trials' | 'time' | 'channel',
  of: 'stimulus' | 'responses' = 'responses',
) {
  return recordings
    .filter(({ part }) => part !== 'none')
    .flatMap((recording) => {
      const array = found.arrays.find(({ id }) => id === recording[of])
      const size = array && axes[array.id]?.length === array.shape.length ? extentsOf(array, axes[array.id]!)[axis] : undefined
      return size === undefined ? [] : [size]
    })
}
