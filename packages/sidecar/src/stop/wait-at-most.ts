// Waits for a promise with a time limit.

/** Resolves when the promise is settled, or after `ms` milliseconds. Leaves no timer that would keep the process alive. */
export async function waitAtMost(ms: number, promise: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([promise.catch(() => undefined), late])
  clearTimeout(timer)
}
