/**
 * Variables the engine may see. Everything else stays outside: NODE_OPTIONS or LD_PRELOAD would run foreign code in it,
 * and no secret of the user's shell has any business near downloaded models.
 */
const passedOn = {
  common: ['LANG', 'LC_ALL', 'TZ'],
  // Drivers look for their configuration and caches in the home folder.
  posix: ['HOME', 'PATH', 'XDG_RUNTIME_DIR', 'XDG_CACHE_HOME', 'DISPLAY', 'WAYLAND_DISPLAY', 'TMPDIR'],
  windows: [
    'SystemRoot',
    'SystemDrive',
    'PATH',
    'TEMP',
    'TMP',
    'USERPROFILE',
    'LOCALAPPDATA',
    'APPDATA',
    'ProgramData',
  ],
  drivers: ['VK_ICD_FILENAMES', 'VK_DRIVER_FILES', 'LD_LIBRARY_PATH', 'CUDA_PATH', 'CUDA_VISIBLE_DEVICES'],
} as const;

/** The engine's environment: what it needs of ours and nothing more. */
export function engineEnvironment(
  ours: Readonly<Record<string, string | undefined>>,
  platform: string,
): Record<string, string> {
  const system = platform === 'win32' ? passedOn.windows : passedOn.posix;
  const names = new Set<string>([...passedOn.common, ...system, ...passedOn.drivers]);
  const entries = Object.entries(ours).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && names.has(entry[0]),
  );
  return Object.fromEntries(entries);
}
