/** What the server says when it refuses, and what the app makes of a lost connection. */
export interface ProblemBody {
  status: number;
  code: string;
  title: string;
  detail?: string | null;
  fields?: Record<string, string[]> | null;
  request_id?: string | null;
}

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: Record<string, string[]>;
  readonly requestId: string | undefined;

  constructor(body: ProblemBody) {
    super(body.detail || body.title);
    this.name = 'Problem';
    this.status = body.status;
    this.code = body.code;
    this.fields = body.fields ?? {};
    this.requestId = body.request_id ?? undefined;
  }

  get isOffline(): boolean {
    return this.code === 'offline';
  }
}

export const offline = () => new Problem({ status: 0, code: 'offline', title: 'offline' });

/** Reads a problem out of any answer; a proxy's HTML page still becomes one. */
export function problemFrom(status: number, body: unknown): Problem {
  if (isProblemBody(body)) return new Problem({ ...body, status });
  return new Problem({ status, code: status >= 500 ? 'unavailable' : 'unknown', title: `HTTP ${status}` });
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError) return offline();
  return new Problem({ status: 0, code: 'unknown', title: error instanceof Error ? error.message : String(error) });
}

function isProblemBody(body: unknown): body is ProblemBody {
  return typeof body === 'object' && body !== null && 'code' in body && typeof body.code === 'string';
}
