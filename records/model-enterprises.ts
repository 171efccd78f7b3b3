/** Model enterprises (mô hình điểm): designated by the approver, by an instrument that was issued, on the ground of a settled dossier. */
import { z } from 'zod';
import { legalDay } from '../domain/dates.ts';
import { STATE } from '../domain/process.ts';
import type { Programme } from '../domain/programme.ts';
import type { Countered } from './agency-activities.ts';
import { keyOf, type Tx } from './case.ts';
import { businessNow } from './drafts.ts';
import { fault, refuseIf } from './handler.ts';
import { besideDossiers, documentFaults, documentsNamed } from './named-documents.ts';
import { dateOf, day, documentId, line, subjectCode, text } from './shapes.ts';

export const designationBody = z.strictObject({
  application: subjectCode,
  reason: text,
  /** A designation is recorded once its instrument is issued: with number, day and the signed file. */
  instrument: z.strictObject({ signatory: line, capacity: line, number: line, date: day, documentId }),
});
type DesignationBody = z.infer<typeof designationBody>;

/** The items whose dossiers may lead to a model enterprise: those that a target counts models from. */
const itemsOf = ({ targets }: Programme): string[] =>
  targets.flatMap(({ unit, counted }) =>
    unit === 'model-enterprises' && counted.from === 'dossiers' ? [...counted.items] : [],
  );

/**
 * @param by the person who records it @returns its id
 * @throws Refused `invalid` with everything that is wrong: a dossier of another programme, not settled, of an item that leads to no
 *   model, or an enterprise that is a model of this programme already
 */
export async function designate(
  tx: Tx,
  { programmeId, rules, body, by }: { programmeId: string; rules: Programme; body: DesignationBody; by: string },
): Promise<string> {
  // Two designations of one enterprise wait for each other.
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('model/' || ${programmeId}, 0))`;
  const now = await businessNow(tx);
  const { application: code, reason, instrument } = body;
  const application = await tx.application.findFirst({ where: { code, programmeId }, include: { enterprise: true } });
  const settled = application !== null && keyOf(application) === STATE.settled;
  const root = application?.enterprise.taxCode.slice(0, 10);
  const already = (await designationsOf(tx, programmeId)).some((row) => !row.countered && row.root === root);
  const at = (path: string, fails: boolean, name: string, vi: string, en: string) => fails && fault(path, name, vi, en);
  refuseIf([
    at(
      'application',
      application === null || application.submittedAt === null,
      'no-such-dossier',
      'Chương trình không có hồ sơ này.',
      'The programme has no such dossier.',
    ),
    at(
      'application',
      application !== null && application.submittedAt !== null && !settled,
      'not-settled',
      'Hồ sơ chưa quyết toán.',
      'The dossier is not settled.',
    ),
    at(
      'application',
      settled && !itemsOf(rules).includes(application.item),
      'no-model-item',
      'Không chỉ tiêu mô hình điểm nào tính từ nội dung của hồ sơ này.',
      'No target counts model enterprises from the item of this dossier.',
    ),
    at(
      'application',
      settled && already,
      'model-already',
      'Đơn vị này đã là mô hình điểm của chương trình.',
      'The enterprise is a model of this programme already.',
    ),
    at(
      'instrument.date',
      instrument.date > legalDay(now),
      'in-the-future',
      'Ngày văn bản chưa đến.',
      'The day of the instrument lies in the future.',
    ),
    ...(await documentFaults(tx, documentsNamed({ instrument }), besideDossiers(by))),
  ]);
  const on = dateOf(instrument.date);
  const data = { programmeId, applicationId: application!.id, on, instrument, reason, at: now, by };
  return (await tx.modelEnterprise.create({ data })).id;
}

export type Designation = {
  id: string;
  application: string;
  enterprise: string;
  root: string;
  on: string;
  instrument: DesignationBody['instrument'];
  reason: string;
  at: Date;
  by: { id: string; name: string };
  countered: Countered;
};

/** Every designation of a programme, the newest first, with what took it back. @param id of one alone */
export async function designationsOf(
  tx: Pick<Tx, '$queryRaw'>,
  programmeId: string,
  id: string | null = null,
): Promise<Designation[]> {
  type Row = Omit<Designation, 'countered'> & {
    countered: { reason: string; at: string; by: Designation['by'] } | null;
  };
  const rows = await tx.$queryRaw<Row[]>`
    SELECT m.id::text, a.code AS application, party.name AS enterprise, left(party."taxCode", 10) AS root, m.on::text AS on,
      m.instrument, m.reason, m.at, jsonb_build_object('id', m.by, 'name', coalesce(person.name, '')) AS by,
      CASE WHEN c."entryId" IS NULL THEN NULL ELSE
        jsonb_build_object('reason', c.reason, 'at', c.at, 'by', jsonb_build_object('id', c.by, 'name', coalesce(other.name, ''))) END AS countered
    FROM "ModelEnterprise" m JOIN "Application" a ON a.id = m."applicationId" JOIN "Party" party ON party.id = a."enterpriseId"
      LEFT JOIN "Person" person ON person.id = m.by
      LEFT JOIN "CounterEntry" c ON c."entryId" = m.id LEFT JOIN "Person" other ON other.id = c.by
    WHERE m."programmeId" = ${programmeId} AND (${id}::uuid IS NULL OR m.id = ${id}::uuid) ORDER BY m.on DESC, m.id DESC`;
  return rows.map(({ countered, ...row }) => ({
    ...row,
    countered: countered && { ...countered, at: new Date(countered.at) },
  }));
}
