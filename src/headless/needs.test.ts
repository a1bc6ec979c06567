/** The programs that tests need besides npm packages: how each system gets them, and which tests are left out without them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { allSources, reaching } from './imports'
import { adviceFor, commandsFor, leftOutLine, leftOutWithout, NEEDS, type Need, readNeeds, type System } from './needs'

const need = (name: Need['name']): Need => NEEDS.find((one) => one.name === name)!
const DEBIAN: System = { ubuntu: false, apt: true, asRoot: undefined }
const UBUNTU: System = { ubuntu: true, apt: true, asRoot: [] }

describe('what is here', () => {
  const folder = mkdtempSync(join(tmpdir(), 'membrane-needs-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('finds browsers by the PATH, and none where there is none', () => {
    mkdirSync(join(folder, 'bin'))
    writeFileSync(join(folder, 'bin/firefox'), '')
    expect(need('firefox').isHere({ PATH: join(folder, 'bin') })).toBe(true)
    expect(need('firefox').isHere({ PATH: folder })).toBe(false)
    expect(need('firefox').isHere({ PATH: join(folder, 'bin'), MEMBRANE_FIREFOX: join(folder, 'none') })).toBe(false)
    expect(need('chromium').isHere({ PATH: folder, MEMBRANE_CHROMIUM: join(folder, 'bin/firefox') })).toBe(true)
  })

  it('finds a Vulkan driver by the files that name one', () => {
    writeFileSync(join(folder, 'driver.json'), '{}')
    expect(need('vulkan').isHere({ VK_DRIVER_FILES: join(folder, 'driver.json') })).toBe(true)
    expect(need('vulkan').isHere({ VK_DRIVER_FILES: join(folder, 'none.json') })).toBe(process.platform !== 'linux')
  })
})

describe('how what is missing is got', () => {
  it('by apt-get, in one installation', () => {
    expect(commandsFor([need('chromium'), need('slurm')], DEBIAN, ['sudo', '-n'])).toEqual([
      ['sudo', '-n', 'apt-get', 'update', '-qq'],
      'sudo -n env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium slurm-wlm munge'.split(' '),
    ])
  })

  it('on Ubuntu, which packages its browsers as snaps alone, browsers by their own installers', () => {
    const commands = commandsFor([need('chromium'), need('vulkan')], UBUNTU, []).map((command) => command.join(' '))
    expect(commands).toEqual([
      'apt-get update -qq',
      'env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends mesa-vulkan-drivers',
      'npx playwright install --with-deps --no-shell chromium',
    ])
  })

  it('says the line to type and what runs without', () => {
    const said = adviceFor([need('firefox'), need('slurm')], DEBIAN, false)
    expect(said).toContain('sudo apt-get update -qq && sudo env DEBIAN_FRONTEND=noninteractive apt-get install')
    expect(said).toContain('firefox-esr slurm-wlm munge\n')
    expect(said).toMatch(/npm run test:quick {3}/)
    expect(said).toContain('npm test -- --without firefox,slurm ')
    expect(adviceFor([need('vulkan')], DEBIAN, true)).toContain('npm run test:quick -- --without vulkan')
    expect(adviceFor([need('vulkan')], DEBIAN, true)).not.toContain('npm test')
    expect(adviceFor([need('slurm')], { ...DEBIAN, apt: false }, false)).not.toContain('apt-get')
  })
})

describe('what is left out', () => {
  it('reads the names, and refuses others with those that there are', () => {
    expect(readNeeds('slurm,firefox').map(({ name }) => name)).toEqual(['firefox', 'slurm'])
    expect(() => readNeeds('slrum')).toThrow('--without takes chromium, firefox, slurm, vulkan, with commas between them, not slrum.')
    expect(() => readNeeds('')).toThrow('--without takes')
  })

  it('is every test that reaches the program, and no other', () => {
    const sources = allSources()
    const slurm = leftOutWithout([need('slurm')], sources)
    expect(slurm).toEqual({
      files: ['headless/cluster/real-slurm.test.ts'],
      endToEnd: [],
      projects: ['webgpu', 'without-webgpu', 'firefox'],
    })
    const vulkan = leftOutWithout([need('vulkan')], sources)
    expect(vulkan.files).toContain('layers/conv2d/conv2d.test.ts')
    expect(vulkan.files).not.toContain('headless/needs.test.ts')
    expect(vulkan.projects).toEqual(['webgpu', 'without-webgpu'])
    const browsers = leftOutWithout([need('chromium'), need('firefox')], sources)
    expect(browsers.files).toEqual([])
    expect(browsers.projects).toEqual([])
    expect(browsers.endToEnd).toEqual(Object.keys(sources).filter((file) => file.endsWith('.e2e.ts')))
    expect(leftOutWithout([], sources)).toMatchObject({ files: [], endToEnd: [] })
  })

  it('follows imports of values, not of types', () => {
    const files = {
      'a.ts': "import type { X } from './b'",
      'b.ts': "import { y } from './c'",
      'a.test.ts': "import { x } from './a'",
      'b.test.ts': "const { y } = await import('./b')",
    }
    expect(reaching(['c'], files)).toEqual(['b.test.ts'])
  })

  it('is counted in a sentence', () => {
    expect(leftOutLine([], [], [])).toBe('')
    expect(leftOutLine([need('firefox'), need('slurm')], ['a.test.ts'], ['b.e2e.ts', 'c.e2e.ts'])).toBe(
      'Left out, without Firefox and SLURM: 1 file of unit tests, 2 files of end-to-end tests.',
    )
  })
})
