// What the reader sees while something takes time: a line per step with the seconds it took. All of it on stderr.
import ora from 'ora'
import pc from 'picocolors'

/**
 * Runs `work` under a line that says so. `work` gets a function that changes the line's text.
 * @template T
 * @param {string} text
 * @param {(say: (text: string) => void) => T | Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(text, work) {
  const started = Date.now()
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(1)} s`
  /**
   * @param {string} symbol
   * @param {string} suffixText
   */
  const end = (symbol, suffixText) => spinner.stopAndPersist({ symbol, suffixText })
  const suffixText = () => (spinner.isSpinning ? seconds() : '')
  const spinner = ora({ text, suffixText, discardStdin: false, ...(widthless() ? { isEnabled: false } : {}) })
  spinner.start()
  // Without a terminal nothing is redrawn: a line now and then tells a log's reader that it is alive.
  const sign = spinner.isEnabled
    ? undefined
    : setInterval(() => console.error(`  ${spinner.text} (${seconds()})`), 10_000)
  try {
    const result = await work((now) => {
      spinner.text = now
    })
    end(pc.green('✔'), `(${seconds()})`)
    return result
  } catch (error) {
    end(pc.red('✘'), `failed (${seconds()})`)
    throw error
  } finally {
    clearInterval(sign)
  }
}

/** Some pseudo terminals say that they have no columns, and ora would count lines of that width forever. */
function widthless() {
  return process.stderr.isTTY && process.stderr.columns === 0
}
