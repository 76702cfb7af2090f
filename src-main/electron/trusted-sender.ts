import { isOurPage } from './origin.ts';

/** What is read of Electron's event. The frame must be read before anything is awaited. */
export interface CallSender {
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

/** Only the top frame of our own page may ask for anything; a frame that is gone (null) is untrusted. */
export function isTrustedSender({ senderFrame }: CallSender): boolean {
  return senderFrame !== null && senderFrame.parent === null && isOurPage(senderFrame.url);
}

/** The sender as it is now: the event's frame may be gone or elsewhere by the time an answer is worked out. */
export function senderOf({ senderFrame }: CallSender): CallSender {
  return {
    senderFrame: senderFrame === null ? null : { url: senderFrame.url, parent: senderFrame.parent },
  };
}
