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
const SIZE = { width: 1_750, height: 950 };
/** A history has long lines. */
const WIDE = { width: 1_900, height: 1_500 };
const PLACE = { timezoneId: 'Asia/Ho_Chi_Minh' };
const SHOWN_WITHIN_MS = 60_000;
const LATE = 'ExecutionStatus = "Running" AND Overdue = true';
/** Columns of the list: what a supervisor takes away, and adds. */
const COLUMNS = {
  away: ['Run ID', 'Type', 'Start', 'End'],
  added: ['Stage', 'State', 'Role', 'DueAt', 'Overdue', 'Stuck'],
};

const plant = await openPlant({ pages: true, logLevel: 'error' });
let browser: Browser | undefined;
try {
  const dossiers = await dossiersOf(plant);
  const executablePath = process.env.CHROMIUM_PATH ?? BROWSERS.find((path) => existsSync(path));
  if (!executablePath) throw new Error('no Chromium was found: install it, or set CHROMIUM_PATH');
  browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
  mkdirSync(FOLDER, { recursive: true });

  const stranger = await browser.newPage({ ...PLACE, viewport: SIZE });
  await show(stranger, plant, dossiers.late, 'history');
  await take(stranger, 'nobody-signed-in', 'Codec Server could not connect');
  await stranger.close();

  const page = await signedIn(browser, plant);
  await page.goto(`${plant.ui}/namespaces/default/workflows`);
  await withCookies(page, plant);
  await page.getByTestId('workflows-summary-table-configuration-button').click();
  for (const column of COLUMNS.away) await page.getByTestId(`orderable-list-item-${column}-remove-button`).click();
  for (const column of COLUMNS.added) await page.getByTestId(`orderable-list-item-${column}-add-button`).click();
  await page.getByTestId('drawer-close-button').click();
  await take(page, 'list', dossiers.late);
  await page.goto(`${plant.ui}/namespaces/default/workflows?query=${encodeURIComponent(LATE)}`);
  await take(page, 'late-ones', dossiers.late);
  for (const [name, code] of Object.entries(dossiers)) {
    await show(page, plant, code, 'user-metadata');
    // The pages show Markdown in frames of their own.
    await page
      .locator('iframe')
      .last()
      .contentFrame()
      .getByText(/Vừa làm/)
      .first()
      .waitFor({ timeout: SHOWN_WITHIN_MS });
    await take(page, `${name}-card`, 'Current Details');
    await page.setViewportSize(WIDE);
    await show(page, plant, code, 'history');
    await page.getByText('Compact').click();
    await take(page, `${name}-story`, /Nộp hồ sơ|Xác nhận/);
    await page.setViewportSize(SIZE);
    console.log(`${name}: ${code}`);
  }
} finally {
  await browser?.close();
  await plant.close();
}

/** @param shown what stands on the page once all is there */
async function take(page: Page, name: string, shown: string | RegExp): Promise<void> {
  await page.getByText(shown).filter({ visible: true }).first().waitFor({ timeout: SHOWN_WITHIN_MS });
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' });
}

/** The run of a dossier. @param tab of its page */
async function show(
  page: Page,
  { ui, temporal }: Plant,
  code: string,
  tab: 'history' | 'user-metadata',
): Promise<void> {
  const id = workflowId(SUBJECT.application, code);
  const { runId } = await temporal.workflow.getHandle(id).describe();
  await page.goto(`${ui}/namespaces/default/workflows/${encodeURIComponent(id)}/${runId}/${tab}`);
  await page.getByText(code).first().waitFor({ timeout: SHOWN_WITHIN_MS });
}

/** As a supervisor does: signs in where the API is. */
async function signedIn(browser: Browser, plant: Plant): Promise<Page> {
  await castOf(plant, plant.base).supervisor.get('/me');
  const page = await (await browser.newContext({ ...PLACE, viewport: SIZE })).newPage();
  await page.goto(`${plant.base}/healthz`);
  await page.evaluate(async () => {
    const answer = await fetch('/api/auth/sign-in/email', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'supervisor@example.test', password: 'correct horse battery staple' }),
    });
    if (!answer.ok) throw new Error(`signing in was answered ${answer.status}`);
  });
  return page;
}

/** As docs/supervision.md says: once in each browser the pages are told to send the cookie along. */
async function withCookies(page: Page, plant: Plant): Promise<void> {
  await page.getByTestId('data-encoder-status-configured').click();
  await page.getByText('Use my browser setting').click();
  await page.getByRole('textbox').last().fill(`${plant.base}/api/codec`);
  await page.getByText('cross-origin credentials').click();
  await page.getByRole('button', { name: 'Apply' }).click();
}
