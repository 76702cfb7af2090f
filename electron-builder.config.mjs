import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @typedef {object} Ingredients
 * @property {'release' | 'test'} variant  the test variant can be driven by Playwright, a release can not
 * @property {{ folder: string, version: string }} electron
 * @property {string} node      executable that runs the engine
 * @property {string} ffmpeg    executable
 * @property {readonly string[]} packFiles  files of models/, by their path in it
 * @property {string} output    folder for what is made
 */

/** Platforms onnxruntime-node carries; a package takes one of them. */
const runtimes = ['linux/x64', 'linux/arm64', 'darwin/arm64', 'win32/x64', 'win32/arm64'];

/**
 * The configuration of electron-builder for the platform it runs on. Files are allow-listed: its defaults sweep the whole
 * checkout into the archive.
 *
 * @param {Ingredients} ingredients
 * @returns {import('electron-builder').Configuration}
 */
export function builderConfiguration(ingredients) {
  const target = `${process.platform}/${process.arch}`;
  const executable = process.platform === 'win32' ? '.exe' : '';
  return {
    appId: 'film.kinoloom.studio',
    productName: 'Kinoloom',
    copyright: 'GPL-3.0-or-later',
    directories: { output: ingredients.output, buildResources: 'resources/icons' },
    electronDist: ingredients.electron.folder,
    electronVersion: ingredients.electron.version,
    // Native parts are Node-API builds: one file for every version.
    npmRebuild: false,
    asar: true,
    files: [
      'package.json',
      'out/**',
      '!out/**/*.map',
      // Of the packages only what the bundles still `require`.
      '!node_modules/**',
      'node_modules/onnxruntime-common/package.json',
      'node_modules/onnxruntime-common/dist/cjs/**/*.js',
      'node_modules/onnxruntime-common/dist/cjs/package.json',
      'node_modules/onnxruntime-node/package.json',
      'node_modules/onnxruntime-node/dist/**/*.js',
      'node_modules/onnxruntime-node/bin/**',
      ...runtimes
        .filter((runtime) => runtime !== target)
        .map((runtime) => `!node_modules/onnxruntime-node/bin/napi-v6/${runtime}/**`),
    ],
    // What a plain Node reads can't lie in the archive.
    asarUnpack: [
      'out/main/engine.cjs',
      'out/main/chunks/**',
      'node_modules/onnxruntime-common/**',
      'node_modules/onnxruntime-node/**',
    ],
    extraResources: [
      { from: 'models', to: 'models', filter: [...ingredients.packFiles] },
      { from: ingredients.node, to: `node/node${executable}` },
      { from: ingredients.ffmpeg, to: `ffmpeg/ffmpeg${executable}` },
    ],
    electronFuses: {
      runAsNode: false,
      enableCookieEncryption: false,
      enableNodeOptionsEnvironmentVariable: false,
      // Playwright can't attach when this is off, and a release must not be attachable.
      enableNodeCliInspectArguments: ingredients.variant === 'test',
      // Not implemented on Linux.
      enableEmbeddedAsarIntegrityValidation: process.platform !== 'linux',
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      // Came with 29; an older binary has no place for it.
      ...(Number.parseInt(ingredients.electron.version, 10) >= 29
        ? { grantFileProtocolExtraPrivileges: false }
        : {}),
    },
    // The Electron folder is a development one: what starts other applications stays behind.
    afterPack: async ({ appOutDir, packager }) => {
      const resources = packager.getResourcesDir(appOutDir);
      await rm(join(resources, 'default_app.asar'), { force: true });
      await rm(join(resources, 'app'), { recursive: true, force: true });
      await rm(join(appOutDir, 'version'), { force: true });
    },
    // A project is a folder: only macOS shows one as a file that can be opened by a double click.
    fileAssociations: [
      {
        ext: 'kinoloomz',
        name: 'Bundled Kinoloom project',
        role: 'Editor',
        mimeType: 'application/x-kinoloom-bundle',
      },
      ...(process.platform === 'darwin'
        ? [{ ext: 'kinoloom', name: 'Kinoloom project', role: 'Editor', isPackage: true }]
        : []),
    ],
    linux: {
      target: ['AppImage', 'deb'],
      executableName: 'kinoloom',
      category: 'AudioVideo',
      icon: 'resources/icons/icon.png',
      synopsis: 'A video studio with a local diffusion transformer',
      maintainer: 'Kinoloom',
    },
    deb: { depends: ['libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1', 'libxtst6', 'ffmpeg'] },
    mac: {
      target: ['dmg', 'zip'],
      category: 'public.app-category.video',
      icon: 'resources/icons/icon.icns',
      hardenedRuntime: true,
    },
    win: { target: ['nsis'], icon: 'resources/icons/icon.ico' },
    nsis: { oneClick: false, allowToChangeInstallationDirectory: true },
    publish: null,
  };
}
