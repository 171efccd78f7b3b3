/** What the history says of a fault, and of what became of it, in plain sentences. */
import { hasWord, wordOf } from '../catalogue/words.ts';
import type { Bilingual } from '../domain/fault.ts';
import type { FaultKind, Settled } from '../records/faults.ts';

type Kept = {
  id: string;
  kind: FaultKind;
  reference: string;
  what: string;
  how?: Settled;
  by?: string | null;
  reason?: string | null;
};

/** @param row a fault as it was kept; with `how`, its end */
export function faultLine(row: Kept): { text: Bilingual; [detail: string]: unknown } {
  const { id, kind, what, how, reason } = row;
  const action = hasWord('action', what) ? wordOf('action', what) : { vi: what || kind, en: what || kind };
  const details = { fault: id, faultOf: kind, ...(what ? { action: what } : {}) };
  if (!how) {
    const vi = `Chưa ghi nhận được do lỗi của hệ thống: ${action.vi}. Người giám sát đã được báo.`;
    const en = `A fault of the system: ${action.en} was not recorded. The supervisors were told.`;
    return { text: { vi, en }, ...details };
  }
  const who = { vi: row.by ?? 'Người giám sát', en: row.by ?? 'a supervisor' };
  return { text: ENDS[how](action, who), ...details, settled: how, ...(reason ? { reason } : {}) };
}

const ENDS: Record<Settled, (action: Bilingual, who: Bilingual) => Bilingual> = {
  retried: (action, who) => ({
    vi: `${who.vi} cho ghi nhận lại: ${action.vi}.`,
    en: `${who.en.replace(/^a /, 'A ')} had it recorded again: ${action.en}.`,
  }),
  withdrawn: (action, who) => ({
    vi: `${who.vi} hủy quyết định không ghi nhận được: ${action.vi}.`,
    en: `${action.en} could not be recorded and was withdrawn by ${who.en}.`,
  }),
  recorded: (action) => ({
    vi: `Đã ghi nhận được: ${action.vi}.`,
    en: `${action.en} could be recorded after all.`,
  }),
  overtaken: (action) => ({
    vi: `Không còn phải ghi nhận: ${action.vi}.`,
    en: `${action.en} need not be recorded any more.`,
  }),
};
