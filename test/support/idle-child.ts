// A process for test/commands/child.test.ts: ready at once, ends when asked to, writing to the file named in IDLE_CHILD_FILE.
import { writeFileSync } from 'node:fs';

const idle = setInterval(() => {}, 60_000);
process.once('SIGTERM', () => {
  writeFileSync(process.env.IDLE_CHILD_FILE ?? '', 'ended in order');
  clearInterval(idle);
});
process.send?.('ready');
