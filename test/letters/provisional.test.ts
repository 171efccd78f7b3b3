import { recalculate } from '../../activities/recalculations.ts';
import { ACTION, LETTER } from '../../domain/process.ts';
import { readsOf } from '../../letters/reads.ts';
import { renderLetter } from '../../letters/render.ts';
import { draft } from '../support/dossier.ts';
import { corrects } from '../support/hundred-dossiers.ts';
import { does, type Office, openOffice, setClock } from '../support/office.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice({ startsAt: '2026-11-18T09:00:00+07:00' });
});
afterEach(() => office.close());

const NOTE = { vi: 'Thời hạn nêu trên còn có thể thay đổi:', en: 'The date above may still move:' };

async function submitted(): Promise<string> {
  const code = await draft(office);
  await does(office, 'enterprise', code, ACTION.submit, { contentVersion: 1 });
  return code;
}

/** The latest letter of a name about a dossier, as it is sent. */
async function text(code: string, name: string): Promise<string> {
  const letter = await office.database.letter.findFirstOrThrow({ where: { code, name }, orderBy: { version: 'desc' } });
  return (await renderLetter(readsOf(office.database), letter, { publicUrl: 'https://x.example.test' })).text;
}

test('a letter that states a date says in both languages why it may still move', async () => {
  const code = await submitted();
  // To be checked by 23 November: nothing is open before that day.
  for (const note of Object.values(NOTE)) expect(await text(code, LETTER.acknowledgement)).not.toContain(note);
  await does(office, 'intake', code, ACTION.accept);
  const slip = await text(code, LETTER.receiptSlip);
  for (const said of [NOTE.vi, NOTE.en, 'chưa xác nhận có nghỉ ngày 24/11/2026', 'not confirmed whether 24/11/2026'])
    expect(slip).toContain(said);

  await setClock(office, '2026-12-30T09:00:00+07:00');
  const late = await submitted();
  const acknowledged = await text(late, LETTER.acknowledgement);
  for (const said of [NOTE.vi, 'chưa có lịch nghỉ chính thức năm 2027', 'the official calendar of 2027 is not known'])
    expect(acknowledged).toContain(said);
});

test('so does the letter about a date that was moved, until nothing is open', async () => {
  await setClock(office, '2026-12-21T09:00:00+07:00');
  const code = await submitted();
  await does(office, 'intake', code, ACTION.accept);
  const source = { document: 'Thông báo nghỉ lễ', certainty: 'S' } as const;
  const moved = async (year: number, off: string[], provisional: boolean) => {
    await corrects(office, year, { off, workingSaturdays: [], source, provisional });
    while ((await recalculate(office)) > 0);
    return text(code, LETTER.datesMoved);
  };
  expect(await moved(2027, ['2027-01-01', '2027-01-04'], true)).toContain(NOTE.en);
  expect(await moved(2027, ['2027-01-01', '2027-01-04', '2027-01-05'], false)).not.toContain(NOTE.en);
});
