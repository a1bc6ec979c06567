/** The tour: six steps, each highlighting a part of the page. It is not modal, so everything can be tried during the tour. */

import { useEffect, useRef } from 'react'
import { LinkButton, PushButton } from '../base/buttons'
import { useSignal } from '../base/signal'
import { lit, litPart, regionSelector } from '../base/spotlight'
import controlsCss from '../base/style/controls.module.css'
import { tooltipPlace } from '../base/tooltip-place'
import { showDialog } from '../state/selection/select'
import { endTour, tour } from '../state/settings/tour'
import css from './tour.module.css'

interface TourStep {
  readonly title: string
  readonly text: string
  readonly part: string
}

const STEPS: readonly TourStep[] = [
  {
    title: 'An experiment, paused',
    text: 'Play trains it, Step trains one batch, Reset goes back to step 0. The bar says how far it is and how long it will take. All of it runs in this tab.',
    part: 'fieldset[aria-label="Run"]',
  },
  {
    title: 'What is trained',
    text: 'Data, encoding, network, neuron and learning. In the form, which Edit opens where only a line of them is shown, each name explains itself. A change starts another run, and Undo brings the old one back.',
    part: regionSelector('Experiment'),
  },
  {
    title: 'The network',
    text: 'A cell for each layer, with the distribution of its potentials, its firing rate and the share of potentials that have a gradient. Select one: all views follow.',
    part: regionSelector('Network'),
  },
  {
    title: 'The membrane potentials',
    text: 'A spiking neuron sums what it receives into a potential; where that reaches the threshold it sends a spike and starts again. Here is how often each potential occurs at each time step, live. Only in the green window around the threshold can it teach the network anything. Drag the edges to try another.',
    part: regionSelector('Membrane potential'),
  },
  {
    title: 'What it means',
    text: 'The Inspector shows what the network predicts for a test sample, and what it gets wrong. Health, one of all views, says in plain words what keeps the network from learning, and offers a remedy in one click.',
    part: 'aside[aria-label="What it means"]',
  },
  {
    title: 'Now a single neuron',
    text: 'Neuron opens one: give it a current, and see its potential rise, its spikes, and where a gradient passes. Events plays recordings of event cameras and simulates one. The question mark has lessons, the glossary, the docs and this tour; Ctrl K finds every action.',
    part: 'nav[aria-label="Tools"]',
  },
]

const GAP = 12

export function Tour() {
  const at = useSignal(tour)
  const card = useRef<HTMLDivElement>(null)
  const step = at === null ? undefined : STEPS[at]
  useEffect(() => {
    if (!step) return
    lit.set({ part: step.part })
    const place = () => {
      const box = card.current
      const part = litPart()?.getBoundingClientRect()
      if (!box || !part) return
      const view = { width: window.innerWidth, height: window.innerHeight }
      const found = tooltipPlace(box.getBoundingClientRect(), part, view, [])
      const within = (value: number, size: number, room: number) => Math.max(GAP, Math.min(value, room - size - GAP))
      box.style.left = `${within(found.left, box.offsetWidth, view.width)}px`
      box.style.top = `${within(found.top, box.offsetHeight, view.height)}px`
    }
    // The highlighted part may move when it is scrolled into view.
    const frame = requestAnimationFrame(place)
    const stop = new AbortController()
    for (const name of ['scroll', 'resize']) window.addEventListener(name, place, { capture: true, signal: stop.signal })
    window.addEventListener('keydown', (event) => event.key === 'Escape' && !document.querySelector('dialog[open]') && endTour(), stop)
    return () => {
      cancelAnimationFrame(frame)
      stop.abort()
      lit.set(null)
    }
  }, [step])
  if (at === null || !step) return null
  const last = at === STEPS.length - 1
  return (
    <div ref={card} role="dialog" aria-label="Tour" aria-describedby="tour-text" className={css.card}>
      <div className={css.head}>
        <h2>{step.title}</h2>
        <span className={controlsCss.muted}>
          {at + 1} of {STEPS.length}
        </span>
      </div>
      <p id="tour-text" aria-live="polite">
        {step.text}
      </p>
      <div className={css.buttons}>
        <LinkButton onClick={endTour}>{last ? 'Close' : 'Skip the tour'}</LinkButton>
        <PushButton disabled={at === 0} onClick={() => tour.set(at - 1)}>
          Back
        </PushButton>
        {last ? (
          <PushButton
            onClick={() => {
              endTour()
              showDialog('neuron')
            }}
          >
            Single neuron …
          </PushButton>
        ) : (
          <PushButton onClick={() => tour.set(at + 1)}>Next</PushButton>
        )}
      </div>
    </div>
  )
}
