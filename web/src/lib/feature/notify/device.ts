/** Whether this browser may tell the person something while no page is open. It is asked on a click, never before. */
import { api, ask } from '../../api/client.ts';

export type DeviceState = 'unsupported' | 'denied' | 'off' | 'on';

const possible = () => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

export async function deviceState(): Promise<DeviceState> {
  if (!possible()) return 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  return (await subscription()) && Notification.permission === 'granted' ? 'on' : 'off';
}

/** Asks the browser, then the server. The answer is how things stand afterwards. */
export async function turnOn(key: string): Promise<DeviceState> {
  if (!possible()) return 'unsupported';
  const permission = await Notification.requestPermission();
  if (permission !== 'granted') return permission === 'denied' ? 'denied' : 'off';
  const worker = await navigator.serviceWorker.ready;
  const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  const { endpoint, keys } = made.toJSON();
  try {
    await ask(
      api.POST('/v1/push-subscriptions', {
        body: { endpoint: endpoint ?? '', keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' } },
      }),
    );
  } catch (error) {
    await made.unsubscribe();
    throw error;
  }
  return 'on';
}

/** Ends it here; the server learns of it by `id` where it knows this browser. */
export async function turnOff(id: string | undefined): Promise<DeviceState> {
  await (await subscription())?.unsubscribe();
  if (id) await removeDevice(id);
  return deviceState();
}

export async function removeDevice(id: string): Promise<void> {
  await ask(api.DELETE('/v1/push-subscriptions/{subscription_id}', { params: { path: { subscription_id: id } } }));
}

async function subscription(): Promise<PushSubscription | null> {
  const worker = await navigator.serviceWorker.getRegistration();
  return (await worker?.pushManager.getSubscription()) ?? null;
}
