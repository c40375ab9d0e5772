import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

const REQUESTS = ['src/lib/api/**', 'src/service-worker/**'];

export default ts.config(
  { ignores: ['build/', '.svelte-kit/', 'node_modules/', 'src/lib/api/schema.d.ts'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      // TypeScript knows every name.
      'no-undef': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-console': 'error',
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 50, skipComments: true, skipBlankLines: true }],
      // Addresses come from lib/urls.ts, which resolves each once.
      'svelte/no-navigation-without-resolve': 'off',
      'svelte/no-at-html-tags': 'error',
      'svelte/button-has-type': 'off',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'] } },
    rules: {
      // A component's markup is no function; scripts/style.mjs holds components to 250 lines.
      'max-lines': 'off',
      'max-lines-per-function': 'off',
    },
  },
  {
    ignores: REQUESTS,
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'fetch', message: 'Ask through lib/api/client.ts: it is typed and knows every refusal.' },
        { name: 'XMLHttpRequest', message: 'Uploads go through lib/api/upload.ts.' },
      ],
    },
  },
  { files: ['scripts/**', '**/*.test.ts'], rules: { 'no-console': 'off', 'max-lines-per-function': 'off' } },
);
