/** Names of classes as one attribute; those that do not apply are left out. */
export const classesOf = (...names: readonly (string | false | null | undefined)[]): string => names.filter(Boolean).join(' ')
