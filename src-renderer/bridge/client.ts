import { AppError, fromErrorData } from '../../src-shared/errors/app-error.ts';
import { calls, envelopeSchema, events } from '../../src-shared/ipc/contract.ts';
import type { CallName, CallOutput, EventName, PreloadSurface } from '../../src-shared/ipc/contract.ts';
import type { MediaId } from '../../src-shared/lib/ids.ts';
import { branded } from '../../src-shared/lib/brand.ts';
import type { Bridge, CallArguments } from './bridge.ts';

export interface BridgeOptions {
  readonly mediaUrl?: (id: MediaId) => string;
  /** Told of events that do not fit the contract; they are dropped, never half used. */
  readonly onBadEvent?: (name: EventName, reason: unknown) => void;
}

function defaultMediaUrl(id: MediaId): string {
  return `media://media/${id}`;
}

/** The typed client over the three functions the preload offers. Both sides parse: main what goes in, we what comes out. */
export function createBridge(surface: PreloadSurface, options: BridgeOptions = {}): Bridge {
  async function call<Name extends CallName>(
    name: Name,
    ...[input]: CallArguments<Name>
  ): Promise<CallOutput<Name>> {
    const envelope = envelopeSchema.safeParse(await surface.call(name, input));
    if (!envelope.success) {
      throw new AppError('bug', 'Something went wrong inside Kinoloom.', { cause: envelope.error });
    }
    if (!envelope.data.ok) throw fromErrorData(envelope.data.error);
    const output = calls[name].output.safeParse(envelope.data.value);
    if (!output.success) {
      throw new AppError('bug', 'Something went wrong inside Kinoloom.', {
        cause: new Error(`${name} answered in an unknown form`, { cause: output.error }),
      });
    }
    // Just parsed by the schema of this very name.
    return branded<CallOutput<Name>>(output.data);
  }

  return {
    call,
    on(name, listener) {
      return surface.on(name, (payload) => {
        const parsed = events[name].safeParse(payload);
        if (parsed.success) listener(branded<Parameters<typeof listener>[0]>(parsed.data));
        else options.onBadEvent?.(name, parsed.error);
      });
    },
    tokensOf: (files) => surface.tokensOf(files),
    mediaUrl: options.mediaUrl ?? defaultMediaUrl,
  };
}
