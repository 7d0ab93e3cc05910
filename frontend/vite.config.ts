import { defineConfig } from 'vitest/config'

export default defineConfig({
  base: './', // chunks name one another relative to themselves, so any STATIC_URL will do
  publicDir: false,
  build: {
    outDir: '../annotate/static/build',
    emptyOutDir: true,
    manifest: 'manifest.json',
    modulePreload: { polyfill: false },
    target: ['chrome125', 'firefox128', 'safari18'], // the first with light-dark(), oklch() and Intl.Segmenter
    rolldownOptions: { input: ['src/pages/annotate.ts', 'src/pages/adjudicate.ts', 'src/pages/review.ts', 'src/pages/grid.ts', 'src/pages/config.ts', 'src/pages/draft.ts', 'src/pages/site.ts', 'src/pages/keys.ts', 'src/styles/app.css'] },
  },
  test: { include: ['test/**/*.test.ts'], environment: 'node' },
})
