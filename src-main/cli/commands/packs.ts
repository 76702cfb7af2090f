import { toErrorData } from '../../../src-shared/errors/app-error.ts';
import type { AppError } from '../../../src-shared/errors/app-error.ts';
import type { Core } from '../../compose.ts';
import { costOfPack } from '../../../src-shared/pack/cost/cost-of-pack.ts';
import { fullWindowOf } from '../../../src-shared/pack/cost/fit.ts';
import { bytesOf } from '../../pack-store/offer.ts';
import { openStore } from '../../pack-store/open-store.ts';
import { listUnfinished } from '../../pack-store/unfinished.ts';
import { surveyFolders } from '../../packs/list-packs.ts';
import { packHashOf } from '../../packs/pack-hash.ts';
import { verifyPack } from '../../packs/verify.ts';
import { usageError } from '../arguments.ts';
import type { CommandLine } from '../arguments.ts';
import type { CommandIo } from '../io.ts';
import type { CommandResult } from '../main.ts';
import { exportHelp } from './packs-export-help.ts';
import { installCommand, plain, removeCommand, size } from './packs-change.ts';

export interface PackVerdict {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  readonly verified: boolean;
  readonly error?: AppError;
}

/** Hashes every file of every pack against what its manifest promises. */
export async function verifyAll(core: Core): Promise<readonly PackVerdict[]> {
  const { packs: found } = await surveyFolders(await core.packFolders.all());
  const verdicts: PackVerdict[] = [];
  for (const { folder, manifest } of found) {
    const about = {
      id: manifest.id,
      name: manifest.name,
      version: manifest.version,
      sha256: packHashOf(manifest),
    };
    const error = await verifyPack(folder).then(
      () => undefined,
      (failure: AppError) => failure,
    );
    verdicts.push({ ...about, verified: error === undefined, ...(error === undefined ? {} : { error }) });
  }
  return verdicts;
}

/** `packs list` reads the manifests, `packs verify` hashes the files too; the others change what is there. */
export async function packs(line: CommandLine, core: Core, io: CommandIo): Promise<CommandResult> {
  const [what, extra] = line.words;
  if (what === 'install') return installCommand(line, core, io);
  if (what === 'remove') return removeCommand(line, core);
  if (what !== 'list' && what !== 'verify' && what !== 'export-help')
    throw usageError(`packs can list, verify, install, remove or export-help, not “${what ?? ''}”.`);
  if (extra !== undefined)
    throw usageError(`“${extra.slice(0, 40)}” is one word too many for packs ${what}.`);
  if (line.flags.has('accept-licence')) throw usageError(`packs ${what} accepts no licence.`);
  if (what === 'export-help') return exportHelp();
  const { packs: found, broken } = await surveyFolders(await core.packFolders.all());
  if (what === 'list') {
    const store =
      core.places.ownPacks === undefined
        ? undefined
        : await openStore(core.vfs, core.places, core.packFolders);
    const unfinished = store === undefined ? [] : await listUnfinished(store);
    return {
      json: {
        packs: found.map(({ folder, manifest }) => ({
          id: manifest.id,
          name: manifest.name,
          version: manifest.version,
          licence: manifest.licence,
          origin: folder.startsWith(core.places.models) ? 'embedded' : 'installed',
          bytes: bytesOf(manifest),
          memoryBytes: fullWindowOf(costOfPack(manifest)).least,
          sha256: packHashOf(manifest),
          operations: manifest.operations,
        })),
        broken: broken.map(({ error }) => toErrorData(error)),
        unfinished: unfinished.map(({ id, version, bytes, bytesThere }) => ({
          id,
          version,
          bytes,
          bytesThere,
        })),
      },
      lines: [
        ...found.map(
          ({ manifest }) =>
            `${manifest.id}  ${manifest.version}  ${manifest.name} (${manifest.licence}), ${size(bytesOf(manifest))}, memory ${size(fullWindowOf(costOfPack(manifest)).least)}`,
        ),
        ...unfinished.map(
          ({ id, version, address, bytes, bytesThere }) =>
            `${id}  ${version}  ${size(bytesThere)} of ${size(bytes)} brought; goes on with: kinoloom packs install ${plain(address)}`,
        ),
        ...broken.map(({ error }) => error.message),
      ],
    };
  }
  const verdicts = await verifyAll(core);
  const bad = verdicts.find(({ error }) => error !== undefined)?.error ?? broken[0]?.error;
  return {
    json: {
      packs: verdicts.map(({ error, ...verdict }) => ({
        ...verdict,
        ...(error === undefined ? {} : { error: toErrorData(error) }),
      })),
      broken: broken.map(({ error }) => toErrorData(error)),
    },
    lines: [
      ...verdicts.map(({ id, version, verified, error }) =>
        verified
          ? `${id}  ${version}  every file is as promised`
          : `${id}  ${version}  ${error?.message ?? ''}`,
      ),
      ...broken.map(({ error }) => error.message),
    ],
    ...(bad === undefined ? {} : { bad }),
  };
}
