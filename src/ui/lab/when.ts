/** Wraps a call of window.lab so that it waits for whatever it needs. */
export type When = <A extends unknown[], R>(call: (...args: A) => Promise<R> | R) => (...args: A) => Promise<R>
