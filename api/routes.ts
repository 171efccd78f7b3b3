/** Every route of the API: what the router serves, the document describes and the policy tests walk through. */
import { agency } from './admin-agency.ts';
import { budgets } from './admin-budgets.ts';
import { calendars } from './admin-calendars.ts';
import { facts } from './admin-facts.ts';
import { parties } from './admin-parties.ts';
import { people } from './admin-people.ts';
import { roles } from './admin-roles.ts';
import { agencyActivities } from './agency-activities.ts';
import { applications } from './applications.ts';
import { checks } from './check.ts';
import { delegations } from './delegations.ts';
import { directory } from './directory.ts';
import { documents } from './documents.ts';
import { handOvers } from './hand-over.ts';
import { me } from './me.ts';
import { modelEnterprises } from './model-enterprises.ts';
import { outcomes } from './outcomes.ts';
import { packages } from './packages.ts';
import { programmes } from './programmes.ts';
import { rounds } from './rounds.ts';
import type { Route } from './route.ts';
import { supervision } from './supervision.ts';
import { lostDocuments } from './supervision-documents.ts';
import { supervisionInvoices } from './supervision-invoices.ts';
import { promisedDates } from './supervision-promised.ts';
import { runs } from './supervision-runs.ts';
import { stuck } from './supervision-stuck.ts';
import { undelivered } from './supervision-undelivered.ts';
import { targets } from './targets.ts';
import { tasks } from './tasks.ts';
import { tracker } from './track.ts';
import { workload } from './workload.ts';

export const ROUTES: readonly Route[] = [
  ...me,
  ...programmes,
  ...checks,
  ...targets,
  ...agencyActivities,
  ...modelEnterprises,
  ...outcomes,
  ...applications,
  ...documents,
  ...tasks,
  ...packages,
  ...rounds,
  ...directory,
  ...supervision,
  ...promisedDates,
  ...undelivered,
  ...runs,
  ...stuck,
  ...supervisionInvoices,
  ...lostDocuments,
  ...handOvers,
  ...delegations,
  ...workload,
  ...people,
  ...roles,
  ...parties,
  ...facts,
  ...agency,
  ...calendars,
  ...budgets,
  ...tracker,
];
