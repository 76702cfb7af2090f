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

/**
 * glibc gives large blocks back as soon as they are freed, until it has seen some: then it keeps those of up to 32 MB, and a
 * codec, whose values are just of that size, holds a fifth more than it uses (LTX-Video of 100 million weights: 1256 against
 * 1041 MB). A fixed limit ends that; it is beyond what a transformer of small operators allocates.
 */
const onLinux = { MALLOC_MMAP_THRESHOLD_: String(4 * 1024 * 1024) } as const;

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
  return { ...(platform === 'linux' ? onLinux : {}), ...Object.fromEntries(entries) };
}
