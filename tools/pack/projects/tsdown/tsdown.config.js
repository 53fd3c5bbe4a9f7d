import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: 'app.ts',
  outDir: 'out',
  platform: 'node',
  dts: false,
  // All dependencies inside: what is left outside is no test of the bundler.
  noExternal: /./,
})
