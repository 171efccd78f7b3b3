/** How a contract or a support agreement is signed: by the agency through its instrument, by an outside party through a natural person. */
import { legalDay } from '../domain/dates.ts';
import type { Bilingual } from '../domain/fault.ts';
import { referenceKey } from '../domain/identity.ts';
import { type Act, type CommonBody, fault, refuseIf } from './handler.ts';

/** As kept with what was signed; `on` is a legal day. */
export type Signature = { name: string; capacity: string; on: string; documentId: string | null };

/**
 * The agency's signature.
 * @param drafted what is signed: its number as it was drafted, and what it is called (`Hợp đồng`, `contract`)
 * @throws Refused `invalid` where the instrument has another number, or a day that has not come
 */
export function agencySignature(
  { body, now }: Act<CommonBody>,
  drafted: { number: string | null; called: Bilingual },
): Signature {
  const { signatory: name, capacity, number, date, documentId } = body.instrument!;
  const { vi, en } = drafted.called;
  refuseIf([
    number !== undefined &&
      referenceKey(number) !== referenceKey(drafted.number ?? '') &&
      fault(
        'instrument.number',
        'another-number',
        `${vi} được soạn với số ${drafted.number}.`,
        `The ${en} was drafted with the number ${drafted.number}.`,
      ),
    date !== undefined &&
      date > legalDay(now) &&
      fault('instrument.date', 'in-the-future', 'Ngày ký chưa đến.', 'The day of signing has not come yet.'),
  ]);
  return { name, capacity, on: date ?? legalDay(now), documentId: documentId ?? null };
}

/** An outside party's signature, on the day on which it was received; its signed file is named with it. */
export const partySignature = ({ body, receivedAt }: Act<CommonBody & { documentId?: string }>): Signature => ({
  ...body.signatory!,
  on: legalDay(receivedAt),
  documentId: body.documentId ?? null,
});
