/**
 * Lets `using` destroy a thing at the end of its block. Not every browser has `Symbol.dispose`, so the types that the page uses do without;
 * Node has it.
 */
export const disposable = <Thing extends { destroy(): void }>(thing: Thing): Thing & Disposable =>
  Object.assign(thing, { [Symbol.dispose]: () => thing.destroy() })
