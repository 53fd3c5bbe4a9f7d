// The meter where no emulator is to be had: bytes that the service's process allocates, which are as steady.

export const bytes = {
  unit: 'bytes',
  command: [],
  // No collection falls between two looks at the heap, so that its growth is what was allocated.
  flags: ['--no-warnings', '--single-threaded', '--min-semi-space-size=256', '--max-semi-space-size=256'],
  look: ({ ask }) => ask('heap'),
}
