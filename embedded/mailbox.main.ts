import { join } from 'node:path';
import { readConfigOrExit } from '../config.ts';
import { startMailbox } from './mailbox.ts';

const { dataDir, embedded } = readConfigOrExit();
const mailbox = await startMailbox({
  folder: join(dataDir, 'mail'),
  smtpPort: embedded.smtp,
  inboxPort: embedded.inbox,
});
process.once('SIGTERM', () => void mailbox.stop());
process.send?.('ready');
