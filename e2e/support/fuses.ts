import { readFile } from 'node:fs/promises';

/** Electron's fuses in the order of the wire (github.com/electron/fuses); an older binary has fewer. */
const names = [
  'runAsNode',
  'cookieEncryption',
  'nodeOptions',
  'nodeCliInspect',
  'embeddedAsarIntegrityValidation',
  'onlyLoadAppFromAsar',
  'loadBrowserProcessSpecificV8Snapshot',
  'grantFileProtocolExtraPrivileges',
  'wasmTrapHandlers',
] as const;

/** The text that marks the wire in the executable. */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** Reads the fuses from an Electron executable: after the mark one byte of version, one of length, one per fuse. */
export async function readFuses(executable: string): Promise<Record<string, boolean>> {
  const binary = await readFile(executable);
  const at = binary.indexOf(sentinel);
  if (at === -1) throw new Error(`${executable} has no fuses.`);
  const start = at + sentinel.length;
  const length = binary[start + 1] ?? 0;
  const states: Record<string, boolean> = {};
  for (const [index, name] of names.slice(0, length).entries()) {
    states[name] = binary[start + 2 + index] === '1'.charCodeAt(0);
  }
  return states;
}
