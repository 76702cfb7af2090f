import { begin } from './electron/begin.ts';

begin(__dirname);
