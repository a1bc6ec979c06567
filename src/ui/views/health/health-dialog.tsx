/** All rules of Health: what each looks for, why, and its current measurement. The table in docs/health.md has the same source. */

import { type Checked, checked, factsOf } from '../../../health/diagnose'
import { RULES } from '../../../health/rules'
import { Term } from '../../base/help'
import { Icon } from '../../base/icons'
import controlsCss from '../../base/style/controls.module.css'
import modalCss from '../../base/style/modal.module.css'
import { Modal } from '../../shared/dialog'
import { useFrames } from '../../state/session/frame-hooks'
import { useLab } from '../../state/store/store'
import { findingsText } from './findings-text'
import css from './health.module.css'
import { evidenceNow } from './now'

const FAMILIES = [...new Set(RULES.map(({ family }) => family))]
const STATES = { fine: 'fine', look: 'look', unknown: 'not measured' } as const

export function HealthDialog() {
  useLab((state) => state.open)
  useLab((state) => state.run.kind)
  useFrames(['membrane', 'scalars', 'report'], 1000)
  const evidence = evidenceNow()
  const rows = checked(evidence, RULES)
  const find = rows.filter(({ state }) => state === 'look').length
  return (
    <Modal className={modalCss.wide}>
      <p className={css.intro}>
        {findingsText({ look: rows.length, find }, factsOf(evidence))} While training runs, a note appears once it holds in three looks in a
        row, and goes the same way. A remedy is an edit like any other: undo takes it back.
      </p>
      {FAMILIES.map((family) => (
        <section key={family} className={css.family} aria-label={family}>
          <h3>{family}</h3>
          <ul className={css.rules}>
            {rows
              .filter(({ rule }) => rule.family === family)
              .map((row) => (
                <RuleRow key={row.rule.id} row={row} />
              ))}
          </ul>
        </section>
      ))}
    </Modal>
  )
}

function RuleRow({ row: { rule, state, value } }: { row: Checked }) {
  return (
    <li className={css.rule}>
      <div className={css.head}>
        <b>
          <Term term={rule.term}>{rule.title}</Term>
        </b>
        <span className={css.state}>
          {state === 'look' && <Icon sign="warn" className={css.sign} />}
          {STATES[state]}
          {value !== null && <em>{value}</em>}
        </span>
      </div>
      <p>{rule.when}</p>
      <p className={controlsCss.muted}>
        {rule.why} Offered: {rule.remedy}.
      </p>
    </li>
  )
}
