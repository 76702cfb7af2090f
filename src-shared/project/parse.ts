import { AppError } from '../errors/app-error.ts';
import { refuseHostileJson, refuseHostileText } from './hostile.ts';
import { referenceProblems, timelineProblems } from './invariants.ts';
import { migrated } from './migrations.ts';
import { projectDocumentSchema, type ProjectDocument } from './schema.ts';

/**
 * A project document from a JSON value of any origin. Earlier versions are migrated; fields this version does not know
 * stay where they are.
 *
 * @throws AppError `project.unreadable` (no project), `project.newer` (of a later program) or `project.invalid`
 */
export function parseProject(json: unknown): ProjectDocument {
  refuseHostileJson(json);
  const parsed = projectDocumentSchema.safeParse(migrated(json));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where =
      issue === undefined || issue.path.length === 0 ? 'its top' : issue.path.map(String).join('.');
    throw new AppError('project.invalid', `The project file is not usable: something is wrong at ${where}.`, {
      hint: 'Open an earlier version of the project.',
      cause: parsed.error,
    });
  }
  const [problem] = [...timelineProblems(parsed.data.timeline), ...referenceProblems(parsed.data)];
  if (problem !== undefined) {
    throw new AppError('project.invalid', `The project file is not usable: ${problem}.`, {
      hint: 'Open an earlier version of the project.',
    });
  }
  return parsed.data;
}

function damaged(cause: unknown): AppError {
  return new AppError('project.unreadable', 'The project file is damaged and cannot be read.', {
    hint: 'Open an earlier version of the project.',
    cause,
  });
}

/**
 * The same from the bytes of a file.
 *
 * @throws AppError as `parseProject`; `project.unreadable` for text that is cut off or no JSON
 */
export function parseProjectBytes(bytes: Uint8Array): ProjectDocument {
  refuseHostileText(bytes);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw damaged(error);
  }
  return parseProject(json);
}

/**
 * The same from the text of a file.
 *
 * @throws AppError as `parseProjectBytes`
 */
export function parseProjectText(text: string): ProjectDocument {
  return parseProjectBytes(new TextEncoder().encode(text));
}
