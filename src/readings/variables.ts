/** Names of what the views can show of neurons as equations that no line of a text can have. */

/** The argument of the spike, and a potential without a line of its own. */
export const ARGUMENT = 'spike.argument'
export const UNNAMED = 'spike.potential'
