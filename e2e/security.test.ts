import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchStudio } from './support/studio.ts';
import type { Studio } from './support/studio.ts';

/** What a page that was taken over would try. Each piece of script runs in the page itself. */
let studio: Studio;
beforeAll(async () => {
  studio = await launchStudio();
});
afterAll(async () => {
  // The refusals are what these tests provoke; anything else the window complained about would be news.
  const provoked =
    /Content Security Policy|Trusted|Not allowed to|ERR_|status of 404|WebSocket|Permissions policy/;
  const strange = studio.complaints.filter((text) => !provoked.test(text));
  await studio.close().catch((error: unknown) => {
    if (!String(error).includes('complained')) throw error;
  });
  if (strange.length > 0) throw new Error(`The window complained: ${strange.join(' | ')}`);
});

/**
 * Runs a piece of page script and answers what became of it. It goes on in a task of its own, because the debugger lets
 * the first one do what the page's policy forbids.
 */
function attempt(script: string): Promise<string> {
  const body = `await new Promise((resolve) => setTimeout(resolve, 0)); ${script}`;
  return studio.page.evaluate(`(async () => { try { ${body} } catch (error) { return error.name; } })()`);
}

test('the window runs sandboxed, isolated and without Node', async () => {
  const preferences: unknown = await studio.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined) return undefined;
    // Electron has it and does not document it.
    const read: unknown = Reflect.get(contents, 'getLastWebPreferences');
    const answer: unknown = typeof read === 'function' ? Reflect.apply(read, contents, []) : undefined;
    return answer;
  });
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  });
  const types = await attempt('return [typeof require, typeof process, typeof module].join()');
  expect(types).toBe('undefined,undefined,undefined');
  expect(await attempt('return Object.keys(window.kinoloom).sort().join()')).toBe('call,on,tokensOf');
});

test('script that is not a file of ours never runs', async () => {
  expect(await attempt('eval("window.ran = true"); return "ran"')).toBe('EvalError');
  expect(await attempt('new Function("window.ran = true")(); return "ran"')).toBe('EvalError');
  expect(await attempt('document.body.innerHTML = "<b>x</b>"; return "set"')).toBe('TypeError');
  await attempt(`
    const image = new Image();
    image.setAttribute('onerror', 'window.ran = true');
    const failed = new Promise((resolve) => image.addEventListener('error', resolve));
    image.src = 'app://kinoloom/none.png';
    document.body.append(image);
    await failed;
    image.remove();
    return '';
  `);
  expect(await attempt('return String(window.ran)')).toBe('undefined');
});

test('nothing leaves the machine and no file of it is read', async () => {
  for (const url of ['https://example.org/', 'http://127.0.0.1:9/', 'file:///etc/passwd']) {
    expect(await attempt(`await fetch('${url}'); return 'fetched'`), url).toBe('TypeError');
  }
  const socket = `
    const socket = new WebSocket('ws://127.0.0.1:9/');
    return await new Promise((resolve) => {
      socket.onopen = () => resolve('open');
      socket.onerror = () => resolve('refused');
    });
  `;
  expect(await attempt(socket)).not.toBe('open');
  const paths = [
    'media://media/../../etc/passwd',
    'media://media/media-none',
    'app://kinoloom/../package.json',
  ];
  for (const url of paths) {
    expect(await attempt(`return String((await fetch('${url}')).ok)`), url).not.toBe('true');
  }
});

test('the page can not be led elsewhere nor open windows', async () => {
  expect(await attempt('return String(window.open("https://example.org/"))')).toBe('null');
  expect(await attempt('return String(window.open("app://kinoloom/index.html"))')).toBe('null');
  for (const url of [
    'https://example.org/',
    'file:///etc/passwd',
    'media://media/media-none',
    'data:text/html,x',
  ]) {
    await attempt(`location.href = '${url}'; return ''`);
  }
  await attempt(`
    const frame = document.createElement('iframe');
    const settled = new Promise((resolve) => frame.addEventListener('load', resolve));
    frame.src = 'https://example.org/';
    document.body.append(frame);
    await settled;
    frame.remove();
    return '';
  `);
  expect(studio.page.url()).toBe('app://kinoloom/index.html');
  expect(studio.app.windows()).toHaveLength(1);
});

test('a window that got lost finds back to the editor', async () => {
  await attempt('window.marked = true; return ""');
  await studio.page.evaluate("setTimeout(() => { location.href = 'about:blank'; }, 0)");
  // A new document of ours, without the mark: it was away and is back.
  await expect
    .poll(() => studio.page.evaluate('location.href + " " + window.marked').catch(() => ''), {
      timeout: 20_000,
    })
    .toBe('app://kinoloom/index.html undefined');
  expect(await attempt('return String((await window.kinoloom.call("project.current")).ok)')).toBe('true');
});

test('no permission is given but those the editor uses', async () => {
  for (const name of ['geolocation', 'notifications', 'camera', 'microphone', 'midi']) {
    const state = await attempt(`return (await navigator.permissions.query({ name: '${name}' })).state`);
    expect(state, name).not.toBe('granted');
  }
  const camera = 'await navigator.mediaDevices.getUserMedia({ video: true }); return "given"';
  expect(await attempt(camera)).not.toBe('given');
});

test('calls that are no calls, and files that were never dropped, are refused', async () => {
  const errorOf = (call: string): Promise<string> =>
    attempt(`return (await window.kinoloom.call(${call})).error.code`);
  expect(await errorOf('"constructor"')).toBe('policy.refused');
  expect(await errorOf('"jobs.cancel", "../../x"')).toBe('input.option');
  expect(await errorOf(`"library.importDropped", ["file-${'a'.repeat(32)}"]`)).toBe('input.file.missing');
  const tokens = (files: string): Promise<string> =>
    attempt(`return String((await window.kinoloom.tokensOf(${files})).length)`);
  expect(await tokens('[{ path: "/etc/passwd" }]')).toBe('0');
  expect(await tokens('[new File(["x"], "x.png")]')).toBe('0');
});
