/**
 * Describes files of events: npm run inspect -- <file> ...
 * Prints a JSON line for each recording, { file, format, width, height, events, first, last, on }, with times in microseconds and `on` the
 * share of ON events; for a file of boxes { file, format, boxes, first, last, classes }. Prints a sentence on stderr for each file that
 * cannot be read, and then exits with 1.
 */
import { readCommandLine } from './command-line'
import { inspectFiles } from './inspecting'
import { print, runCommand } from './terminal'

const USAGE = `npm run inspect -- <file> ...
Says what is in files of events and of boxes, also in archives of them: a line of JSON for each.`

runCommand(async () => {
  const { words: paths, options } = readCommandLine({ help: '' })
  if (paths.length === 0 || options.length > 0) throw new Error(USAGE)
  const failures: string[] = []
  await inspectFiles(paths, print, (sentence) => failures.push(sentence))
  if (failures.length > 0) throw new Error(failures.join('\n'))
})
