import { familyNames } from '../../../src-shared/pack/schema.ts';
import type { CommandResult } from '../main.ts';

const steps = [
  'Open-weight models become packs once, with Python 3.11 or newer; running them needs none.',
  '',
  '  1. get the sources of Kinoloom and go into their folder "models"',
  '  2. pip install -r export/requirements.txt',
  '  3. python -m export PIPELINE -o PACK [--dtype fp32|fp16]',
  '     PIPELINE: a folder in the format of diffusers, or its id on the hub',
  '  4. kinoloom packs install PACK --accept-licence, when you have read and accept its licence',
  '',
  'To publish a pack, put its folder on a web server that sends parts of files (Range) over https;',
  'kinoloom packs install https://…/PACK then brings it. models/export/README.md says more.',
];

/** `packs export-help`: how a pipeline becomes a pack. */
export function exportHelp(): CommandResult {
  return {
    json: { families: familyNames, command: 'python -m export PIPELINE -o PACK', steps },
    lines: [...steps, '', `Families this Kinoloom runs: ${familyNames.join(', ')}.`],
  };
}
