/** What browsers call WebAuthn: bytes in and out, as base64url on the way to the server. */
import { api, ask } from '../../api/client.ts';
import type { components } from '../../api/schema.d.ts';

type Schemas = components['schemas'];
export type Answer = Schemas['PasskeyAnswer'];
type Challenge = Schemas['PasskeyChallenge'];
type Offer = Schemas['PasskeyOffer'];

const ALGORITHMS = [-8, -7, -257];

/** A passkey belongs to a name; browsers refuse them on bare addresses. */
export const supported = () =>
  typeof PublicKeyCredential === 'function' && !/^[\d.]+$|:/.test(location.hostname) && isSecureContext;

export const here = () => Intl.DateTimeFormat().resolvedOptions().timeZone ?? '';

/** Whether the person closed the browser's question: then there is nothing to say. */
export const wasCancelled = (error: unknown) =>
  error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'AbortError');

export async function challenge(): Promise<Challenge> {
  return ask(api.POST('/v1/passkeys/challenge'));
}

/** Asks for any passkey of this site. `signal` ends a question that waits in the background. */
export async function answer(
  asked: Challenge,
  more: { mediation?: CredentialMediationRequirement; signal?: AbortSignal } = {},
): Promise<Answer> {
  const publicKey: PublicKeyCredentialRequestOptions = {
    challenge: bytes(asked.challenge),
    rpId: asked.rp_id,
    userVerification: 'required',
  };
  const found = (await navigator.credentials.get({ publicKey, ...more })) as PublicKeyCredential;
  const response = found.response as AuthenticatorAssertionResponse;
  return {
    id: found.id,
    client_data: text(response.clientDataJSON),
    authenticator_data: text(response.authenticatorData),
    signature: text(response.signature),
    user_handle: response.userHandle ? text(response.userHandle) : '',
    time_zone: here(),
  };
}

/** Makes a passkey on this device, or on one that the person chooses. */
export async function make(offer: Offer, name: string): Promise<Schemas['NewPasskey']> {
  const publicKey: PublicKeyCredentialCreationOptions = {
    challenge: bytes(offer.challenge),
    rp: { id: offer.rp_id, name: offer.rp_name },
    user: { id: bytes(offer.user_id), name: offer.username, displayName: offer.name },
    pubKeyCredParams: ALGORITHMS.map((alg) => ({ alg, type: 'public-key' })),
    excludeCredentials: offer.known.map((id) => ({ id: bytes(id), type: 'public-key' })),
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
    attestation: 'none',
  };
  const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
  const response = made.response as AuthenticatorAttestationResponse;
  return {
    name,
    id: made.id,
    client_data: text(response.clientDataJSON),
    attestation: text(response.attestationObject),
  };
}

function text(buffer: ArrayBuffer): string {
  const plain = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return plain.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}
