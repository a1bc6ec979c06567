/** A folder of DVS-SLR on its way to a data set: what is in it, how its recordings become pairs, what that costs and loses, and the conversion. */

import { useEffect } from 'react'
import { SLR_TITLE } from '../../../data/events/slr/schema'
import { type SlrChoice, type SlrFound, slrRefusal, usersOf } from '../../../data/import/slr/schema'
import { grouped } from '../../../format'
import { classesOf } from '../../base/classes'
import modalCss from '../../base/style/modal.module.css'
import viewCss from '../../base/style/view.module.css'
import wizardCss from '../../base/style/wizard.module.css'
import { useData } from '../../state/imports/data-sets'
import { convertSlr, lookAtSlr, useSlrFound, useSlrImport } from '../../state/imports/slr-import'
import { attempt } from '../../state/session/notices'
import { ConversionStart } from '../../views/shared/conversion-start'
import { Modal } from '../../views/shared/dialog'
import css from './event-wizard.module.css'
import { SlrChoices } from './slr-choices'
import { SlrForecast } from './slr-forecast'
import { SlrSampleView } from './slr-sample'
import { SlrTables } from './slr-tables'

export function SlrWizard() {
  const found = useSlrFound()
  const choice = useSlrImport((state) => state.choice)
  return (
    <Modal title="DVS-SLR to a data set" className={classesOf(modalCss.full, wizardCss.window, css.eventWizard)}>
      {found && choice ? <Wizard found={found} choice={choice} /> : <p className={viewCss.empty}>No folder of recordings is open.</p>}
    </Modal>
  )
}

/** Typing is over when nothing has changed for this long. */
const SETTLE_MS = 200

function Wizard({ found, choice }: { found: SlrFound; choice: SlrChoice }) {
  const sample = useSlrImport((state) => state.sample)
  const step = useSlrImport((state) => state.step)
  const preset = useSlrImport((state) => state.preset)
  const converting = useData((data) => data.work !== null)
  const refused = useSlrImport((state) => state.cost !== null && slrRefusal(state.cost) !== null)
  useEffect(() => {
    if (converting) return
    const settled = setTimeout(() => attempt(lookAtSlr(found)), SETTLE_MS)
    return () => clearTimeout(settled)
  }, [found, choice, sample, step, preset, converting])
  return (
    <div className={wizardCss.wizard}>
      <p className={wizardCss.found}>{foundWords(found)}</p>
      <div className={wizardCss.scrolls}>
        <SlrSampleView found={found} choice={choice} />
        <SlrTables found={found} choice={choice} />
      </div>
      <div className={classesOf(wizardCss.scrolls, wizardCss.right)}>
        <fieldset disabled={converting} className={wizardCss.form} aria-label="How recordings become pairs">
          <SlrChoices found={found} choice={choice} />
        </fieldset>
        <SlrForecast />
        <ConversionStart convert={convertSlr} refused={refused} />
      </div>
    </div>
  )
}

function foundWords(found: SlrFound): string {
  const { samples } = found
  const several = (count: number, one: string) => `${grouped(count)} ${one}${count === 1 ? '' : 's'}`
  const of = (key: 'label' | 'light' | 'position') => new Set(samples.map((tag) => tag[key])).size
  const parts = [several(usersOf(found).length, 'user'), several(of('label'), 'sign'), several(of('light'), 'light')]
  return (
    `This is ${SLR_TITLE} by its names: ${several(samples.length, 'recording')} with events and pictures, ` +
    `of ${parts.join(', ')} and ${several(of('position'), 'position')}. Their times are taken for nanoseconds.`
  )
}
