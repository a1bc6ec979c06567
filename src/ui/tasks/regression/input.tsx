/** A small plot of the pinned sample: x and its position, or the numbers of a sequence with the marked ones emphasized. */
import { newestFrame } from '../../base/frames'
import { useFrames } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import css from './regression.module.css'
import { functionOf, value } from './sample-label'
import { placeIn } from './scale-place'
import { inputsOf } from './streams'

export function SampleInput() {
  useFrames(['sample'], 500)
  const data = useLab((state) => functionOf(state.open))
  const frame = newestFrame('sample')?.frame
  if (!frame?.streams.targets || !data) return null
  const inputs = inputsOf(frame)
  return data.kind === 'function' ? <InputNumber x={inputs[0]!} /> : <Sequence inputs={inputs} />
}

function InputNumber({ x }: { readonly x: number }) {
  return (
    <span className={css.output} aria-hidden="true">
      <b className={css.input}>x = {value(x)}</b>
      <span className={css.scale}>
        <i className={css.target} style={{ left: `${placeIn(x, -1, 1)}%` }} />
      </span>
    </span>
  )
}

/** @param inputs pairs of a number from 0 to 1 and its mark. */
function Sequence({ inputs }: { readonly inputs: Float32Array }) {
  const steps = Array.from({ length: inputs.length / 2 }, (_, step) => step)
  return (
    <svg className={css.sequence} viewBox={`0 0 ${steps.length} 1`} preserveAspectRatio="none" aria-hidden="true">
      {steps.map((step) => {
        const number = inputs[2 * step]!
        return (
          <rect
            key={step}
            x={step + 0.1}
            y={1 - number}
            width={0.8}
            height={number}
            data-marked={inputs[2 * step + 1] === 1 || undefined}
          />
        )
      })}
    </svg>
  )
}
