/**
 * What Electron must be told on this machine before it opens a window.
 *
 * @param {{ kind: string }} electron
 * @returns {string[]}
 */
export function electronSwitches(electron) {
  if (process.platform !== 'linux') return [];
  return [
    // Chromium's sandbox refuses to run as root.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    // From 38 on Electron picks Wayland by itself; the older runtime needs X11 and gets it from XWayland.
    ...(electron.kind === 'test-runtime' ? ['--ozone-platform=x11'] : []),
  ];
}
