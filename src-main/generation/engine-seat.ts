import type { BackendName } from '../../src-shared/generation/request.ts';
import type { EngineHost, LoadedPack } from '../engine-host/engine-host.ts';
import type { PackManifest } from '../../src-shared/pack/schema.ts';
import { packHashOf } from '../packs/pack-hash.ts';

export interface SeatedPack {
  readonly folder: string;
  readonly manifest: PackManifest;
}

/** The one engine and what sits in it: a pack is loaded when it is first needed and stays warm for the next job. */
export interface EngineSeat {
  readonly host: EngineHost;
  /** Loads the pack unless it is loaded already; the answer says on which provider. */
  prepare(pack: SeatedPack, backend: BackendName, signal: AbortSignal): Promise<LoadedPack>;
  dispose(): Promise<void>;
}

/** @param threads inside one operator */
export function createEngineSeat(host: EngineHost, threads: number): EngineSeat {
  let seated: { readonly key: string; readonly pack: LoadedPack } | undefined;
  return {
    host,
    async prepare({ folder, manifest }, backend, signal) {
      // The hash is part of the key: a pack that was replaced while the app is open is loaded anew.
      const key = JSON.stringify([folder, packHashOf(manifest), backend]);
      if (seated?.key === key) return seated.pack;
      seated = undefined;
      const pack = await host.load({ packFolder: folder, backend, threads }, signal);
      seated = { key, pack };
      return pack;
    },
    async dispose() {
      seated = undefined;
      await host.dispose();
    },
  };
}
