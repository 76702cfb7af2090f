import type { MessageKey } from '../../i18n/i18n.ts';
import { importPasted } from '../actions/library.ts';
import type { Studio } from '../studio.ts';
import type { KeysStore } from '../stores/keys-store.ts';
import { keysIn } from './keymap.ts';
import {
  isTextTarget,
  matchesChord,
  normalisedChord,
  parseChord,
  type Chord,
  type KeyPress,
} from './keys.ts';

/** Why something can't be done: a sentence of the catalogue, or one that comes from elsewhere, such as a model's own. */
export type Refusal = MessageKey | { readonly said: string };

/** One thing the program can do, under one name everywhere: keyboard, palette, menus, buttons, tooltips. */
export interface Command {
  readonly id: string;
  readonly label: MessageKey;
  /** Chords of the Kinoloom preset; the first is the one that is shown. A preset or the person may choose others. */
  readonly keys?: readonly string[];
  /** True: also while text is being written (chords with a modifier only). */
  readonly inText?: boolean;
  /** True: goes on while the key is held. */
  readonly repeats?: boolean;
  /** What the menu says instead of the name: with what it would undo. */
  readonly menuLabel?: (studio: Studio) => string | null;
  /** Left out of the palette: has a meaning only where it is called from. */
  readonly hidden?: boolean;
  /** Why it can't run now; null = it can. */
  readonly reason?: (studio: Studio) => Refusal | null;
  readonly run: (studio: Studio) => void | Promise<void>;
}

export interface CommandRegistry {
  readonly all: readonly Command[];
  get(id: string): Command | undefined;
  /** The chords that run a command now; the first is the one that is shown. */
  keysOf(id: string): readonly string[];
  /** The command a key press asks for, by its chord. */
  forKey(
    press: KeyPress,
    context: { readonly inText: boolean; readonly repeat: boolean },
  ): Command | undefined;
}

interface Bound {
  readonly command: Command;
  readonly chord: Chord;
}

/**
 * @param keys what the person chose; absent: the table's own chords
 * @throws RangeError when two commands share an id or, in the table itself, a chord: that is a defect. Chords a person
 *   chose may collide; the first command of the table then has them, and the shortcut editor shows it.
 */
export function createRegistry(all: readonly Command[], isMac: boolean, keys?: KeysStore): CommandRegistry {
  const byId = new Map<string, Command>();
  const byChord = new Map<string, string>();
  for (const command of all) {
    if (byId.has(command.id)) throw new RangeError(`Two commands are called ${command.id}`);
    byId.set(command.id, command);
    for (const text of command.keys ?? []) {
      const taken = byChord.get(normalisedChord(text));
      if (taken !== undefined) throw new RangeError(`${text} runs both ${taken} and ${command.id}`);
      byChord.set(normalisedChord(text), command.id);
    }
  }
  let bound: readonly Bound[] = bind();
  keys?.subscribe(() => {
    bound = bind();
  });

  function keysOfCommand(command: Command): readonly string[] {
    return keys === undefined ? (command.keys ?? []) : keysIn(command, keys.getState());
  }
  function bind(): readonly Bound[] {
    return all.flatMap((command) =>
      keysOfCommand(command).map((text) => ({ command, chord: parseChord(text) })),
    );
  }
  return {
    all,
    get: (id) => byId.get(id),
    keysOf(id) {
      const command = byId.get(id);
      return command === undefined ? [] : keysOfCommand(command);
    },
    forKey(press, { inText, repeat }) {
      const found = bound.find(({ command, chord }) => {
        if (!matchesChord(chord, press, isMac)) return false;
        return !inText || (command.inText === true && (chord.mod || chord.key === 'Escape'));
      });
      if (found === undefined || (repeat && found.command.repeats !== true)) return undefined;
      return found.command;
    },
  };
}

/** Why a command can't run now, in words; null = it can. */
export function reasonOf(studio: Studio, command: Command): string | null {
  const reason = command.reason?.(studio) ?? null;
  if (reason === null) return null;
  return typeof reason === 'string' ? studio.text(reason) : reason.said;
}

/** Runs a command unless it has a reason not to; the reason is then said in the status bar and to screen readers. */
export async function runCommand(studio: Studio, id: string): Promise<void> {
  const command = studio.commands.get(id);
  if (command === undefined) return;
  const reason = reasonOf(studio, command);
  if (reason !== null) {
    studio.messages.refuse(reason);
    return;
  }
  studio.messages.settle();
  try {
    await command.run(studio);
  } catch (error) {
    studio.report(error);
  }
}

/** While one of these is open the keys are its own; one that is closing has let go of them. */
const openPopups = ['dialog', 'alertdialog', 'menu']
  .map((role) => `[role="${role}"]:not([data-ending-style])`)
  .join();

/** The system's own key for pasting: only its event, which comes after the key, tells what the clipboard holds. */
const systemPaste = parseChord('Mod+V');

/** Feeds the registry from the keyboard. Returns the function that stops listening. */
export function listenToKeys(studio: Studio, target: Window): () => void {
  let pasting: string | undefined;
  const onKeyDown = (event: KeyboardEvent): void => {
    pasting = undefined;
    // A panel that has used the key itself has said so; text being composed belongs to the input method.
    if (event.defaultPrevented || event.isComposing) return;
    const inText = isTextTarget(event.target);
    const command = studio.commands.forKey(event, { inText, repeat: event.repeat });
    if (command === undefined) return;
    if (document.querySelector(openPopups) !== null) return;
    // Space and Enter press the focused control; they are not shortcuts there.
    if ((event.key === ' ' || event.key === 'Enter') && isPressable(event.target)) return;
    if (!inText && matchesChord(systemPaste, event, studio.isMac)) {
      pasting = command.id;
      return;
    }
    event.preventDefault();
    void runCommand(studio, command.id);
  };
  /** Files and pictures go to the library; clips that were copied here go first where the library is not in use. */
  const onPaste = (event: ClipboardEvent): void => {
    const command = pasting;
    pasting = undefined;
    if (event.defaultPrevented || isTextTarget(event.target)) return;
    if (document.querySelector(openPopups) !== null) return;
    event.preventDefault();
    const files = [...(event.clipboardData?.files ?? [])];
    const isForLibrary =
      studio.view.getState().activePanel === 'library' || studio.clipboard.getState().clips === null;
    if (files.length > 0 && isForLibrary)
      importPasted(studio, files).catch((error: unknown) => studio.report(error));
    else if (command !== undefined) void runCommand(studio, command);
  };
  const onKeyUp = (event: KeyboardEvent): void => {
    if (event.key.toUpperCase() === 'K') studio.transport.press('k-up');
  };
  target.addEventListener('keydown', onKeyDown);
  target.addEventListener('paste', onPaste);
  target.addEventListener('keyup', onKeyUp);
  return () => {
    target.removeEventListener('keydown', onKeyDown);
    target.removeEventListener('paste', onPaste);
    target.removeEventListener('keyup', onKeyUp);
  };
}

function isPressable(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest(
      'button, [role="button"], [role="option"], [role="tab"], [role="menuitem"], [role="radio"], summary, a',
    ) !== null &&
    target.closest('[data-clip]') === null
  );
}
