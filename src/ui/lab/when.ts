/** When a call of window.lab is made, and what else it waits for. */
export type When = <A extends unknown[], R>(call: (...args: A) => Promise<R> | R) => (...args: A) => Promise<R>
