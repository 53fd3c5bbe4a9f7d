import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: 'app.ts',
  outDir: 'out',
  platform: 'node',
  dts: false,
  // All dependencies are bundled: what stays outside does not test the bundler.
  noExternal: /./,
})
