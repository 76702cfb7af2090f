'use strict';

// The smallest application: what the end-to-end support is proven on, and what the start of the real one is compared with.
const { app, BrowserWindow } = require('electron');

app.setPath('userData', process.env.KINOLOOM_USER_DATA);
app.on('window-all-closed', () => app.quit());
void app.whenReady().then(async () => {
  const window = new BrowserWindow({ width: 640, height: 360, webPreferences: { sandbox: true } });
  await window.loadFile('page.html');
});
