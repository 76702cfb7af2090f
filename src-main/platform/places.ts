import { homedir } from 'node:os';
import { join } from 'node:path';
import { packsFolder } from './packs-folder.ts';
import { readProvision } from './provision.ts';

/** Where the parts of the program lie: in a checkout beside the sources, in a package outside the archive. */
export interface Places {
  /** Folder of the built programs for Node. */
  readonly programs: string;
  /** Model packs that came with the program. */
  readonly models: string;
  /** Model packs this person installed; the folder need not exist. Absent: there are none. */
  readonly ownPacks?: string;
  /** The engine's program; a plain Node reads it, so it never lies inside an archive. */
  readonly engine: string;
  /** The Node that runs the engine. */
  readonly node: string;
  /** The built renderer. */
  readonly page: string;
  /** The checkout or, in a package, the folder of the program. */
  readonly root: string;
  /** Only in a package: where what came with it lies. */
  readonly resources?: string;
}

const archive = /([\\/])app\.asar(?:\.unpacked)?(?=[\\/])/;

/**
 * Finds everything from the folder of the running program (`out/main`). A packaged program trusts only what lies in its
 * own resources: no environment variable chooses an executable.
 */
export async function findPlaces(programs: string): Promise<Places> {
  const ownPacks = packsFolder(process.platform, process.env, homedir());
  const inArchive = archive.exec(programs);
  if (inArchive !== null) {
    const resources = programs.slice(0, inArchive.index);
    const unpacked = programs.replace(archive, '$1app.asar.unpacked');
    return {
      programs,
      models: join(resources, 'models'),
      ownPacks,
      engine: join(unpacked, 'engine.cjs'),
      node: join(resources, 'node', process.platform === 'win32' ? 'node.exe' : 'node'),
      page: join(programs, '..', 'renderer'),
      root: resources,
      resources,
    };
  }
  const root = join(programs, '..', '..');
  const thisIsNode = process.versions.electron === undefined;
  return {
    programs,
    models: join(root, 'models'),
    ownPacks,
    engine: join(programs, 'engine.cjs'),
    node: thisIsNode ? process.execPath : ((await readProvision(root))?.node.path ?? 'node'),
    page: join(programs, '..', 'renderer'),
    root,
  };
}
