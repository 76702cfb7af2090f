import { AppError, type ErrorCode } from '../errors/app-error.ts';
import {
  aspects,
  aspectSchema,
  backendNames,
  backendNameSchema,
  requestLimits,
  type Aspect,
  type BackendName,
  type Size,
} from './request.ts';

/**
 * One sentence for every bad input, the same from the command line and from the window. Each function takes what a
 * person typed and returns the value, or throws an AppError that names what was typed and what would be right.
 */
function quoted(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}

function grouped(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** Any script, emoji and direction; ends trimmed. @throws AppError `input.prompt` */
export function checkPrompt(text: string): string {
  const prompt = text.trim();
  if (prompt === '') {
    throw new AppError('input.prompt', 'The prompt is empty.', {
      hint: 'Say what should be seen: a place, who is in it, and what happens.',
    });
  }
  return checkPromptLength(prompt, 'prompt');
}

/** As `checkPrompt`, but may be empty. @throws AppError `input.prompt` */
export function checkOptionalPrompt(text: string): string {
  return checkPromptLength(text.trim(), 'prompt');
}

/** May be empty. @throws AppError `input.prompt` */
export function checkNegative(text: string): string {
  return checkPromptLength(text.trim(), 'negative prompt');
}

function checkPromptLength(text: string, name: string): string {
  const limit = requestLimits.promptCharacters;
  if (text.length > limit) {
    throw new AppError(
      'input.prompt',
      `The ${name} has ${grouped(text.length)} characters; at most ${grouped(limit)} are read.`,
      { hint: 'Keep what can be seen in the shot and drop the rest.' },
    );
  }
  return text;
}

/** Plain decimals only: `1e9`, `NaN`, `0x10` and `2s` are slips, not numbers. */
function decimalOf(value: string | number): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  const text = value.trim();
  return /^-?\d{1,12}(\.\d{1,12})?$/.test(text) ? Number(text) : undefined;
}

function checkNumber(
  value: string | number,
  code: ErrorCode,
  name: string,
  range: { readonly min: number; readonly max: number },
  whole: boolean,
): number {
  const number = decimalOf(value);
  const hint = `Use a ${whole ? 'whole number' : 'number'} from ${range.min} to ${range.max}.`;
  if (number === undefined || (whole && !Number.isInteger(number))) {
    throw new AppError(
      code,
      `${quoted(String(value))} is not a ${whole ? 'whole' : 'plain'} number for ${name}.`,
      { hint },
    );
  }
  if (number < range.min || number > range.max) {
    throw new AppError(code, `${number} is out of range for ${name}.`, { hint });
  }
  return number;
}

/** @throws AppError `input.seconds` */
export function checkSeconds(value: string | number): number {
  return checkNumber(value, 'input.seconds', 'seconds', requestLimits.seconds, false);
}

/** Length of a hole between two known sides; a single frame will do. @throws AppError `input.seconds` */
export function checkGapSeconds(value: string | number): number {
  return checkNumber(value, 'input.seconds', 'seconds', requestLimits.gapSeconds, false);
}

/** A time in a clip or a shot. @throws AppError `input.seconds` */
export function checkMoment(value: string | number): number {
  return checkNumber(value, 'input.seconds', 'seconds', requestLimits.momentSeconds, false);
}

/** @throws AppError `input.option` */
export function checkStrength(value: string | number): number {
  return checkNumber(value, 'input.option', 'strength', requestLimits.strength, false);
}

/** @throws AppError `input.option` */
export function checkTakes(value: string | number): number {
  return checkNumber(value, 'input.option', 'takes', requestLimits.takes, true);
}

/** @throws AppError `input.option` */
export function checkSteps(value: string | number): number {
  return checkNumber(value, 'input.option', 'steps', requestLimits.steps, true);
}

/** @throws AppError `input.option` */
export function checkGuidance(value: string | number): number {
  return checkNumber(value, 'input.option', 'guidance', requestLimits.guidance, false);
}

/** @throws AppError `input.option` */
export function checkCache(value: string): 'off' | 'on' | number {
  if (value === 'off' || value === 'on') return value;
  return checkNumber(value, 'input.option', 'cache', requestLimits.cache, false);
}

const largestSeed = 2n ** 64n - 1n;

/** A whole number that fits 64 bits, as a decimal string. @throws AppError `input.option` */
export function checkSeed(value: string | number): string {
  const text = String(value).trim();
  if (!/^\d{1,20}$/.test(text) || BigInt(text) > largestSeed) {
    throw new AppError('input.option', `${quoted(text)} is not a seed.`, {
      hint: `Use a whole number from 0 to ${largestSeed}, or leave it out for a new one.`,
    });
  }
  return BigInt(text).toString();
}

/** @throws AppError `input.option` */
export function checkBackend(text: string): BackendName {
  const backend = backendNameSchema.safeParse(text.trim().toLowerCase());
  if (!backend.success) {
    throw new AppError('input.option', `${quoted(text)} is not a backend.`, {
      hint: `Use one of ${backendNames.join(', ')}.`,
    });
  }
  return backend.data;
}

/** @throws AppError `input.aspect` */
export function checkAspect(text: string): Aspect {
  const aspect = aspectSchema.safeParse(text.trim());
  if (aspect.success) return aspect.data;
  const meant = aspects.find((known) => known === text.trim().replace(/[xX×/]/, ':'));
  throw new AppError('input.aspect', `${quoted(text)} is not an aspect we know.`, {
    hint: meant === undefined ? `Use one of ${aspects.join(', ')}.` : `Did you mean ${meant}?`,
  });
}

/** `1280x720`. Even numbers, because the colour of delivered video is stored at half size. @throws AppError `input.size` */
export function checkSize(value: string | Size): Size {
  const text = typeof value === 'string' ? value.trim() : `${value.width}x${value.height}`;
  const match = /^(\d{1,6})[xX×](\d{1,6})$/.exec(text);
  if (match === null) {
    throw new AppError('input.size', `${quoted(text)} is not a size.`, {
      hint: 'Write width and height in pixels, for example 1280x720.',
    });
  }
  const width = Number(match[1]);
  const height = Number(match[2]);
  const { min, max } = requestLimits.edgePixels;
  if (Math.min(width, height) < min || Math.max(width, height) > max) {
    throw new AppError('input.size', `The size ${width}x${height} is out of range.`, {
      hint: `Each side may have ${min} to ${max} pixels.`,
    });
  }
  if (width % 2 !== 0 || height % 2 !== 0) {
    throw new AppError('input.size', `The size ${width}x${height} has an odd side; video needs even ones.`, {
      hint: `Use ${width + (width % 2)}x${height + (height % 2)}.`,
    });
  }
  return { width, height };
}
