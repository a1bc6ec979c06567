/** What learns from a set once a folder has become one. */

import type { DataSpec } from '../../../data/datasets/schema'
import { Choice } from '../../base/choice-rows'
import { presetsOf } from '../../state/imports/import-learner'
import { useLab } from '../../state/store/store'

const OPEN_ONE = ''

interface Props {
  readonly kind: DataSpec['kind']
  /** Null: the open experiment. */
  readonly preset: string | null
  readonly change: (preset: string | null) => void
}

export function ThenChoice({ kind, preset, change }: Props) {
  const title = useLab((state) => titleOf(state.draft.data.kind === kind))
  const presets = presetsOf(kind)
  if (presets.length === 0) return null
  return (
    <Choice
      label="Then"
      term={null}
      help="The open experiment learns from the set, or a preset is opened that is made for it. Undo comes back."
      value={preset ?? OPEN_ONE}
      options={[[OPEN_ONE, title], ...presets.map(({ name, title: words }): [string, string] => [name, `open “${words}”`])]}
      change={(value) => change(value === OPEN_ONE ? null : value)}
    />
  )
}

const titleOf = (same: boolean): string => (same ? 'the open experiment uses it' : 'use it in the open experiment')
