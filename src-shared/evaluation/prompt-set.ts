import { z } from 'zod';
import { AppError } from '../errors/app-error.ts';
import { requestLimits } from '../generation/request.ts';

/** What a prompt's clip should show; only what is written is judged. */
const word = z.string().trim().min(1).max(80);
export const expectationSchema = z.strictObject({
  setting: word.optional(),
  time: word.optional(),
  weather: word.optional(),
  subject: word.optional(),
  colour: word.optional(),
  size: word.optional(),
  count: z.union([word, z.number().int().min(0).max(100)]).optional(),
  action: word.optional(),
  direction: word.optional(),
  speed: word.optional(),
  camera: word.optional(),
  style: word.optional(),
});
export type Expectation = z.infer<typeof expectationSchema>;
export const expectedNames = expectationSchema.keyof().options;

export const promptEntrySchema = z.strictObject({
  prompt: z.string().trim().min(1).max(requestLimits.promptCharacters),
  expect: expectationSchema,
});
export type PromptEntry = z.infer<typeof promptEntrySchema>;

const mostPrompts = 5000;
const promptSetSchema = z.array(promptEntrySchema).min(1).max(mostPrompts);

const shape = 'It is a JSON list of {"prompt": "…", "expect": {"setting": "…", "subject": "…"}}.';

/** The first fault of a file in words: which entry, and what about it. */
function faultOf(error: z.ZodError): string {
  const [issue] = error.issues;
  const [index, ...rest] = issue?.path ?? [];
  if (typeof index !== 'number') {
    if (issue?.code === 'too_small') return 'it holds no prompt';
    if (issue?.code === 'too_big') return `it holds more than ${mostPrompts} prompts`;
    return 'it is not a list';
  }
  const where = `entry ${index + 1}`;
  if (issue?.code === 'unrecognized_keys') {
    const inside = rest.length === 0 ? '' : ` in “${rest.join('.')}”`;
    return `${where} has “${issue.keys[0] ?? ''}”${inside}, which is not known`;
  }
  return rest.length === 0
    ? `${where} is not a prompt with what it should show`
    : `${where} has no usable “${rest.join('.')}”`;
}

/**
 * Reads a list of prompts with what each should show.
 *
 * @param name of the file, for the sentence of the error
 * @throws AppError `input.file.format`
 */
export function parsePromptSet(text: string, name: string): PromptEntry[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new AppError('input.file.format', `“${name}” is not valid JSON.`, { hint: shape, cause });
  }
  const parsed = promptSetSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new AppError('input.file.format', `“${name}” can't be used as prompts: ${faultOf(parsed.error)}.`, {
    hint: shape,
    cause: parsed.error,
  });
}
