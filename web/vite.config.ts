import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

// `vite dev` shows the app with hot reload and passes everything else on to a running `tintype serve`.
const server = process.env.TINTYPE_DEV_SERVER ?? 'http://127.0.0.1:8000';
const passed = { target: server, changeOrigin: true, ws: true };

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter({ fallback: 'index.html', precompress: true }),
      // The default is the time of the build, and two builds of the same sources have to be equal.
      version: { name: process.env.TINTYPE_BUILD ?? 'dev' },
      paths: { relative: false },
      serviceWorker: { register: true },
    }),
  ],
  server: { proxy: { '/v1': passed, '/m': passed } },
  test: { include: ['src/**/*.test.ts'] },
});
