import { ACTION, LETTER, STATE, TASK } from '../../domain/process.ts';
import { balances, unsound } from '../support/books.ts';
import { advanced, conclusion, delivered, inForce } from '../support/dossier.ts';
import {
  addressees,
  does,
  type Office,
  openOffice,
  openTasks,
  passLimit,
  recorded,
  refusal,
  STARTS_AT,
  setClock,
} from '../support/office.ts';

const PRICE = 40_000_000;
const line = (no: number, contracted: number, accepted: number, reason?: string) => ({
  no,
  description: `Chuyên đề ${no}`,
  contracted,
  accepted,
  ...(reason ? { reason } : {}),
});

let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
beforeEach(() => setClock(office, STARTS_AT));
afterEach(async () => expect(await unsound(office)).toEqual([]));
afterAll(() => office.close());

async function toInspect(given: { advance?: number } = {}): Promise<string> {
  const code = await inForce(office, { price: PRICE });
  if (given.advance) await advanced(office, code, given.advance);
  await delivered(office, code);
  return code;
}

/** Concluded by one inspector and agreed to by the other. */
async function concluded(code: string, said: object): Promise<string> {
  await does(office, 'inspector', code, ACTION.conclude, said);
  return does(office, 'otherInspector', code, ACTION.agree);
}

const application = (code: string) => office.database.application.findUniqueOrThrow({ where: { code } });

describe('a conclusion', () => {
  test('accounts for the whole price of the part, line by line, and gives its reasons', async () => {
    const code = await toInspect();
    const said = {
      ...conclusion('meets', PRICE, PRICE),
      lines: [line(1, 30_000_000, 31_000_000), line(1, 5_000_000, 4_000_000)],
    };
    expect((await refusal(office, 'inspector', code, ACTION.conclude, said)).faults).toEqual({
      'lines.0.accepted': 'above-contracted',
      'lines.1.no': 'line-twice',
      'lines.1.reason': 'reason-missing',
      lines: 'contracted-differs',
    });
    expect(await openTasks(office, code)).toEqual([TASK.inspect]);
  });

  test.each([
    ['meets', PRICE - 1, 'not-all-accepted'],
    ['meets-in-part', PRICE, 'not-in-part'],
    ['meets-in-part', 0, 'not-in-part'],
    ['does-not-meet', 1, 'something-accepted'],
  ])('"%s" is refused where %i đồng are accepted', async (said, base, fault) => {
    const code = await toInspect();
    const refused = await refusal(office, 'inspector', code, ACTION.conclude, conclusion(said, PRICE, base));
    expect(refused.faults).toEqual({ conclusion: fault });
  });

  test('is countersigned by a second inspector, never by whoever concluded', async () => {
    const code = await toInspect();
    await does(office, 'inspector', code, ACTION.conclude, conclusion('meets', PRICE, PRICE));
    expect(await openTasks(office, code)).toEqual([TASK.countersignInspection]);
    expect((await refusal(office, 'inspector', code, ACTION.agree)).code).toBe('barred');
    expect(await does(office, 'otherInspector', code, ACTION.agree)).toBe(STATE.accepting);
    expect((await addressees(office, code, LETTER.inspectionConcluded)).sort()).toEqual(['consultant', 'enterprise']);
  });

  test('that the second inspector disagrees with is put before the approver with both', async () => {
    const code = await toInspect();
    await does(office, 'inspector', code, ACTION.conclude, conclusion('to-correct', PRICE, 0));
    expect(await does(office, 'otherInspector', code, ACTION.dissent, { grounds: 'Đủ buổi' })).toBe(STATE.accepting);
    const { id } = await application(code);
    const letter = await office.database.letter.findFirstOrThrow({
      where: { subjectId: id, name: LETTER.inspectionConcluded },
    });
    expect(letter.facts).toMatchObject({ conclusion: 'to-correct', dissent: 'Đủ buổi', confirmation: ACTION.confirm });
  });

  test('may ask for a correction as often as the programme allows', async () => {
    const code = await toInspect();
    for (let round = 1; round <= 2; round += 1) {
      expect(await concluded(code, conclusion('to-correct', PRICE, 0))).toBe(STATE.correcting);
      expect(await does(office, 'consultant', code, ACTION.reportCorrection, { report: 'Đã dạy bù' })).toBe(
        STATE.inspecting,
      );
    }
    expect(await addressees(office, code, LETTER.correctionAsked)).toEqual(['consultant', 'consultant']);
    const third = await refusal(office, 'inspector', code, ACTION.conclude, conclusion('to-correct', PRICE, 0));
    expect(third.faults).toEqual({ conclusion: 'corrections-used' });
  });

  test('goes to the approver as it stands where the consultant corrects nothing in time', async () => {
    const code = await toInspect();
    await concluded(code, conclusion('to-correct', PRICE, 10_000_000));
    expect(await passLimit(office, code, TASK.correctWork)).toBe(STATE.accepting);
    expect(await recorded(office, code, ACTION.lapseCorrection)).toEqual({ silent: 'consultant' });
    expect((await application(code)).corrections).toBe(1);
    await does(office, 'approver', code, ACTION.acceptPart);
    expect((await application(code)).acceptedBase).toBe(10_000_000n);
  });
});

describe('acceptance', () => {
  test('of work that meets the requirements accepts the whole price', async () => {
    const code = await toInspect();
    await concluded(code, conclusion('meets', PRICE, PRICE));
    expect(await does(office, 'approver', code, ACTION.acceptWork)).toBe(STATE.claiming);
    expect((await application(code)).acceptedBase).toBe(BigInt(PRICE));
    expect(await openTasks(office, code)).toEqual([TASK.claimPayment]);
    expect((await addressees(office, code, LETTER.accepted)).sort()).toEqual(['consultant', 'enterprise']);
  });

  test('of the whole against the conclusion says why', async () => {
    const code = await toInspect();
    await concluded(code, conclusion('meets-in-part', PRICE, 30_000_000));
    expect((await refusal(office, 'approver', code, ACTION.acceptWork)).faults).toEqual({ reason: 'reason-missing' });
    await does(office, 'approver', code, ACTION.acceptWork, { reason: 'Đã bổ sung hồ sơ' });
    expect((await application(code)).acceptedBase).toBe(BigInt(PRICE));
  });

  test('in part takes the conclusion, or the approver’s own lines, each with its reason', async () => {
    const code = await toInspect();
    const lines = [line(1, 30_000_000, 30_000_000), line(2, 10_000_000, 0, 'Không tổ chức')];
    await concluded(code, { ...conclusion('meets-in-part', PRICE, 0), lines });
    const faulty = {
      lines: [
        { no: 1, accepted: 30_000_001 },
        { no: 3, accepted: 1 },
      ],
    };
    expect((await refusal(office, 'approver', code, ACTION.acceptPart, faulty)).faults).toEqual({
      'lines.0.accepted': 'above-contracted',
      'lines.1.no': 'no-such-line',
      lines: 'line-missing',
    });
    const nothing = {
      lines: [
        { no: 1, accepted: 0, reason: 'Không đạt' },
        { no: 2, accepted: 0 },
      ],
    };
    expect((await refusal(office, 'approver', code, ACTION.acceptPart, nothing)).faults).toEqual({
      lines: 'nothing-accepted',
    });
    const all = {
      lines: [
        { no: 1, accepted: 30_000_000 },
        { no: 2, accepted: 10_000_000 },
      ],
    };
    expect((await refusal(office, 'approver', code, ACTION.acceptPart, all)).faults).toEqual({ lines: 'all-accepted' });
    const own = {
      lines: [
        { no: 1, accepted: 25_000_000, reason: 'Thiếu một buổi' },
        { no: 2, accepted: 0 },
      ],
    };
    expect(await does(office, 'approver', code, ACTION.acceptPart, own)).toBe(STATE.claiming);
    expect((await application(code)).acceptedBase).toBe(25_000_000n);
    expect(await recorded(office, code, ACTION.acceptPart)).toMatchObject({
      acceptedBase: 25_000_000,
      lines: [
        { no: 1, accepted: 25_000_000, reason: 'Thiếu một buổi' },
        { no: 2, accepted: 0, reason: 'Không tổ chức' },
      ],
    });
  });

  test('may wait for a new inspection', async () => {
    const code = await toInspect();
    await concluded(code, conclusion('does-not-meet', PRICE, 0));
    expect(await does(office, 'approver', code, ACTION.reInspect, { reason: 'Chưa xem hết hồ sơ' })).toBe(
      STATE.inspecting,
    );
    await concluded(code, conclusion('meets', PRICE, PRICE));
    expect(await does(office, 'approver', code, ACTION.acceptWork)).toBe(STATE.claiming);
  });
});

describe('rejected work', () => {
  test('ends the dossier and frees its reservation', async () => {
    const code = await toInspect();
    await concluded(code, conclusion('does-not-meet', PRICE, 0));
    expect(await does(office, 'approver', code, ACTION.rejectWork, { reason: 'Không đạt yêu cầu' })).toBe(
      STATE.terminated,
    );
    expect(await balances(office, code)).toEqual({});
    expect((await addressees(office, code, LETTER.rejected)).sort()).toEqual(['consultant', 'enterprise']);
  });

  test('makes the advance a debt, also where a termination was being asked for', async () => {
    const code = await toInspect({ advance: 12_000_000 });
    await concluded(code, conclusion('does-not-meet', PRICE, 0));
    await does(office, 'procurement', code, ACTION.requestTermination, {
      ground: 'breach-by-consultant',
      text: 'Không đạt',
    });
    expect(await does(office, 'approver', code, ACTION.rejectWork, { reason: 'Không đạt yêu cầu' })).toBe(
      STATE.recovering,
    );
    expect(await openTasks(office, code)).toEqual([TASK.recover]);
    expect(await balances(office, code)).toMatchObject({ receivable: 12_000_000 });
    expect(await addressees(office, code, LETTER.recoveryDemanded)).toEqual(['consultant']);
    await does(office, 'finance', code, ACTION.confirmRecovery, {
      amount: 12_000_000,
      reference: 'BC-1',
      receivedOn: '2026-03-02',
    });
    expect(await application(code)).toMatchObject({ stage: 'closed', state: 'terminated', acceptedBase: 0n });
    expect(await balances(office, code)).toEqual({ available: -12_000_000, recovered: 12_000_000 });
  });
});
