import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { projectInArguments } from './project-argument.ts';

test('the project among the arguments is found, relative to where the person stands', () => {
  const argv = ['/opt/electron', '--no-sandbox', '/opt/app', 'films/Sea.kinoloom'];
  expect(projectInArguments(argv, '/home/ann')).toBe(resolve('/home/ann', 'films/Sea.kinoloom'));
});

test('a bundle is named like a project; of several the last counts', () => {
  const argv = ['/opt/kinoloom', 'Sea.kinoloom', '../mail/Hills.kinoloomz'];
  expect(projectInArguments(argv, '/home/ann')).toBe(resolve('/home/mail', 'Hills.kinoloomz'));
});

test('switches, the program itself and other files are no project', () => {
  expect(
    projectInArguments(['/opt/a.kinoloom', '.', '--open=b.kinoloom', 'clip.mp4'], '/home/ann'),
  ).toBeUndefined();
});
