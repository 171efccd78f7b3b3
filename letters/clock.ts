/** Letters to whoever holds a task, and to the supervisors: new, due soon, late, or with nobody to take it. */
import { wordOf } from '../catalogue/words.ts';
import type { Bilingual } from '../domain/fault.ts';
import { LETTER } from '../domain/process.ts';
import { atInstant, type Block, both, join, list, onDay, rows, same, say } from './content.ts';
import type { Context } from './context.ts';
import { countOf, type Facts, instantOf, listOf, textOf, textsOf } from './facts.ts';
import { lateTask } from './lateness.ts';
import type { Templates } from './templates.ts';

function task(c: Context): Block | null {
  const name = textOf(c.facts, 'task') ?? c.opened[0]?.name ?? null;
  const role = textOf(c.facts, 'role') ?? c.opened[0]?.role ?? null;
  const due: Bilingual | null = onDay(instantOf(c.facts, 'dueAt') ?? c.opened[0]?.dueAt);
  return rows(
    ['Việc', 'Task', name === null ? null : wordOf('task', name)],
    ['Vai trò', 'Role', role === null ? null : wordOf('role', role)],
    ['Hạn', 'Due', due],
  );
}

/** A task by its word; without one it is the appointed date of the one-stop clock. */
const whatMoved = (task: string | null): Bilingual =>
  task === null ? both('Ngày hẹn trả kết quả', 'The appointed date of the decision') : wordOf('task', task);

export const clock = {
  [LETTER.taskOpened]: (c) => [say('Có việc mới cần xử lý.', 'There is a task for you.'), task(c)],
  [LETTER.reminder]: (c) => [say('Việc dưới đây sắp đến hạn.', 'The task below is due soon.'), task(c)],
  [LETTER.overdue]: (c) => [
    say(
      'Việc dưới đây đã quá hạn. Nếu không được xử lý, việc sẽ được báo cáo người giám sát.',
      'The task below is overdue. If it is not done, the supervisor is told.',
    ),
    task(c),
  ],
  [LETTER.escalation]: (c) => [
    say(
      'Việc dưới đây đã quá hạn và chưa được xử lý. Người giám sát có thể chuyển việc cho người khác.',
      'The task below is overdue and still open. A supervisor may reassign it.',
    ),
    lateTask(c),
  ],
  [LETTER.escalationToHead]: (c) => [
    say(
      'Việc dưới đây đã quá hạn, đã báo cáo người giám sát mà vẫn chưa được xử lý. Kính báo cáo thủ trưởng cơ quan.',
      'The task below is overdue; the supervisor was told, and it is still open. It is reported to the head of the agency.',
    ),
    lateTask(c),
  ],
  [LETTER.datesMoved]: (c) => [
    say(
      'Lịch làm việc của cơ quan đã được điều chỉnh theo quy định về ngày nghỉ, nên thời hạn dưới đây thay đổi.',
      'The calendar of working days was corrected to the days off as announced, so the date below has moved.',
    ),
    rows(
      ['Việc', 'What is due', whatMoved(textOf(c.facts, 'task'))],
      ['Thời hạn cũ', 'Date before', onDay(instantOf(c.facts, 'before'))],
      ['Thời hạn mới', 'Date now', onDay(instantOf(c.facts, 'after'))],
    ),
  ],
  [LETTER.nobodyEligible]: (c) => [
    say(
      'Không còn người nào được phép nhận việc dưới đây: không ai được quyết định về việc do chính mình làm. Cần phân công thêm người.',
      'Nobody may take the task below: nobody decides on their own work. Somebody else must be given the role.',
    ),
    task(c),
    c.barred.length > 0
      ? say('Những người giữ vai trò này nhưng không được nhận việc:', 'Holders of the role who may not take it:')
      : say('Chưa có ai giữ vai trò này.', 'Nobody holds the role.'),
    list(c.barred.map(same)),
  ],
  [LETTER.runLost]: (c) => {
    const [count, act] = [countOf(c.facts, 'count') ?? 0, countOf(c.facts, 'act') ?? 0];
    return [
      say(
        'Tiến trình theo dõi thời hạn của các hồ sơ dưới đây đã bị mất hoặc đứng yên (bị dừng từ bên ngoài, hoặc máy chủ điều phối mất dữ liệu). Khi có thể, hệ thống tự khởi động lại. Nội dung hồ sơ không bị ảnh hưởng; nhắc việc và cảnh báo quá hạn có thể đến chậm.',
        'The clocks of the dossiers below were lost or stand still (ended from outside, or the workflow server lost data). Where it can, the system starts them again by itself. The dossiers themselves are untouched; reminders and warnings may come late.',
      ),
      rows(
        ['Số hồ sơ', 'Dossiers', same(String(count))],
        ['Vẫn chưa chạy lại', 'Not running again yet', same(String(countOf(c.facts, 'missing') ?? 0))],
        [
          'Trong đó hệ thống không tự khắc phục được',
          'Of these the system cannot mend',
          act > 0 ? same(String(act)) : null,
        ],
      ),
      act > 0
        ? say(
            'Đề nghị báo ngay người quản trị hệ thống về các hồ sơ mà hệ thống không tự khắc phục được: chúng đứng đầu danh sách dưới đây. Quyết định và thời hạn của các hồ sơ đó vẫn được ghi.',
            'Please tell whoever operates the system now of those that it cannot mend: they stand first in the list below. Their decisions and deadlines are recorded all the same.',
          )
        : null,
      list(codesOf(c).map(same)),
      count > codesOf(c).length ? say('… và các hồ sơ khác.', '… and others.') : null,
      say(
        'Danh sách đầy đủ có trong mục giám sát, phần tiến trình. Nếu thư này lặp lại, đề nghị báo người quản trị hệ thống.',
        'The full list stands among the supervision reads, under runs. If this letter comes again, please tell whoever operates the system.',
      ),
    ];
  },
  [LETTER.databasePutBack]: (c) => [
    say(
      'Cơ sở dữ liệu của hệ thống đã được khôi phục từ một bản sao, hoặc đã chuyển sang máy chủ dự phòng chưa nhận đủ dữ liệu. Những gì được ghi sau thời điểm dưới đây không còn trong hệ thống, dù thư về các việc đó có thể đã gửi đi.',
      'The database of the system was restored from a copy, or a standby took over that had not received everything. What was recorded after the time below is not in the system any more, although letters about it may have been sent.',
    ),
    rows(['Dữ liệu có đến', 'The data reach to', atInstant(instantOf(c.facts, 'until'))]),
    say(
      'Các hồ sơ đang mở đã tự kiểm tra lại, thời hạn tiếp tục được theo dõi. Đề nghị đối chiếu với thư đã gửi, sổ sách và những người đã xử lý, rồi thực hiện lại các quyết định bị mất.',
      'The open dossiers have looked again, and their clocks go on. Please compare with the letters that were sent, with your own records and with those who worked since then, and have the lost decisions taken again.',
    ),
  ],
  [LETTER.lettersUnsent]: (c) => {
    const letters = listOf(c.facts, 'letters');
    const count = countOf(c.facts, 'count') ?? letters.length;
    return [
      say(
        'Các thư dưới đây không gửi được cho đến khi có người xử lý.',
        'The letters below cannot be sent until somebody acts.',
      ),
      rows(['Số thư', 'Letters', same(String(count))]),
      list(letters.map(unsent)),
      count > letters.length ? say('… và các thư khác.', '… and others.') : null,
      say(
        'Địa chỉ sai hoặc thiếu: đề nghị sửa, rồi gửi lại trong mục giám sát, phần chưa gửi. Thư không soạn được là lỗi của hệ thống: đề nghị báo người quản trị hệ thống.',
        'Where an address is wrong or missing, please correct it, then have the letter sent again among the supervision reads, under undelivered. A letter that cannot be written is a fault of the system: please tell whoever operates it.',
      ),
    ];
  },
} satisfies Partial<Templates>;

const codesOf = (c: Context): readonly string[] => textsOf(c.facts, 'codes');

function unsent(letter: Facts): Bilingual {
  const name = wordOf('letter', textOf(letter, 'name') ?? '');
  const why = wordOf('letter-failure', textOf(letter, 'why') ?? '');
  return join(', ', [same(textOf(letter, 'code') ?? ''), name, why]);
}
