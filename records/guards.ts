/** The table's guards: conditions on the facts alone, each with what it says when it does not hold. */
import { formatInstant } from '../domain/dates.ts';
import { type Fault, Refused } from '../domain/errors.ts';
import { type Action, GUARD, type GuardName, STAGE, TASK } from '../domain/process.ts';
import { type Actor, type Case, engagementOf, type Tx } from './case.ts';
import { submissionsOnTheirWay } from './entry.ts';
import { fault } from './handler.ts';

type Guard = (tx: Tx, found: Case, actor: Actor, receivedAt: Date) => Promise<Fault | null> | Fault | null;

/** States of a payment that is not under way any more (see the partial index Payment_one_under_way). */
export const PAYMENT_STATE = {
  requested: 'requested',
  verified: 'verified',
  approved: 'approved',
  paid: 'paid',
  returned: 'returned',
  cancelled: 'cancelled',
} as const;
export const PAYMENT_ENDED = [PAYMENT_STATE.paid, PAYMENT_STATE.returned, PAYMENT_STATE.cancelled] as const;

const GUARDS: Record<GuardName, Guard> = {
  [GUARD.supplementLeft]: (_tx, found) => {
    const rounds = found.programme.supplementRounds;
    const allowed = found.row.stage === STAGE.submission ? rounds.submission : rounds.eligibility;
    return (found.application?.supplements ?? 0) < allowed
      ? null
      : fault(
          '',
          GUARD.supplementLeft,
          `Đã yêu cầu bổ sung đủ ${allowed} lần trong lượt xem xét này.`,
          `A supplement was already asked for ${allowed} time(s) in this review.`,
        );
  },
  [GUARD.extensionLeft]: (_tx, found) =>
    found.application?.extension
      ? fault(
          '',
          GUARD.extensionLeft,
          `Hồ sơ đã được gia hạn một lần, ${found.application.extension} ngày làm việc.`,
          `The time limit was extended once already, by ${found.application.extension} working days.`,
        )
      : null,
  [GUARD.beforeSigning]: (_tx, found) =>
    engagementOf(found)?.inForceAt
      ? fault(
          '',
          GUARD.beforeSigning,
          'Hợp đồng đã ký: hãy đề nghị chấm dứt.',
          'The contract is signed: request its termination instead.',
        )
      : null,
  [GUARD.noPaymentUnderWay]: async (tx, found) => {
    const open =
      found.application &&
      (await tx.payment.findFirst({
        where: { applicationId: found.application.id, state: { notIn: [...PAYMENT_ENDED] } },
        select: { no: true },
      }));
    return open
      ? fault(
          '',
          GUARD.noPaymentUnderWay,
          `Đề nghị thanh toán số ${open.no} đang được xử lý.`,
          `Payment request ${open.no} is still under way.`,
        )
      : null;
  },
  [GUARD.advanceLeft]: async (tx, found) => {
    const paid =
      found.application &&
      (await tx.payment.findFirst({
        where: { applicationId: found.application.id, state: PAYMENT_STATE.paid },
        select: { no: true },
      }));
    return paid
      ? fault('', GUARD.advanceLeft, 'Đã tạm ứng cho phần việc này.', 'The advance of this part was already paid.')
      : null;
  },
  [GUARD.contractInForce]: (_tx, found) =>
    engagementOf(found)?.inForceAt
      ? null
      : fault('', GUARD.contractInForce, 'Hợp đồng chưa có hiệu lực.', 'The contract is not in force yet.'),
  [GUARD.beforeClosing]: (_tx, found, _actor, receivedAt) => {
    const closingAt = found.package?.closingAt;
    if (!closingAt) {
      const en = 'Bidders were not invited yet.';
      return fault('', GUARD.beforeClosing, 'Chưa mời nộp hồ sơ dự thầu.', en);
    }
    if (receivedAt <= closingAt) return null;
    const at = formatInstant(closingAt);
    return fault('', GUARD.beforeClosing, `Đã đóng thầu lúc ${at}.`, `Bidding closed at ${at}.`);
  },
  [GUARD.afterClosing]: (_tx, found) =>
    found.package?.closingAt && found.now >= found.package.closingAt
      ? null
      : fault('', GUARD.afterClosing, 'Chưa đến giờ đóng thầu.', 'Bidding has not closed yet.'),
  [GUARD.invited]: async (tx, found, actor) => {
    if (found.package?.method === METHOD.open || actor.principal.kind !== 'party') return null;
    const invited = await tx.invitation.findFirst({
      where: { packageId: found.package?.id ?? '', consultantId: actor.principal.id },
    });
    // Who was not invited is not told that the package exists.
    if (!invited) throw new Refused('not-found');
    return null;
  },
  [GUARD.notYetInvited]: (_tx, found) =>
    found.package?.closingAt
      ? fault('', GUARD.notYetInvited, 'Đã phát hành thư mời.', 'The invitation was already issued.')
      : null,
  [GUARD.leaverDecided]: (_tx, found) =>
    leaverUndecided(found)
      ? fault(
          '',
          GUARD.leaverDecided,
          'Có hồ sơ đã rời gói thầu: hãy quyết định tiếp tục hoặc hủy trước.',
          'An application has left the package: decide first whether to go on without it.',
        )
      : null,
  [GUARD.venueHere]: (_tx, found) =>
    found.package?.venue === VENUE.here
      ? null
      : fault(
          '',
          GUARD.venueHere,
          'Gói thầu này thực hiện trên Hệ thống mạng đấu thầu quốc gia.',
          'This package is tendered on the national e-procurement network.',
        ),
  [GUARD.venueNationalNetwork]: (_tx, found) =>
    found.package?.venue === VENUE.nationalNetwork
      ? null
      : fault('', GUARD.venueNationalNetwork, 'Gói thầu này thực hiện tại đây.', 'This package is tendered here.'),
  [GUARD.scoresComplete]: async (tx, found) => {
    const waiting = found.tasks.filter((task) => task.subjectId === found.row.id && task.reserved);
    const scored = await tx.score.count({ where: { bid: { packageId: found.row.id } } });
    return waiting.length === 0 && scored > 0
      ? null
      : fault(
          '',
          GUARD.scoresComplete,
          `Còn ${waiting.length} thành viên tổ chuyên gia chưa chấm.`,
          `${waiting.length} panel member(s) have not scored yet.`,
        );
  },
  [GUARD.collectingOpen]: (_tx, found, _actor, receivedAt) => {
    const closingAt = found.round?.closingAt;
    if (closingAt && receivedAt <= closingAt) return null;
    const at = closingAt ? formatInstant(closingAt) : '–';
    const vi = `Đợt xét chọn đã đóng nhận hồ sơ lúc ${at}.`;
    return fault('', GUARD.collectingOpen, vi, `The selection round closed at ${at}.`);
  },
  [GUARD.intakeDone]: async (tx, found) => {
    const waiting = found.applications.filter((application) => application.stage === STAGE.submission);
    const coming = await submissionsOnTheirWay(tx, found.round!);
    if (waiting.length === 0 && coming === 0) return null;
    const codes = waiting.map(({ code }) => code).join(', ');
    return fault(
      '',
      GUARD.intakeDone,
      `Còn hồ sơ nộp trước hạn chưa được tiếp nhận xong: ${codes || coming}.`,
      `Applications that came in time are still with the one-stop desk: ${codes || coming}.`,
    );
  },
  [GUARD.productsScored]: (_tx, found) => {
    const waiting = found.tasks.filter((task) => task.subjectId === found.row.id && task.reserved);
    return waiting.length === 0
      ? null
      : fault(
          '',
          GUARD.productsScored,
          `Còn ${waiting.length} thành viên hội đồng chưa chấm.`,
          `${waiting.length} member(s) of the council have not scored yet.`,
        );
  },
  [GUARD.noTerminationAsked]: (_tx, found) =>
    found.tasks.some((task) => task.subjectId === found.row.id && task.name === TASK.decideTermination)
      ? fault(
          '',
          GUARD.noTerminationAsked,
          'Đang chờ quyết định về đề nghị chấm dứt.',
          'A termination was requested and is not decided yet.',
        )
      : null,
};

/** Whether a part left after closing and procurement has not decided yet what becomes of the package. */
export const leaverUndecided = (found: Case): boolean =>
  found.tasks.some((task) => task.subjectId === found.package?.id && task.name === TASK.decideLeaver);

/** How a consultant is chosen, and where (domain/programme.ts). */
export const METHOD = {
  open: 'open',
  limited: 'limited',
  directAppointment: 'direct-appointment',
  headDecision: 'head-decision',
} as const;
export const VENUE = { here: 'here', nationalNetwork: 'national-network' } as const;

/** @throws Refused `guarded` with every guard of the row that does not hold */
export async function checkGuards(tx: Tx, found: Case, row: Action, actor: Actor, receivedAt: Date): Promise<void> {
  const faults: Fault[] = [];
  for (const name of row.guards ?? []) {
    const said = await GUARDS[name](tx, found, actor, receivedAt);
    if (said) faults.push(said);
  }
  if (faults.length > 0) throw new Refused('guarded', faults);
}
