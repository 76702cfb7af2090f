import { z } from 'zod';
import { AppError, toErrorData } from '../../src-shared/errors/app-error.ts';
import { calls } from '../../src-shared/ipc/contract.ts';
import type { CallName, CallOutput, Envelope } from '../../src-shared/ipc/contract.ts';
import type { Logger } from '../log/logger.ts';
import { isTrustedSender } from './trusted-sender.ts';
import type { CallSender } from './trusted-sender.ts';

export interface CallContext {
  /** Aborted when the window that asked is gone. */
  readonly signal: AbortSignal;
  readonly log: Logger;
}

type Inputs = { readonly [Name in CallName]: z.output<(typeof calls)[Name]['input']> };

/** One handler per channel; leaving one out does not compile. */
export type Handlers = {
  readonly [Name in CallName]: (input: Inputs[Name], context: CallContext) => Promise<CallOutput<Name>>;
};

/** The same map with each schema tied to its channel, which lets the compiler follow an input to its handler. */
const schemas: { readonly [Name in CallName]: { readonly input: z.ZodType<Inputs[Name]> } } = calls;

function isCallName(name: unknown): name is CallName {
  return typeof name === 'string' && Object.hasOwn(calls, name);
}

function refused(message: string): Envelope {
  return { ok: false, error: toErrorData(new AppError('policy.refused', message)) };
}

async function answer<Name extends CallName>(
  name: Name,
  handler: Handlers[Name],
  input: unknown,
  context: CallContext,
): Promise<Envelope> {
  const parsed = schemas[name].input.safeParse(input);
  if (!parsed.success) {
    context.log.warn('A call with unreadable input was refused.', { name, issues: parsed.error.issues });
    return {
      ok: false,
      error: toErrorData(
        new AppError('input.option', 'The window asked for something that is not possible.', {
          cause: new Error(`${name}: ${z.prettifyError(parsed.error)}`),
        }),
      ),
    };
  }
  try {
    return { ok: true, value: await handler(parsed.data, context) };
  } catch (error) {
    const data = toErrorData(error);
    if (data.code === 'bug') context.log.error('A call failed unexpectedly.', { name, error });
    return { ok: false, error: data };
  }
}

export type Route = (
  sender: CallSender,
  name: unknown,
  input: unknown,
  signal: AbortSignal,
) => Promise<Envelope>;

/** Checks the sender, then the channel, then the input; answers always with an envelope and never throws. */
export function createRouter(handlers: Handlers, log: Logger): Route {
  return (sender, name, input, signal) => {
    if (!isTrustedSender(sender)) {
      log.warn('A call from an untrusted frame was refused.', { name });
      return Promise.resolve(refused('Only Kinoloom’s own window may ask for this.'));
    }
    if (!isCallName(name)) return Promise.resolve(refused('There is no such call.'));
    return answer(name, handlers[name], input, { signal, log });
  };
}
