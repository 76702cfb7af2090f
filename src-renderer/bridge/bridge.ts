import type {
  CallInput,
  CallName,
  CallOutput,
  EventName,
  EventPayload,
} from '../../src-shared/ipc/contract.ts';
import type { MediaId } from '../../src-shared/lib/ids.ts';

/** A call without input takes no second argument. */
export type CallArguments<Name extends CallName> =
  CallInput<Name> extends void ? readonly [] : readonly [input: CallInput<Name>];

/** Everything the window knows of the world outside it. */
export interface Bridge {
  /** Rejects with an `AppError`: the one main sent, or a `bug` when main broke the contract. */
  call<Name extends CallName>(name: Name, ...input: CallArguments<Name>): Promise<CallOutput<Name>>;
  /** Returns the function that stops listening. */
  on<Name extends EventName>(name: Name, listener: (payload: EventPayload<Name>) => void): () => void;
  /** One opaque token per file; the window never sees a path. */
  tokensOf(files: readonly File[]): Promise<readonly string[]>;
  /** Where a file of the library can be played or shown from. */
  mediaUrl(id: MediaId): string;
}
