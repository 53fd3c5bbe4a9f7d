// Says which signals came, and ends with 40 at SIGTERM.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGQUIT'])
  process.on(signal, () => console.log(signal))
process.on('SIGTERM', () => {
  console.log('SIGTERM')
  process.exit(40)
})
setInterval(() => {}, 1000)
console.log('started')
