export default {
  mode: 'production',
  target: 'node',
  entry: './app.js',
  output: { path: `${import.meta.dirname}/out`, filename: 'app.cjs' },
  // Express looks for view engines by names that no bundler can know.
  ignoreWarnings: [/Critical dependency/],
}
