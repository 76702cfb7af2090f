import { describe, expect, it } from 'vitest';
import { testMedia, testStudio } from '../../app/testing/test-studio.ts';
import { addToTimeline } from '../actions/place.ts';
import { runCommand } from '../commands/registry.ts';

describe('the document in the window', () => {
  it('comes back step by step, with the names of the steps, and main is told of each', async () => {
    const { studio, main } = await testStudio();
    main.addMedia([testMedia()]);
    const empty = studio.project.getState().project?.document.timeline;
    addToTimeline(studio, testMedia().id);
    await runCommand(studio, 'edit.duplicate');
    const full = studio.project.getState().project?.document.timeline;
    expect(studio.project.getState().history.past.map(({ label }) => label)).toEqual([
      'Add clip',
      'Duplicate',
    ]);
    await runCommand(studio, 'edit.undo');
    await runCommand(studio, 'edit.undo');
    expect(studio.project.getState().project?.document.timeline).toBe(empty);
    expect(studio.messages.getState().last).toBe('Undid: Add clip');
    await runCommand(studio, 'edit.redo');
    await runCommand(studio, 'edit.redo');
    expect(studio.project.getState().project?.document.timeline).toBe(full);
    expect(main.project().document.timeline).toEqual(full);
  });

  it('keeps what was added to the library through undo', async () => {
    const { studio, main } = await testStudio();
    main.addMedia([testMedia()]);
    addToTimeline(studio, testMedia().id);
    await runCommand(studio, 'edit.undo');
    expect(Object.keys(studio.project.getState().project?.document.media ?? {})).toEqual(['media-a']);
  });

  it('goes on with its edits after a save, and starts afresh with another project', async () => {
    const { studio, main } = await testStudio();
    main.addMedia([testMedia()]);
    addToTimeline(studio, testMedia().id);
    expect(studio.project.getState().unsaved).toBe(true);
    await runCommand(studio, 'project.save');
    expect(studio.project.getState()).toMatchObject({ unsaved: false, project: { named: true } });
    expect(studio.project.getState().history.past).toHaveLength(1);
    await runCommand(studio, 'project.new');
    expect(studio.project.getState().history.past).toHaveLength(0);
    expect(studio.selection.getState().clips.size).toBe(0);
  });
});
