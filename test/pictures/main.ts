/**
 * `npm run pictures`: what a supervisor sees in Temporal's own pages of a settled, a late, a paused, a refused and a faulted dossier. Plays them,
 * opens a real browser, and writes docs/pictures. Chromium must be there (Debian: apt-get install chromium), or CHROMIUM_PATH say where it is.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { SUBJECT } from '../../domain/process.ts';
import { workflowId } from '../../workflows/messages.ts';
import { castOf } from '../support/cast.ts';
import { openPlant, type Plant } from '../support/kill-plant.ts';
import { dossiersOf } from './dossiers.ts';

const FOLDER = join(import.meta.dirname, '../../docs/pictures');
const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const SIZE = { width: 1_360, height: 1_500 };
const SHOWN_WITHIN_MS = 60_000;

const plant = await openPlant({ pages: true, logLevel: 'error' });
let browser: Browser | undefined;
try {
  const dossiers = await dossiersOf(plant);
  const executablePath = process.env.CHROMIUM_PATH ?? BROWSERS.find((path) => existsSync(path));
  if (!executablePath) throw new Error('no Chromium was found: install it, or set CHROMIUM_PATH');
  browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
  mkdirSync(FOLDER, { recursive: true });

  const stranger = await browser.newPage({ viewport: SIZE });
  await show(stranger, plant, dossiers.settled);
  await stranger.screenshot({ path: join(FOLDER, 'nobody-signed-in.png') });
  await stranger.close();

  const page = await signedIn(browser, plant);
  for (const [name, code] of Object.entries(dossiers)) {
    await show(page, plant, code);
    await page
      .getByText(/Vừa làm|Done last/)
      .first()
      .waitFor({ timeout: SHOWN_WITHIN_MS });
    await page.screenshot({ path: join(FOLDER, `${name}.png`) });
    console.log(`${name}: ${code}`);
  }
  await page.goto(`${plant.ui}/namespaces/default/workflows?query=${encodeURIComponent('Overdue = true')}`);
  await page.getByText(dossiers.late).first().waitFor({ timeout: SHOWN_WITHIN_MS });
  await page.screenshot({ path: join(FOLDER, 'list-of-late.png') });
} finally {
  await browser?.close();
  await plant.close();
}

/** The run of a dossier, at its history. */
async function show(page: Page, { ui, temporal }: Plant, code: string): Promise<void> {
  const id = workflowId(SUBJECT.application, code);
  const { runId } = await temporal.workflow.getHandle(id).describe();
  await page.goto(`${ui}/namespaces/default/workflows/${encodeURIComponent(id)}/${runId}/history`);
  await page.getByText(code).first().waitFor({ timeout: SHOWN_WITHIN_MS });
}

/** As a supervisor does: signs in where the API is, and ticks once that the pages may send the cookie along. */
async function signedIn(browser: Browser, plant: Plant): Promise<Page> {
  await castOf(plant, plant.base).supervisor.get('/me');
  const context = await browser.newContext({ viewport: SIZE });
  const page = await context.newPage();
  await page.goto(`${plant.base}/healthz`);
  await page.evaluate(async () => {
    const answer = await fetch('/api/auth/sign-in/email', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'supervisor@example.test', password: 'correct horse battery staple' }),
    });
    if (!answer.ok) throw new Error(`signing in was answered ${answer.status}`);
  });
  await context.addInitScript(() => localStorage.setItem('includeCredentials', 'true'));
  return page;
}
