/** The choice of a teacher: the saved runs whose networks may teach, and a button for a file of weights. */

import { useEffect, useState } from 'react'
import type { CheckpointInfo } from '../../../runs/record'
import { classesOf } from '../../base/classes'
import formCss from '../../base/style/form.module.css'
import { OneFileButton } from '../../shared/file-button'
import { attempt } from '../../state/session/notices'
import { keptTeachers, learnFrom, learnFromFile, teacherName } from '../../state/session/teacher'
import { useLab } from '../../state/store/store'
import css from './experiment.module.css'

interface TeacherFieldProps {
  readonly id: string
  /** The name of the chosen teacher; empty if there is none. */
  readonly name: string
  readonly describedBy: string
  readonly invalid: boolean
}

export function TeacherField({ id, name, describedBy, invalid }: TeacherFieldProps) {
  const [runs, setRuns] = useState<readonly CheckpointInfo[]>([])
  const [reading, setReading] = useState(false)
  const list = () => void keptTeachers().then(setRuns, () => setRuns([]))
  // The run before is saved while the next one opens.
  const open = useLab((state) => state.open)
  useEffect(list, [open])
  const choose = (work: Promise<void>) => {
    setReading(true)
    attempt(work.finally(() => setReading(false)))
  }
  const present = name || (runs.length > 0 ? 'choose a run' : 'no saved run yet')
  return (
    <span className={classesOf(formCss.field, css.teacher)}>
      <select
        id={id}
        aria-describedby={describedBy}
        aria-invalid={invalid || undefined}
        aria-busy={reading}
        disabled={reading}
        value=""
        onFocus={list}
        onChange={({ currentTarget: { value } }) => {
          const run = runs.find((one) => one.id === value)
          if (run) choose(learnFrom(run.id, teacherName(run)))
        }}
      >
        <option value="">{reading ? 'Reading its weights …' : present}</option>
        {runs.map((run) => (
          <option key={run.id} value={run.id}>
            {teacherName(run)}
          </option>
        ))}
      </select>
      <OneFileButton
        text="File …"
        label="Weights of a teacher"
        accept=".safetensors"
        disabled={reading}
        open={(file) => choose(learnFromFile(file))}
      />
    </span>
  )
}
