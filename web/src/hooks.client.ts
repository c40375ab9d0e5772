import type { HandleClientError } from '@sveltejs/kit/hooks';
import { asProblem } from '#lib/api/errors.ts';

/** What the error page knows besides the status: a lost connection is told from a fault. */
export const handleError: HandleClientError = ({ kind, error }) =>
  kind === 'unknown' ? { code: asProblem(error).code } : {};
