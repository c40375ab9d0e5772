/**
 * Sends the bytes of one file: a ticket, its parts, and a word that it is done. Whatever breaks, asking for the ticket
 * again tells which parts are missing. The only requests written by hand, because fetch cannot tell how much of a body
 * has gone out.
 */
import { api, ask } from './client.ts';
import { asProblem, offline, Problem, problemFrom } from './errors.ts';
import type { Import, Media, Ticket } from './types.ts';

export interface Sending {
  /** The upload that was begun before, to be gone on with. */
  upload: string | undefined;
  onbegun: (upload: string) => void;
  /** 0 to 1 of the bytes. */
  onprogress: (part: number) => void;
  signal: AbortSignal;
}

type TicketPart = NonNullable<Ticket['parts']>[number];

export const PART_BYTES = 8 * 1024 * 1024;
const PARTS_MAX = 1000;
const PARTS_AT_ONCE = 3;
// A browser opens six lines to one server, and somebody may want to look at something meanwhile.
const LINES = 4;
// Tickets are good for a quarter of an hour by the server's clock; how old they are is counted by ours.
const FRESH_MS = 10 * 60_000;
const ROUNDS_MAX = 200;

let linesTaken = 0;
const waiting: (() => void)[] = [];

export const uploadFile = (file: File, sending: Sending): Promise<Media> =>
  sendFile(file, sending, (upload_id) =>
    ask(api.POST('/v1/uploads/{upload_id}/complete', { params: { path: { upload_id } }, signal: sending.signal })),
  );

/** An archive is no photo: what it has become is an import. */
export const uploadArchive = (file: File, sending: Sending): Promise<Import> =>
  sendFile(new File([file], file.name, { type: 'application/zip' }), sending, (upload_id) =>
    ask(api.POST('/v1/me/imports', { body: { upload_id }, signal: sending.signal })),
  );

async function sendFile<Made>(file: File, sending: Sending, end: (upload: string) => Promise<Made>): Promise<Made> {
  let ticket = await ticketOf(file, sending);
  const path = { upload_id: ticket.id };
  for (let round = 0; ; round += 1) {
    await sendParts(file, ticket, sending);
    try {
      return await end(ticket.id);
    } catch (error) {
      // What is missing has fresh tickets: the old ones ran out on the way, or a part was lost.
      if (asProblem(error).code !== 'not_uploaded' || round === ROUNDS_MAX) throw error;
      ticket = await ask(api.GET('/v1/uploads/{upload_id}', { params: { path }, signal: sending.signal }));
    }
  }
}

export const giveUp = (upload_id: string): Promise<unknown> =>
  ask(api.DELETE('/v1/uploads/{upload_id}', { params: { path: { upload_id } } }));

/** The ticket of the upload that was begun before, or of a new one where that is over. */
async function ticketOf(file: File, { upload, onbegun, onprogress, signal }: Sending): Promise<Ticket> {
  if (upload) {
    try {
      return await ask(api.GET('/v1/uploads/{upload_id}', { params: { path: { upload_id: upload } }, signal }));
    } catch (error) {
      if (asProblem(error).status !== 404) throw error;
    }
  }
  onprogress(0);
  const part_bytes = Math.max(PART_BYTES, Math.ceil(file.size / PARTS_MAX / 2 ** 20) * 2 ** 20);
  const parts = await digests(file, part_bytes, signal);
  const body = {
    bytes: file.size,
    type: file.type || 'application/octet-stream',
    name: file.name,
    part_bytes,
    parts,
  };
  const ticket = await ask(api.POST('/v1/uploads', { body, signal }));
  onbegun(ticket.id);
  return ticket;
}

/** Sends what a ticket names, while it is fresh. Raises the first problem once no part is on its way any more. */
async function sendParts(file: File, ticket: Ticket, { onprogress, signal }: Sending): Promise<void> {
  const parts = [...(ticket.parts ?? [])];
  const began = performance.now();
  const here = file.size - parts.reduce((sum, part) => sum + part.bytes, 0);
  const gone = new Map<number, number>();
  const tell = () => onprogress((here + [...gone.values()].reduce((sum, one) => sum + one, 0)) / file.size);
  let failed: unknown;

  async function work(): Promise<void> {
    for (let part = parts.shift(); part && !failed; part = parts.shift()) {
      const { number, offset, bytes } = part;
      if (performance.now() - began > FRESH_MS) return;
      await put(part, file.slice(offset, offset + bytes), signal, (loaded) => {
        gone.set(number, loaded);
        tell();
      }).catch((error) => {
        failed ??= error;
        gone.delete(number);
      });
    }
  }

  tell();
  await Promise.all(Array.from({ length: PARTS_AT_ONCE }, work));
  if (failed) throw failed;
}

async function put(part: TicketPart, bytes: Blob, signal: AbortSignal, onloaded: (loaded: number) => void) {
  await line(signal);
  try {
    // A request with such a body fails as if the line were gone, and that would be waited for.
    await read(bytes.slice(0, 1));
    await putNow(part, bytes, signal, onloaded);
    onloaded(bytes.size);
  } finally {
    linesTaken -= 1;
    waiting.shift()?.();
  }
}

/** Waits for one of the few lines that all files share. */
async function line(signal: AbortSignal): Promise<void> {
  while (linesTaken >= LINES) await new Promise<void>((free) => waiting.push(free));
  linesTaken += 1;
  if (!signal.aborted) return;
  linesTaken -= 1;
  waiting.shift()?.();
  throw cancelled();
}

function putNow(part: TicketPart, bytes: Blob, signal: AbortSignal, onloaded: (loaded: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(part.method, part.url);
    for (const [name, value] of Object.entries(part.headers)) {
      // The browser sets the length itself and refuses to be told.
      if (name.toLowerCase() !== 'content-length') request.setRequestHeader(name, value);
    }
    const stop = () => request.abort();
    request.upload.onprogress = (event) => onloaded(Math.min(event.loaded, part.bytes));
    request.onloadend = () => signal.removeEventListener('abort', stop);
    request.onload = () => {
      if (request.status < 300) resolve();
      else reject(refused(request));
    };
    request.onerror = () => reject(offline());
    request.onabort = () => reject(cancelled());
    signal.addEventListener('abort', stop, { once: true });
    request.send(bytes);
  });
}

/** A ticket that is refused has run out, or its upload is over: asking for it again tells. A bucket speaks no JSON. */
function refused(request: XMLHttpRequest): Problem {
  const problem = problemFrom(request.status, parsed(request.responseText));
  const over = problem.status === 403 || problem.status === 404;
  return over ? new Problem({ status: 503, code: 'ticket_over', title: problem.message }) : problem;
}

/** The SHA-256 of each part, one in memory at a time. */
async function digests(file: File, part: number, signal: AbortSignal): Promise<string[]> {
  const found: string[] = [];
  for (let start = 0; start === 0 || start < file.size; start += part) {
    if (signal.aborted) throw cancelled();
    const hash = await crypto.subtle.digest('SHA-256', await read(file.slice(start, start + part)));
    found.push([...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
  }
  return found;
}

/** What was changed or deleted since it was chosen cannot be read any more. */
function read(bytes: Blob): Promise<ArrayBuffer> {
  return bytes.arrayBuffer().catch(() => {
    throw new Problem({ status: 0, code: 'unreadable', title: 'unreadable' });
  });
}

const cancelled = () => new Problem({ status: 0, code: 'cancelled', title: 'cancelled' });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
