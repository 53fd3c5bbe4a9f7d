/** Resolves when the promise is settled, or after `ms` milliseconds; leaves no timer behind that would hold the process. */
export async function waitAtMost(ms: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([promise.catch(() => undefined), late])
  clearTimeout(timer)
}
