import { freemem } from 'node:os';
import { toErrorData } from '../../../src-shared/errors/app-error.ts';
import type { ErrorData } from '../../../src-shared/errors/app-error.ts';
import type { Core } from '../../compose.ts';
import { machineFacts } from '../../platform/machine.ts';
import { readProvision } from '../../platform/provision.ts';
import type { CommandIo } from '../io.ts';
import type { CommandResult } from '../main.ts';
import { verifyAll } from './packs.ts';

/** Parts of ffmpeg that something here is built on. */
const filtersThatMatter = [
  'scale',
  'zscale',
  'fps',
  'tile',
  'xfade',
  'overlay',
  'loudnorm',
  'minterpolate',
  'tonemap',
];
const encodersThatMatter = ['libx264', 'libx265', 'prores_ks', 'libvpx-vp9', 'ffv1', 'png', 'gif', 'aac'];

interface Facts {
  readonly json: Readonly<Record<string, unknown>>;
  readonly lines: readonly string[];
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
}

/** A part that does not work is a finding to print, not a reason to stop looking. */
async function orFinding(name: string, look: () => Promise<Facts>): Promise<Facts> {
  try {
    return await look();
  } catch (error) {
    const data: ErrorData = toErrorData(error);
    return {
      json: { [name]: { error: data } },
      lines: [`${name}: ${data.message}${data.hint === undefined ? '' : ` ${data.hint}`}`],
    };
  }
}

function presence(wanted: readonly string[], there: ReadonlySet<string>): Record<string, boolean> {
  return Object.fromEntries(wanted.map((name) => [name, there.has(name)]));
}

function named(found: Readonly<Record<string, boolean>>): string {
  const missing = Object.keys(found).filter((name) => found[name] !== true);
  return missing.length === 0 ? 'all that matter' : `all that matter but ${missing.join(', ')}`;
}

async function ffmpegFacts(core: Core): Promise<Facts> {
  const tool = await core.ffmpeg();
  const filters = presence(filtersThatMatter, tool.filters);
  const encoders = presence(encodersThatMatter, tool.encoders);
  return {
    json: { ffmpeg: { path: tool.path, version: tool.version, origin: tool.origin, filters, encoders } },
    lines: [
      `ffmpeg: ${tool.version} (${tool.origin}) ${tool.path}`,
      `  filters: ${named(filters)}; encoders: ${named(encoders)}`,
    ],
  };
}

async function providerFacts(core: Core, signal: AbortSignal): Promise<Facts> {
  const providers = await core.engine.host.probe(signal);
  return {
    json: { providers },
    lines: providers.map(
      ({ name, works, reason }) =>
        `provider ${name}: ${works ? 'works' : `does not work. ${reason ?? ''}`.trim()}`,
    ),
  };
}

async function packFacts(core: Core): Promise<Facts> {
  const verdicts = await verifyAll(core);
  return {
    json: {
      packs: verdicts.map(({ error, ...verdict }) => ({
        ...verdict,
        ...(error === undefined ? {} : { error: toErrorData(error) }),
      })),
    },
    lines:
      verdicts.length === 0
        ? ['packs: none']
        : verdicts.map(
            ({ id, version, sha256, verified, error }) =>
              `pack ${id} ${version}: ${verified ? `verified, ${sha256}` : (error?.message ?? '')}`,
          ),
  };
}

async function programFacts(core: Core): Promise<Facts> {
  const provision = await readProvision(core.places.root);
  const electron = provision?.electron;
  return {
    json: {
      node: { path: process.execPath, version: process.versions.node },
      engineNode: core.places.node,
      electron: electron ?? null,
    },
    lines: [
      electron === undefined
        ? 'Electron: none was set up here'
        : `Electron: ${electron.version} (${electron.kind}) ${electron.path}`,
      `Node: ${process.versions.node} ${process.execPath}`,
    ],
  };
}

async function machineLines(core: Core): Promise<Facts> {
  const facts = await machineFacts(core.places.root);
  const freeMemoryBytes = freemem();
  return {
    json: { machine: { platform: process.platform, arch: process.arch, ...facts, freeMemoryBytes } },
    lines: [
      `processor: ${facts.processor}, ${facts.cores} threads`,
      `memory: ${gigabytes(facts.memoryBytes)}, ${gigabytes(freeMemoryBytes)} free`,
      `disk: ${gigabytes(facts.freeDiskBytes)} free`,
    ],
  };
}

/** `doctor`: everything that was chosen here, each tried and not only listed. */
export async function doctor(core: Core, io: CommandIo): Promise<CommandResult> {
  const parts = [
    await orFinding('programs', () => programFacts(core)),
    await orFinding('ffmpeg', () => ffmpegFacts(core)),
    await orFinding('providers', () => providerFacts(core, io.signal)),
    await orFinding('packs', () => packFacts(core)),
    await orFinding('machine', () => machineLines(core)),
  ];
  io.signal.throwIfAborted();
  return {
    json: Object.fromEntries(parts.flatMap(({ json }) => Object.entries(json))),
    lines: parts.flatMap(({ lines }) => lines),
  };
}
