import { hasWord } from '../../catalogue/words.ts';
import { formatDay, legalDay } from '../../domain/dates.ts';
import { LETTER, type LetterName, SUBJECT } from '../../domain/process.ts';
import { loadContext } from '../../letters/context.ts';
import { type Reads, readsOf } from '../../letters/reads.ts';
import { compose, type RenderedLetter, renderLetter } from '../../letters/render.ts';
import { TEMPLATES } from '../../letters/templates.ts';
import { titleOf } from '../../letters/titles.ts';
import type { Letter } from '../../prisma/generated/client.ts';
import { programmeOf } from '../../programmes/index.ts';
import { PAYMENT_KIND } from '../../records/claim.ts';
import { CONCLUSION } from '../../records/inspection.ts';
import { GROUND } from '../../records/termination.ts';
import type { Office } from '../support/office.ts';
import { correspondence, ENTERPRISE, WRITTEN } from './acts.ts';

const PUBLIC_URL = 'https://hotro.example.test';

type Written = { letter: Letter; rendered: RenderedLetter };

let office: Office;
let reads: Reads;
let written: Written[];
/** The same, all written at the same time. */
let atOnce: RenderedLetter[];
beforeAll(async () => {
  office = await correspondence();
  reads = readsOf(office.database);
  const letters = await office.database.letter.findMany({ orderBy: { id: 'asc' } });
  written = [];
  for (const letter of letters)
    written.push({ letter, rendered: await renderLetter(reads, letter, { publicUrl: PUBLIC_URL }) });
  atOnce = await Promise.all(letters.map((letter) => renderLetter(reads, letter, { publicUrl: PUBLIC_URL })));
});
afterAll(() => office.close());

const named = (name: LetterName): Written[] => written.filter(({ letter }) => letter.name === name);
const of = (name: LetterName): RenderedLetter => {
  const [first] = named(name);
  if (!first) throw new Error(`No ${name} was written`);
  return first.rendered;
};
/** The Vietnamese and the English half of a letter's text. */
const halves = ({ text }: RenderedLetter): [string, string] => text.split(`\n${'-'.repeat(72)}\n`) as [string, string];

describe('the letters of the table', () => {
  it('have a template each, and no template is left over', () => {
    expect(Object.keys(TEMPLATES).sort()).toEqual(Object.values(LETTER).sort());
  });

  it('are all written where what they tell of happens', () => {
    const names = new Set(written.map(({ letter }) => letter.name));
    expect(Object.values(LETTER).filter((name) => !names.has(name))).toEqual([]);
  });

  it('say in both languages what they are, for whom, and about which dossier, with one link to it', () => {
    for (const { letter, rendered } of written) {
      const title = titleOf(letter.name as LetterName, 'unknown');
      expect(rendered.title).toBe(`${title.vi} · ${title.en} · ${letter.code}`);
      const [vi, en] = halves(rendered);
      expect(vi).toContain(title.vi.toLocaleUpperCase('vi'));
      expect(vi).toContain('Kính gửi: ');
      expect(en).toContain(title.en.toLocaleUpperCase('en'));
      expect(en).toContain('To: ');
      for (const half of [vi, en]) {
        expect(half).toContain(letter.code);
        expect(half.match(/https?:\/\/\S+/g)).toEqual([
          expect.stringMatching(new RegExp(`^${PUBLIC_URL}/.*${letter.code}$`)),
        ]);
      }
    }
  });

  it('leave no gap: nothing undefined, no empty row, no raw name of the process', () => {
    const raw = [
      'not-met',
      'lapse-[a-z]+',
      'no-bid',
      'none-passed',
      'to-correct',
      'business-registration',
      'force-majeure',
    ];
    const gaps = new RegExp(
      `(^|[\\s:(])(undefined|null|NaN|Invalid Date|\\[object Object\\]|${raw.join('|')})([\\s:,).]|$)`,
      'm',
    );
    for (const { letter, rendered } of written) {
      expect(`${letter.name}: ${gaps.exec(rendered.text)?.[0] ?? ''}`).toBe(`${letter.name}: `);
      expect(`${letter.name}: ${/^.*: $/m.exec(rendered.text)?.[0] ?? ''}`).toBe(`${letter.name}: `);
    }
  });

  it('print money and dates in one way, without the no-break space and the sign that Intl would put there', () => {
    for (const { rendered } of written) {
      for (const text of [rendered.title, rendered.text, rendered.html]) expect(text).not.toMatch(/[\u00a0\u202f₫]/);
      expect(rendered.text).not.toMatch(/\d{4}-\d{2}-\d{2}/);
    }
    expect(halves(of(LETTER.approved))[0]).toContain('Mức hỗ trợ tối đa: 40.000.000 đ');
    expect(halves(of(LETTER.approved))[1]).toContain('Support, at most: 40,000,000 VND');
  });

  it('write decimals in one way in each language: a comma in Vietnamese, a point in English', () => {
    let decimals = 0;
    for (const { letter, rendered } of written) {
      const [vi, en] = halves(rendered).map((half) => half.replace(/https?:\S+|\S+@\S+/g, ''));
      expect(`${letter.name}: ${/\d\.\d{1,2}(?!\d)/.exec(vi!)?.[0]}`).toBe(`${letter.name}: undefined`);
      expect(`${letter.name}: ${/\d,\d{1,2}(?!\d)/.exec(en!)?.[0]}`).toBe(`${letter.name}: undefined`);
      decimals += vi!.match(/\d,\d{1,2}(?!\d)/g)?.length ?? 0;
    }
    expect(decimals).toBeGreaterThan(10);
  });

  it('escape what people wrote, and keep it whole', () => {
    for (const { letter, rendered } of written) {
      expect(`${letter.name} ${/<\/?[bi]>/.exec(rendered.html)?.[0] ?? ''}`).toBe(`${letter.name} `);
    }
    const declined = of(LETTER.declined);
    expect(declined.html).toContain('Thiếu chữ ký &lt;b&gt;&quot;A &amp; B&quot;&lt;/b&gt;<br>và dấu');
    expect(declined.text).toContain(WRITTEN);
    expect(declined.html).toContain('Công ty &lt;i&gt;Bền &amp; Vững&lt;/i&gt;');
    expect(declined.text).toContain(`Kính gửi: ${ENTERPRISE}`);
  });

  it('say the same in HTML as in plain text', () => {
    for (const { rendered } of written) {
      const words = (text: string) => text.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
      const html = words(
        rendered.html
          .replace(/<title>.*<\/title>/, '')
          .replace(/<[^>]+>/g, ' ')
          .replace(/&quot;|&amp;|&lt;|&gt;|&#39;/g, ' '),
      );
      expect(html).toBe(words(rendered.text));
    }
  });

  it('are addressed to whom the table says, at the address of today', async () => {
    await office.database.party.update({
      where: { id: office.parties.enterprise },
      data: { email: 'new@example.test' },
    });
    const { letter } = named(LETTER.approved)[0]!;
    expect((await renderLetter(reads, letter, { publicUrl: PUBLIC_URL })).email).toBe('new@example.test');
  });
});

describe('what a letter tells', () => {
  it('an acknowledgement appoints no date; the receipt does, in both languages alike', async () => {
    expect(of(LETTER.acknowledgement).text).not.toContain('Ngày hẹn trả kết quả:');
    const { letter, rendered } = named(LETTER.receiptSlip)[0]!;
    const { appointedAt } = letter.facts as { appointedAt: string };
    const day = formatDay(legalDay(new Date(appointedAt)));
    expect(halves(rendered)[0]).toContain(`Ngày hẹn trả kết quả: ${day}`);
    expect(halves(rendered)[1]).toContain(`Appointed date for the decision: ${day}`);
  });

  it('a supplement request names each document, when it is due, and what the clock does', () => {
    const [before, after] = named(LETTER.supplementRequest).map(({ rendered }) => halves(rendered)[0]);
    expect(before).toContain('Giấy chứng nhận đăng ký doanh nghiệp: Thiếu chữ ký');
    expect(before).toContain('Hạn thực hiện: 16/03/2026');
    expect(before).toContain('chưa bắt đầu tính');
    expect(after).toContain('tạm dừng');
  });

  it('a refusal gives each condition that is not met with its basis, its instrument, and how to complain', () => {
    const [vi, en] = halves(of(LETTER.refused));
    expect(vi).toMatch(/hỗ trợ của chương trình khác – không đạt: cùng mã số thuế đã có hồ sơ .*; Thiếu chữ ký/);
    expect(vi).toContain('(Căn cứ: Thông tư 35/2021/TT-BTC)');
    expect(vi).toContain('Văn bản: Số 12/QĐ-SKHCN, ngày 02 tháng 3 năm 2026');
    expect(vi).toContain('Người ký: Lê Thị Thử, Giám đốc');
    expect(vi).toContain('Khiếu nại');
    expect(en).toContain('Complain');
    expect(vi).not.toContain('thành lập và hoạt động trên địa bàn tỉnh');
  });

  it('an approval says what comes next on the dossier’s own route: a consultant is chosen, or an agreement is drafted', () => {
    const next = new Set(
      named(LETTER.approved).map(({ rendered }) => /Bước tiếp theo: (.*)/.exec(halves(rendered)[0])?.[1]),
    );
    expect([...next].sort()).toEqual([
      'cơ quan lựa chọn đơn vị tư vấn.',
      'cơ quan lựa chọn đơn vị đào tạo.',
      'cơ quan soạn thỏa thuận hỗ trợ để hai bên ký.',
    ]);
  });

  it('who carries the work out itself is written to about its agreement: no letter speaks of a contract or a consultant', () => {
    const { letter: signed } = named(LETTER.agreementInForce)[0]!;
    const own = written.filter(({ letter }) => letter.code === signed.code);
    expect(own.map(({ letter }) => letter.name)).toEqual(
      expect.arrayContaining([LETTER.terminationRequested, LETTER.terminationRefused, LETTER.terminated]),
    );
    for (const { letter, rendered } of own)
      expect(`${letter.name}: ${/hợp đồng|tư vấn|contract\b|consultant/i.exec(rendered.text)?.[0]}`).toBe(
        `${letter.name}: undefined`,
      );
  });

  it('an instrument without a number is a draft that is not issued yet', () => {
    expect(of(LETTER.approved).text).toContain('Văn bản: dự thảo – chưa ban hành');
  });

  it('how to complain stands in a refusal, a decline, a stop and where nothing is recognised alone', () => {
    const complains = new Set(
      written.filter(({ rendered }) => /Khiếu nại/.test(rendered.text)).map(({ letter }) => letter.name),
    );
    expect([...complains].sort()).toEqual(
      [LETTER.declined, LETTER.refused, LETTER.stopped, LETTER.notRecognised].sort(),
    );
  });

  it('a stop after silence says that the time to supplement has passed', () => {
    const stopped = named(LETTER.stopped).map(({ rendered }) => rendered.text);
    expect(stopped.some((text) => text.includes('Hết thời hạn bổ sung mà không nhận được tài liệu'))).toBe(true);
    expect(stopped.some((text) => text.includes('The time to acknowledge the contract has passed'))).toBe(true);
  });

  it('an invitation to a selection round says who nominates, and that it decides nothing', () => {
    const [vi, en] = halves(of(LETTER.nominated));
    expect(vi).toContain('Đơn vị giới thiệu: nominator');
    expect(vi).toContain('Nhận hồ sơ đến: 16/03/2026 17:00');
    expect(en).toContain('decides nothing');
  });

  it('the result of a selection tells each product apart: first time, until when, points against the pass mark, and why', () => {
    const [vi] = halves(of(LETTER.recognised));
    expect(vi).toContain('được công nhận lần đầu, đến hết ngày 15/03/2029; đạt 80,00 điểm, yêu cầu 70,00');
    expect(vi).toContain('Van: không được công nhận; đạt 75,00 điểm, yêu cầu 70,00; lý do: Thiếu chữ ký');
    expect(halves(of(LETTER.notRecognised))[0]).toContain('Cáp điện: không được công nhận; đạt 40,50 điểm');
  });

  it('an invitation says what is bought, by when, and how bids are judged', () => {
    const [vi] = halves(of(LETTER.invitation));
    for (const said of ['Đấu thầu hạn chế', '40.000.000 đ', 'Đóng thầu lúc: 11/03/2026 17:00', 'Nhân sự – 50%'])
      expect(vi).toContain(said);
  });

  it('who lost is told why, with their own points and no other bidder’s price', () => {
    const lost = named(LETTER.notAwarded).map(({ rendered }) => halves(rendered)[0]);
    expect(lost).toHaveLength(4);
    expect(lost.join('\n')).toContain('Tổng điểm kỹ thuật: đạt 50,00, yêu cầu 70,00');
    expect(lost.join('\n')).toContain('Xếp hạng: 2');
    for (const text of lost) expect(text).not.toMatch(/3[5678]\.000\.000/);
  });

  it('no bidder hears a price before the award', () => {
    for (const name of [LETTER.bidReceived, LETTER.bidWithdrawn]) {
      for (const { rendered } of named(name)) expect(rendered.text).not.toMatch(/30\.000\.000/);
    }
  });

  it('a payment shows how it was reckoned, and its Treasury reference', () => {
    const final = named(LETTER.paid).map(({ rendered }) => halves(rendered)[0]);
    expect(final.join('\n')).toContain('Thanh toán, đề nghị số 2');
    expect(final.join('\n')).toContain('Số tiền: 20.000.000 đ');
    expect(final.join('\n')).toContain('Chứng từ Kho bạc: KB-');
  });

  it('whoever is to sign hears of a next in the ranking where there is one, and only there', () => {
    const told = named(LETTER.contractToSign).map(({ letter, rendered }) => ({ letter, text: rendered.text }));
    const next = told.filter(({ text }) => text.includes('xếp hạng tiếp theo'));
    const [ranked] = named(LETTER.awardLapsed).map(({ letter }) => (letter.facts as { package: string }).package);
    expect(next.map(({ letter }) => letter.code)).toContain(ranked);
    const appointed = told.filter(({ text }) => !text.includes('xếp hạng tiếp theo'));
    expect(appointed.length).toBeGreaterThan(0);
    for (const { text } of appointed) {
      expect(text).toContain('kết thúc không có kết quả');
      expect(text).not.toMatch(/next in the ranking/);
    }
  });

  it('the enterprise hears how its tender ended, that a contract lapsed, of payments to others and of a new inspection', () => {
    const ended = named(LETTER.tenderEnded).map(({ letter, rendered }) => ({ letter, vi: halves(rendered)[0] }));
    expect(ended.filter(({ vi }) => vi.includes('đã bị hủy')).length).toBeGreaterThan(0);
    expect(ended.filter(({ vi }) => vi.includes('kết thúc mà không chọn được')).length).toBeGreaterThan(0);
    for (const { letter, vi } of ended) {
      expect(vi).toContain((letter.facts as { package: string }).package);
      expect(vi).toContain('Hồ sơ chờ gói thầu mới');
      expect(vi).toContain('Lý do: ');
    }
    expect(halves(of(LETTER.awardLapsed))[0]).toContain('không ký hợp đồng trong thời hạn');
    expect(halves(of(LETTER.contractorPaid))[0]).toContain('Đơn vị đào tạo: consultant');
    const again = named(LETTER.reInspection).map(({ letter }) => letter.partyId);
    expect(again).toEqual([office.parties.enterprise, office.parties.consultant]);
    for (const name of [LETTER.tenderEnded, LETTER.awardLapsed, LETTER.contractorPaid])
      for (const { letter } of named(name)) expect(letter.partyId).toBe(office.parties.enterprise);
  });

  it('whoever is hired is called by what the work is: no letter on an event or a training speaks of consulting', async () => {
    const rules = programmeOf('004');
    const event = rules.items.find(({ route }) => route === 'event')!;
    const training = programmeOf('003').items.find((item) => item.training)!;
    const seen = new Set<string>();
    for (const { letter } of written) {
      if (letter.subject === SUBJECT.round || seen.has(letter.name)) continue;
      seen.add(letter.name);
      const context = await loadContext(reads, letter);
      const named = { ...context, consultant: context.consultant && { ...context.consultant, name: 'Công ty An' } };
      const recipient = { ...context.recipient, name: 'Bà Lan' };
      for (const item of [event, training]) {
        const { text } = compose({ ...named, recipient, item, items: [item], programme: rules }, PUBLIC_URL);
        const [said] = /tư vấn|consult(?:ing|ant\b(?! wrote))/i.exec(text.replace(/(?<=: )\w*onsultant$/gm, '')) ?? [];
        expect(`${letter.name} ${item.code}: ${said}`).toBe(`${letter.name} ${item.code}: undefined`);
      }
    }
  });

  it('silence on the completion is never called a confirmation', () => {
    const [toTheAward, toTheCompletion] = named(LETTER.confirmationLapsed).map(({ rendered }) => rendered.text);
    expect(toTheAward).toContain('cần sự đồng ý của quý đơn vị');
    expect(toTheCompletion).toContain('không phải là sự xác nhận');
  });

  it('where nobody may take a task, the supervisor reads the names and the rule that bars them', () => {
    const [vi] = halves(of(LETTER.nobodyEligible));
    expect(vi).toContain('không ai được quyết định về việc do chính mình làm');
    expect(vi).toContain('Việc: Quyết định hỗ trợ');
    expect(vi).toContain('  - appraiser');
  });
});

describe('the words of a letter', () => {
  it('there is a word for every conclusion, ground and kind of payment that an action may send', () => {
    expect(Object.values(CONCLUSION).filter((name) => !hasWord('conclusion', name))).toEqual([]);
    expect(Object.values(GROUND).filter((name) => !hasWord('ground', name))).toEqual([]);
    expect(Object.values(PAYMENT_KIND).filter((name) => !hasWord('payment', name))).toEqual([]);
  });

  it('the one-stop desk’s own forms are named only where the procedure is on the list', async () => {
    const { letter } = named(LETTER.receiptSlip)[0]!;
    const context = await loadContext(reads, letter);
    const form = 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả';
    for (const listedProcedure of ['unknown', 'no', 'yes'] as const) {
      const { title } = compose({ ...context, programme: { ...context.programme, listedProcedure } }, PUBLIC_URL);
      expect(title.includes(form)).toBe(listedProcedure === 'yes');
    }
  });

  it('every letter of an example says so, in its title and twice in each language', async () => {
    for (const { letter } of written.filter(
      ({ letter: one }, index, all) => all.findIndex((w) => w.letter.name === one.name) === index,
    )) {
      const context = await loadContext(reads, letter);
      const { title, text, html } = compose({ ...context, agency: { ...context.agency, example: true } }, PUBLIC_URL);
      expect(title).toMatch(/^\[VÍ DỤ\] /);
      expect(text.match(/VÍ DỤ/g)).toHaveLength(4);
      expect(html.match(/<strong>VÍ DỤ/g)).toHaveLength(4);
    }
  });

  it('every letter under a plan that is only assumed says so, at its head, with what it is about, and at its end', async () => {
    const [first] = named(LETTER.approved);
    const { assumedPeriod } = programmeOf('002');
    const context = { ...(await loadContext(reads, first!.letter)), assumed: assumedPeriod! };
    const { title, text, html } = compose(context, PUBLIC_URL);
    for (const written of [text, html]) {
      expect(written.match(/giả định – ví dụ/g)).toHaveLength(3);
      expect(written.match(/assumed – example/g)).toHaveLength(3);
    }
    expect(title).not.toContain('VÍ DỤ');
    expect(first!.rendered.text).not.toContain('giả định');
    // An example keeps its own mark.
    const example = compose({ ...context, agency: { ...context.agency, example: true } }, PUBLIC_URL).text;
    expect(example.match(/VÍ DỤ/g)).toHaveLength(4);
    expect(example.match(/giả định – ví dụ/g)).toHaveLength(1);
  });

  it('a letter about what is not there any more is refused, naming it', async () => {
    const { letter } = named(LETTER.approved)[0]!;
    const lost = { ...letter, name: 'no-such-letter' };
    await expect(renderLetter(reads, lost, { publicUrl: PUBLIC_URL })).rejects.toThrow(/no letter "no-such-letter"/);
  });
});

describe('letters that are written at the same time', () => {
  it('say, each, what it says when it is written alone', () => {
    expect(atOnce).toEqual(written.map(({ rendered }) => rendered));
  });

  it('hang together in no fault: what cannot be read for one is no other’s', async () => {
    const unreadable = (letter: Letter): Letter => ({ ...letter, facts: { holder: 'nobody’s id', leavers: ['none'] } });
    const gone = (letter: Letter): Letter => ({ ...letter, subjectId: '00000000-0000-7000-8000-000000000000' });
    const some = written.slice(0, 12).map(({ letter }) => letter);
    const ended = await Promise.allSettled(
      some.map((letter, no) =>
        renderLetter(reads, no === 3 ? unreadable(letter) : no === 7 ? gone(letter) : letter, {
          publicUrl: PUBLIC_URL,
        }),
      ),
    );
    const failed = ended.flatMap(({ status }, no) => (status === 'rejected' ? [no] : []));
    expect(failed).toEqual([3, 7]);
  });
});
