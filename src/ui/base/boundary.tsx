/**
 * Limits an error to one region of the page, so that other regions and training continue. It is a class, because React has no other way to
 * catch what a part of the page throws. The error is also reported like an uncaught one.
 */

import { Component, type ReactNode } from 'react'
import css from './boundary.module.css'
import { PushButton } from './buttons'

interface Props {
  /** The region's name for screen readers. */
  readonly name: string
  readonly children: ReactNode
}

export class Boundary extends Component<Props, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: null }

  static getDerivedStateFromError(error: unknown) {
    return { error: error ?? new Error('An error without a message.') }
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
          affected, and the rest of the page keeps working. If an edit caused it, Ctrl Z undoes that.
        </p>
        <PushButton onClick={() => this.setState({ error: null })}>Show again</PushButton>
      </section>
    )
  }
}
