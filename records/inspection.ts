/** Inspection (kiểm tra, nghiệm thu) by two inspectors, correction, and the approver's acceptance of the work. */
import { z } from 'zod';
import { formatDong } from '../domain/money.ts';
import { ACTION, LETTER, PARTY_ROLE, RECIPIENT, STATE, SUBJECT } from '../domain/process.ts';
import { bring } from './attach.ts';
import { performerOf, type Tx } from './case.ts';
import { type Act, fault, handler, refuseIf } from './handler.ts';
import type { Handlers } from './handlers.ts';
import { accountOf, dongs, ENDING, receivableOf, workValue } from './reckoning.ts';
import { documents, dong, line, text, whole } from './shapes.ts';

export const CONCLUSION = {
  meets: 'meets',
  meetsInPart: 'meets-in-part',
  toCorrect: 'to-correct',
  doesNotMeet: 'does-not-meet',
} as const;

const workLine = z.strictObject({
  no: whole(1, 999),
  description: line,
  /** Đồng of the part's price, in the programme's base. */
  contracted: dong,
  accepted: dong,
  reason: text.optional(),
});
type WorkLine = z.infer<typeof workLine>;

/** What a conclusion says, as kept with its audit event. */
type Concluded = { conclusion: string; lines: WorkLine[]; contracted: number; accepted: number };

const total = (amounts: readonly number[]): number => amounts.reduce((sum, amount) => sum + amount, 0);
const shown = (amount: number, language: 'vi' | 'en'): string => formatDong(BigInt(amount), language);

const conclude = handler({
  body: {
    conclusion: z.enum(CONCLUSION),
    lines: z.array(workLine).min(1).max(200),
    checklist: z
      .array(z.strictObject({ item: line, met: z.boolean(), note: text.optional() }))
      .min(1)
      .max(100),
    minutes: text,
    documents: documents.optional(),
  },
  run: async (act) => {
    const { case: found, body } = act;
    const contracted = total(body.lines.map((entry) => entry.contracted));
    const accepted = total(body.lines.map((entry) => entry.accepted));
    const price = Number(workValue(found));
    const rounds = found.programme.correctionRounds.count;
    refuseIf([
      ...lineFaults(body.lines),
      contracted !== price &&
        fault(
          'lines',
          'contracted-differs',
          `Các dòng cộng lại ${shown(contracted, 'vi')}, giá trị đã ký kết là ${shown(price, 'vi')}.`,
          `The lines make ${shown(contracted, 'en')}, but the value agreed is ${shown(price, 'en')}.`,
        ),
      body.conclusion === CONCLUSION.meets &&
        accepted !== contracted &&
        fault(
          'conclusion',
          'not-all-accepted',
          'Đạt thì mọi dòng phải được chấp nhận đủ.',
          'Work that meets the requirements is accepted in full.',
        ),
      body.conclusion === CONCLUSION.meetsInPart &&
        (accepted === 0 || accepted === contracted) &&
        fault(
          'conclusion',
          'not-in-part',
          'Đạt một phần thì phải có phần được và phần không được chấp nhận.',
          'Some of the work must be accepted, and some not.',
        ),
      body.conclusion === CONCLUSION.doesNotMeet &&
        accepted > 0 &&
        fault(
          'conclusion',
          'something-accepted',
          'Không đạt thì không dòng nào được chấp nhận.',
          'Work that does not meet the requirements is not accepted.',
        ),
      body.conclusion === CONCLUSION.toCorrect &&
        found.application!.corrections >= rounds &&
        fault(
          'conclusion',
          'corrections-used',
          `Đã cho khắc phục đủ ${rounds} lần.`,
          `The work was sent for correction ${rounds} time(s) already.`,
        ),
    ]);
    await bring(act, body.documents);
    const { conclusion, lines, checklist, minutes } = body;
    return { data: { conclusion, lines, checklist, minutes, contracted, accepted } };
  },
});

const lineFaults = (lines: readonly WorkLine[]) =>
  lines.flatMap((entry, index) => [
    lines.findIndex((other) => other.no === entry.no) !== index &&
      fault(`lines.${index}.no`, 'line-twice', `Dòng ${entry.no} ghi hai lần.`, `Line ${entry.no} is given twice.`),
    ...acceptedFaults(entry, `lines.${index}`),
  ]);

const acceptedFaults = (entry: Pick<WorkLine, 'contracted' | 'accepted' | 'reason'>, path: string) => [
  entry.accepted > entry.contracted &&
    fault(
      `${path}.accepted`,
      'above-contracted',
      `Chỉ chấp nhận đến ${shown(entry.contracted, 'vi')}.`,
      `No more than ${shown(entry.contracted, 'en')} can be accepted.`,
    ),
  entry.accepted < entry.contracted &&
    !entry.reason &&
    fault(
      `${path}.reason`,
      'reason-missing',
      'Nêu lý do không chấp nhận đủ.',
      'Say why the line is not accepted in full.',
    ),
];

/** The latest conclusion on this work; there is one wherever the inspection has left its first step. */
async function concludedOn(tx: Tx, applicationId: string): Promise<Concluded> {
  const event = await tx.event.findFirstOrThrow({
    where: { subjectId: applicationId, action: ACTION.conclude },
    orderBy: { version: 'desc' },
    select: { data: true },
  });
  return event.data as unknown as Concluded;
}

/** What the enterprise said to the completion: confirmed, objected, or nothing. */
async function wordOfEnterprise(tx: Tx, applicationId: string): Promise<string | null> {
  const event = await tx.event.findFirst({
    where: { subjectId: applicationId, action: { in: [ACTION.confirm, ACTION.object, ACTION.lapseConfirmation] } },
    orderBy: { version: 'desc' },
    select: { action: true },
  });
  return event?.action ?? null;
}

async function factsOf({ tx, case: found }: Act<unknown>) {
  const { conclusion, lines, contracted, accepted } = await concludedOn(tx, found.row.id);
  return { conclusion, lines, contracted, accepted, confirmation: await wordOfEnterprise(tx, found.row.id) };
}

const agree = handler({
  body: { note: text.optional() },
  run: async (act) => {
    const facts = await factsOf(act);
    const corrects = facts.conclusion === CONCLUSION.toCorrect;
    return {
      to: corrects ? STATE.correcting : STATE.accepting,
      data: { note: act.body.note ?? null },
      facts,
      letters: corrects ? [{ letter: LETTER.correctionAsked, to: RECIPIENT.consultant, facts }] : [],
    };
  },
});

/** The second inspector disagrees: the approver decides with both before them. */
const dissent = handler({
  body: { grounds: text },
  run: async (act) => ({
    data: { grounds: act.body.grounds },
    facts: { ...(await factsOf(act)), dissent: act.body.grounds },
  }),
});

const reportCorrection = handler({
  body: { report: text, documents: documents.optional() },
  run: async (act) => {
    await bring(act, act.body.documents);
    return { application: { corrections: { increment: 1 } }, data: { report: act.body.report } };
  },
});

/** The performer corrected nothing in time: the round is used up, the approver decides on the work as it was concluded. */
const lapseCorrection = handler({
  body: {},
  run: ({ case: found }) => ({
    application: { corrections: { increment: 1 } },
    data: { silent: performerOf(found) },
  }),
});

const acceptWork = handler({
  body: { reason: text.optional() },
  run: async ({ tx, case: found, body }) => {
    const { conclusion, lines } = await concludedOn(tx, found.row.id);
    refuseIf([
      conclusion !== CONCLUSION.meets &&
        !body.reason &&
        fault(
          'reason',
          'reason-missing',
          'Kết luận kiểm tra không phải là đạt: hãy nêu lý do chấp nhận toàn bộ.',
          'The inspection did not conclude that the work meets the requirements: say why all of it is accepted.',
        ),
    ]);
    return accepted(
      workValue(found),
      lines.map((entry) => ({ ...entry, accepted: entry.contracted })),
    );
  },
});

const acceptPart = handler({
  body: {
    /** Without lines: as it was concluded. */
    lines: z
      .array(z.strictObject({ no: whole(1, 999), accepted: dong, reason: text.optional() }))
      .min(1)
      .max(200)
      .optional(),
    reason: text.optional(),
  },
  run: async ({ tx, case: found, body }) => {
    const concluded = await concludedOn(tx, found.row.id);
    const sent = body.lines;
    const lines = sent
      ? concluded.lines.map((entry) => ({ ...entry, ...sent.find((one) => one.no === entry.no) }))
      : concluded.lines;
    const base = total(lines.map((entry) => entry.accepted));
    refuseIf([
      ...(sent ?? []).flatMap((entry, index) => {
        const known = concluded.lines.find((one) => one.no === entry.no);
        const unknown = fault(
          `lines.${index}.no`,
          'no-such-line',
          `Kết luận kiểm tra không có dòng ${entry.no}.`,
          `The conclusion has no line ${entry.no}.`,
        );
        return known ? acceptedFaults({ ...known, ...entry }, `lines.${index}`) : [unknown];
      }),
      ...(sent ? concluded.lines.filter((entry) => !sent.some((one) => one.no === entry.no)) : []).map((entry) =>
        fault(
          'lines',
          'line-missing',
          `Chưa quyết định về dòng ${entry.no}.`,
          `Nothing is decided on line ${entry.no}.`,
        ),
      ),
      base === 0 &&
        fault(
          'lines',
          'nothing-accepted',
          'Không dòng nào được chấp nhận: hãy từ chối nghiệm thu.',
          'Nothing is accepted: reject the work instead.',
        ),
      base === concluded.contracted &&
        fault(
          'lines',
          'all-accepted',
          'Mọi dòng đều được chấp nhận: hãy nghiệm thu toàn bộ.',
          'Everything is accepted: accept the work as a whole instead.',
        ),
    ]);
    return accepted(BigInt(base), lines);
  },
});

const accepted = (base: bigint, lines: readonly WorkLine[]) => {
  const facts = { ...dongs({ acceptedBase: base }), lines: lines.map((entry) => ({ ...entry })) };
  return { application: { acceptedBase: base }, data: facts, facts };
};

/** Nothing is accepted: what was advanced must come back. */
const rejectWork = handler({
  body: { reason: text },
  run: async ({ tx, case: found, body }) => {
    const account = await accountOf(tx, found);
    const recoverable = account.dossier.advanced;
    const { money, letters } = receivableOf(found, account, recoverable);
    const facts = { ...dongs({ acceptedBase: 0n, recoverable }), reason: body.reason };
    return {
      to: recoverable > 0n ? STATE.recovering : STATE.terminated,
      application: { acceptedBase: 0n, ending: ENDING.terminated },
      money,
      letters,
      data: facts,
      facts,
    };
  },
});

/** The enterprise is told by the table; where a consultant does the work, both are. */
const reInspect = handler({
  body: { reason: text },
  run: ({ case: found }) => ({
    letters:
      performerOf(found) === PARTY_ROLE.consultant
        ? [RECIPIENT.enterprise, RECIPIENT.consultant].map((to) => ({ letter: LETTER.reInspection, to }))
        : [],
  }),
});

export const inspection: Handlers = {
  [SUBJECT.application]: {
    [ACTION.conclude]: conclude,
    [ACTION.agree]: agree,
    [ACTION.dissent]: dissent,
    [ACTION.reportCorrection]: reportCorrection,
    [ACTION.lapseCorrection]: lapseCorrection,
    [ACTION.acceptWork]: acceptWork,
    [ACTION.acceptPart]: acceptPart,
    [ACTION.rejectWork]: rejectWork,
    [ACTION.reInspect]: reInspect,
  },
};
