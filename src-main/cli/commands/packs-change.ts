import { resolve } from 'node:path';
import type { Core } from '../../compose.ts';
import { folderSource } from '../../pack-store/folder-source.ts';
import { installPack } from '../../pack-store/install-pack.ts';
import type { InstallListener } from '../../pack-store/install-pack.ts';
import type { InstallPlan } from '../../pack-store/offer.ts';
import { openStore } from '../../pack-store/open-store.ts';
import { removePack } from '../../pack-store/remove-pack.ts';
import { urlSource } from '../../pack-store/url-source.ts';
import { usageError } from '../arguments.ts';
import type { CommandLine } from '../arguments.ts';
import type { CommandIo } from '../io.ts';
import type { CommandResult } from '../main.ts';

export function size(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Control characters of a text from elsewhere never reach the terminal; line ends and tabs do. */
export function plain(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').replaceAll(/(?![\n\t])[\p{Cc}\p{Cf}]/gu, '\u{FFFD}');
}

function planLines({ name, version, licence, folder, bytesToBring, freeBytes, memory }: InstallPlan): string {
  const disk = freeBytes === undefined ? '' : `, ${size(freeBytes)} free`;
  const short = memory.enough ? '' : ' - not enough: long or large shots will fail or be very slow';
  return plain(
    [
      `${name} ${version} (${licence})`,
      `  into ${folder}`,
      `  disk: ${size(bytesToBring)} to bring${disk}`,
      `  memory: ${size(memory.needed)} needed, ${size(memory.present)} here${short}`,
      '',
    ].join('\n'),
  );
}

/** Progress on a terminal redraws its line; in a log every tenth is enough. */
function listenerFor(io: CommandIo, onPlan: (plan: InstallPlan) => void, accepted: boolean): InstallListener {
  let told = -1;
  return {
    licence(name, text) {
      if (!accepted) io.stderr(`${plain(name)}\n\n${plain(text)}\n\n`);
    },
    plan(plan) {
      onPlan(plan);
      io.stderr(planLines(plan));
    },
    bytes(done, total) {
      const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
      const step = io.terminal ? percent : percent - (percent % 10);
      if (step === told) return;
      told = step;
      const line = `${String(step).padStart(3)} %  ${size(done)} of ${size(total)}`;
      io.stderr(io.terminal ? `\r\u001B[K${line}${step === 100 ? '\n' : ''}` : `${line}\n`);
    },
  };
}

/** `packs install FOLDER|URL` */
export async function installCommand(line: CommandLine, core: Core, io: CommandIo): Promise<CommandResult> {
  const from = line.words[1];
  if (from === undefined) throw usageError('packs install needs a FOLDER or a URL.');
  const accepted = line.flags.has('accept-licence');
  const into = line.texts.get('into');
  if (into !== undefined) await core.packFolders.choose(resolve(into));
  const store = await openStore(core.vfs, core.places, core.packFolders);
  let plan: InstallPlan | undefined;
  const listener = listenerFor(io, (known) => (plan = known), accepted);
  const { manifest, folder, wasPresent } = await installPack(
    store,
    /^https?:\/\//i.test(from) ? urlSource(from) : folderSource(from),
    { acceptLicence: accepted },
    listener,
    io.signal,
  );
  const { id, version } = manifest;
  return {
    json: {
      installed: { id, version, licence: manifest.licence, folder, wasPresent },
      ...(plan === undefined ? {} : { plan }),
    },
    lines: [wasPresent ? `${id} ${version} is installed already` : `${id} ${version} is installed`],
  };
}

/** `packs remove ID` */
export async function removeCommand(line: CommandLine, core: Core): Promise<CommandResult> {
  const id = line.words[1];
  if (id === undefined) throw usageError('packs remove needs an ID.');
  if (line.flags.has('accept-licence')) throw usageError('packs remove accepts no licence.');
  await removePack(await openStore(core.vfs, core.places, core.packFolders), id);
  return { json: { removed: { id } }, lines: [`${id} is removed`] };
}
