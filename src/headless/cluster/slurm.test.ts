/** What is handed to SLURM and how its answers are read, where others answer in its place. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { roomFor } from '../../testing/tasks'
import { type Call, endsOf, jobsOf, queueOf, readQueue, scriptOf, submit, usualSlurm } from './slurm'

const answering =
  (answers: Readonly<Record<string, Partial<Awaited<ReturnType<Call>>>>>): Call =>
  async (command) => ({ code: 0, out: '', err: '', ...answers[command] })

test('a machine that has none gets the script and the line to hand it in', async () => {
  const folder = await roomFor()
  const call = answering({ sbatch: { code: 'ENOENT' } })
  await expect(submit(folder, 3, usualSlurm, call)).rejects.toThrow(`sbatch ${folder}/job.sh, and then --follow ${folder}`)
  expect(await readFile(join(folder, 'job.sh'), 'utf8')).toBe(scriptOf(folder, 3, usualSlurm))
})

test('jobs are noted, and what is refused is said', async () => {
  const folder = await roomFor()
  expect(await submit(folder, 3, usualSlurm, answering({ sbatch: { out: '41;cluster\n' } }))).toBe('41')
  expect(await submit(folder, 3, usualSlurm, answering({ sbatch: { out: '42\n' } }))).toBe('42')
  expect(await jobsOf(folder)).toEqual(['41', '42'])
  const said = { code: 1, err: 'sbatch: error: Invalid generic resource (gres) specification\n' }
  await expect(submit(folder, 3, usualSlurm, answering({ sbatch: said }))).rejects.toThrow(
    'SLURM refuses the job: Invalid generic resource (gres) specification.',
  )
})

test('the script asks for what was asked for, with names that have spaces', () => {
  const options = {
    ...usualSlurm,
    partition: 'gpu',
    gpus: '1',
    time: '2:00:00',
    limit: 8,
    more: ['--account=lab'],
    container: '/images/a b.sif',
  }
  const script = scriptOf("/shared/it's", 200, options, '/home/a b')
  for (const line of ['--array=0-7', '--partition=gpu', '--gpus=1', '--time=2:00:00', '--account=lab', '--requeue', '--signal=B:USR1@60'])
    expect(script).toContain(`#SBATCH ${line}\n`)
  expect(script).toContain(`apptainer exec --nv --bind '/shared/it'\\''s' --bind '/home/a b' --pwd '/home/a b' '/images/a b.sif' node `)
  expect(scriptOf('/f', 3, usualSlurm)).toContain('#SBATCH --array=0-2\n')
})

test('queues are read element by element', async () => {
  expect(readQueue('12_3 R None\n12_4 CG None\n12_[5-9,11%2] PD (Resources)\n13 PD Priority\n')).toEqual({
    running: 2,
    pending: 7,
    reasons: ['Resources', 'Priority'],
  })
  expect(await queueOf([], answering({}))).toEqual({ running: 0, pending: 0, reasons: [] })
  expect(await queueOf(['1'], answering({ squeue: { code: 1, err: 'slurm_load_jobs error: Invalid job id specified' } }))).toMatchObject({
    running: 0,
  })
  expect(await queueOf(['1'], answering({ squeue: { code: 1, err: 'Unable to contact slurm controller' } }))).toBeNull()
})

test('how a job ended is told by accounting, or by what the controller remembers', async () => {
  expect(await endsOf('1', answering({ sacct: { out: 'COMPLETED\nFAILED\nCANCELLED by 0\nFAILED\n' } }))).toBe(
    'COMPLETED 1, FAILED 2, CANCELLED 1',
  )
  const without = { sacct: { code: 1 }, scontrol: { out: 'JobId=1 JobState=TIMEOUT Reason=None\nJobId=2 JobState=TIMEOUT\n' } }
  expect(await endsOf('1', answering(without))).toBe('TIMEOUT 2')
  expect(await endsOf('1', answering({ sacct: { code: 1 }, scontrol: { code: 1 } }))).toBe('')
})
