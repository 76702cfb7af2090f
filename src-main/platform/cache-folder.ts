import { join } from 'node:path';

/**
 * Where this person's machine keeps what can be made again: XDG Base Directory on Linux, `Library/Caches` on macOS,
 * `LOCALAPPDATA` on Windows.
 */
export function cacheFolder(
  platform: string,
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  const named = (name: string): string | undefined => {
    const value = environment[name];
    return value === undefined || value === '' ? undefined : value;
  };
  if (platform === 'win32')
    return join(named('LOCALAPPDATA') ?? join(home, 'AppData', 'Local'), 'Kinoloom', 'Cache');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'Kinoloom');
  return join(named('XDG_CACHE_HOME') ?? join(home, '.cache'), 'kinoloom');
}
