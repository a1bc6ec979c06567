/**
 * Limits an error to one region of the page, so that others and the training continue. A class, as React has no other way to catch what
 * a part of the page throws. The error is reported as any other that nobody caught.
 */

import { Component, type ReactNode } from 'react'
import css from './boundary.module.css'
import controlsCss from './style/controls.module.css'

interface Props {
  /** The region's name for screen readers. */
  readonly name: string
  readonly children: ReactNode
}

export class Boundary extends Component<Props, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: null }

  static getDerivedStateFromError(error: unknown) {
    return { error: error ?? new Error('An error without words.') }
  }

  override componentDidCatch(error: unknown) {
    reportError(error)
  }

  override render() {
    const { name, children } = this.props
    const { error } = this.state
    if (error === null) return children
    return (
      <section className={css.broken} aria-label={name}>
        <p role="alert">
          <b>{name} cannot be shown.</b> The view met an error: {error instanceof Error ? error.message : String(error)} Training is not
          touched by it, and the rest of the page goes on. Where an edit brought it about, Ctrl Z takes that back.
        </p>
        <button type="button" className={controlsCss.pushButton} onClick={() => this.setState({ error: null })}>
          Show again
        </button>
      </section>
    )
  }
}
