/** A folder of event recordings on its way to a data set: what is in it, how it becomes frames, what that costs and loses, and the conversion. */

import { useEffect } from 'react'
import { EVENT_TITLES } from '../../../data/events/schema'
import type { EventChoice, EventsFound } from '../../../data/import/schema'
import { grouped } from '../../../format'
import { classesOf } from '../../base/classes'
import { Term } from '../../base/help'
import controlsCss from '../../base/style/controls.module.css'
import modalCss from '../../base/style/modal.module.css'
import viewCss from '../../base/style/view.module.css'
import wizardCss from '../../base/style/wizard.module.css'
import { useData } from '../../state/imports/data-sets'
import { convert, lookAhead, useFound, useImport } from '../../state/imports/event-import'
import { attempt } from '../../state/session/notices'
import { ConversionStart } from '../../views/shared/conversion-start'
import { Modal } from '../../views/shared/dialog'
import { EventChoices } from './event-choices'
import { EventForecast } from './event-forecast'
import { EventSamples } from './event-samples'
import css from './event-wizard.module.css'
import { durationWords } from './event-words'

export function EventWizard() {
  const found = useFound()
  const choice = useImport((state) => state.choice)
  return (
    <Modal title="Event recordings to a data set" className={classesOf(modalCss.full, wizardCss.window, css.eventWizard)}>
      {found && choice ? <Wizard found={found} choice={choice} /> : <p className={viewCss.empty}>No folder of recordings is open.</p>}
    </Modal>
  )
}

/** Typing is over when nothing has changed for this long. */
const SETTLE_MS = 200

function Wizard({ found, choice }: { found: EventsFound; choice: EventChoice }) {
  const frame = useImport((state) => state.frame)
  const preset = useImport((state) => state.preset)
  const converting = useData((data) => data.work !== null)
  const refused = useImport((state) => state.refused !== null || state.cost?.refused === true)
  useEffect(() => {
    if (converting) return
    const settled = setTimeout(() => attempt(lookAhead(found)), SETTLE_MS)
    return () => clearTimeout(settled)
  }, [found, choice, frame, preset, converting])
  return (
    <div className={wizardCss.wizard}>
      <p className={wizardCss.found}>{foundWords(found)}</p>
      <div className={wizardCss.scrolls}>
        <EventSamples found={found} choice={choice} />
        <ClassTable found={found} />
      </div>
      <div className={classesOf(wizardCss.scrolls, wizardCss.right)}>
        <fieldset disabled={converting} className={wizardCss.form} aria-label="How recordings become frames">
          <EventChoices found={found} choice={choice} />
        </fieldset>
        <EventForecast found={found} choice={choice} />
        <ConversionStart convert={convert} refused={refused} />
      </div>
    </div>
  )
}

function foundWords({ kind, name, format, files, classes, sensor, guessed, looked }: EventsFound): string {
  const samples = classes.reduce((sum, { train, test }) => sum + train + test, 0)
  const what = kind === 'ownEvents' ? `“${name}”` : `This is ${EVENT_TITLES[kind]} by its folders`
  const made = samples === files ? `${grouped(files)} recordings` : `${grouped(samples)} samples in ${grouped(files)} recordings`
  const range = (of: (one: EventsFound['looked'][number]) => number, words: (value: number) => string) => {
    const [least, most] = [words(Math.min(...looked.map(of))), words(Math.max(...looked.map(of)))]
    return least === most ? least : `${least} to ${most}`
  }
  const facts = `${range(({ events }) => events, grouped)} events in ${range(({ first, last }) => last - first, durationWords)}`
  const size = `${sensor.width} × ${sensor.height} pixels${guessed ? ', which is a guess: the files do not say' : ''}`
  return `${what}: ${made} in ${classes.length} classes, ${format}, on ${size}. Those looked at have ${facts}.`
}

/** Recordings whose notes are shown. */
const NAMED = 3

function ClassTable({ found: { classes, notes, damaged, looked } }: { found: EventsFound }) {
  const mended = looked.filter((one) => one.notes.length > 0)
  return (
    <section className={css.classes} aria-label="Classes">
      <table>
        <thead>
          <tr>
            <th scope="col">Class</th>
            <th scope="col">
              <Term term="halves">Training</Term>
            </th>
            <th scope="col">
              <Term term="halves">Test</Term>
            </th>
          </tr>
        </thead>
        <tbody>
          {classes.map(({ name, train, test }, label) => (
            <tr key={name}>
              <th scope="row">
                {name !== String(label) && <span className={controlsCss.muted}>{label}</span>} {name}
              </th>
              <td>{grouped(train)}</td>
              <td>{grouped(test)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <ul className={wizardCss.notes} aria-label="Where they come from">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
        {mended.slice(0, NAMED).map(({ path, notes }) => (
          <li key={path}>
            {path}: {notes.join(' ')}
          </li>
        ))}
        {mended.length > NAMED && <li>The same, or the like, of {mended.length - NAMED} more.</li>}
        {damaged.map((sentence) => (
          <li key={sentence} className={controlsCss.warnText}>
            {sentence}
          </li>
        ))}
      </ul>
    </section>
  )
}
