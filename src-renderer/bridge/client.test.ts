import { describe, expect, it } from 'vitest';
import type { PreloadSurface } from '../../src-shared/ipc/contract.ts';
import { createBridge } from './client.ts';

function surface(
  answer: unknown,
): PreloadSurface & { readonly send: (name: string, payload: unknown) => void } {
  const listeners = new Map<string, (payload: unknown) => void>();
  return {
    call: () => Promise.resolve(answer),
    on(name, listener) {
      listeners.set(name, listener);
      return () => listeners.delete(name);
    },
    tokensOf: () => Promise.resolve([]),
    send: (name, payload) => listeners.get(name)?.(payload),
  };
}

describe('the bridge', () => {
  it('throws the error main sent, with its hint and causes', async () => {
    const error = {
      code: 'disk.full',
      message: 'The disk is full.',
      hint: 'Free some.',
      retryable: true,
      causes: ['ENOSPC'],
    };
    await expect(createBridge(surface({ ok: false, error })).call('jobs.list')).rejects.toMatchObject({
      code: 'disk.full',
      message: 'The disk is full.',
      hint: 'Free some.',
      retryable: true,
      cause: { message: 'ENOSPC' },
    });
  });

  it.each([{ ok: true, value: [{ id: '../../etc/passwd' }] }, 'nonsense', undefined])(
    'takes an answer of another form than agreed for a defect: %o',
    async (answer) => {
      await expect(createBridge(surface(answer)).call('jobs.list')).rejects.toMatchObject({ code: 'bug' });
    },
  );

  it('passes on events that fit the contract and reports those that do not', () => {
    const wire = surface(undefined);
    const bad: string[] = [];
    const commands: string[] = [];
    const bridge = createBridge(wire, { onBadEvent: (name) => void bad.push(name) });
    const stop = bridge.on('command.run', ({ command }) => void commands.push(command));
    wire.send('command.run', { command: 'edit.undo' });
    wire.send('command.run', { command: 7 });
    stop();
    wire.send('command.run', { command: 'edit.redo' });
    expect({ commands, bad }).toEqual({ commands: ['edit.undo'], bad: ['command.run'] });
  });
});
