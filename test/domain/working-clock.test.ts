import fc from 'fast-check';
import { addWorkingDays, endOfOffice, OFFICIAL_CALENDAR, workingDaysBetween } from '../../domain/calendar.ts';
import { legalDay } from '../../domain/dates.ts';
import { dueDate, escalateAt, type Pause, remindAt } from '../../domain/working-clock.ts';

const calendar = OFFICIAL_CALENDAR;

/** An instant as a clock on a wall in Viet Nam shows it. */
const at = (local: string) => new Date(`${local}:00+07:00`);
const pause = (from: string, to: string | null): Pause => ({
  from: at(from),
  to: to === null ? null : at(to),
  why: 'chờ bổ sung hồ sơ',
  who: 'appraiser',
});
const due = (from: string, limit: number, ...pauses: Pause[]) => dueDate({ from: at(from), limit, pauses, calendar });

describe('a time limit in working days', () => {
  it.each([
    ['2026-03-02T08:00', 1, '2026-03-03', 'the day of receipt is not counted'],
    ['2026-03-02T23:59', 1, '2026-03-03', 'not even when it was received late at night'],
    ['2026-03-06T08:00', 1, '2026-03-09', 'a weekend does not count'],
    ['2026-03-07T08:00', 1, '2026-03-09', 'received on a Saturday, the clock starts on Monday'],
    ['2026-02-13T08:00', 1, '2026-02-23', 'Tết does not count'],
    ['2026-01-09T08:00', 1, '2026-01-10', 'a working Saturday counts'],
    ['2026-02-09T10:00', 14, '2026-03-06', 'fourteen days over Tết'],
    ['2026-08-20T10:00', 8, '2026-09-03', 'over the national holiday and its working Saturday'],
  ])('from %s with %i days ends on %s: %s', (from, limit, day) => {
    expect(due(from, limit)).toMatchObject({
      day,
      dueAt: endOfOffice(calendar, day),
      provisional: false,
      remaining: null,
    });
  });

  it('is provisional as soon as it reaches into a year that is not loaded, whose holidays by law are not counted', () => {
    expect(due('2026-12-30T10:00', 1)).toMatchObject({ day: '2026-12-31', provisional: false, reasons: [] });
    const next = due('2026-12-30T10:00', 2);
    expect(next).toMatchObject({ day: '2027-01-04', provisional: true });
    expect(next.sum.map(({ kind }) => kind)).toEqual(['receipt', 'limit', 'days-off', 'provisional', 'due']);
    expect(next.sum.map(({ label }) => label.vi)).toContain(
      'Tạm tính: chưa có lịch nghỉ chính thức năm 2027; mới tính ngày nghỉ lễ theo luật, chưa có ngày hoán đổi',
    );
    expect(next.reasons.map(({ en }) => en)).toEqual([
      'Provisional: the official calendar of 2027 is not known; holidays by law are taken, swapped days are missing',
    ]);
  });

  it('is provisional as soon as it crosses a day of which nobody has said whether it is off', () => {
    expect(due('2026-11-20T10:00', 1)).toMatchObject({ day: '2026-11-23', provisional: false });
    expect(due('2026-11-24T10:00', 1)).toMatchObject({ day: '2026-11-25', provisional: false });
    const crossing = due('2026-11-20T10:00', 2);
    expect(crossing).toMatchObject({ day: '2026-11-24', provisional: true });
    expect(crossing.sum.at(-2)).toEqual({
      kind: 'unconfirmed',
      days: ['2026-11-24'],
      label: {
        vi: 'Tạm tính: chưa xác nhận có nghỉ ngày 24/11/2026 (Ngày Văn hóa Việt Nam) hay không; đang tính là ngày làm việc',
        en: 'Provisional: not confirmed whether 24/11/2026 (Viet Nam Culture Day) is a day off; it is counted as a working day',
      },
    });
    expect(crossing.reasons).toEqual([crossing.sum.at(-2)!.label]);
  });

  it.each([[0], [-1], [1.5], [Number.NaN]])('refuses a limit of %s days', (limit) => {
    expect(() => due('2026-03-02T10:00', limit)).toThrow('not a limit');
  });
});

describe('a pause', () => {
  it.each([
    ['2026-02-11T10:00', '2026-02-11T15:00', '2026-03-06', 'within a day costs nothing'],
    ['2026-02-11T10:00', '2026-02-12T09:00', '2026-03-09', 'over one night is one day'],
    ['2026-02-11T10:00', '2026-02-23T10:00', '2026-03-11', 'over Tết is the three working days in it'],
    ['2026-02-14T10:00', '2026-02-22T10:00', '2026-03-06', 'over days off alone costs nothing'],
    ['2026-03-06T16:59', '2026-03-13T09:00', '2026-03-13', 'in the last minute keeps the rest of the last day'],
    ['2026-03-06T10:00', '2026-03-13T20:00', '2026-03-16', 'answered after the close of office keeps it as well'],
    ['2026-03-06T10:00', '2026-03-08T20:00', '2026-03-09', 'answered on a Sunday keeps it as well'],
  ])('from %s to %s makes 6 March %s: a pause %s', (from, to, day) => {
    expect(due('2026-02-09T10:00', 14, pause(from, to)).day).toBe(day);
  });

  it.each([
    ['2026-08-28T08:01', '2026-08-28T13:46', '2026-08-30T12:00', 8, '2026-09-14', 'over the weekend after it'],
    ['2026-03-02T09:00', '2026-03-02T15:00', '2026-03-03T08:30', 15, '2026-03-23', 'over one night'],
    ['2026-03-02T09:00', '2026-03-02T15:00', '2026-03-03T16:59', 15, '2026-03-23', 'until the last minute of the next'],
    ['2026-03-02T09:00', '2026-03-02T15:00', '2026-03-03T17:00', 15, '2026-03-24', 'to the end of the next, a day'],
    ['2026-03-02T09:00', '2026-03-02T17:01', '2026-03-03T07:00', 15, '2026-03-23', 'after it closed, until it opens'],
    [
      '2026-03-02T23:00',
      '2026-03-02T23:30',
      '2026-03-03T07:00',
      15,
      '2026-03-23',
      'received after the close, over the night',
    ],
    ['2026-03-07T09:00', '2026-03-07T10:00', '2026-03-09T16:00', 15, '2026-03-27', 'received on a day off, to Monday'],
    [
      '2026-03-07T09:00',
      '2026-03-07T10:00',
      '2026-03-09T17:30',
      15,
      '2026-03-30',
      'received on a day off, past Monday',
    ],
    ['2026-03-06T16:30', '2026-03-06T16:45', '2026-03-09T17:30', 1, '2026-03-10', 'over the only day of the limit'],
  ])('received %s, from %s to %s, limit %i, is due %s: on the day of receipt, %s', (received, from, to, limit, day) => {
    const clock = due(received, limit, pause(from, to));
    expect(clock.day).toBe(day);
    expect(clock.dueAt).toEqual(endOfOffice(calendar, day));
  });

  it.each([
    ['2026-03-03T17:00', '2026-03-04T08:00', '2026-03-23', 'from the close to the opening'],
    ['2026-03-03T16:59', '2026-03-04T08:00', '2026-03-24', 'from the minute before the close'],
    ['2026-03-03T10:00', '2026-03-03T17:00', '2026-03-24', 'to the close, as to the next opening'],
    ['2026-03-03T10:00', '2026-03-04T07:59', '2026-03-24', 'to before the opening'],
    ['2026-03-20T18:00', '2026-03-22T12:00', '2026-03-23', 'within a weekend'],
    ['2026-03-20T10:00', '2026-03-21T10:00', '2026-03-24', 'from a Friday to the Saturday'],
    ['2026-03-21T10:00', '2026-03-23T16:00', '2026-03-23', 'from a Saturday to the last day'],
    ['2026-03-21T10:00', '2026-03-23T17:00', '2026-03-24', 'from a Saturday to the close of the last day'],
    ['2026-03-23T16:59', '2026-03-23T16:59', '2026-03-23', 'of no time'],
    ['2026-03-23T17:00', '2026-03-30T10:00', '2026-03-23', 'that begins as the limit passes'],
  ])('from %s to %s makes 23 March %s: %s', (from, to, day) => {
    expect(due('2026-03-02T09:00', 15, pause(from, to)).day).toBe(day);
  });

  it('takes a day out once, however many there are on it', () => {
    const several = [
      pause('2026-03-03T08:10', '2026-03-03T09:00'),
      pause('2026-03-03T10:00', '2026-03-03T10:30'),
      pause('2026-03-03T15:00', '2026-03-04T08:30'),
      pause('2026-03-04T09:00', '2026-03-04T11:00'),
    ];
    expect(due('2026-03-02T09:00', 15, ...several).day).toBe('2026-03-24');
  });

  it('on the day of receipt leaves the whole limit, the day on which it goes on and all days after it', () => {
    expect(due('2026-03-02T09:00', 15, pause('2026-03-02T15:00', null))).toMatchObject({ day: null, remaining: 14 });
    const extended = { from: at('2026-03-02T09:00'), limit: 15, extension: 3, calendar };
    expect(dueDate({ ...extended, pauses: [pause('2026-03-02T15:00', null)] }).remaining).toBe(17);
    expect(dueDate({ ...extended, pauses: [pause('2026-03-02T15:00', '2026-03-03T08:30')] }).day).toBe('2026-03-26');
  });

  it('leaves no due date while it is open, and says how many days will be left', () => {
    const clock = due('2026-02-09T10:00', 14, pause('2026-02-11T10:00', null));
    expect(clock).toMatchObject({ dueAt: null, day: null, remaining: 12 });
    expect(clock.sum.at(-1)).toMatchObject({
      kind: 'standing',
      remaining: 12,
      label: {
        vi: '= đang tạm dừng, còn 12 ngày làm việc sau ngày tiếp tục',
        en: '= paused, with 12 working days left after the day on which it goes on',
      },
    });
  });

  it('that began after the limit had passed changes nothing, and the sum says so', () => {
    for (const to of ['2026-03-20T10:00', null]) {
      const clock = due('2026-02-09T10:00', 14, pause('2026-03-06T17:01', to));
      expect(clock.day).toBe('2026-03-06');
      expect(clock.sum.map(({ kind }) => kind)).toContain('pause-too-late');
    }
  });

  it('counts once where two overlap', () => {
    const clock = due(
      '2026-02-09T10:00',
      14,
      pause('2026-03-03T10:00', '2026-03-05T10:00'),
      pause('2026-03-02T10:00', '2026-03-04T10:00'),
    );
    expect(clock.day).toBe('2026-03-11');
    expect(
      clock.sum.filter(({ kind }) => kind === 'pause').map((line) => 'workingDays' in line && line.workingDays),
    ).toEqual([2, 1]);
  });

  it('cannot end before it began', () => {
    expect(() => due('2026-02-09T10:00', 14, pause('2026-03-03T10:00', '2026-03-02T10:00'))).toThrow('before it began');
  });
});

describe('the clock as a sum', () => {
  it('reads from the receipt to the due date in both languages', () => {
    const { sum } = due('2026-08-20T10:00', 14, pause('2026-08-24T09:00', '2026-08-27T09:00'));
    expect(sum.map(({ label }) => label.vi)).toEqual([
      'Tiếp nhận ngày 20/08/2026 (không tính ngày này)',
      '+ 14 ngày làm việc theo quy định',
      '+ 3 ngày làm việc tạm dừng từ 24/08/2026 đến 27/08/2026: chờ bổ sung hồ sơ',
      'không tính ngày nghỉ 31/08/2026, 01/09/2026, 02/09/2026',
      'có tính thứ Bảy làm bù 22/08/2026',
      '= đến hạn ngày 16/09/2026, 17:00',
    ]);
    expect(sum.map(({ label }) => label.en)).toEqual([
      'Received on 20/08/2026 (that day is not counted)',
      '+ 14 working days allowed',
      '+ 3 working days waited from 24/08/2026 to 27/08/2026: chờ bổ sung hồ sơ',
      'not counting the days off 31/08/2026, 01/09/2026, 02/09/2026',
      'counting the working Saturdays 22/08/2026',
      '= due on 16/09/2026, 17:00',
    ]);
  });

  it('can be counted again by hand: the days from receipt to due are the limit and the pauses', () => {
    fc.assert(
      fc.property(instants, limits, ledgers, (from, limit, pauses) => {
        const { day, sum } = dueDate({ from, limit, pauses, calendar });
        const added = sum.reduce((total, line) => total + ('workingDays' in line ? line.workingDays : 0), 0);
        expect(workingDaysBetween(calendar, legalDay(from), day!)).toBe(added);
      }),
    );
  });
});

const minutes = (from: string, to: string) =>
  fc
    .integer({ min: at(from).getTime() / 60_000, max: at(to).getTime() / 60_000 })
    .map((minute) => new Date(minute * 60_000));
const instants = minutes('2024-01-01T00:00', '2026-12-31T23:59');
const limits = fc.integer({ min: 1, max: 60 });
const spans = fc.tuple(instants, fc.integer({ min: 0, max: 90 * 1440 })).map(
  ([from, length]): Pause => ({
    from,
    to: new Date(from.getTime() + length * 60_000),
    why: 'w',
    who: 'x',
  }),
);
const ledgers = fc.array(spans, { maxLength: 4 });

/** Days that may still be counted at an instant: working days after the day of receipt whose close of office lies ahead, to the due day. */
const left = (receipt: Date, instant: Date, day: string) => {
  const today = legalDay(instant);
  const from = today > legalDay(receipt) ? today : addWorkingDays(calendar, legalDay(receipt), 1);
  const closed = instant >= endOfOffice(calendar, from) ? from : addWorkingDays(calendar, from, -1);
  return workingDaysBetween(calendar, closed, day);
};

describe('whatever the ledger', () => {
  it('a pause in a running clock never loses or gains a day: as many are left when it ends as when it began', () => {
    fc.assert(
      fc.property(instants, limits, fc.nat(120 * 1440), fc.nat(90 * 1440), (from, limit, wait, length) => {
        const without = dueDate({ from, limit, pauses: [], calendar });
        const began = new Date(from.getTime() + wait * 60_000);
        fc.pre(began < without.dueAt!);
        const ended = new Date(began.getTime() + length * 60_000);
        const entry = { from: began, to: ended, why: 'w', who: 'x' };
        const paused = dueDate({ from, limit, pauses: [entry], calendar });
        expect(left(from, ended, paused.day!)).toBe(left(from, began, without.day!));
        expect(paused.dueAt! > ended).toBe(true);
        const open = dueDate({ from, limit, pauses: [{ ...entry, to: null }], calendar });
        expect(open.remaining).toBe(left(from, began, without.day!) - 1);
      }),
      { numRuns: 500 },
    );
  });

  it('a pause cut in two is the same pause', () => {
    fc.assert(
      fc.property(instants, limits, spans, fc.double({ min: 0, max: 1, noNaN: true }), (from, limit, whole, share) => {
        const cut = new Date(whole.from.getTime() + Math.floor((whole.to!.getTime() - whole.from.getTime()) * share));
        const halves = [
          { ...whole, to: cut },
          { ...whole, from: cut },
        ];
        expect(dueDate({ from, limit, pauses: halves, calendar }).day).toBe(
          dueDate({ from, limit, pauses: [whole], calendar }).day,
        );
      }),
    );
  });

  it('the order in which pauses were written down does not matter', () => {
    fc.assert(
      fc.property(instants, limits, ledgers, (from, limit, pauses) => {
        expect(dueDate({ from, limit, pauses: pauses.toReversed(), calendar }).day).toBe(
          dueDate({ from, limit, pauses, calendar }).day,
        );
      }),
    );
  });

  it('a later receipt, a longer limit or one more pause never makes a dossier due earlier', () => {
    fc.assert(
      fc.property(
        instants,
        fc.nat(10_000),
        limits,
        fc.nat(5),
        ledgers,
        spans,
        (from, later, limit, more, pauses, extra) => {
          const receivedLater = new Date(from.getTime() + later * 60_000);
          const sincePaused = { limit, pauses: pauses.filter((entry) => entry.from >= receivedLater), calendar };
          const [first, second] = [from, receivedLater].map((receipt) => dueDate({ ...sincePaused, from: receipt }));
          expect(second!.day! >= first!.day!).toBe(true);
          const clock = { from, limit, pauses, calendar };
          const { day } = dueDate(clock);
          expect(dueDate({ ...clock, limit: limit + more }).day! >= day!).toBe(true);
          expect(dueDate({ ...clock, pauses: [...pauses, extra] }).day! >= day!).toBe(true);
        },
      ),
    );
  });
});

describe('reminders and escalations', () => {
  it('lie so many working days before and after what is due, at the close of office', () => {
    const dueAt = endOfOffice(calendar, '2026-02-23');
    expect(remindAt(calendar, dueAt, 2)).toEqual(at('2026-02-12T17:00'));
    expect(remindAt(calendar, dueAt, 0)).toEqual(dueAt);
    expect(escalateAt(calendar, dueAt, 1)).toEqual(at('2026-02-24T17:00'));
    expect(escalateAt(calendar, endOfOffice(calendar, '2026-08-28'), 1)).toEqual(at('2026-09-03T17:00'));
  });

  it('refuse a negative number of days', () => {
    expect(() => remindAt(calendar, at('2026-03-02T17:00'), -1)).toThrow(RangeError);
    expect(() => escalateAt(calendar, at('2026-03-02T17:00'), -1)).toThrow(RangeError);
  });
});

describe('an extension', () => {
  it('is a line of the sum, after the limit and before the pauses', () => {
    const { sum, day } = dueDate({ from: at('2026-03-02T09:00'), limit: 15, extension: 3, pauses: [], calendar });
    expect(day).toBe('2026-03-26');
    expect(sum.map(({ kind }) => kind)).toEqual(['receipt', 'limit', 'extension', 'due']);
    expect(sum[2]).toMatchObject({ workingDays: 3, label: { en: '+ 3 working days extended, with an apology' } });
  });

  it('moves the due day by exactly its working days, whatever was waited', () => {
    fc.assert(
      fc.property(instants, limits, fc.nat(30), ledgers, (from, limit, extension, pauses) => {
        const counted = pauses.filter((entry) => entry.from <= dueDate({ from, limit, pauses: [], calendar }).dueAt!);
        const without = dueDate({ from, limit, pauses: counted.slice(0, 1), calendar });
        const extended = dueDate({ from, limit, extension, pauses: counted.slice(0, 1), calendar });
        expect(workingDaysBetween(calendar, without.day!, extended.day!)).toBe(extension);
      }),
    );
  });

  it('is a whole number of working days that is not negative', () => {
    const clock = { from: at('2026-03-02T09:00'), limit: 15, pauses: [], calendar };
    for (const extension of [-1, 0.5]) expect(() => dueDate({ ...clock, extension })).toThrow(RangeError);
  });
});

describe('a date that reaches into a year without a calendar', () => {
  it('says so, by its years, and one that does not is not called provisional', () => {
    fc.assert(
      fc.property(minutes('2026-10-01T00:00', '2027-12-31T23:59'), limits, (from, limit) => {
        const { provisional, day, sum } = dueDate({ from, limit, pauses: [], calendar });
        const asked = ['2026-11-24', '2027-11-24'].some((one) => one > legalDay(from) && one <= day!);
        expect(provisional).toBe(day! >= '2027-01-01' || asked);
        const years = sum.flatMap((line) => (line.kind === 'provisional' ? line.years : []));
        const [first, last] = [legalDay(from), day!].map((one) => Number(one.slice(0, 4)));
        expect(years).toEqual([first!, last!].filter((year, no) => year >= 2027 && (no === 0 || year !== first)));
      }),
    );
  });
});
