/** What the head of the membrane view shows next to its title: the layer, warnings, and what is counted. */

import { grouped } from '../../../format'
import { type CountedFrame, nanAt, overSteps } from '../../../readings/shares'
import { classesOf } from '../../base/classes'
import { Term } from '../../base/help'
import viewCss from '../../base/style/view.module.css'
import { type Counted, useStandIn } from '../../state/session/frame-hooks'
import css from './membrane.module.css'
import { scopeOf, shortScope } from './membrane-text'

interface MembraneContextProps {
  readonly layer: string | null
  readonly frame: CountedFrame | undefined
  readonly shown: Counted | undefined
}

export function MembraneContext({ layer, frame, shown }: MembraneContextProps) {
  const standIn = useStandIn()
  const scope = frame && shown ? scopeOf(frame, shown) : ''
  const nan = frame ? overSteps(frame, nanAt) : 0
  return (
    <>
      {layer &&
        (standIn ? (
          <Term className={classesOf(css.whole, css.standIn)} help={`The views show ${layer}: ${standIn}.`}>
            <b>{layer}</b>
            <span>: {standIn}</span>
          </Term>
        ) : (
          <b className={css.layer}>{layer}</b>
        ))}
      {frame?.windowClosed && (
        <Term
          className={css.warn}
          help="The normalization’s mean scale fell to 0.001 or less: the window is as good as closed and no gradient passes."
        >
          <i aria-hidden="true">▲</i> window closed
        </Term>
      )}
      {nan > 0 && (
        <span className={css.warn}>
          <i aria-hidden="true">▲</i> {grouped(nan)} NaN
        </span>
      )}
      {frame && shown && (
        <Term className={classesOf(viewCss.scope, css.whole)} help={scope}>
          {shortScope(frame, shown).map((part) => (
            <span key={part}>{part}</span>
          ))}
        </Term>
      )}
    </>
  )
}
