/** Problems of an experiment: what does not fit together, where, and what to do; each slice checks its own fields. Also the message of a thrown error. */

export interface Problem {
  /** Path in the experiment: `surrogate.window`. */
  readonly path: string
  readonly severity: 'error' | 'warning'
  readonly message: string
  /** An edit that fixes it. */
  readonly remedy?: Remedy
  /** Whether it is the running training that cannot take the value and continues without it; the experiment itself can be opened. */
  readonly ofRun?: true
}

export interface Remedy {
  readonly label: string
  readonly path: string
  readonly value: unknown
}

export const error = (path: string, message: string, remedy?: Remedy): Problem => problem('error', path, message, remedy)
export const warning = (path: string, message: string, remedy?: Remedy): Problem => problem('warning', path, message, remedy)

const problem = (severity: Problem['severity'], path: string, message: string, remedy: Remedy | undefined): Problem => ({
  path,
  severity,
  message,
  ...(remedy && { remedy }),
})

export const errorsOf = (problems: readonly Problem[]): Problem[] => problems.filter(({ severity }) => severity === 'error')

/** The message of anything that was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
