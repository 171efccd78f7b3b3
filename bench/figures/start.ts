/** `npm start` on a folder that is already set up: how long until it is ready. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { childEnvironment } from '../../config.ts';
import type { Part } from '../bench.ts';
import { freePorts, OTHERS, PORTS } from '../servers.ts';
import { median } from '../statistics.ts';
import { atMost, fixed } from '../table.ts';

const root = join(import.meta.dirname, '../..');
const READY = /Sẵn sàng/;
const WITHIN_MS = 180_000;

export const start: Part = async (bench) => {
  const seconds = median(await startSeconds(bench.size(3, 1)));
  return [
    {
      name: '`npm start`, already set up, to ready',
      value: `${fixed(seconds, 1)} s`,
      goal: atMost(seconds, 15, ' s'),
    },
  ];
};

/** Starts it once to set the folder up, then so many times. @returns seconds of each start, from the command to its saying that it is ready */
async function startSeconds(times: number): Promise<number[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'thong-suot-bench-start-'));
  chmodSync(dataDir, 0o711);
  try {
    const settings = { DATA_DIR: dataDir, ...(await freePorts(PORTS)) };
    await startOnce(settings);
    const seconds: number[] = [];
    for (let time = 0; time < times; time += 1) seconds.push(await startOnce(settings));
    return seconds;
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function startOnce(settings: Record<string, string>): Promise<number> {
  const others = Object.fromEntries([...OTHERS, 'DATABASE_URL'].map((name) => [name, '']));
  const from = performance.now();
  const child = spawn('npm', ['start', '--', '--no-example'], {
    cwd: root,
    // A group of its own, ended as Ctrl-C in a terminal would.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnvironment({ ...others, ...settings }),
  });
  let said = '';
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const ready = new Promise<number>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`npm start was not ready in time:\n${said}`)), WITHIN_MS);
    const hear = (chunk: Buffer) => {
      said += chunk.toString('utf8');
      if (!READY.test(said)) return;
      clearTimeout(timer);
      resolve((performance.now() - from) / 1000);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    void ended.then(() => reject(new Error(`npm start ended:\n${said}`)));
  });
  try {
    return await ready;
  } finally {
    if (child.pid && child.exitCode === null) process.kill(-child.pid, 'SIGINT');
    await ended;
  }
}
