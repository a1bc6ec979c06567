/** The newest format of an experiment. Frozen per version: changing a field or a default makes a new version and a migration (share/migrations.ts). */
export const VERSION = 2
