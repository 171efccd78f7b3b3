/** What must hold, and be the same, whatever was killed. */
import type { StoredOutcome } from '../../protocol/deliver.ts';
import type { Plant } from './kill-plant.ts';
import { type Office, openOffice } from './office.ts';
import { faultsOf, untilDelivered } from './soundness.ts';
import { type Codes, straightPath } from './straight-path.ts';

export type Mail = 'once' | 'again';

/**
 * A letter that its worker took may be taken again half a minute later, the dispatcher's activity is begun anew after ten seconds, and a
 * decision whose delivery was killed several times over waits longer with each, up to five minutes.
 */
const DELIVERED_WITHIN_MS = 420_000;

/**
 * @param mail how often a letter may have come: `again` where the worker was killed between the mail server's 250 and its mark,
 *   once more with each such kill, and never more often than it was taken to be sent
 * @returns what was lost or doubled, one line each; nothing where all is well
 */
export async function harmIn(plant: Plant, { mail }: { mail: Mail }): Promise<string[]> {
  await plant.whole();
  await untilDelivered(plant.database, DELIVERED_WITHIN_MS);
  return [
    ...(await faultsOf(plant.database, plant.temporal)),
    ...(await decisionFaults(plant)),
    ...(await mailFaults(plant, mail)),
  ];
}

/** Every decision was allowed, and is in the audit of its own subject once. */
export async function decisionFaults({ database }: Pick<Plant, 'database'>): Promise<string[]> {
  const decisions = await database.decision.findMany();
  const events = await database.event.findMany({ where: { decisionId: { not: null } } });
  return decisions.flatMap(({ id, code, action, outcome }) => {
    const recorded = events.filter((event) => event.decisionId === id && event.code === code).length;
    return [
      ...((outcome as StoredOutcome | null)?.ok ? [] : [`${action} of ${code} came to ${JSON.stringify(outcome)}`]),
      ...(recorded === 1 ? [] : [`${action} of ${code} is in the audit ${recorded} times`]),
    ];
  });
}

/** Every letter came, to its addressee, and as the same one where it came twice. */
export async function mailFaults(
  { database, mailbox }: Pick<Plant, 'database' | 'mailbox'>,
  mail: Mail,
): Promise<string[]> {
  const letters = await database.letter.findMany();
  const messages = await mailbox.messages();
  const known = new Set(letters.map((letter) => letter.messageId));
  const came = (messageId: string | null) => messages.filter((message) => message.messageId === messageId);
  return [
    ...letters.flatMap(({ name, code, email, title, messageId, attempts }) => {
      const copies = came(messageId);
      const like = copies.filter(
        (copy) => copy.to.join().toLowerCase() === email?.toLowerCase() && copy.subject === title,
      );
      const right =
        like.length === copies.length &&
        (copies.length === 1 || (mail === 'again' && copies.length > 1 && copies.length <= attempts));
      return right ? [] : [`${name} of ${code} came ${copies.length} times, ${like.length} of them as it was written`];
    }),
    ...messages.filter(({ messageId }) => !known.has(messageId)).map(({ subject }) => `nobody wrote "${subject}"`),
  ];
}

/** What a story has left in the books, without what differs from one to the next: codes, ids, instants. */
export async function booksOf({ database, people, parties }: Office, codes: Codes) {
  const names = new Map(Object.entries({ ...people, ...parties }).map(([name, id]) => [id, name]));
  const of = async (code: string) => {
    const [events, letters, tasks] = await Promise.all([
      database.event.findMany({ where: { code }, orderBy: { version: 'asc' } }),
      database.letter.findMany({ where: { code } }),
      database.task.findMany({ where: { code } }),
    ]);
    const to = (letter: (typeof letters)[number]) => names.get(letter.partyId ?? letter.personId ?? '');
    return {
      events: events.map(({ version, action, before, after }) => `${version} ${action}: ${before} → ${after}`),
      letters: letters.map((letter) => `${letter.version} ${letter.name} → ${to(letter)}`).sort(),
      tasks: tasks.map(({ openedVersion, name, closedBy }) => `${openedVersion} ${name}: ${closedBy}`).sort(),
    };
  };
  const { id } = await database.application.findUniqueOrThrow({ where: { code: codes.application } });
  const entries = await database.entry.findMany({ where: { applicationId: id }, orderBy: { id: 'asc' } });
  return {
    application: await of(codes.application),
    package: await of(codes.package),
    money: entries.map(({ kind, account, amount }) => `${kind} ${account} ${amount}`),
  };
}

/** The books of a straight path on which nothing was killed: recorded by the one writer alone. */
export async function undisturbedBooks(): Promise<Awaited<ReturnType<typeof booksOf>>> {
  const office = await openOffice();
  try {
    return await booksOf(office, await straightPath(office));
  } finally {
    await office.close();
  }
}
