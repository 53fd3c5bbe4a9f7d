// One system at all its settings in one mode: start it, ask it from another pod, ask the doctor, and compare.
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { examine, mend } from './doctor.js'
import { modes } from './modes.js'
import { started } from './started.js'

/** @returns rows: `{ system, setting, mode, verdict, said, refused, findings, live, asPredicted }` */
export async function prove(system, { network, client, mode, found, short, say }) {
  const pods = network.pods[mode].slice(0, system.pods)
  const place = { address: pods[0].address, names: pods.map(({ name }) => name), mode }
  const rows = []
  for (const setting of system.settings) {
    if ((short && setting.long) || (setting.modes && !setting.modes.includes(mode))) continue
    const text = setting.text(place)
    rows.push(await rowOf(setting, text))
    const mended = setting.fix ? await mendedText(text) : undefined
    if (mended) rows.push(await rowOf({ name: `${setting.name}, after doctor --fix` }, mended))
  }
  return rows

  async function mendedText(text) {
    const folder = await newFolder()
    await writeFile(join(folder, system.file), text)
    return mend(join(folder, system.file), join(folder, 'mended'), modes[mode].meshes)
  }

  async function rowOf(setting, text) {
    say(`${setting.name}, ${mode}`)
    const folder = await newFolder()
    const { programs, file } = await system.start(pods, { found, folder, text })
    try {
      const failure = await started(system, programs, pods)
      await network.forget(pods) // while it started, nothing could be reached
      const answer = failure ? refusal(setting, failure) : await askPatiently()
      const refused = (await network.calls(pods)).filter((one) => one.refused > 0).map(({ port }) => port)
      return await compare({ setting, answer, refused, file, pid: programs[0].pid })
    } finally {
      await Promise.all(programs.map((program) => program.stop()))
    }
  }

  /** What is made of several nodes needs a while: until it works, or it is plain that it never will, or time is up. */
  async function askPatiently() {
    const began = Date.now()
    for (;;) {
      const answer = await client.ask(system, pods)
      const ms = Date.now() - began
      if (answer.verdict !== 'closed' || !system.patience) return { ...answer, ms }
      const never = (await network.calls(pods)).find(({ tried, refused }) => tried >= 10 && refused === tried)
      if (never && (short || ms >= 25_000)) {
        const { port, tried } = never
        return { ...answer, ms, said: `${answer.said}; ${tried} of ${tried} connections to ${port} refused` }
      }
      if (ms >= system.patience) return { ...answer, ms }
      await sleep(200)
    }
  }

  async function compare({ setting, answer, refused, file, pid }) {
    // The mesh is the one whose sidecar this is, where it makes a difference from where it calls.
    const meshes = modes[mode].meshes.filter((mesh) => mesh.startsWith(system.mesh ?? ''))
    const beside = system.manifest === undefined ? [] : [join(await newFolder(), 'pod.yaml')]
    for (const path of beside) await writeFile(path, system.manifest(found))
    const doctor = await examine([file, ...beside], meshes)
    const live = answer.refuses ? undefined : await examine(['--live', '--pid', String(pid)], meshes)
    const verdict = answer.verdict === 'open' && setting.isOpen ? 'works' : answer.verdict
    return {
      system: system.name,
      setting: setting.name,
      mode,
      verdict,
      said: answer.said,
      ms: answer.ms,
      refused,
      findings: doctor.ids,
      messages: doctor.messages,
      live: live?.ids ?? [],
      // Closed, but nothing refused anything: then the proof itself is broken.
      asPredicted:
        verdict === doctor.expects && (verdict !== 'closed' || refused.length > 0 || answer.isReason === true),
    }
  }

  async function newFolder() {
    const base = join(network.folder, 'files')
    await mkdir(base, { recursive: true })
    return mkdtemp(join(base, `${system.name}-${mode}-`))
  }
}

/** A program that ends at once is a proof only where that is what is to be shown. */
function refusal({ name, refuses }, failure) {
  const reason = refuses?.exec(failure)?.[0]
  if (!reason) throw new Error(`it ended at "${name}": ${failure}`)
  return { verdict: 'closed', said: `does not start: ${reason}`, isReason: true, refuses: true }
}
