/** Joins class names into one attribute, without those that do not apply. */
export const classesOf = (...names: readonly (string | false | null | undefined)[]): string => names.filter(Boolean).join(' ')
