import { createHash } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { dependencies } from '../../package.json';

/** What decides which drivers a process finds. */
const variables = [
  'VK_ICD_FILENAMES',
  'VK_DRIVER_FILES',
  'LD_LIBRARY_PATH',
  'CUDA_PATH',
  'CUDA_VISIBLE_DEVICES',
] as const;

/** Places that change when a graphics driver or card comes, goes or is renewed. Folders count with their entries. */
const placesOf: Readonly<Record<string, readonly string[]>> = {
  linux: [
    '/dev/dri',
    '/proc/driver/nvidia/version',
    '/usr/share/vulkan/icd.d',
    '/etc/vulkan/icd.d',
    '/usr/lib/x86_64-linux-gnu/libvulkan.so.1',
    '/usr/lib64/libvulkan.so.1',
  ],
  // Every driver package is a folder in here, so a new one changes the folder's time.
  win32: ['C:\\Windows\\System32\\DriverStore\\FileRepository', 'C:\\Windows\\System32\\nvcuda.dll'],
  darwin: [],
};

async function traceOf(path: string): Promise<string> {
  try {
    const found = await stat(path);
    if (!found.isDirectory()) {
      // Files of the kernel have no time of their own; their text says what they are.
      const text = path.startsWith('/proc/') ? await readFile(path, 'utf8') : '';
      return `${path} ${found.size} ${found.mtimeMs} ${text}`;
    }
    // A Windows driver store has thousands of entries, and its time tells of each.
    if (path.includes('DriverStore')) return `${path} ${found.mtimeMs}`;
    const entries = await Promise.all(
      (await readdir(path)).sort().map(async (name) => {
        const entry = await stat(join(path, name));
        // Device files are made anew at every start of the system; that they are there is what counts.
        return entry.isFile() ? `${name} ${entry.mtimeMs}` : name;
      }),
    );
    return [path, ...entries].join('\n');
  } catch {
    return `${path} -`;
  }
}

/**
 * A name for everything that decides which execution providers work here: ONNX Runtime, the system, processor, graphics
 * drivers and the variables that choose among them. Cheap: files are looked at, no driver is loaded.
 */
export async function driverIdentity(): Promise<string> {
  const traces = await Promise.all((placesOf[process.platform] ?? []).map(traceOf));
  const parts = [
    dependencies['onnxruntime-node'],
    process.platform,
    process.arch,
    release(),
    cpus()[0]?.model ?? '',
    String(cpus().length),
    ...variables.map((name) => `${name}=${process.env[name] ?? ''}`),
    ...traces,
  ];
  return createHash('sha256').update(parts.join('\0')).digest('hex');
}
