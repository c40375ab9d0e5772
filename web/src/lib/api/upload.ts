/**
 * Sends the bytes of one photo: ticket, PUT, complete. The only request written by hand, because fetch cannot tell
 * how much of a body has gone out.
 */
import { api, ask } from './client.ts';
import { offline, Problem, problemFrom } from './errors.ts';
import type { Media, Ticket } from './types.ts';

export interface Sending {
  onprogress: (part: number) => void;
  signal: AbortSignal;
}

export async function uploadPhoto(file: File, sending: Sending): Promise<Media> {
  const sha256 = await digest(file);
  const body = { bytes: file.size, type: file.type || 'application/octet-stream', sha256, name: file.name };
  const ticket = await ask(api.POST('/v1/uploads', { body, signal: sending.signal }));
  await put(ticket, file, sending);
  const path = { upload_id: ticket.id };
  return ask(api.POST('/v1/uploads/{upload_id}/complete', { params: { path }, signal: sending.signal }));
}

function put(ticket: Ticket, file: File, { onprogress, signal }: Sending): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(ticket.method, ticket.url);
    for (const [name, value] of Object.entries(ticket.headers)) {
      // The browser sets the length itself and refuses to be told.
      if (name.toLowerCase() !== 'content-length') request.setRequestHeader(name, value);
    }
    request.upload.onprogress = (event) => onprogress(event.loaded / Math.max(1, event.total));
    request.onload = () => {
      if (request.status < 300) resolve();
      else reject(problemFrom(request.status, parsed(request.responseText)));
    };
    request.onerror = () => reject(offline());
    request.onabort = () => reject(new Problem({ status: 0, code: 'cancelled', title: 'cancelled' }));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

async function digest(file: File): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
