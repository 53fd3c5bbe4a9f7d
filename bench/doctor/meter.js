// Loaded beside the doctor: tells the parent, at the end, what the process has taken.
import { writeFileSync } from 'node:fs'

process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
  const figures = { cpu: (userCPUTime + systemCPUTime) / 1e6, wall: performance.now() / 1e3, megabytes: maxRSS / 1024 }
  writeFileSync(String(process.env.METER), JSON.stringify(figures))
})
