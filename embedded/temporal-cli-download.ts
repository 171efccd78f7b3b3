import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A way to get the CLI: puts it at `target`, whole or not at all, using the folder `work`. */
export interface Getting {
  version: string;
  work: string;
  target: string;
  isUsable: (command: string) => Promise<boolean>;
  say: (line: string) => void;
}

/** An unreachable site must cost seconds; one that answers may take its time as long as bytes keep coming. */
const CONNECT_MS = 5_000;
const STALL_MS = 15_000;

const run = promisify(execFile);

/**
 * Downloads the release archive of Temporal's own project and checks it against the release's list of SHA-256 sums.
 * @throws Error when it cannot be reached within seconds, breaks off or does not match.
 */
export async function downloadTemporalCli({ version, work, target, isUsable, say }: Getting): Promise<void> {
  const release = `https://github.com/temporalio/cli/releases/download/v${version}`;
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `temporal_cli_${version}_${system}_${process.arch === 'x64' ? 'amd64' : process.arch}.tar.gz`;

  const sums = (await download(`${release}/checksums.txt`)).toString('utf8');
  const expected = sums
    .split('\n')
    .find((line) => line.trim().endsWith(name))
    ?.slice(0, 64);
  if (!expected) throw new Error(`the release has no ${name}`);

  say(`Downloading the Temporal server ${version} (once, about 50 MB) …`);
  const archive = await download(`${release}/${name}`);
  const actual = createHash('sha256').update(archive).digest('hex');
  if (actual !== expected) throw new Error(`${name} has SHA-256 ${actual}, not ${expected}`);

  const file = join(work, 'archive.tar.gz');
  writeFileSync(file, archive);
  await run('tar', ['-xzf', file, '-C', work]);
  const binary = join(work, process.platform === 'win32' ? 'temporal.exe' : 'temporal');
  if (!(await isUsable(binary))) throw new Error(`the downloaded ${name} does not run on this machine`);
  await rename(binary, target);
}

async function download(url: string): Promise<Buffer> {
  const control = new AbortController();
  let timer = setTimeout(() => control.abort(), CONNECT_MS);
  try {
    const response = await fetch(url, { signal: control.signal });
    if (!response.ok || !response.body) throw new Error(`${new URL(url).host} answered ${response.status}`);
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.body) {
      clearTimeout(timer);
      timer = setTimeout(() => control.abort(), STALL_MS);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (control.signal.aborted) throw new Error(`${new URL(url).host} did not answer in time`);
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : undefined;
    throw new Error(cause ? `${new URL(url).host} cannot be reached (${cause})` : String((error as Error).message));
  } finally {
    clearTimeout(timer);
  }
}
