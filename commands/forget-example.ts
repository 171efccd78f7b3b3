/** `npm run forget-example`: removes the worked example from the database, its workflows and its files. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection, WorkflowNotFoundError } from '@temporalio/client';
import { type Config, readConfigOrExit } from '../config.ts';
import { SUBJECT } from '../domain/process.ts';
import { MailStore } from '../embedded/mail-store.ts';
import { type Forgotten, forgetExample } from '../example/forget.ts';
import { pathOf } from '../records/documents.ts';
import { workflowId } from '../workflows/messages.ts';
import { examplePassword, forgottenMark, playingMark } from './example-places.ts';

const AGAIN = '--play-again';

const args = process.argv.slice(2);
const unknown = args.filter((arg) => arg !== AGAIN);
if (unknown.length > 0) {
  console.error(
    `✗ ${unknown.join(' ')}: chỉ có ${AGAIN} (lần khởi động sau diễn lại) · there is only ${AGAIN} (the next start plays it again)`,
  );
  process.exit(1);
}

const config = readConfigOrExit();
try {
  const forgotten = await forgetExample(config.database.url);
  if (forgotten) await clearUp(config, forgotten);
  await remember(config);
  console.log(
    forgotten
      ? `Đã xóa ví dụ: ${forgotten.applications.length} hồ sơ, ${forgotten.packages.length} gói thầu. · The example is removed: ${forgotten.applications.length} application(s), ${forgotten.packages.length} package(s).`
      : 'Không có ví dụ nào. · There is no example.',
  );
  if (forgotten?.clockReset)
    console.log('Đồng hồ nghiệp vụ trở về giờ thực. · The business clock is back at the wall clock.');
} catch (error) {
  console.error(`✗ ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

/** Ends what still runs for dossiers that are gone, and deletes files that no document names. */
async function clearUp({ dataDir, documentsDir, mail, temporal: server }: Config, forgotten: Forgotten): Promise<void> {
  for (const sha256 of forgotten.files) await rm(pathOf(documentsDir, sha256), { force: true });
  if (mail.embedded) await emptyMailbox(join(dataDir, 'mail'), forgotten.addresses);
  for (const place of [examplePassword(dataDir), playingMark(dataDir)]) await rm(place, { force: true });
  const connection = await Connection.connect(server.connection);
  try {
    const temporal = new Client({ connection, namespace: server.namespace });
    const ids = [
      ...forgotten.applications.map((code) => workflowId(SUBJECT.application, code)),
      ...forgotten.packages.map((code) => workflowId(SUBJECT.package, code)),
      ...forgotten.rounds.map((code) => workflowId(SUBJECT.round, code)),
    ];
    for (const id of ids) await temporal.workflow.getHandle(id).terminate('the example was removed').catch(isGone);
  } finally {
    await connection.close();
  }
}

/** The embedded mailbox keeps what was sent as files; a real mail server is not ours to empty. */
async function emptyMailbox(folder: string, addresses: readonly string[]): Promise<void> {
  const example = new Set(addresses.map((address) => address.toLowerCase()));
  for (const { id, to } of await new MailStore(folder).list())
    if (to.every((address) => example.has(address))) await rm(join(folder, `${id}.eml`), { force: true });
}

function isGone(error: unknown): void {
  if (!(error instanceof WorkflowNotFoundError)) throw error;
}

/** An empty database has the example played at its next start, unless it was removed on purpose. */
async function remember({ dataDir }: Config): Promise<void> {
  if (args.includes(AGAIN)) await rm(forgottenMark(dataDir), { force: true });
  else await writeFile(forgottenMark(dataDir), 'npm run forget-example\n');
}
