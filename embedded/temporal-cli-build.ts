import { spawn } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { foreignEnvironment } from '../config.ts';
import type { Getting } from './temporal-cli-download.ts';

const MODULE = join(import.meta.dirname, 'temporal-cli');
const PACKAGE = 'github.com/temporalio/cli';
const PROGRESS_MS = 20_000;

/**
 * Builds the CLI from the Go modules that embedded/temporal-cli/go.sum locks; about seven minutes on two cores, once.
 * Not `go install …@version`, which refuses a module with a `replace`, and not `go mod download`, which asks a module
 * proxy for files that the build does not need.
 * @throws Error when Go is missing or the build fails, with the end of what it said.
 */
export async function buildTemporalCli({ version, work, target, isUsable, say }: Getting): Promise<void> {
  for (const file of ['go.mod', 'go.sum']) copyFileSync(join(MODULE, file), join(work, file));
  const binary = join(work, process.platform === 'win32' ? 'temporal.exe' : 'temporal');
  const flags = `-s -w -X ${PACKAGE}/internal/temporalcli.Version=${version}`;
  await goBuild(work, ['build', '-v', '-trimpath', '-ldflags', flags, '-o', binary, `${PACKAGE}/cmd/temporal`], say);
  if (!(await isUsable(binary))) throw new Error('the server that was built does not run on this machine');
  await rename(binary, target);
}

function goBuild(folder: string, args: string[], say: (line: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const started = Date.now();
    const lines: string[] = [];
    let downloaded = 0;
    const go = spawn('go', args, {
      cwd: folder,
      env: foreignEnvironment({ CGO_ENABLED: '0', GOWORK: 'off' }),
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    go.once('spawn', () => say('Building the Temporal server from its Go modules (once, about seven minutes) …'));
    go.stderr.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n').filter(Boolean)) {
        if (line.startsWith('go: downloading')) downloaded += 1;
        else lines.push(line);
      }
    });
    const progress = setInterval(() => {
      const elapsed = Math.round((Date.now() - started) / 1000);
      const time = `${Math.floor(elapsed / 60)}:${String(elapsed % 60).padStart(2, '0')}`;
      say(`  ${time}  ${downloaded} modules fetched, ${lines.length} packages compiled …`);
    }, PROGRESS_MS);
    const kill = () => go.kill();
    process.once('exit', kill);
    const finish = (error?: Error) => {
      process.off('exit', kill);
      clearInterval(progress);
      if (error) reject(error);
      else resolve();
    };
    go.once('error', () => finish(new Error('Go is not installed')));
    go.once('close', (code) => {
      finish(code === 0 ? undefined : new Error(`go build ended with code ${code}: ${lines.slice(-5).join(' | ')}`));
    });
  });
}
