/** The parts of a package, one for each application that has not left it, and what their contract still waits for. */
import type { Contract } from '../prisma/generated/client.ts';
import { type Application, type Case, itemOf, type Part } from './case.ts';

export const COUNTERPART = { none: 'none', enterpriseToConsultant: 'enterprise-to-consultant' } as const;

/** The parts of the applications that have not left. */
export const liveParts = (found: Case): Part[] => found.parts.filter((part) => !part.leftAt);

/** The live parts with their applications; only of a case that holds all of the package's applications. */
export function servedParts(found: Case): { part: Part; application: Application }[] {
  return liveParts(found).flatMap((part) => {
    const application = found.applications.find((candidate) => candidate.id === part.applicationId);
    return application ? [{ part, application }] : [];
  });
}

/** Whether the enterprise pays a share of its own to the consultant, and so has to agree to the contract. */
export const paysCounterpart = (found: Case, application: Application): boolean =>
  itemOf(found.programme, application).support?.counterpart === COUNTERPART.enterpriseToConsultant;

/** Applications that pay a counterpart and have not acknowledged the contract yet: it is not in force before. */
export const unacknowledged = (found: Case): Application[] =>
  servedParts(found)
    .map(({ application }) => application)
    .filter((application) => !application.acknowledged && paysCounterpart(found, application));

/** Whether both parties have signed. */
export const isSigned = (contract: Pick<Contract, 'agencySigned' | 'consultantSigned'>): boolean =>
  contract.agencySigned !== null && contract.consultantSigned !== null;
