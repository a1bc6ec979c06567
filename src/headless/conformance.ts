/**
 * npm run conformance -- [folder ...]: every case below the folders (default: the project's own) through the real shaders.
 * Exit 1 on any failure, and where there is no case at all. A missing adapter is an error.
 */
import { fileURLToPath } from 'node:url'
import { readCommandLine } from './command-line'
import { runFolders } from './conformance/run'
import { openDawn } from './dawn'

const OWN_CASES = fileURLToPath(new URL('../testing/cases', import.meta.url))
const folders = readCommandLine({}).words

const gpu = await openDawn()
gpu.onError((message) => {
  console.error(message)
  process.exitCode = 1
})
try {
  const { passed, failed } = await runFolders(gpu, folders.length > 0 ? folders : [OWN_CASES], (line) => console.log(line))
  if (failed > 0 || passed === 0) process.exitCode = 1
} finally {
  await gpu.device.queue.onSubmittedWorkDone()
  gpu.device.destroy()
}
