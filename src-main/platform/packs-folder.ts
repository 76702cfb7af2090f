import { isAbsolute, join } from 'node:path';

/**
 * Where a person's own model packs lie: `XDG_DATA_HOME` on Linux, `Library/Application Support` on macOS, `LOCALAPPDATA`
 * (never the roaming profile: packs are gigabytes) on Windows. `KINOLOOM_PACKS` names another folder, for example on a
 * larger disk; as the XDG specification has it, a relative path there counts as none. Packs are data, so the choice
 * decides over no program that is run.
 */
export function packsFolder(
  platform: string,
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  const named = (name: string): string | undefined => {
    const value = environment[name];
    return value === undefined || !isAbsolute(value) ? undefined : value;
  };
  const chosen = named('KINOLOOM_PACKS');
  if (chosen !== undefined) return chosen;
  if (platform === 'win32')
    return join(named('LOCALAPPDATA') ?? join(home, 'AppData', 'Local'), 'Kinoloom', 'Packs');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Kinoloom', 'Packs');
  return join(named('XDG_DATA_HOME') ?? join(home, '.local', 'share'), 'kinoloom', 'packs');
}
